"""The engine seam: speech in, pictures with time stamps out."""

WORKER_ARGUMENT = "--engine-worker"
"""Asks the program to be an engine worker (``launch.py``). Here, where nothing heavy is imported with it."""
