"""From the state of a running show to whoever wants to know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.studio.engine_room import EngineRoom
from app.studio.parts import Host
from app.studio.problems import log_changes
from app.studio.show import Show
from app.studio.snapshot import EngineState, Measures, OutputState, Snapshot


class Publisher:
    """Hands out snapshots, and logs what changed. ``publish`` on the studio's thread, all else on any.

    Args:
        first: the state before anything was published.
    """

    def __init__(self, first: Snapshot) -> None:
        self.latest = first
        self._listeners: list[Callable[[Snapshot], None]] = []

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Have ``listener`` called with every new snapshot, until what is given back is called."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def publish(self, snapshot: Snapshot) -> None:
        """This is the state now."""
        before, self.latest = self.latest, snapshot
        log_changes(before, snapshot)
        for listener in tuple(self._listeners):
            listener(snapshot)


def with_show(known: Snapshot, show: Show, engine: EngineRoom | None, host: Host | None) -> Snapshot:
    """``known`` with what is seen of the show, its engine, and the host on its stage. On the studio's thread."""
    info = engine.line.info if engine is not None else None
    microphone, outputs = show.microphone, show.outputs
    device = known.settings.audio_out.device
    missing = device is not None and outputs.audio is None
    return replace(
        known,
        avatar_id=host.entry.id if host is not None else None,
        engine=engine.state if engine is not None else EngineState.LOADING,
        engine_name=info.name if info is not None else "",
        setup=info.setup if info is not None else None,
        engine_fake=info.fake if info is not None else "",
        engine_retry_s=engine.retry_s if engine is not None else None,
        session_s=engine.session_s if engine is not None else None,
        server_size_px=engine.line.server_size_px if engine is not None else None,
        refused_options=engine.line.refused if engine is not None else frozenset(),
        standing_in=engine.line.standing_in if engine is not None else "",
        speech=show.speech_state,
        turn=show.pacer.turn,
        speaking_text=show.speech.label,
        webcam_on=show.webcam is not None,
        webcam_lost=show.webcam is not None and show.webcam.lost,
        microphone_lost=known.microphone_on and (microphone is None or microphone.lost),
        microphone_level_dbfs=microphone.level_dbfs if microphone is not None else float("-inf"),
        microphone_out_dbfs=microphone.out_level_dbfs if microphone is not None else float("-inf"),
        speech_heard=microphone is not None and microphone.speech_heard,
        gate_open=microphone is not None and microphone.gate_open,
        microphone_rms_dbfs=microphone.out_rms_dbfs if microphone is not None else float("-inf"),
        avatar_level_dbfs=show.mixer.avatar_level_dbfs,
        avatar_rms_dbfs=show.mixer.avatar_rms_dbfs,
        program_level_dbfs=show.mixer.level_dbfs,
        camera=outputs.camera_state,
        camera_device=outputs.camera_device,
        browser=outputs.browser_state,
        browser_address=outputs.browser_address,
        browser_readers=outputs.browser_readers,
        recording=outputs.recording_state,
        recording_path=outputs.recording_path,
        recording_s=outputs.recorded_s,
        audio_out=OutputState.LOST if missing else outputs.audio_state,
        audio_out_device=device or "",
        measures=show.measures(engine) if engine is not None else Measures(),
    )
