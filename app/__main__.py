"""``python -m app``, and the entry of the installed commands. Imported by every process that the studio spawns."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Run what the command line asks for, and give the exit code."""
    multiprocessing.freeze_support()
    from app.main import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
