"""The commands that put the host on: the window, ``run``, ``render`` and ``serve``.

The studio runs before anything of the window is imported, so that engine and devices get ready meanwhile.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.launcher import runs_from_source
from app.base.omnirt_settings import travels_in_clear
from app.base.one_instance import OneInstance
from app.base.paths import Paths, resources_dir
from app.base.settings import Settings
from app.cli.arguments import OK
from app.cli.console import Console
from app.cli.sets import profiles_of
from app.cli.stopping import StopSignals
from app.ground import SWITCH_INTERVAL_S, Ground, has_display, lay_over, logging_to, standing_ground
from app.parts import RealParts

if TYPE_CHECKING:
    from app.base.settings import VoiceSettings
    from app.cli.run import Wishes
    from app.sources.base import SpeechSource
    from app.studio.commands import Command
    from app.studio.studio import Studio

_PATIENCE_S = 20  # another window may just be opening

HEADLESS_LINE = "Hello! I can talk without a window, too. My picture and my voice are in this recording."


def window(options: argparse.Namespace, console: Console, first: Command | None = None) -> int:
    """Open the window, with ``first`` asked of the studio; without a display the host speaks into a recording."""
    if not has_display():
        return _headless(options, console)
    paths = Paths.find(options.basedir)
    paths.make()
    one = OneInstance(paths.runtime)
    if not one.take():
        return _raise_the_other(paths.runtime, console)
    try:
        if options.profile is not None:
            profiles_of(paths, console).switch(options.profile)
        status = _open_window(options, console, first)
    finally:
        one.give_back()
    if status is None:
        options.safe_mode = True
        return window(options, console)
    return status


def _raise_the_other(runtime: Path, console: Console) -> int:
    """A window is open already, or about to."""
    from app.studio.control import ask_to_do

    for _ in range(_PATIENCE_S):
        if ask_to_do(runtime, "raise", {}):
            console.say("The studio runs already: its window comes to the front.")
            return OK
        time.sleep(1)
    raise AppError(
        "window.other",
        "The studio runs already, and does not answer.",
        "Wait until its window is there; if it never comes, end that process and start again.",
    )


def _open_window(options: argparse.Namespace, console: Console, first: Command | None) -> int | None:
    """The exit code; None: the user wants the studio to start again in safe mode."""
    with (
        standing_ground(options, "studio", watch=True) as ground,
        _studio(ground, ground.settings, ground.save, kept=True) as studio,
    ):
        _warn_of_clear(ground.settings, console)
        if first is not None:
            studio.post(first)
        need_window()
        from app.ui.application import SAFE_MODE, run_window

        status = run_window(studio, ground.paths, minimised=options.minimized)
    return None if status == SAFE_MODE else status


def need_window() -> None:
    """Raises AppError where a part of the window is missing."""
    try:
        import_module("app.ui.application")
    except ImportError as error:
        raise AppError(
            "window.not_installed",
            f"The window cannot open because a part of it is missing ({error}).",
            "Start studio.py again to have it installed; studio.py run needs no window."
            if runs_from_source()
            else "Install the studio again; the command run needs no window.",
        ) from error


def open_file(options: argparse.Namespace, console: Console) -> int:
    """A running studio takes the avatar; where none runs, the window opens with it."""
    from app.studio.commands import OpenImport
    from app.studio.control import ask_to_do

    path = options.path.absolute()
    with logging_to(options, None):
        if ask_to_do(Paths.find(options.basedir).runtime, "open_avatar", {"path": str(path)}):
            return OK
    if not has_display():
        raise AppError("open.no_display", "There is no display to open the window on.", "Use avatars import instead.")
    return window(options, console, OpenImport(path))


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


def run(options: argparse.Namespace, console: Console) -> int:
    """A show without a window."""
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
        browser=options.browser_source,
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
        **_program_changes(options),
    }
    with StopSignals() as signals, standing_ground(options, "studio", watch=True) as ground:
        # A sound device of the settings is not opened unasked: a run does what its flags say.
        device = ground.settings.audio_out.device
        audio = ground.settings.audio_out.model_copy(
            update={"device": None if options.audio_out is None else options.audio_out or device or "default"}
        )
        changes |= voice_changes(options, ground.settings)
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


def render(options: argparse.Namespace, console: Console) -> int:
    """Have a line, a script or a file spoken into a recording, as fast as it goes."""
    with standing_ground(options, "render", watch=False) as ground, ExitStack() as stack:
        from app.cli.render import render_speech
        from app.sources.audio_file import AudioFile
        from app.studio.parts import program_format
        from app.studio.render import RenderedLine, Renderer
        from app.studio.render_script import script_lines
        from app.studio.script_files import read_script

        voice = voice_changes(options, ground.settings)
        settings = lay_over(ground.settings, {"window.avatar": options.avatar, **voice, **_program_changes(options)})
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        renderer = Renderer(parts.parts(), settings, program_format(settings), settings.window.avatar)
        target, force = options.target, options.force

        def say(text: str, voice: VoiceSettings) -> SpeechSource:
            return parts.voices.open_text(text, voice, lambda problem: console.say(problem.message))

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


def serve(options: argparse.Namespace, console: Console) -> int:
    """Offer this computer's engine to others."""
    from app.cli.serve import serve_engine
    from app.serving import open_server

    with StopSignals() as signals, standing_ground(options, "serve", watch=False) as ground:
        serving = open_server(ground.paths, ground.settings, options.host, options.port)
        return serve_engine(serving, console, signals.stopped)


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
    ground: Ground, settings: Settings, save: Callable[[Settings], None], *, kept: bool = False
) -> Iterator[Studio]:
    """The running studio: it may be asked, and keeps the computer awake while somebody may be watching.

    ``kept``: its script and its profiles outlive it.
    """
    from app.base.awake import WakeKeeper
    from app.base.memory import use_one_heap
    from app.checks import preflight
    from app.studio.control import ControlDoor
    from app.studio.control_api import ControlApi
    from app.studio.hotkeys import GlobalHotkeys
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
        kit, checks = parts.parts(ground.paths.show_file if kept else None), preflight(ground, parts)
        sets = ground.sets if kept else None
        studio = Studio(kit, settings, save, ground.problems, ground.origins, checks, sets)
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
        hotkeys = GlobalHotkeys(studio)
        hotkeys.start()
        stack.callback(hotkeys.close)
        yield studio


# ---- what the command line lays over the settings


def voice_changes(options: argparse.Namespace, settings: Settings) -> dict[str, object]:
    """The voice that ``--voice`` asks for, by ``"section.field"``."""
    if options.voice is None:
        return {}
    provider, voice = options.voice
    voices = {**settings.voice.voices, provider: voice} if voice else settings.voice.voices
    return {"voice.providers": (provider,), "voice.voices": voices}


def _program_changes(options: argparse.Namespace) -> dict[str, object]:
    return {"program.size": options.size, "program.fps": options.fps, "program.ai_label": options.ai_label}
