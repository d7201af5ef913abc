"""The camera helper: a small program that holds the virtual camera open and always shows a picture on it.

It is a program of its own, because pyvirtualcam is GPL-2, and because the camera must outlive a frozen, crashed or
restarted studio. It imports nothing of the studio; the two talk in bytes over a local connection (``wire``).
Its source is MIT (see LICENSE beside this file).
"""
