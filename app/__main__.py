"""``python -m app``, the entry of the installed commands and of every process that the studio starts with its own code.

Imports nothing heavy by itself.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from app.engine import WORKER_ARGUMENT

if TYPE_CHECKING:
    from types import FrameType

_INTERRUPTED = 130  # as in app.cli.arguments, which is not there yet


def main() -> int:
    """Run what the command line asks for, and give the exit code."""
    worker = sys.argv[1:2] == [WORKER_ARGUMENT]
    catches = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if catches:  # whoever started us with it ignored meant it
        # Imports take a moment in which nothing has begun that would have to be ended. Of workers their host decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN if worker else _leave)
    import multiprocessing

    multiprocessing.freeze_support()
    if worker:
        from app.engine.worker import process_main

        process_main(int(sys.argv[2]))
        return 0
    from app.cli.console import keep_stderr
    from app.main import main as run

    keep_stderr()
    if catches:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return run(sys.argv[1:])


def _leave(number: int, frame: FrameType | None) -> None:
    del number, frame
    with suppress(OSError):
        os.write(2, b"Interrupted.\n")  # print is not made for signal handlers
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main())
