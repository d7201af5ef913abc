"""The studio: takes commands, has the show run, tells its state. Knows no concrete part and no window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from app.base.errors import AppError, Problem
from app.base.set_files import SetKind
from app.base.settings import Settings
from app.studio import commands as do
from app.studio.avatar_room import AvatarRoom
from app.studio.calibration import CalibrationDesk
from app.studio.commands.upkeep import UpkeepCommand
from app.studio.connection import ConnectionDesk
from app.studio.control_state import ControlState
from app.studio.drawing import Drawing
from app.studio.hotkeys_state import HotkeysState
from app.studio.kept_settings import KeptSettings, SetsDoor
from app.studio.lookout import Lookout
from app.studio.loop import Loop
from app.studio.named_sets import NamedSets
from app.studio.obs_desk import ObsDesk, shown_there
from app.studio.parts import Parts
from app.studio.preflight import Preflight, PreflightDesk, ShowNow
from app.studio.problems import ProblemBoard
from app.studio.profile_switch import live_profiles
from app.studio.publishing import Publisher, with_show
from app.studio.remote import with_crop
from app.studio.scene_room import SceneRoom
from app.studio.scenes_switch import live_collections
from app.studio.sets_desk import SetsDesk
from app.studio.show import Show
from app.studio.show_runner import ShowRunner
from app.studio.snapshot import AvatarEntry, Snapshot
from app.studio.stats_desk import StatsDesk
from app.studio.subtitles import piece
from app.studio.turns import Turns
from app.studio.upkeep import Upkeep
from app.studio.voices import VoiceDesk
from app.studio.watches import DeviceWatch

SNAPSHOT_S = 0.1
LOOK_AROUND_S = 5.0

_SPEAKS = (do.SpeakText, do.ApproveLine, do.SpeakFile, do.SpeakWaiting, do.PlayScript)
_NEEDS_ENGINE = (*_SPEAKS, do.StartCamera, do.StartBrowserSource, do.StartRecording)


class Studio:
    """Implements ``StudioPort``. Everything but ``post``, ``snapshot`` and ``subscribe`` happens on its own thread.

    Args:
        parts: makes the concrete parts.
        settings: as they were loaded.
        save: writes changed settings; raises AppError.
        problems: what was wrong before the studio was there.
        origins: the environment variables that settings come from, by ``"section.field"``.
        preflight: what is checked before a show.
        sets: where profiles and scene collections are kept; None: there is but one of each.
    """

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        save: Callable[[Settings], None],
        problems: Iterable[Problem] = (),
        origins: Mapping[str, str] | None = None,
        preflight: Preflight | None = None,
        sets: SetsDoor | None = None,
    ) -> None:
        self._parts = parts
        self._settings = KeptSettings(settings, save)
        self._origins = origins or {}
        self._loop = Loop(self._report_error)
        self._problems = ProblemBoard(problems)
        self._publisher = Publisher(Snapshot(settings))
        self._avatars: tuple[AvatarEntry, ...] = ()
        self._control = ControlState()
        self._hotkeys = HotkeysState()
        self._raised = 0
        self._closing = False

        def told() -> None:
            self._loop.post(self._publish)

        self._voices = VoiceDesk(parts.voices, told)
        self._obs = ObsDesk(lambda: shown_there(self._publisher.latest, self._settings.now), told, parts.obs_undo)
        self._calibration = CalibrationDesk(parts.readback, self._loop.post, told)
        self._connection = ConnectionDesk(parts.connection, told)
        self._drawing = Drawing(
            parts, self._loop, self._settings, self._problems, self._connection, changed=self._publish
        )
        self._scenes = SceneRoom(parts.scenes, self._problems, self._loop.post, self._loop.later)
        self._runner = ShowRunner(
            parts,
            self._loop,
            self._settings,
            self._problems,
            self._drawing,
            self._scenes,
            lambda: self._publisher.latest.live,
        )
        kept: dict[SetKind, NamedSets] = {}
        if sets is not None:
            kept["profile"] = live_profiles(sets, self._settings, self._runner, self._problems)
            kept["scenes"] = live_collections(sets, self._settings, self._runner, self._scenes, self._problems.report)
        self._sets = SetsDesk(kept, self._problems.report)
        self.clock = self._runner.clock
        self.preview = self._runner.preview
        self._lookout = Lookout(parts, self._settings, self._problems)
        self._devices = DeviceWatch(parts.list_devices, lambda: self._loop.post(self._try_missing))
        self._avatar_room = AvatarRoom(
            parts, self._loop, self._problems, self._avatars_changed, lambda: self._settings.now
        )
        self._turns = Turns(
            parts,
            self._problems,
            lambda: self._runner.show,
            self._runner.select_avatar,
            lambda on: self._runner.set_microphone(on, None),
            lambda: self._loop.post(self._tend),
        )
        self._preflight = PreflightDesk(
            preflight or Preflight(),
            self._loop.post,
            lambda: self._settings.now,
            lambda: ShowNow(self._drawing.own, lambda: self._publisher.latest),
            self._runner.apply,
            told,
        )
        self._upkeep = Upkeep(
            parts.upkeep,
            told,
            lambda change: self._loop.post(lambda: self._runner.apply(change(self._settings.now))),
            lambda: self.post(do.WarmUp()),
            self._problems.report,
        )
        self._stats = StatsDesk(parts.usage, parts.reports, self.snapshot, self._problems.report)

    def start(self) -> None:
        """Open the show: preview first, then engine and devices."""
        self._loop.start()
        self._avatar_room.start()
        self._upkeep.begin(self._settings.now)
        self._stats.start()
        self._loop.post(self._open)
        self._loop.post(self._tick)
        self._loop.post(self._look_around)

    # ---- the port

    def post(self, command: do.Command) -> None:
        """Ask for something. An interrupt cuts at once, whatever the studio is busy with."""
        show = self._runner.show
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
        show = self._runner.show
        if show is None:
            return
        self._problems.try_again(command)
        if isinstance(command, _NEEDS_ENGINE):
            self._drawing.need()
        self._obey(command, show)
        self._tend()
        self._publish()

    def _obey(self, command: do.Command, show: Show) -> None:
        settings = self._settings.now
        match command:
            case do.SelectAvatar(avatar):
                entry = next((one for one in self._avatars if one.id == avatar), None)
                if self._turns.take_stage(entry, show, live=self._publisher.latest.live):
                    self._runner.select_avatar(avatar)
            case do.SetMicrophone(on, device):
                self._runner.set_microphone(on, device)
            case do.Express(expression):
                show.express(expression)
            case do.SetAudioOut(device):
                audio = settings.audio_out.model_copy(update={"device": device})
                self._runner.apply(settings.model_copy(update={"audio_out": audio}))
            case do.ApplySettings(wanted):
                self._runner.apply(wanted)
            case do.WarmUp():
                self._drawing.warm_up()
            case do.MeasureCard():
                self._drawing.measure_card()
            case do.ReleaseEngine():
                self._drawing.release()
            case do.TellControl(state):
                self._control = state
            case do.RaiseWindow():
                self._raised += 1
            case do.TellHotkeys(state):
                self._hotkeys = state
            case do.RenewControlKey():  # the server sees that its key does not count any more
                self._control = replace(self._control, key="")
            case do.DismissProblem(code):
                self._problems.dismiss(code)
            case do.RemoveAvatar(avatar):
                self._avatar_room.obey(command, of_the_stage=self._runner.leave_stage(avatar))
            case do.FinishCrop():
                self._runner.apply(with_crop(settings, command))
                self._avatar_room.obey(command)
            case _:
                self._hand_on(command, show)

    def _hand_on(self, command: do.SubjectCommand, show: Show) -> None:
        """Give a command to whoever knows its subject."""
        settings, now = self._settings.now, self._publisher.latest
        if isinstance(command, do.SpeechCommand):
            self._turns.obey(command, show, settings, microphone_on=self._runner.microphone_wanted)
        elif isinstance(command, do.SetCommand):
            self._sets.obey(command)
        elif isinstance(command, do.OutputCommand):
            show.outputs.obey(command, settings, self._runner.host)
        elif isinstance(command, do.ObsCommand):
            if isinstance(command, do.SetUpObs):
                starts = do.StartBrowserSource if settings.obs.show == "browser" else do.StartCamera
                self.post(starts())
            self._loop.post(partial(self._obs.obey, command, settings))  # after it has forgotten old problems
        elif isinstance(command, do.Calibrate):
            self._calibration.begin(show.outputs, show.program, settings)
        elif isinstance(command, do.UseCalibration):
            self._runner.apply(self._calibration.used(settings))
        elif isinstance(command, do.TakeSnapshot):
            avatar = self._runner.host.entry.name if self._runner.host is not None else ""
            self._scenes.take_snapshot(show.picture, command.path, settings.recording, avatar)
        elif isinstance(command, do.SceneCommand):
            fade_ns = self._scenes.obey(command)
            if fade_ns is not None:
                self._runner.change_scene(fade_ns)
        elif isinstance(command, do.VoiceCommand):
            self._voices.obey(command, settings.runtime)
        elif isinstance(command, do.StatsCommand):
            self._stats.obey(command)
        elif isinstance(command, do.PreflightCommand):
            self._devices.look()
            self._preflight.obey(command)
        elif isinstance(command, UpkeepCommand):
            self._upkeep.obey(command, settings, show.outputs.recording_path)
        elif isinstance(command, do.ConnectionCommand):
            self._connection.obey(
                command,
                settings,
                session_open=self._drawing.engine is not None and self._drawing.engine.occupied,
                live=now.live,
                tts_first_pcm_ms=now.measures.tts_first_pcm_ms,
            )
        else:
            self._avatar_room.obey(command)

    def _tend(self) -> None:
        """See what is said now, and what is to be said next."""
        show, engine, host = self._runner.show, self._drawing.engine, self._runner.host
        if show is not None and engine is not None:
            self._turns.look(show, engine, self._settings.now, "" if host is None else host.entry.id)

    def _avatars_changed(self, avatars: tuple[AvatarEntry, ...], newcomer: str | None) -> None:
        """The library has changed; whoever came in goes on stage."""
        self._know(avatars)
        if newcomer is not None:
            self._runner.select_avatar(newcomer)

    def _know(self, avatars: tuple[AvatarEntry, ...]) -> None:
        self._avatars = avatars
        self._runner.know(avatars)
        self._turns.know(avatars)

    def _try_missing(self) -> None:
        self._runner.try_missing()
        self._publish()

    # ---- from the beginning to the end

    def _open(self) -> None:
        self._know(self._parts.list_avatars())
        self._scenes.load(self._settings.now.window.language)
        self._sets.look()
        self._runner.open()
        self._turns.start()

    def _close(self) -> None:
        self._stats.close()  # first: the show that is running ends with it
        self._voices.close()
        self._preflight.close()
        self._upkeep.close()
        self._obs.close()
        self._calibration.close()
        self._connection.close(keep_server=self._settings.now.local_server.keep)
        self._devices.close()
        self._avatar_room.close()
        self._turns.close()
        self._runner.close()
        self._scenes.close()
        self._publish()  # a recording that could not be finished has left its problem

    def _tick(self) -> None:
        if self._closing:
            return
        self._loop.later(SNAPSHOT_S, self._tick)  # first: what fails in one look must not end all looking
        if self._runner.show is not None and self._drawing.engine is not None:
            self._look_after(self._runner.show)
        self._publish()

    def _look_after(self, show: Show) -> None:
        self._lookout.look(show, self._drawing)
        self._tend()
        self._scenes.say(piece(show.speech.told), self._settings.now.program)
        lined_up = bool(self._turns.desk.waiting) or show.speech.lined_up
        own_voice, live = not (show.speech.label or lined_up), self._publisher.latest.live
        self._lookout.look_at_host(show, self._drawing, self._runner.host, live=live, own_voice=own_voice)
        self._runner.look(talking=show.talking or lined_up)

    def _look_around(self) -> None:
        """See every few seconds what is plugged in, and which avatars other programs brought or took away."""
        if self._closing:
            return
        self._loop.later(LOOK_AROUND_S, self._look_around)  # first, as above
        self._devices.look()
        self._avatar_room.look()
        self._sets.look()

    # ---- state

    def _report_error(self, error: AppError) -> None:
        self._problems.report(Problem.from_error(error))
        self._publish()

    def _publish(self) -> None:
        self._publisher.publish(self._snapshot_now())

    def _snapshot_now(self) -> Snapshot:
        problems, devices, show = self._problems.all(), self._devices.devices, self._runner.show
        if show is None:
            now, stats = self._settings.now, self._stats.view
            return Snapshot(now, self._avatars, voices=self._voices.state, stats=stats, problems=problems)
        known = Snapshot(
            settings=self._settings.now,
            avatars=self._avatars,
            portrait=self._avatar_room.view,
            crop=self._avatar_room.crop,
            preparation=self._avatar_room.preparation,
            avatars_busy=self._avatar_room.busy,
            waiting=self._turns.desk.waiting,
            proposed=self._turns.desk.proposed,
            lines_taken=self._turns.desk.taken,
            script=self._turns.view(show),
            microphone_on=self._runner.microphone_wanted,
            microphones=devices.microphones,
            speakers=devices.speakers,
            cameras=devices.cameras,
            webcams=devices.webcams,
            camera_drive=self._lookout.camera_offer.holds(self._settings.now),
            card_choice=self._drawing.card.choice,
            stepped_down=self._drawing.card.stepped,
            voices=self._voices.state,
            connection=self._connection.state,
            obs=self._obs.state,
            calibration=self._calibration.state,
            preflight=self._preflight.state,
            upkeep=self._upkeep.state,
            control=self._control,
            hotkeys=self._hotkeys,
            raised=self._raised,
            sets=self._sets.view,
            origins=self._origins,
            linears_errors=dict(self._lookout.exactness.errors),
            stats=self._stats.view,
            scenes=self._scenes.view,
            problems=problems,
        )
        return with_show(known, show, self._drawing.engine, self._runner.host)
