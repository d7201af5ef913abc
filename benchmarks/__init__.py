"""Figures, measured: see ``results/``."""
