"""The studio: takes commands, runs the show, tells its state. Knows no concrete part and no window."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from app.base.errors import AppError, Problem, Severity
from app.base.memory import give_back_free_memory
from app.base.settings import Settings
from app.media.clock import MasterClock
from app.studio import commands as do
from app.studio.avatar_room import AvatarRoom
from app.studio.card_room import CardRoom
from app.studio.commands.upkeep import UpkeepCommand
from app.studio.connection import ConnectionDesk
from app.studio.control_state import ControlState
from app.studio.disclosure import DisclosureWatch
from app.studio.engine_order import EngineOrders
from app.studio.engine_room import EngineRoom
from app.studio.exactness import Exactness
from app.studio.loop import Loop
from app.studio.on_stage import OnStage
from app.studio.one_session import OneSession
from app.studio.parts import Host, Parts, program_format
from app.studio.port import PreviewMailbox
from app.studio.preflight import Preflight, PreflightDesk, ShowNow
from app.studio.problems import ProblemBoard
from app.studio.publishing import Publisher, with_show
from app.studio.remote import (
    CameraOffer,
    changed_options,
    live_devices,
    other_session,
    remote_keeping,
    with_crop,
)
from app.studio.show import Show
from app.studio.snapshot import AvatarEntry, OutputState, Snapshot
from app.studio.turns import Turns
from app.studio.upkeep import Upkeep
from app.studio.voices import VoiceDesk
from app.studio.watches import OUTRUN, DeviceWatch, FeedbackWatch, LossWatch, SpeedWatch

log = logging.getLogger(__name__)

SNAPSHOT_S = 0.1
LOOK_AROUND_S = 5.0

_SPEAKS = (do.SpeakText, do.ApproveLine, do.SpeakFile, do.SpeakWaiting, do.PlayScript)
_NEEDS_ENGINE = (*_SPEAKS, do.StartCamera, do.StartRecording)


class Studio:
    """Implements ``StudioPort``. Everything but ``post``, ``snapshot`` and ``subscribe`` happens on its own thread.

    Args:
        parts: makes the concrete parts.
        settings: as they were loaded.
        save: writes changed settings; raises AppError.
        problems: what was wrong before the studio was there.
        origins: the environment variables that settings come from, by ``"section.field"``.
        preflight: what is checked before a show.
    """

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        save: Callable[[Settings], None],
        problems: Iterable[Problem] = (),
        origins: Mapping[str, str] | None = None,
        preflight: Preflight | None = None,
    ) -> None:
        self._parts = parts
        self._settings = settings
        self._save = save
        self._origins = origins or {}
        self.clock = MasterClock()
        self.preview = PreviewMailbox()
        self._loop = Loop(self._report_error)
        self._problems = ProblemBoard(problems)
        self._publisher = Publisher(Snapshot(settings))
        self._avatars: tuple[AvatarEntry, ...] = ()
        self._avatar_room = AvatarRoom(parts, self._loop, self._problems, self._avatars_changed)
        self._on_stage = OnStage()
        self._camera_offer = CameraOffer()
        self._exactness = Exactness(lambda: parts.local(self._settings, "").cache)
        self._card = CardRoom(self._problems, parts.measured)
        self._turns = Turns(
            parts, self._problems, lambda: self._show, self._put_on, self._talk, lambda: self._loop.post(self._tend)
        )
        self._devices = DeviceWatch(parts.list_devices, lambda: self._loop.post(self._try_missing))
        self._losses = LossWatch(self._problems)
        self._disclosure = DisclosureWatch(self._problems)
        self._speed = SpeedWatch(self._problems)
        self._feedback = FeedbackWatch(self._problems)
        self._voices = VoiceDesk(parts.voices, lambda: self._loop.post(self._publish))
        self._connection = ConnectionDesk(parts.connection, lambda: self._loop.post(self._publish))
        self._preflight = PreflightDesk(
            preflight or Preflight(),
            self._loop.post,
            lambda: self._settings,
            self._show_now,
            self._apply,
            lambda: self._loop.post(self._publish),
        )
        self._upkeep = Upkeep(
            parts.upkeep,
            lambda: self._loop.post(self._publish),
            lambda change: self._loop.post(lambda: self._apply(change(self._settings))),
            lambda: self.post(do.WarmUp()),
        )
        self._one_session = OneSession(self._connection)
        self._microphone_wanted = False
        self._show: Show | None = None
        self._engine: EngineRoom | None = None
        self._orders = EngineOrders(self._loop, parts)
        self._control = ControlState()
        self._closing = False

    def start(self) -> None:
        """Open the show: preview first, then engine and devices."""
        self._loop.start()
        self._avatar_room.start()
        self._upkeep.begin(self._settings)
        self._loop.post(self._open)
        self._loop.post(self._tick)
        self._loop.post(self._look_around)

    # ---- the port

    def post(self, command: do.Command) -> None:
        """Ask for something. An interrupt cuts at once, whatever the studio is busy with."""
        show = self._show
        if isinstance(command, do.Interrupt) and show is not None:
            show.cut()
        self._loop.post(lambda: self._do(command))

    def snapshot(self) -> Snapshot:
        """The latest state."""
        return self._publisher.latest

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Have ``listener`` called with every new snapshot."""
        return self._publisher.subscribe(listener)

    def close(self) -> None:
        """End the show."""
        if not self._closing:
            self._closing = True
            self._loop.post(self._close)
            self._loop.stop()

    # ---- commands

    def _do(self, command: do.Command) -> None:
        show = self._show
        if show is None:
            return
        self._problems.try_again(command)
        if isinstance(command, _NEEDS_ENGINE):
            self._one_session.begin(self._engine)
        match command:
            case do.SelectAvatar(avatar):
                entry = next((one for one in self._avatars if one.id == avatar), None)
                if self._turns.take_stage(entry, show, live=self._publisher.latest.live):
                    self._select_avatar(avatar)
            case do.SetMicrophone(on, device):
                self._set_microphone(on, device)
            case do.Express(expression):
                show.express(expression)
            case do.SetAudioOut(device):
                audio = self._settings.audio_out.model_copy(update={"device": device})
                self._apply(self._settings.model_copy(update={"audio_out": audio}))
            case do.ApplySettings(settings):
                self._apply(settings)
            case do.WarmUp():
                if self._card.reset():
                    self._follow_card(anew=True)
                self._one_session.begin(self._engine, EngineRoom.warm_up)
            case do.MeasureCard():
                self._card.measure_again()
                self._follow_card(anew=True)
            case do.ReleaseEngine():
                self._engine_do(EngineRoom.release)
            case do.TellControl(state):
                self._control = state
            case do.RenewControlKey():  # the server sees that its key does not count any more
                self._control = replace(self._control, key="")
            case do.DismissProblem(code):
                self._problems.dismiss(code)
            case _ if isinstance(command, do.SpeechCommand):
                self._turns.obey(command, show, self._settings, microphone_on=self._microphone_wanted)
            case _ if isinstance(command, do.OutputCommand):
                show.outputs.obey(command, self._settings, self._on_stage.host)
            case _ if isinstance(command, do.VoiceCommand):
                self._voices.obey(command)
            case _ if isinstance(command, do.PreflightCommand):
                self._devices.look()
                self._preflight.obey(command)
            case _ if isinstance(command, UpkeepCommand):
                self._upkeep.obey(command, self._settings)
            case _ if isinstance(command, do.ConnectionCommand):
                now = self._publisher.latest
                self._connection.obey(
                    command,
                    self._settings,
                    session_open=self._engine is not None and self._engine.occupied,
                    live=now.live,
                    tts_first_pcm_ms=now.measures.tts_first_pcm_ms,
                )
            case _:
                if isinstance(command, do.RemoveAvatar):
                    self._leave_stage(command.avatar_id)
                elif isinstance(command, do.FinishCrop):
                    self._apply(with_crop(self._settings, command))
                self._avatar_room.obey(command)
        self._tend()
        self._publish()

    def _show_now(self) -> ShowNow:
        own = self._engine.line.own if self._engine is not None else None
        return ShowNow(own, lambda: self._publisher.latest)

    def _tend(self) -> None:
        """See what is said now, and what is to be said next."""
        if self._show is not None and self._engine is not None:
            on_stage = "" if self._on_stage.host is None else self._on_stage.host.entry.id
            self._turns.look(self._show, self._engine, self._settings, on_stage)

    def _put_on(self, avatar: str) -> bool:
        self._select_avatar(avatar)
        return self._on_stage.host is not None and self._on_stage.host.entry.id == avatar

    def _talk(self, on: bool) -> None:
        self._set_microphone(on, None)

    def _engine_do(self, action: Callable[[EngineRoom], None]) -> None:
        if self._engine is not None:
            action(self._engine)

    def _select_avatar(self, avatar: str) -> None:
        window = self._settings.window.model_copy(update={"avatar": avatar})
        self._put_on_stage(self._settings.model_copy(update={"window": window}))
        self._remember(self._settings.model_copy(update={"window": window}))

    def _leave_stage(self, avatar_id: str) -> None:
        others = [entry.id for entry in self._avatars if entry.id != avatar_id]
        if self._on_stage.host is not None and self._on_stage.host.entry.id == avatar_id and others:
            self._select_avatar(others[0])

    def _avatars_changed(self, avatars: tuple[AvatarEntry, ...], newcomer: str | None) -> None:
        """The library has changed; whoever came in goes on stage."""
        self._know(avatars)
        if newcomer is not None:
            self._select_avatar(newcomer)

    def _set_microphone(self, on: bool, device: str | None) -> None:
        assert self._show is not None
        if device is not None and device != self._settings.voice.microphone:
            voice = self._settings.voice.model_copy(update={"microphone": device})
            self._remember(self._settings.model_copy(update={"voice": voice}))
        self._microphone_wanted = on
        if on:
            self._one_session.begin(self._engine)
        self._show.set_microphone(self._settings if on else None)

    def _try_missing(self) -> None:
        """Something was plugged in or out: devices that could not be opened are tried again."""
        if self._show is not None:
            for part in self._show.open_missing(self._settings, microphone=self._microphone_wanted):
                self._problems.forget(part)
            self._publish()

    def _apply(self, settings: Settings) -> None:
        """Take over what changed, live where possible."""
        assert self._show is not None
        old = self._settings
        self._remember(settings)
        if program_format(settings) != program_format(old):
            self._reopen()
            return
        elsewhere = settings.engine.kind == "omnirt" and other_session(settings.omnirt, old.omnirt)
        elsewhere |= settings.engine.kind == "local" and settings.local != old.local
        other_engine = settings.engine != old.engine or elsewhere
        if other_engine:
            self._card.reset()
            self._open_engine()
        if settings.program != old.program or other_engine:
            self._put_on_stage(settings)
        elif settings.engine.kind == "omnirt" and settings.omnirt != old.omnirt and self._on_stage.host is not None:
            assert self._engine is not None
            cut = settings.omnirt.crops != old.omnirt.crops
            now = cut and not self._publisher.latest.live
            self._orders.load(self._engine, self._on_stage.host, self._show.program, settings, now=now)
            if changed := changed_options(settings.omnirt, old.omnirt):
                self._engine_do(lambda engine: engine.configure(changed))
        elif settings.engine.kind == "local" and settings.omnirt.crops != old.omnirt.crops and self._on_stage.host:
            assert self._engine is not None
            self._load(self._on_stage.host)
        if settings.audio_out != old.audio_out:
            self._problems.forget("audio_out.")
            self._show.set_audio(settings)
        if self._microphone_wanted and (other_engine or live_devices(settings) != live_devices(old)):
            self._show.set_microphone(settings)
        elif settings.voice != old.voice and self._show.microphone is not None:
            self._show.microphone.set_voice(settings.voice)
        if settings.recording != old.recording:
            self._problems.forget("recording.")
        if settings.camera != old.camera:
            self._problems.forget("camera.")
            if self._show.outputs.camera_state is not OutputState.OFF:
                self._show.outputs.stop_camera()
                self._show.outputs.start_camera(settings, self._on_stage.host)

    def _remember(self, settings: Settings) -> None:
        self._settings = settings
        self._save(settings)

    # ---- the show

    def _open(self) -> None:
        self._know(self._parts.list_avatars())
        self._open_show()
        self._turns.start()

    def _know(self, avatars: tuple[AvatarEntry, ...]) -> None:
        self._avatars = avatars
        self._turns.know(avatars)

    def _open_show(self) -> None:
        program = program_format(self._settings)
        self._show = Show(self._parts, self.clock, program, self.preview, self._settings, self._problems.report)
        self._show.start(self._pump_died)
        self._open_engine()
        self._put_on_stage(self._settings)
        self._show.set_audio(self._settings)

    def _reopen(self) -> None:
        """Another picture size or rate: everything that counts in slots is made anew."""
        assert self._show is not None
        camera = self._show.outputs.camera_state is not OutputState.OFF
        self._show.close()
        self._open_show()
        if self._microphone_wanted:
            self._show.set_microphone(self._settings)
        if camera:
            self._show.outputs.start_camera(self._settings, self._on_stage.host)

    def _open_engine(self) -> None:
        assert self._show is not None
        in_use = self._engine is not None and self._engine.session_s is not None
        settings, fps = self._card.applied(self._settings), self._show.program.fps
        self._engine = EngineRoom(
            self._loop,
            lambda listener: self._parts.engine(settings.engine, listener, fps),
            self._engine_problem,
            lambda notice: self._problems.report(Problem.from_error(notice, Severity.WARNING)),
            remote_keeping(settings, lambda own, listener: self._parts.engine(own, listener, fps)),
            self._engine,
        )
        self._show.attach(self._engine)
        if in_use:
            self._one_session.begin(self._engine)

    def _put_on_stage(self, settings: Settings) -> None:
        """Load the chosen avatar; if it cannot be, the one that is on stage stays."""
        assert self._show is not None
        assert self._engine is not None
        self._problems.forget("avatar.")
        self._problems.forget("program.")
        avatar = settings.window.avatar
        try:
            host = self._parts.open_host(avatar, self._show.program, settings.program)
        except AppError as error:
            self._report_error(error)
            known = [entry.id for entry in self._avatars if entry.id != avatar]
            if self._on_stage.host is not None or not known:
                return
            host = self._parts.open_host(known[0], self._show.program, settings.program)
        self._load(host, settings)
        self._on_stage.put(self._show, host, self._engine.idle_clip)
        give_back_free_memory()  # layers at full size are only needed while a host is made

    def _load(self, host: Host, settings: Settings | None = None) -> None:
        assert self._show is not None
        assert self._engine is not None
        self._orders.load(self._engine, host, self._show.program, self._card.applied(settings or self._settings))

    def _follow_card(self, *, anew: bool = False) -> None:
        """The graphics card is asked for something else; ``anew``: by another engine."""
        if self._settings.engine.kind != "local" or self._on_stage.host is None:
            return
        if anew or self._card.applied(self._settings).engine.kind != "local":
            self._open_engine()
        self._load(self._on_stage.host)

    def _pump_died(self, error: Exception) -> None:
        """A bug, but nobody's show ends for it: a new pump takes over."""
        self._problems.report(Problem("studio.pump", f"The show stumbled and was restarted: {error}."))
        self._loop.post(self._reopen)

    def _close(self) -> None:
        self._voices.close()
        self._preflight.close()
        self._upkeep.close()
        self._connection.close(keep_server=self._settings.local_server.keep)
        self._devices.close()
        self._avatar_room.close()
        self._orders.close()
        self._turns.close()
        if self._show is not None:
            self._show.close()
            self._show = None
        if self._engine is not None:
            self._engine.close()
        self._publish()  # a recording that could not be finished has left its problem

    # ---- problems

    def _report_error(self, error: AppError) -> None:
        self._problems.report(Problem.from_error(error))
        self._publish()

    def _engine_problem(self, error: AppError | None) -> None:
        self._problems.forget("engine.")
        if error is not None and self._card.failed(error, self._settings):
            self._follow_card()
            error = None
        show = self._show
        given_up = self._engine is not None and self._engine.given_up
        if show is not None:
            show.pacer.expect_pictures(self._engine is None or self._engine.worth_waiting)
        if error is not None:
            severity = Severity.ERROR if given_up else Severity.WARNING
            self._problems.report(Problem.from_error(error, severity))
        self._publish()

    # ---- state

    def _tick(self) -> None:
        if self._closing:
            return
        self._loop.later(SNAPSHOT_S, self._tick)  # first: what fails in one look must not end all looking
        if self._show is not None:
            self._feedback.look(feeding=self._show.feedback.look())
            self._losses.look(self._show.lost_devices)
            if self._engine is not None:
                self._look_after(self._show, self._engine)
        self._publish()

    def _look_after(self, show: Show, engine: EngineRoom) -> None:
        self._speed.look(too_slow=show.refresh(), pace=engine.pace)
        if self._speed.hopeless and engine.step_aside(OUTRUN):
            self._speed.forget()
        self._tend()
        lined_up = bool(self._turns.desk.waiting) or show.speech.lined_up
        talking = show.talking or lined_up
        own_voice, live = not (show.speech.label or lined_up), self._publisher.latest.live
        self._disclosure.look(self._settings.program, show.program, self._on_stage.host, live=live, own_voice=own_voice)
        self._one_session.look(engine, talking=talking, followed=show.followed)
        if self._card.look(engine, self._settings, time.monotonic_ns(), talking=talking):
            self._follow_card()
        if show.speech.changeable:  # not in the middle of a line, which would wait for an engine that stands in
            show.pacer.expect_pictures(engine.worth_waiting)
        self._on_stage.follow(show, engine.idle_clip)
        self._camera_offer.look(engine.line.own, self._settings)
        self._exactness.look(engine.line.own)

    def _look_around(self) -> None:
        """See every few seconds what is plugged in, and which avatars other programs brought or took away."""
        if self._closing:
            return
        self._loop.later(LOOK_AROUND_S, self._look_around)  # first, as above
        self._devices.look()
        self._avatar_room.look()

    def _publish(self) -> None:
        self._publisher.publish(self._snapshot_now())

    def _snapshot_now(self) -> Snapshot:
        problems, devices = self._problems.all(), self._devices.devices
        if self._show is None:
            return Snapshot(self._settings, avatars=self._avatars, voices=self._voices.state, problems=problems)
        known = Snapshot(
            settings=self._settings,
            avatars=self._avatars,
            portrait=self._avatar_room.view,
            crop=self._avatar_room.crop,
            avatars_busy=self._avatar_room.busy,
            waiting=self._turns.desk.waiting,
            proposed=self._turns.desk.proposed,
            lines_taken=self._turns.desk.taken,
            script=self._turns.view(self._show),
            microphone_on=self._microphone_wanted,
            microphones=devices.microphones,
            speakers=devices.speakers,
            cameras=devices.cameras,
            webcams=devices.webcams,
            camera_drive=self._camera_offer.holds(self._settings),
            card_choice=self._card.choice,
            stepped_down=self._card.stepped,
            voices=self._voices.state,
            connection=self._connection.state,
            preflight=self._preflight.state,
            upkeep=self._upkeep.state,
            control=self._control,
            origins=self._origins,
            linears_errors=dict(self._exactness.errors),
            problems=problems,
        )
        return with_show(known, self._show, self._engine, self._on_stage.host)
