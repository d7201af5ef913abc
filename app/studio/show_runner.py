"""Keeps a show going as the settings say: who is on stage, what is heard, which devices are open."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from app.base.errors import AppError, Problem
from app.base.memory import give_back_free_memory
from app.base.settings import Settings
from app.media.clock import MasterClock
from app.studio.drawing import Drawing
from app.studio.kept_settings import KeptSettings
from app.studio.loop import Loop
from app.studio.new_engine import another_engine
from app.studio.on_stage import OnStage
from app.studio.parts import Host, Parts, program_format
from app.studio.port import PreviewMailbox
from app.studio.problems import ProblemBoard
from app.studio.remote import live_devices
from app.studio.scene_room import SceneRoom
from app.studio.show import Show
from app.studio.snapshot import AvatarEntry, OutputState

TIDY_S = 60.0
"""How often memory is given back that was needed once: pictures of a moment in which the machine lost its step, or of
outputs that were being opened. It takes two milliseconds, and what is used every slot is back within seconds."""


class ShowRunner:
    """One show after another: every program format has its own. Lives on the studio's thread.

    Args:
        parts: makes the concrete parts.
        loop: the studio's thread.
        settings: what the show is like.
        problems: told what went wrong.
        drawing: what draws the show.
        scenes: what is around the host.
        live: asks whether somebody may be watching.
    """

    def __init__(
        self,
        parts: Parts,
        loop: Loop,
        settings: KeptSettings,
        problems: ProblemBoard,
        drawing: Drawing,
        scenes: SceneRoom,
        live: Callable[[], bool],
    ) -> None:
        self._parts = parts
        self._loop = loop
        self._settings = settings
        self._problems = problems
        self._drawing = drawing
        self._scenes = scenes
        self._live = live
        self._on_stage = OnStage()
        self._tidied_s = time.monotonic()
        self._avatars: Sequence[AvatarEntry] = ()
        self.clock = MasterClock()
        self.preview = PreviewMailbox()
        self.show: Show | None = None
        """That is on now; None: before the first, and after the last."""
        self.microphone_wanted = False

    @property
    def host(self) -> Host | None:
        """On stage; None: there is none yet."""
        return self._on_stage.host

    def is_on_stage(self, avatar_id: str) -> bool:
        """Whether this is the host on stage."""
        return self.host is not None and self.host.entry.id == avatar_id

    def know(self, avatars: Sequence[AvatarEntry]) -> None:
        """These may come on stage."""
        self._avatars = avatars

    def open(self) -> None:
        """Begin a show: preview first, then engine and devices."""
        settings = self._settings.now
        program = program_format(settings)
        self.show = Show(self._parts, self.clock, program, self.preview, settings, self._problems.report)
        self.show.start(self._pump_died)
        self._drawing.draw(self.show)
        self._put_on_stage(settings)
        self.show.set_audio(settings)
        self.show.set_monitor(settings)

    def close(self) -> None:
        """End the show, and what draws it."""
        if self.show is not None:
            self.show.close()
            self.show = None
        self._drawing.close()

    # ---- commands

    def select_avatar(self, avatar: str) -> bool:
        """Put an avatar on stage, and remember that it was chosen. Whether it is there. Raises AppError."""
        settings = self._settings.now
        window = settings.window.model_copy(update={"avatar": avatar})
        chosen = settings.model_copy(update={"window": window})
        self._put_on_stage(chosen, anew=False)
        self._settings.keep(chosen)
        return self.is_on_stage(avatar)

    def leave_stage(self, avatar_id: str) -> bool:
        """Put somebody else on stage if it is this one that is there. Whether it was. Raises AppError."""
        others = [entry.id for entry in self._avatars if entry.id != avatar_id]
        was_there = self.is_on_stage(avatar_id)
        if was_there and others:
            self.select_avatar(others[0])
        return was_there

    def set_microphone(self, on: bool, device: str | None) -> None:
        """Let the streamer's voice through, or no more; ``device`` is remembered if it is given. Raises AppError."""
        assert self.show is not None
        settings = self._settings.now
        if device is not None and device != settings.voice.microphone:
            voice = settings.voice.model_copy(update={"microphone": device})
            self._settings.keep(settings.model_copy(update={"voice": voice}))
        self.microphone_wanted = on
        if on:
            self._drawing.need()
        self.show.set_microphone(self._settings.now if on else None)

    def try_missing(self) -> None:
        """Something was plugged in or out: devices that could not be opened are tried again. Raises AppError."""
        if self.show is not None:
            for part in self.show.open_missing(self._settings.now, microphone=self.microphone_wanted):
                self._problems.forget(part)

    def apply(self, settings: Settings) -> None:
        """Take over what changed, live where possible. Raises AppError."""
        assert self.show is not None
        before = self._settings.now
        self._settings.keep(settings)
        if program_format(settings) != program_format(before):
            self._reopen()
            return
        other_engine = another_engine(settings, before)
        if other_engine:
            self._drawing.card.reset()
            self._drawing.draw(self.show)
        if settings.program != before.program or other_engine:
            self._put_on_stage(settings, again=other_engine)
        else:
            self._drawing.apply(before, live=self._live())
        self._apply_sound(self.show, before, other_engine=other_engine)
        self._apply_outputs(self.show, before)

    def look(self, *, talking: bool) -> None:
        """Ten times a second: what draws begins or gives back, and the host rests as that has it rest now.

        ``talking``: somebody says something, or is about to.
        """
        show = self.show
        assert show is not None
        self._drawing.look(talking=talking, followed=show.followed)
        engine = self._drawing.engine
        assert engine is not None
        if show.speech.pictures.changeable:  # else a line would wait for an engine that stands in
            show.pacer.expect_pictures(engine.worth_waiting)
        self._on_stage.follow(show, engine.idle_clip)
        now_s = time.monotonic()
        if now_s - self._tidied_s > TIDY_S:
            self._tidied_s = now_s
            give_back_free_memory()

    def change_scene(self, fade_ns: int) -> None:
        """The scene on the program is another; ``fade_ns``: how long both are seen."""
        show, host = self.show, self.host
        if show is None or host is None:
            return
        composer = self._scenes.dressed(host.composer, host.idle.standby(0), show.program, self._settings.now.program)
        self._on_stage.dress(show, composer, fade_ns)
        self._scenes.when_settled(fade_ns, self._make_standby)

    def _make_standby(self) -> None:
        if self.show is not None and self.host is not None:
            self.show.outputs.make_standby(self.host)

    # ---- how it is done

    def _apply_sound(self, show: Show, before: Settings, *, other_engine: bool) -> None:
        settings = self._settings.now
        if settings.audio_out != before.audio_out:
            self._problems.forget("audio_out.")
            show.set_audio(settings)
        if settings.mixer != before.mixer:
            show.mixer.settings = settings.mixer
        devices = settings.mixer.monitor_device, settings.audio_out.device
        if devices != (before.mixer.monitor_device, before.audio_out.device):
            self._problems.forget("monitor.")
            show.set_monitor(settings)
        if self.microphone_wanted and (other_engine or live_devices(settings) != live_devices(before)):
            show.set_microphone(settings)
        elif settings.voice != before.voice and show.microphone is not None:
            show.microphone.set_voice(settings.voice)

    def _apply_outputs(self, show: Show, before: Settings) -> None:
        settings = self._settings.now
        if settings.recording != before.recording:
            self._problems.forget("recording.")
        if settings.browser != before.browser:
            self._problems.forget("browser_source.")
            if show.outputs.browser_state is not OutputState.OFF:
                show.outputs.stop_browser()
                show.outputs.start_browser(settings)
        if settings.camera != before.camera:
            self._problems.forget("camera.")
            if show.outputs.camera_state is not OutputState.OFF:
                show.outputs.stop_camera()
                show.outputs.start_camera(settings, self.host)

    def _reopen(self) -> None:
        """Another picture size or rate: everything that counts in slots is made anew."""
        assert self.show is not None
        camera = self.show.outputs.camera_state is not OutputState.OFF
        browser = self.show.outputs.browser_state is not OutputState.OFF
        self.show.close()
        self.show = None
        self.open()
        assert self.show is not None
        if self.microphone_wanted:
            self.show.set_microphone(self._settings.now)
        if camera:
            self.show.outputs.start_camera(self._settings.now, self.host)
        if browser:
            self.show.outputs.start_browser(self._settings.now)

    def _put_on_stage(self, settings: Settings, *, anew: bool = True, again: bool = True) -> None:
        """Load the chosen avatar; if it cannot be, the one that is on stage stays.

        ``anew``: show, engine or scene are others, and whoever stays has to be loaded for them, too. ``again``: False:
        the host is only placed elsewhere, and an engine that draws it in this size goes on with its line.
        """
        assert self.show is not None
        assert self._drawing.engine is not None
        self._problems.forget("avatar.")
        avatar = settings.window.avatar
        try:
            host = self._dressed(avatar, settings)
        except AppError as error:
            self._problems.report(Problem.from_error(error))
            others = [entry.id for entry in self._avatars if entry.id != avatar]
            if self.host is not None and not self.is_on_stage(avatar):
                others.insert(0, self.host.entry.id)
            if self.host is not None and not anew:
                return
            another = self._first_of(others, settings)
            if another is None:
                return
            host = another
        self._drawing.load(host, again=again)
        self._on_stage.put(self.show, host, self._drawing.engine.idle_clip)
        give_back_free_memory()  # layers at full size are only needed while a host is made

    def _first_of(self, avatars: Sequence[str], settings: Settings) -> Host | None:
        """The first of them who can come on stage; None: nobody can."""
        for avatar in avatars:
            with suppress(AppError):  # the studio has said already that somebody cannot
                return self._dressed(avatar, settings)
        return None

    def _dressed(self, avatar: str, settings: Settings) -> Host:
        """An avatar in the scene on the program. Raises AppError."""
        assert self.show is not None
        # The scene has the background, and goes on without it where it is gone.
        plain = settings.program.model_copy(update={"background": "colour"})
        host = self._parts.open_host(avatar, self.show.program, plain)
        composer = self._scenes.dressed(host.composer, host.idle.standby(0), self.show.program, settings.program)
        return replace(host, composer=composer)

    def _pump_died(self, error: Exception) -> None:
        """A bug, but nobody's show ends for it: a new pump takes over. On the pump's thread."""
        self._problems.report(Problem("studio.pump", f"The show stumbled and was restarted: {error}."))
        self._loop.post(self._reopen)
