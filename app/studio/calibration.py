"""Measures how far apart camera and sound device are: plays the test card to both and reads both back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.base.errors import AppError
from app.base.settings import Settings
from app.engine.testcard.reader import read
from app.media.clock import MasterClock
from app.media.types import Pixels, ProgramFormat, Samples
from app.studio.calibration_state import CalibrationState
from app.studio.calibration_sums import TOO_BUSY, apart
from app.studio.one_job import OneJob
from app.studio.outputs import Outputs
from app.studio.parts import ReadbackPort
from app.studio.snapshot import OutputState
from app.studio.sync_offset import MOST_MS

OPEN_S = 8.0
"""Longest wait for the camera's first picture."""
LOOK_S = 0.1
"""How soon a wait for it is left off."""
MEASURE_S = 6.0


OpenReadback = Callable[[str, str, MasterClock], ReadbackPort]
"""Of a camera and a sound device, by the names that other programs know them by. Raises AppError."""


class CalibrationDesk:
    """One calibration at a time, on a thread of its own. Commands come on the studio's thread.

    Args:
        open_readback: reads camera and sound device back.
        post: has something done on the studio's thread.
        changed: called, on any thread, when ``state`` has changed.
    """

    def __init__(
        self,
        open_readback: OpenReadback,
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._open_readback = open_readback
        self._post = post
        self._changed = changed
        self._job = OneJob()
        self.state = CalibrationState()

    def begin(self, outputs: Outputs, program: ProgramFormat, settings: Settings) -> None:
        """Calibrate; returns at once. Raises AppError where camera or sound device is off."""
        if self._job.busy:
            return
        if outputs.camera_state is not OutputState.ON:
            raise AppError(
                "calibration.camera_off",
                "The virtual camera is off, so that nothing can be read back from it.",
                "Start the virtual camera, then calibrate.",
            )
        audio = outputs.audio
        if audio is None or not audio.is_open:
            raise AppError(
                "calibration.sound_off",
                "No sound device is open, so that nothing can be read back from it.",
                "Choose the sound device that viewers hear, then calibrate.",
            )
        offset_ms, devices = settings.mixer.sync_offset_ms, (outputs.camera_device, audio.device_name)
        self.state = replace(self.state, busy=True, sound_after_ms=None, offset_ms=None, problem=None)
        self._job.start("calibration", lambda stop: self._do(outputs, program, devices, offset_ms, stop))

    def used(self, settings: Settings) -> Settings:
        """``settings`` with the Sync Offset that was found; as they are where none was."""
        if self.state.offset_ms is None:
            return settings
        mixer = settings.mixer.model_copy(update={"sync_offset_ms": self.state.offset_ms})
        return settings.model_copy(update={"mixer": mixer})

    def close(self) -> None:
        """Leave off."""
        self._job.close()

    # ---- the job's thread

    def _do(
        self,
        outputs: Outputs,
        program: ProgramFormat,
        devices: tuple[str, str],
        offset_ms: int,
        stop: threading.Event,
    ) -> None:
        try:
            after_ms = self._measured(outputs, program, devices, stop)
        except AppError as error:
            self._tell(problem=error)
        except Exception as error:  # top of a thread, which logs it: the window must not wait for ever
            what = f"The studio could not finish: {error or type(error).__name__}."
            self._tell(problem=AppError("calibration.failed", what, "The log has the details (Help > View Log)."))
            raise
        else:
            wanted = max(-MOST_MS, min(MOST_MS, offset_ms - after_ms))
            self._tell(sound_after_ms=after_ms, offset_ms=wanted)

    def _measured(
        self, outputs: Outputs, program: ProgramFormat, devices: tuple[str, str], stop: threading.Event
    ) -> int:
        """As ``_measure``, and once more where something came in between: a device that was just finding its step."""
        try:
            return self._measure(outputs, program, devices, stop)
        except AppError as error:
            if error.code != TOO_BUSY or stop.is_set():
                raise
            return self._measure(outputs, program, devices, stop)

    def _measure(
        self, outputs: Outputs, program: ProgramFormat, devices: tuple[str, str], stop: threading.Event
    ) -> int:
        """By how many milliseconds the sound came after its picture. Raises AppError."""
        pictures: list[tuple[int, int]] = []
        sound: list[tuple[int, Samples]] = []
        awake = threading.Event()

        def seen(when_ns: int, pixels: Pixels) -> None:
            awake.set()
            reading = read(pixels)
            if reading is not None:
                pictures.append((when_ns, reading.index))

        readback = self._open_readback(*devices, MasterClock())
        try:
            readback.start(seen, lambda when_ns, samples: sound.append((when_ns, samples)))
            for _ in range(round(OPEN_S / LOOK_S)):
                if awake.wait(LOOK_S) or stop.is_set():
                    break
            self._post(outputs.show_card)
            stop.wait(MEASURE_S)
        finally:
            self._post(outputs.hide_card)
            readback.stop()
        return round(apart(pictures, sound, program).sound_after_ms)

    def _tell(self, **what: Any) -> None:
        self.state = replace(self.state, busy=False, wishes=self.state.wishes + 1, **what)
        self._changed()
