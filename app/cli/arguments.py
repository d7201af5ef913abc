"""The command line: what it knows, and how it says so. Imports nothing heavy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from app.base.local_settings import LocalModel
from app.base.omnirt_settings import RemoteModel, checked_url
from app.base.opentalking_environment import BACKENDS
from app.base.paths import APP_NAME
from app.base.settings import EngineSettings, Fps, ProgramSize, ProviderId
from app.base.storage import CHOSEN, CLEANED, MOVED
from app.base.version import this_build
from app.cli.asking_arguments import add_asking
from app.cli.avatar_arguments import add_avatars
from app.cli.obs_arguments import add_obs
from app.cli.sets_arguments import add_sets

OK = 0
FAILED = 1
USAGE = 2
NOT_RUNNING = 3
INTERRUPTED = 130

EXIT_CODES = f"""exit codes:
  {OK}    done; "run" also when Ctrl+C or SIGTERM ended it, which is how it is ended
  {FAILED}    failed, or the doctor found something red; stderr says what and what to do
  {USAGE}    the command line was not understood
  {NOT_RUNNING}    no studio is running ("status", and what is asked of one)
  {INTERRUPTED}  interrupted before it was done, or forced to end by a second Ctrl+C

Results go to stdout, everything else to stderr."""

LOG_LEVELS = ("debug", "info", "warning", "error")


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line as ``command`` (None: the window) and its options. Leaves with 2 when it makes no sense."""
    return make_parser().parse_args(arguments)


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog=_program_name(),
        description="A portrait becomes a live host. Without a command the window opens.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{APP_NAME} {this_build().words}")
    _add_common(parser, default=None, log_level="info")
    _add_show(parser, default=None)
    _add_profile(parser, None, "go on with this profile")
    parser.add_argument(
        "--minimized", "--minimize-to-tray", action="store_true", help="begin minimised: in the tray where there is one"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    opened = _command(
        commands, "open", "open the window with an avatar or a picture, or have the running studio take it"
    )
    opened.add_argument("path", type=Path, metavar="FILE", help="an avatar's zip file or folder, or a picture")
    _add_run(_command(commands, "run", "run the show without a window"))
    _add_render(_command(commands, "render", "render speech into a video file, faster than real time"))
    _add_status(_command(commands, "status", "say how the running studio and its server are doing", show=False))
    _add_doctor(_command(commands, "doctor", "check everything that a show needs, and say how to mend it"))
    _add_serve(_command(commands, "serve", "let another computer have its host drawn by this one's engine"))
    add_asking(lambda name, words: _command(commands, name, words, show=False))
    add_obs(_command(commands, "obs", "have the running studio set up the OBS of this computer", show=False))
    words = "measure how far apart camera and sound device are, with the test card on both (a studio must run)"
    calibrate = _command(commands, "calibrate", words, show=False)
    calibrate.add_argument("--apply", action="store_true", help="take the Sync Offset over that makes up for it")
    _add_json(calibrate)
    _add_json(_command(commands, "measure", "measure what this computer's graphics card can hold, and remember it"))
    _add_voices(_command(commands, "voices", "list the voices that can speak typed lines", show=False))
    avatars = _command(commands, "avatars", "list, check, import, copy, export, remove or restore avatars", show=False)
    add_avatars(avatars, _finish_action)
    words = "print what helps when something went wrong, or show the report on the last show"
    _add_report(_command(commands, "report", words, show=False))
    for name, words in (("profile", "profiles"), ("collection", "scene collections")):
        doing = f"list, switch, copy, export, import or remove {words}"
        add_sets(_command(commands, name, doing, show=False), _finish_action)
    _add_models(_command(commands, "models", "list, download, import, verify or remove models", show=False))
    _add_storage(_command(commands, "storage", "say what is kept on the disks, clean it or move it", show=False))
    updates = _command(
        commands, "updates", "ask whether a newer version was published; nothing is installed", show=False
    )
    _add_json(updates)
    _add_runtime(_command(commands, "runtime", "install or remove the PyTorch that models run with", show=False))
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, description: str, *, show: bool = True
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=description,
        description=f"{description[0].upper()}{description[1:]}.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    # The common options are taken before and after the command; what is not given after it must not undo what was
    # given before it.
    _add_common(parser, argparse.SUPPRESS, argparse.SUPPRESS)
    if show:
        _add_show(parser, default=argparse.SUPPRESS)
    return parser


def _add_common(parser: argparse.ArgumentParser, default: str | None, log_level: str) -> None:
    group = parser.add_argument_group("files and log")
    group.add_argument(
        "--basedir",
        type=Path,
        default=default,
        metavar="DIR",
        help="keep everything (settings, avatars, logs, recordings) below DIR",
    )
    group.add_argument(
        "--json-log", default=default, metavar="FILE", help="write the log as lines of JSON; stderr: to stderr"
    )
    group.add_argument("--log-level", choices=LOG_LEVELS, default=log_level, help="what is logged (default: info)")


def _add_show(parser: argparse.ArgumentParser, default: str | None) -> None:
    group = parser.add_argument_group("for this run only")
    kinds = get_args(EngineSettings.model_fields["kind"].annotation)
    isolations = get_args(EngineSettings.model_fields["isolation"].annotation)
    who = group.add_mutually_exclusive_group()
    who.add_argument("--engine", choices=kinds, default=default, help="which engine draws the host")
    who.add_argument("--backend", choices=tuple(BACKENDS), default=default, help="the same in OpenTalking's words")
    group.add_argument("--engine-isolation", choices=isolations, default=default, help="where it runs")
    models = tuple(dict.fromkeys((*get_args(LocalModel), *get_args(RemoteModel))))
    group.add_argument("--model", choices=models, default=default, help="what this computer or OmniRT draws with")
    group.add_argument(
        "--safe-mode",
        action="store_true",
        default=default or False,
        help="start with what can hardly fail: built-in engine, espeak-ng, no sound device; settings stay as they are",
    )
    _add_server(group, default, "the OmniRT server that draws; its key may stand in OMNIRT_API_KEY")


def _add_server(group: argparse._ActionsContainer, default: str | None, words: str) -> None:
    group.add_argument("--omnirt", type=_url, default=default, metavar="URL", help=words)


def _add_status(parser: argparse.ArgumentParser) -> None:
    _add_server(parser, None, "ask this OmniRT server, too (default: the one of the settings)")
    parser.add_argument("--verify", action="store_true", help="have a host speak over it for a minute, unheard, too")
    parser.add_argument(
        "--avatar", metavar="ID_OR_FOLDER", help="who speaks, with --verify (default: who was on stage last)"
    )
    _add_json(parser)


def _add_voice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voice",
        type=_voice,
        metavar="PROVIDER[:VOICE]",
        help='who speaks, as "voices" lists them: edge:de-DE-KatjaNeural, espeak:en+f2, system',
    )


def _add_voices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--provider", choices=get_args(ProviderId), help="of one provider only (default: of all)")
    _add_json(parser)


def _add_program(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=get_args(ProgramSize), help="size of the program picture")
    parser.add_argument("--fps", type=int, choices=get_args(Fps), help="pictures per second")
    parser.add_argument(
        "--ai-label",
        action=argparse.BooleanOptionalAction,
        help="say in the picture that the host is made by AI (default: as in the settings, where it is on)",
    )


def _add_profile(parser: argparse.ArgumentParser, default: str | None, words: str) -> None:
    parser.add_argument("--profile", default=default, metavar="NAME", help=words)


def _add_run(parser: argparse.ArgumentParser) -> None:
    _add_profile(parser, argparse.SUPPRESS, "with this profile, for this run only")
    parser.add_argument("--avatar", metavar="ID_OR_FOLDER", help="who is on stage (default: who was there last)")
    parser.add_argument("--mic", nargs="?", const="", metavar="DEVICE", help="speak through a microphone")
    parser.add_argument(
        "--drive",
        type=_drive,
        metavar="microphone|webcam[:CAMERA]",
        help="what the host follows while the microphone is on: webcam needs an OmniRT server, and turns it on",
    )
    speech = parser.add_mutually_exclusive_group()
    speech.add_argument(
        "--say", type=_not_empty, action="append", metavar="TEXT", help="speak a line; given again: another after it"
    )
    speech.add_argument("--play", type=Path, metavar="FILE", help="speak the sound of an audio or video file")
    speech.add_argument(
        "--script", type=Path, metavar="FILE", help="speak the lines of a script: text, Markdown or CSV"
    )
    parser.add_argument("--loop", action="store_true", help="after the last line of the script begin again")
    _add_variables(parser)
    parser.add_argument("--camera", nargs="?", const="", metavar="DEVICE", help="start the virtual camera")
    parser.add_argument("--browser-source", action="store_true", help="let a Browser Source of OBS read the program")
    parser.add_argument(
        "--record", nargs="?", const="", metavar="FILE", help="record; without FILE under a name of its own"
    )
    parser.add_argument("--audio-out", nargs="?", const="", metavar="DEVICE", help="hear it on a sound device")
    parser.add_argument(
        "--seconds",
        type=_seconds,
        metavar="N",
        help="end after N seconds (default: after what is said or played, else with Ctrl+C)",
    )
    _add_voice(parser)
    _add_program(parser)


def _add_render(parser: argparse.ArgumentParser) -> None:
    _add_profile(parser, argparse.SUPPRESS, "with this profile, for this run only")
    parser.add_argument("--avatar", metavar="ID_OR_FOLDER", help="who speaks (default: who was on stage last)")
    speech = parser.add_mutually_exclusive_group(required=True)
    speech.add_argument("--audio", type=Path, metavar="FILE", help="an audio or video file to speak")
    speech.add_argument("--text", type=_not_empty, metavar="TEXT", help="a text to speak")
    speech.add_argument("--script", type=Path, metavar="FILE", help="a script to speak, without its announcements")
    _add_variables(parser)
    parser.add_argument("target", type=_mp4, metavar="OUT.mp4", help="the video file to make")
    parser.add_argument("--force", action="store_true", help="overwrite OUT.mp4 if it exists")
    _add_voice(parser)
    _add_program(parser)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fix",
        action="append",
        default=[],
        metavar="CHECK",
        help="first do what mends this check's finding, where the studio can; given again: another one, too",
    )
    _add_json(parser)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address to listen on, 0.0.0.0 for every network; beyond this computer a key is asked for "
        "(OMNIRT_API_KEY, else one that is made and shown)",
    )
    parser.add_argument("--port", type=_port, default=9000, metavar="N", help="and port (default: 9000, as OmniRT's)")


def _add_variables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", type=_variable, action="append", metavar="NAME=VALUE", help="what the script says for {NAME}"
    )


def _add_models(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        _add_common(action, argparse.SUPPRESS, argparse.SUPPRESS)
        _add_json(action)
        return action

    models = tuple(name for name in get_args(LocalModel) if name != "auto")
    add("list", "list the models that this computer can draw with, and what is there of each")
    download = add("download", "download a model, or the rest of it; Ctrl+C pauses")
    download.add_argument("--agree", action="store_true", help="you have read the model's terms and agree to them")
    bring = add("import", "take over the models in a folder, which stays as it is")
    bring.add_argument("folder", type=Path, metavar="FOLDER", help="a folder as the models' makers publish it")
    verify = add("verify", "compare every byte of a model with what was published")
    remove = add("remove", "remove a model from the studio's own folder")
    for action in (download, verify, remove):
        action.add_argument("wanted", choices=models, metavar="MODEL", help=f"one of {', '.join(models)}")


def _add_storage(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    what = "Remove what can be made or fetched again; recordings go to the system's trash."
    clean = actions.add_parser("clean", help="remove what can be made or fetched again", description=what)
    move = actions.add_parser("move", help="move a place to another folder", description="Move a place.")
    for action, places in ((clean, CLEANED), (move, MOVED)):
        _add_common(action, argparse.SUPPRESS, argparse.SUPPRESS)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer in JSON")
        action.add_argument("place", choices=places, metavar="PLACE", help=f"one of {', '.join(places)}")
    chosen = " and ".join(CHOSEN)
    clean.add_argument("names", nargs="*", metavar="NAME", help=f"of {chosen}: which go")
    clean.add_argument("--older-than", type=_days, metavar="DAYS", help=f"of {chosen}: all that are as old")
    move.add_argument("folder", type=Path, metavar="FOLDER", help="where to")


def _add_runtime(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    for name, words in (("install", "install it, or the rest of it; Ctrl+C pauses"), ("remove", "remove all of it")):
        action = actions.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        _add_common(action, argparse.SUPPRESS, argparse.SUPPRESS)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer in JSON")


def _add_report(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="reports on shows")
    words = "say where the report on the last show is"
    show = actions.add_parser("show", help=words, description=f"{words[0].upper()}{words[1:]}.")
    show.add_argument("--open", action="store_true", help="open it in the browser, too")
    words = "make a report, also of a show that still runs or was cut short"
    make = actions.add_parser("make", help=words, description=f"{words[0].upper()}{words[1:]}.")
    make.add_argument("table", nargs="?", type=Path, metavar="TABLE.csv", help="of this show (default: of the last)")
    for action in (show, make):
        _add_common(action, argparse.SUPPRESS, argparse.SUPPRESS)


def _finish_action(action: argparse.ArgumentParser) -> None:
    _add_common(action, argparse.SUPPRESS, argparse.SUPPRESS)
    _add_json(action)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of days: 1 or more")
    return int(text)


def _voice(text: str) -> tuple[str, str]:
    provider, _, voice = text.partition(":")
    if provider not in get_args(ProviderId):
        raise argparse.ArgumentTypeError(f"{provider} is none of {', '.join(get_args(ProviderId))}")
    return provider, voice


def _drive(text: str) -> tuple[str, str]:
    drive, _, camera = text.partition(":")
    known = get_args(EngineSettings.model_fields["drive"].annotation)
    if drive not in known or (camera and drive != "webcam"):
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(known)} and webcam:CAMERA")
    return drive, camera


def _url(text: str) -> str:
    try:
        return checked_url(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port")
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 1e9:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above 0")
    return seconds


def _variable(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name.isidentifier() or not value.strip():
        raise argparse.ArgumentTypeError(f"{text} is not NAME=VALUE")
    return name, value.strip()


def _not_empty(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("there is nothing to say")
    return text


def _mp4(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".mp4":
        raise argparse.ArgumentTypeError(f"{text} does not end in .mp4, the one format that is written")
    return path


def _program_name() -> str:
    name = Path(sys.argv[0]).name
    return "studio.py" if name in ("", "__main__.py") or name.startswith("-") else name
