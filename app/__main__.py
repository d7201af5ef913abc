"""``python -m app``, the entry of the installed commands and of every process that the studio starts with its own code.

Imports nothing heavy by itself.
"""

from __future__ import annotations

import multiprocessing
import sys

from app.engine import WORKER_ARGUMENT


def main() -> int:
    """Run what the command line asks for, and give the exit code."""
    multiprocessing.freeze_support()
    if sys.argv[1:2] == [WORKER_ARGUMENT]:
        from app.engine.worker import process_main

        process_main(int(sys.argv[2]))
        return 0
    from app.cli.console import keep_stderr
    from app.main import main as run

    keep_stderr()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
