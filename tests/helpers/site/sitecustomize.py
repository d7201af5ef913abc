"""Gives the camera helper of a program under test a camera that is a file. This folder goes first in PYTHONPATH."""

import sys

if "flashtalk_camera" in sys.orig_argv:
    import pyvirtualcam

    from tests.helpers.file_camera import CardCamera

    # A name that the studio's settings know, so that nothing but the device differs.
    pyvirtualcam.register_backend("obs", CardCamera)
