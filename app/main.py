"""The composition root: what is started in which order, and the one place that knows the concrete parts.

The order: directories, crash report, log, settings, studio, window. The studio runs before anything of the window is
imported, so that engine and devices get ready meanwhile.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from app.base.errors import AppError
from app.base.omnirt_settings import travels_in_clear
from app.base.opentalking_environment import read_environment
from app.base.paths import APP_NAME, Paths, resources_dir
from app.base.settings import ProviderId, Settings
from app.base.settings_store import SettingsStore
from app.cli.arguments import FAILED, INTERRUPTED, parse_arguments
from app.cli.asking_arguments import ASKING, asked_for
from app.cli.console import Console, make_streams_forgiving
from app.cli.stopping import StopSignals
from app.ground import Ground, has_display, lay_environment, lay_over, lay_server, logging_to, standing_ground
from app.parts import RealParts, open_keeper, open_library

if TYPE_CHECKING:
    from app.base.settings import VoiceSettings
    from app.cli.run import Wishes
    from app.sources.base import SpeechSource
    from app.studio.studio import Studio

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.001
"""How long a thread may keep the interpreter from the others. With Python's own 5 ms a busy window makes the pump late:
see ``docs/decisions``."""

HEADLESS_LINE = "Hello! I can talk without a window, too. My picture and my voice are in this recording."


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks for, and give the exit code. No traceback reaches a person."""
    make_streams_forgiving()
    options = parse_arguments(arguments)
    console = Console()
    try:
        return COMMANDS[options.command](options, console)
    except AppError as error:
        console.error(error)
        return FAILED
    except BrokenPipeError:  # whoever read our results has had enough
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


# ---- commands


def _window(options: argparse.Namespace, console: Console) -> int:
    if not has_display():
        return _headless(options, console)
    with (
        standing_ground(options, "studio", watch=True) as ground,
        _studio(ground, ground.settings, ground.save, ground.paths.show_file) as studio,
    ):
        _warn_of_clear(ground.settings, console)
        try:
            from app.ui.application import SAFE_MODE, run_window
        except ImportError as error:
            raise AppError(
                "window.not_installed",
                f"The window cannot open because a part of it is missing ({error}).",
                "Start studio.py again to have it installed; studio.py run needs no window.",
            ) from error
        status = run_window(studio, ground.paths)
    if status == SAFE_MODE:
        options.safe_mode = True
        return _window(options, console)
    return status


def _headless(options: argparse.Namespace, console: Console) -> int:
    """The main job where there is no window to do it in."""
    from app.cli.run import Wishes

    console.say("There is no display here: the studio runs without its window, and the host speaks into a recording.")
    with StopSignals() as signals, standing_ground(options, "studio", watch=True) as ground:
        parts = RealParts(ground.paths)
        devices = parts.list_devices()
        parts.close()
        audio = "default" if devices.speakers else None
        wishes = Wishes(
            say=(HEADLESS_LINE,),
            camera=bool(devices.cameras),
            record=True,
            audio_out=audio is not None,
            devices_optional=True,
        )
        return _run_show(
            ground, lay_over(ground.settings, {"audio_out.device": audio}), wishes, console, signals.stopped
        )


def _run(options: argparse.Namespace, console: Console) -> int:
    from app.cli.run import Wishes
    from app.studio.script_files import read_script

    if options.script is not None:
        read_script(options.script)  # before anything is started: a bad one is told at once
    drive, webcam = options.drive or (None, "")
    follows_camera = drive == "webcam"
    wishes = Wishes(
        avatar=options.avatar is not None,
        say=tuple(options.say or ()),
        play=options.play,
        script=options.script,
        loop=options.loop,
        variables=tuple(options.set or ()),
        microphone=options.mic is not None or follows_camera,
        camera=options.camera is not None,
        record=options.record is not None,
        record_path=Path(options.record) if options.record else None,
        audio_out=options.audio_out is not None,
        seconds=options.seconds,
    )
    changes = {
        "window.avatar": options.avatar,
        "voice.microphone": options.mic or None,
        "camera.device": options.camera or None,
        "engine.drive": drive,
        "voice.webcam": webcam or None,
        **_program(options),
    }
    with StopSignals() as signals, standing_ground(options, "studio", watch=True) as ground:
        # A sound device of the settings is not opened unasked: a run does what its flags say.
        device = ground.settings.audio_out.device
        audio = ground.settings.audio_out.model_copy(
            update={"device": None if options.audio_out is None else options.audio_out or device or "default"}
        )
        changes |= _voice(options, ground.settings)
        settings = lay_over(ground.settings.model_copy(update={"audio_out": audio}), changes)
        if follows_camera and settings.engine.kind != "omnirt":
            raise AppError(
                "run.drive",
                "Only an OmniRT server can have the host follow a camera.",
                "Say which with --backend omnirt --omnirt http://…",
            )
        return _run_show(ground, settings, wishes, console, signals.stopped)


def _run_show(ground: Ground, settings: Settings, wishes: Wishes, console: Console, stopped: threading.Event) -> int:
    from app.cli.run import run_show

    _warn_of_clear(settings, console)
    with _studio(ground, settings, lambda changed: None) as studio:
        return run_show(studio, wishes, console, stopped)


def _render(options: argparse.Namespace, console: Console) -> int:
    with standing_ground(options, "render", watch=False) as ground, ExitStack() as stack:
        from app.cli.render import render_speech
        from app.sources.audio_file import AudioFile
        from app.studio.parts import program_format
        from app.studio.render import RenderedLine, Renderer
        from app.studio.render_script import script_lines
        from app.studio.script_files import read_script

        voice = _voice(options, ground.settings)
        settings = lay_over(ground.settings, {"window.avatar": options.avatar, **voice, **_program(options)})
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        renderer = Renderer(parts.parts(), settings, program_format(settings), settings.window.avatar)
        target, force = options.target, options.force

        def say(text: str, voice: VoiceSettings) -> SpeechSource:
            return parts.open_text(text, voice, lambda problem: console.say(problem.message))

        if options.script is not None:
            script = read_script(options.script)
            variables = {**script.variables, **dict(options.set or ())}
            lines = script_lines(script.lines, variables, settings.voice, parts.list_avatars(), say)
            return render_speech(renderer, lines, lambda: None, target, console, overwrite=force)
        if options.text is not None:
            line = RenderedLine(lambda: say(options.text, settings.voice))
            return render_speech(renderer, [line], lambda: None, target, console, overwrite=force)
        speech = AudioFile(options.audio)
        speech.open()  # before anything is made that would have to be removed again
        stack.callback(speech.close)
        file = RenderedLine(lambda: speech)
        return render_speech(renderer, [file], lambda: speech.duration_s, target, console, overwrite=force)


def _status(options: argparse.Namespace, console: Console) -> int:
    from app.cli.status import AskedServer, tell_status

    if options.verify:
        return _verify(options, console)
    with logging_to(options, None):
        paths = Paths.find(options.basedir)
        environment = read_environment(os.environ)
        settings = lay_environment(SettingsStore(paths.settings_file).load()[0], environment)
        own = settings.omnirt.servers
        if options.omnirt is not None:
            settings = lay_server(settings, options.omnirt, options.omnirt, environment.key)
        server = None
        profile = settings.omnirt.profile
        if profile is not None:
            address = profile.address(settings.omnirt.model)
            server = AskedServer(profile, address, ours=profile in own, decides=options.omnirt is not None)
        return tell_status(paths.runtime, server, console, as_json=options.json)


def _verify(options: argparse.Namespace, console: Console) -> int:
    from app.cli.status import AskedServer, SpeechProgress, tell_status

    with StopSignals() as signals, standing_ground(options, "verify", watch=False) as ground, ExitStack() as stack:
        settings = lay_over(ground.settings, {"engine.kind": "omnirt", "window.avatar": options.avatar})
        profile = settings.omnirt.profile
        if profile is None:
            raise AppError(
                "engine.no_server",
                "There is no OmniRT server to verify.",
                "Name one with --omnirt, or add it in Settings > Connection.",
            )
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        address = profile.address(settings.omnirt.model)
        server = AskedServer(profile, address, ours=options.omnirt is None, decides=True)
        progress = SpeechProgress(console)
        code = tell_status(
            ground.paths.runtime,
            server,
            console,
            as_json=options.json,
            verify=lambda: parts.verify(settings, signals.stopped, progress),
        )
        return INTERRUPTED if signals.stopped.is_set() else code


def _ask(options: argparse.Namespace, console: Console) -> int:
    from app.cli.ask import ask, list_lines, tell_remote

    with logging_to(options, None):
        runtime, wish = Paths.find(options.basedir).runtime, asked_for(options)
        if wish is None:
            tell = tell_remote if options.command == "remote" else list_lines
            return tell(runtime, console, as_json=options.json)
        return ask(runtime, *wish, console)


def _serve(options: argparse.Namespace, console: Console) -> int:
    from app.cli.serve import serve_engine
    from app.serving import open_server

    with StopSignals() as signals, standing_ground(options, "serve", watch=False) as ground:
        serving = open_server(ground.paths, ground.settings, options.host, options.port)
        return serve_engine(serving, console, signals.stopped)


def _report(options: argparse.Namespace, console: Console) -> int:
    from app.cli.report import tell_report

    paths = Paths.find(options.basedir)
    return tell_report(paths, open_library(paths), SettingsStore(paths.settings_file).load()[0], console)


def _doctor(options: argparse.Namespace, console: Console) -> int:
    from app.checks import MENDS, all_checks
    from app.cli.doctor import examine, mend

    with standing_ground(options, "doctor", watch=False) as ground, ExitStack() as stack:
        parts = RealParts(ground.paths, ground.recordings)
        stack.callback(parts.close)
        checks = partial(all_checks, ground, parts)
        settings = mend(options.fix, checks, MENDS, ground.settings, console)
        if settings != ground.settings:
            ground.save(settings)
        return examine(checks(settings), console, as_json=options.json)


def _measure(options: argparse.Namespace, console: Console) -> int:
    from app.cli.measure import measure, refuse_beside

    with StopSignals() as signals, standing_ground(options, "measure", watch=False) as ground, ExitStack() as stack:
        refuse_beside(ground.paths.runtime)
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        return measure(parts.parts(), ground.settings, console, signals.stopped, as_json=options.json)


def _avatars(options: argparse.Namespace, console: Console) -> int:
    from app.cli import avatars

    with logging_to(options, None):
        paths = Paths.find(options.basedir)
        library = open_library(paths)
        match options.action:
            case "list":
                entries = open_keeper(paths).removed() if options.removed else library.list()
                return avatars.list_avatars(entries, console, as_json=options.json)
            case "check":
                from app.avatars.hosts import check

                return avatars.check_avatars(library, options.folder, check, console, as_json=options.json)
        keeper = open_keeper(paths)
        match options.action:
            case "import":
                name, wanted_id = options.name or "", options.id or ""
                wanted = avatars.Wanted(options.path, name, wanted_id, options.face)
                return avatars.import_avatar(library, keeper, wanted, console, as_json=options.json)
            case "duplicate":
                return avatars.duplicate_avatar(
                    library, keeper, options.avatar, options.name, console, as_json=options.json
                )
            case "export":
                return avatars.export_avatar(
                    keeper, options.avatar, options.target, console, overwrite=options.force, as_json=options.json
                )
            case "restore":
                return avatars.restore_avatar(library, keeper, options.avatar, console, as_json=options.json)
        return avatars.remove_avatar(keeper, options.avatar, console, as_json=options.json)


def _voices(options: argparse.Namespace, console: Console) -> int:
    from app.cli.voices import list_voices

    with standing_ground(options, "voices", watch=False) as ground, ExitStack() as stack:
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        providers = [options.provider] if options.provider else get_args(ProviderId)
        voice = ground.settings.voice
        return list_voices(providers, lambda one: parts.list_voices(one, voice), console, as_json=options.json)


def _keeping(options: argparse.Namespace, console: Console) -> int:
    from app import keeping

    commands = {"models": keeping.models, "storage": keeping.storage, "runtime": keeping.runtime}
    return commands[options.command](options, console)


COMMANDS: dict[str | None, Callable[[argparse.Namespace, Console], int]] = {
    None: _window,
    "run": _run,
    "render": _render,
    "status": _status,
    "doctor": _doctor,
    "report": _report,
    "serve": _serve,
    **dict.fromkeys(ASKING, _ask),
    "measure": _measure,
    "voices": _voices,
    "avatars": _avatars,
    "models": _keeping,
    "storage": _keeping,
    "runtime": _keeping,
}


# ---- the studio


def _warn_of_clear(settings: Settings, console: Console) -> None:
    """Say it where portrait and voice leave this computer for all to see."""
    profile = settings.omnirt.profile
    if settings.engine.kind == "omnirt" and profile is not None:
        url = profile.address(settings.omnirt.model)
        if travels_in_clear(url, ()):
            console.say(
                f"Warning: portrait and voice travel unencrypted to {url}, which is in no private network. "
                "An address with https:// or wss:// keeps them to yourself."
            )


@contextmanager
def _studio(
    ground: Ground, settings: Settings, save: Callable[[Settings], None], show_file: Path | None = None
) -> Iterator[Studio]:
    """The running studio: it may be asked, and keeps the computer awake while somebody may be watching."""
    from app.base.awake import WakeKeeper
    from app.base.memory import use_one_heap
    from app.checks import preflight
    from app.studio.control import ControlDoor
    from app.studio.control_api import ControlApi
    from app.studio.snapshot import Snapshot, SpeechState
    from app.studio.studio import Studio

    sys.setswitchinterval(SWITCH_INTERVAL_S)
    use_one_heap()
    keeper = WakeKeeper()

    def keep_awake(now: Snapshot) -> None:
        keeper.want(now.live or now.speech is not SpeechState.IDLE)

    with ExitStack() as stack:
        parts = RealParts(ground.paths, ground.recordings)
        stack.callback(parts.close)
        kit, checks = parts.parts(show_file), preflight(ground, parts)
        studio = Studio(kit, settings, save, ground.problems, ground.origins, checks)
        stack.callback(keeper.close)
        stack.callback(studio.subscribe(keep_awake))
        stack.callback(studio.close)
        studio.start()
        door = ControlDoor(ground.paths.runtime, studio)
        door.start()
        stack.callback(door.close)
        api = ControlApi(studio, resources_dir() / "control" / "phone.html")
        api.start()
        stack.callback(api.close)
        yield studio


def _voice(options: argparse.Namespace, settings: Settings) -> dict[str, object]:
    if options.voice is None:
        return {}
    provider, voice = options.voice
    voices = {**settings.voice.voices, provider: voice} if voice else settings.voice.voices
    return {"voice.providers": (provider,), "voice.voices": voices}


def _program(options: argparse.Namespace) -> dict[str, object]:
    return {"program.size": options.size, "program.fps": options.fps, "program.ai_label": options.ai_label}
