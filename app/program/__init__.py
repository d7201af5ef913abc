"""Composition of the program picture: background, placement, label."""
