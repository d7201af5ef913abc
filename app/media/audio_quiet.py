"""What is asked of ALSA before PortAudio begins; does nothing on other systems."""

from __future__ import annotations

import ctypes
import functools
import sys

_ENCODER = b"pcm.a52"


@functools.cache
def quiet_alsa() -> None:
    """Keep its remarks ("underrun occurred") off the terminal: what matters of them arrives as errors and xruns.

    Once for the process.
    """
    alsa = _alsa()
    if alsa is not None:
        # The handler must be there whenever some thread of ALSA's speaks, after the interpreter's end as well: so it is
        # a function of the C library, one that does nothing with what it is called with.
        alsa.snd_lib_error_set_handler(ctypes.CDLL(None).getpid)


def leave_encoder_out() -> None:
    """Have PortAudio's next list be without ALSA's Dolby Digital encoder, which nobody sends a voice to.

    PortAudio opens every device once, and to open this one ALSA loads a second FFmpeg with some ninety other libraries
    and 8 MB, and keeps them. ALSA reads its configuration before it is asked for anything, and again only when a file
    of it has changed or PortAudio was ended.
    """
    alsa = _alsa()
    if alsa is None or alsa.snd_config_update() < 0:
        return
    found = ctypes.c_void_p()
    if alsa.snd_config_search(ctypes.c_void_p.in_dll(alsa, "snd_config"), _ENCODER, ctypes.byref(found)) == 0:
        alsa.snd_config_delete(found)


def _alsa() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL("libasound.so.2")
    except OSError:
        return None
