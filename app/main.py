"""The entry of every command, and the end of a program that fails: no traceback reaches a person."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

from app import examining, keeping, showing
from app.base.errors import AppError
from app.base.paths import APP_NAME
from app.cli.arguments import FAILED, INTERRUPTED, parse_arguments
from app.cli.asking_arguments import ASKING
from app.cli.console import Console, NobodyReadsError, make_streams_forgiving

log = logging.getLogger(__name__)

COMMANDS: dict[str | None, Callable[[argparse.Namespace, Console], int]] = {
    None: showing.window,
    "open": showing.open_file,
    "run": showing.run,
    "render": showing.render,
    "serve": showing.serve,
    "status": examining.status,
    "doctor": examining.doctor,
    "calibrate": examining.calibrate,
    "measure": examining.measure,
    "report": examining.report,
    **dict.fromkeys(ASKING, examining.ask),
    "obs": examining.obs,
    "avatars": keeping.avatars,
    "voices": keeping.voices,
    "profile": keeping.sets,
    "collection": keeping.sets,
    "models": keeping.models,
    "storage": keeping.storage,
    "runtime": keeping.runtime,
    "updates": keeping.updates,
}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks for, and give the exit code. No traceback reaches a person."""
    make_streams_forgiving()
    console = Console()
    try:
        options = parse_arguments(arguments)
        return COMMANDS[options.command](options, console)
    except AppError as error:
        console.error(error)
        return FAILED
    except NobodyReadsError:  # any other pipe that breaks is a fault, and said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        console.say("Interrupted.")
        return INTERRUPTED
    except Exception as error:  # top of the main thread
        log.exception("the program failed")
        what = f"{APP_NAME} failed because of a fault of its own ({type(error).__name__}: {error})."
        console.error(AppError("app.bug", what, "The log has the details."))
        return FAILED
