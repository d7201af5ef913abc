"""One show: everything that counts in the slots of one program format, wired together."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict

from app.avatars.expressions import Expression
from app.base.errors import AppError, Problem, Severity
from app.base.log import log_event
from app.base.settings import Settings
from app.media.clock import MasterClock
from app.media.pacer import CROSSFADE_NS, Pacer
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, SlotPlan, SlotSound
from app.sources.base import PictureSource
from app.studio.engine_room import EngineRoom
from app.studio.feedback import FeedbackWatch
from app.studio.measures import RateMeter, percentile
from app.studio.mixer import Mixer
from app.studio.outputs import Outputs
from app.studio.parts import Host, Microphone, Parts
from app.studio.port import PreviewMailbox
from app.studio.pump import Pump
from app.studio.snapshot import Measures, SpeechState
from app.studio.speech import Speech
from app.studio.stage import Stage

log = logging.getLogger(__name__)

EXPRESSION_LEAD_NS = 400_000_000
"""How far ahead an engine may have drawn; an expression that began among those pictures would jump into the face."""


class Show:
    """Pacer, pump, stage, speech and outputs of one program format. The studio's thread.

    Args:
        parts: makes the concrete parts.
        clock: master time.
        program: size and rate.
        preview: gets the newest picture.
        settings: as they are at the beginning.
        report: told of problems, on any thread.
    """

    def __init__(
        self,
        parts: Parts,
        clock: MasterClock,
        program: ProgramFormat,
        preview: PreviewMailbox,
        settings: Settings,
        report: Callable[[Problem], None],
    ) -> None:
        self.program = program
        self._parts = parts
        self._clock = clock
        self._report = report
        # The pictures of the test card are numbers: blending them with anything would make them unreadable.
        blends = settings.engine.kind != "testcard"
        self.pacer = Pacer(program, CROSSFADE_NS if blends else 0)
        self._stage = Stage(program, parts.card(program), fades=blends, cutouts=lambda: self.outputs.reads_cutouts)
        self.mixer = Mixer(settings.mixer)
        self._pump = Pump(clock, program, self.pacer, self._stage.compose, self._on_planned, shape=self.mixer.shape)
        self.outputs = Outputs(
            parts, clock, self._pump, program, preview, report, self._on_played, lambda: self.mixer.settings
        )
        self._engine: EngineRoom | None = None
        self._rate = RateMeter()
        self.microphone: Microphone | None = None
        self.webcam: PictureSource | None = None
        self.feedback = FeedbackWatch()
        self.speech: Speech

    def attach(self, engine: EngineRoom) -> None:
        """Let ``engine`` draw this show. Whoever was speaking stops."""
        if self._engine is not None:
            self.speech.close()
            self.pacer.interrupt(self.pacer.turn + 1)
        self.speech = Speech(
            self.program,
            self.pacer,
            engine.line,
            lambda: self.outputs.lead_ns,
            self._clock.now_ns,
            self._source_failed,
            lambda start, samples: self.feedback.heard(start, samples),
        )
        engine.speech = self.speech
        self._engine = engine

    def start(self, on_crash: Callable[[Exception], None]) -> None:
        """Start the pump."""
        self._pump.start(on_crash)

    def close(self) -> None:
        """Stop the sources, finish the outputs, stop the pump. Afterwards it is of no use."""
        if self._engine is not None:
            log_event(log, "show.ended", **asdict(self.measures(self._engine)))
        self.set_microphone(None)
        if self._engine is not None:
            self.speech.close()
            self._engine.speech = None
        self.outputs.close()
        self._pump.stop()
        # They know it, and it them. Let go of here, its pictures go at once, and nobody has to look for cycles, which
        # would hold up window and pump. What a voice that ends late still asks for stays.
        del self._pump, self._stage, self.outputs
        if self._engine is not None:
            del self.speech

    # ---- commands

    def set_scene(self, host: Host, fade_ns: int) -> None:
        """Compose the host on stage in another way; ``fade_ns``: how long both are seen."""
        self._stage.set(host.composer, host.idle, fade_ns)

    @property
    def picture(self) -> ProgramPicture:
        """The program picture that was made last."""
        return self._stage.shown

    def set_host(self, host: Host) -> None:
        """Put a host on stage."""
        self._stage.set(host.composer, host.idle)
        self.outputs.make_standby(host)

    def express(self, name: Expression) -> None:
        """Have the host make a face: the one that idles and the one that speaks, at the same moment of their clock."""
        phase_ns = self._clock.now_ns() + (EXPRESSION_LEAD_NS if self.pacer.speaking else 0)
        self._stage.express(name, phase_ns)
        if self._engine is not None:
            self._engine.line.express(name, phase_ns)

    def cut(self) -> None:
        """Take what is being spoken off the air with the next slot. Any thread."""
        if self._engine is not None:
            self.speech.cut()

    def set_microphone(self, settings: Settings | None) -> None:
        """Voice-through as in the settings, and a camera where the host follows one; None: off. Raises AppError."""
        if self._engine is None:
            return
        self.speech.microphone_off()
        self.microphone = self.webcam = None
        self.feedback = FeedbackWatch()
        if settings is not None:
            voice = settings.voice
            microphone = self._parts.microphone(voice, self._clock)
            webcam = self._parts.webcam(voice.webcam, self._clock) if settings.engine.follows_camera else None
            self.speech.microphone_on(microphone, webcam)
            self.microphone, self.webcam = microphone, webcam

    def set_audio(self, settings: Settings) -> None:
        """The audio device of the settings. A device that cannot be opened is a problem, not the end."""
        had_none = self.outputs.audio is None
        try:
            self.outputs.set_audio(settings.audio_out.device, settings)
        except AppError as error:
            self._report(Problem.from_error(error))
        if not (had_none and self.outputs.audio is None):
            self.speech.delay_changed()

    def set_monitor(self, settings: Settings) -> None:
        """The monitor of the settings. One that cannot be opened is a problem, not the end."""
        try:
            self.outputs.set_monitor(settings)
        except AppError as error:
            self._report(Problem.from_error(error, Severity.WARNING))

    def open_missing(self, settings: Settings, *, microphone: bool) -> Iterator[str]:
        """Open what is wanted and could not be opened before. Gives the problems that this mends. Raises AppError."""
        if settings.audio_out.device is not None and self.outputs.audio is None:
            self.set_audio(settings)
            if self.outputs.audio is not None:
                yield "audio_out."
        wanted = settings.mixer.monitor_device
        if wanted is not None and wanted != settings.audio_out.device and self.outputs.monitor is None:
            self.set_monitor(settings)
            if self.outputs.monitor is not None:
                yield "monitor."
        if microphone and self.microphone is None:
            self.set_microphone(settings)
            yield "microphone."

    def refresh(self) -> bool:
        """Ten times a second: take over what the audio device has found out about itself, and look after the engine.

        True when the engine is too slow for a live voice and had to skip.
        """
        if self.outputs.refresh_lead():
            self.speech.delay_changed()
        return self.speech.catch_up()

    # ---- state

    @property
    def speech_state(self) -> SpeechState:
        """What is on air."""
        if not self.pacer.speaking:
            return SpeechState.IDLE
        if self.speech.live:
            return SpeechState.LIVE
        return SpeechState.BUFFERING if self.pacer.buffering else SpeechState.SPEAKING

    @property
    def talking(self) -> bool:
        """Somebody says something: a line or a file is on air, or the microphone lets a voice through."""
        return bool(self.speech.label) or self.hears_voice

    @property
    def hears_voice(self) -> bool:
        """The microphone lets a voice through."""
        microphone = self.microphone
        return microphone is not None and microphone.gate_open and microphone.speech_heard and not microphone.lost

    @property
    def lost_devices(self) -> tuple[Problem, ...]:
        """Devices that have gone and are waited for."""
        devices = (self.outputs.audio, self.outputs.monitor, self.microphone, self.webcam)
        lost = [device.problem for device in devices if device is not None]
        return tuple(Problem.from_error(error, Severity.WARNING) for error in lost if error is not None)

    @property
    def followed(self) -> bool:
        """The host follows somebody's face, also while nothing is said."""
        return self.webcam is not None and not self.webcam.lost

    def measures(self, engine: EngineRoom) -> Measures:
        """The numbers of this moment."""
        now_ns = time.monotonic_ns()
        counts = self.pacer.counts()
        spoken = self.speech.measures
        audio = self.outputs.audio
        late_ns = self._pump.lateness_ns.values()
        late_p95_ns = percentile(sorted(late_ns[-150:]), 0.95) or 0
        late_ns = tuple(sorted(late_ns))
        drift_ns = late_p95_ns + counts.drift_ns + (audio.sync_error_ns if audio is not None else 0)
        return Measures(
            fps=self._rate.per_second(now_ns),
            render_fps=engine.line.frames.per_second(now_ns) if self.pacer.speaking else None,
            delay_ms=_ms(spoken.delay_ns) if self.speech.live else None,
            device_latency_ms=_ms(audio.latency_ns) if audio is not None else None,
            av_drift_ms=_ms(drift_ns),
            rtf=engine.line.rtf,
            queue_depth=counts.queue_depth,
            lagged=self._pump.lagged,
            skipped=self.outputs.skipped,
            dropped=counts.dropped,
            xruns=audio.xruns if audio is not None else 0,
            slot_late_p50_ms=_ms(percentile(late_ns, 0.5)),
            slot_late_p99_ms=_ms(percentile(late_ns, 0.99)),
            slot_late_p999_ms=_ms(percentile(late_ns, 0.999)),
            slot_late_max_ms=_ms(percentile(late_ns, 1.0)),
            session_create_ms=engine.session_create_ms,
            tts_first_pcm_ms=_ms(spoken.first_pcm_ns),
            avatar_first_frame_ms=_ms(spoken.first_frame_ns),
            steady_chunk_ms=_ms(engine.line.chunk_p99_ns),
            capture_skew_ppm=self.microphone.skew_ppm if self.microphone is not None else None,
        )

    # ---- the pump's thread

    def _on_planned(self, plan: SlotPlan) -> None:
        self._rate.count(time.monotonic_ns())
        if self._engine is not None:
            self._engine.line.release(self.pacer.take_released())

    def _on_played(self, sound: SlotSound) -> None:
        self.feedback.played(self.program.first_sample(sound.slot), sound.samples)

    # ---- the feeder's thread

    def _source_failed(self, error: AppError) -> None:
        self._report(Problem.from_error(error))


def _ms(value_ns: int | None) -> float | None:
    return None if value_ns is None else value_ns / 1e6
