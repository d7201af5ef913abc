"""The show without a window."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import AppError, Severity
from app.cli.arguments import FAILED, OK
from app.cli.console import Console
from app.studio import commands as do
from app.studio.port import StudioPort
from app.studio.script_view import Order
from app.studio.snapshot import EngineState, OutputState, Snapshot, SpeechState

START_S = 60.0  # an engine that is loaded for the first time from a slow disk
LOADING_S = {"omnirt": 340.0, "local": 1200.0}  # a server loads its model when it is first asked
STUCK_S = 60.0  # speech that waits so long for its pictures will not get them
MOMENT_S = 1.0  # what is still to be seen after the last word
LOOK_S = 0.05
_SOUND = ("audio_out.", "audio.")  # the device, and what all of them are opened with


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run is to do.

    Attributes:
        avatar: the host was named, so that no other may take its place.
        say: lines to speak, one after the other.
        play: a file to speak.
        script: a script to speak.
        loop: over and over again.
        variables: what it says for ``{name}``.
        microphone: speak through the microphone of the settings.
        camera: start the virtual camera.
        browser: let Browser Sources read the program.
        record: start a recording.
        record_path: under this name; None: under one of its own.
        audio_out: hear it on the device of the settings.
        seconds: end after so long; None: after what is said or played, else when told to.
        devices_optional: a camera or a sound device that does not work does not end the run.

    """

    avatar: bool = False
    say: tuple[str, ...] = ()
    play: Path | None = None
    script: Path | None = None
    loop: bool = False
    variables: tuple[tuple[str, str], ...] = ()
    microphone: bool = False
    camera: bool = False
    browser: bool = False
    record: bool = False
    record_path: Path | None = None
    audio_out: bool = False
    seconds: float | None = None
    devices_optional: bool = False


class _ToldToEnd(Exception):  # noqa: N818 (nothing is wrong)
    """A signal came."""


def run_show(studio: StudioPort, wishes: Wishes, console: Console, stopped: threading.Event) -> int:
    """Run the show until it is over, close the studio, and give the exit code. The main thread.

    The path of a finished recording goes to stdout.

    Args:
        studio: has been started.
        wishes: what to do.
        console: what is said.
        stopped: ends the show early.

    """
    show = _Show(studio, wishes, console, stopped)
    try:
        show.run()
    except AppError as error:
        show.fail(error)
    except _ToldToEnd:
        console.say("Ending the show.")
    return show.finish()


class _Show:
    """One run. The main thread."""

    def __init__(self, studio: StudioPort, wishes: Wishes, console: Console, stopped: threading.Event) -> None:
        self._studio = studio
        self._wishes = wishes
        self._console = console
        self._stopped = stopped
        self._began_s = time.monotonic()
        self._recording: Path | None = None
        self._told: set[str] = set()
        self._failed = False
        self._to_say: deque[do.Command] = deque()
        self._taken = 0  # lines that the studio has taken when all that was handed over is

    def run(self) -> None:
        """Start what is wished, speak, and wait for the end. Raises AppError."""
        wishes = self._wishes
        self._studio.post(do.WarmUp())  # a server would else be asked when somebody speaks
        codes = ("engine.", "avatar.") if wishes.avatar else ("engine.",)
        patience_s = LOADING_S.get(self._studio.snapshot().settings.engine.kind, START_S)
        self._until(lambda now: now.engine is EngineState.READY, codes, "the engine", patience_s)
        self._tell_if_fake()
        if wishes.audio_out:
            self._start(lambda now: now.audio_out, _SOUND, "the sound device")
        if wishes.camera:
            self._studio.post(do.StartCamera())
            self._start(lambda now: now.camera, ("camera.",), "the virtual camera")
        if wishes.browser:
            self._studio.post(do.StartBrowserSource())
            self._start(lambda now: now.browser, ("browser_source.",), "the browser source", required=True)
            self._console.say(f"Its address for OBS: {self._studio.snapshot().browser_address}")
        if wishes.record:
            self._studio.post(do.StartRecording(wishes.record_path))
            self._start(lambda now: now.recording, ("recording.",), "the recording", required=True)
            self._recording = self._studio.snapshot().recording_path
        if wishes.microphone:
            self._studio.post(do.SetMicrophone(True))
            self._until(lambda now: now.microphone_on, (), "the microphone")
            self._need(("microphone.", "audio."))
        if self._studio.snapshot().webcam_on:
            self._until(lambda now: not now.webcam_lost, (), "the camera that the host follows")
        self._began_s = time.monotonic()
        self._taken = self._studio.snapshot().lines_taken
        self._to_say = deque[do.Command](do.SpeakText(line) for line in wishes.say)
        if wishes.play is not None:
            self._to_say.append(do.SpeakFile(wishes.play))
        if wishes.script is not None:
            self._play(wishes.script)
        self._wait_for_the_end()

    def _play(self, script: Path) -> None:
        """Open the script and begin with its first line. Raises AppError."""
        self._studio.post(do.OpenScript(script))
        self._until(lambda now: now.script.name == script.name, ("script.",), "the script")
        for name, value in self._wishes.variables:
            self._studio.post(do.SetScriptVariable(name, value))
        self._studio.post(do.OrderScript(Order(loop=self._wishes.loop)))
        self._studio.post(do.PlayScript())

    def fail(self, error: AppError) -> None:
        """Say why the run cannot go on."""
        self._failed = True
        self._tell(error.code, error.message, error.hint)

    def finish(self) -> int:
        """Close the studio and say what came of it."""
        recording = self._recording or self._studio.snapshot().recording_path
        self._studio.close()
        self._tell_problems()
        if recording is not None and recording.exists():
            self._console.result(str(recording))
        elif recording is not None and not self._failed:
            self._console.say("Nothing was recorded: the show ended before the first picture.")
        self._console.settle()
        return FAILED if self._failed else OK

    # ---- starting

    def _start(
        self,
        output: Callable[[Snapshot], OutputState],
        codes: tuple[str, ...],
        name: str,
        *,
        required: bool | None = None,
    ) -> None:
        """Wait until an output is on. Raises AppError if it is required and does not come."""
        required = not self._wishes.devices_optional if required is None else required
        try:
            self._until(lambda now: output(now) is OutputState.ON, codes, name)
        except AppError as error:
            if required:
                raise
            self._tell(error.code, error.message, error.hint)
            return
        self._console.say(f"{name[0].upper()}{name[1:]} is on.")

    def _until(
        self, met: Callable[[Snapshot], bool], codes: tuple[str, ...], name: str, patience_s: float = START_S
    ) -> None:
        """Wait for a state. Raises AppError: the problem that says why it does not come."""
        deadline_s = time.monotonic() + patience_s
        while not met(self._studio.snapshot()):
            self._need(codes)
            if time.monotonic() > deadline_s:
                raise AppError("run.slow", f"After {patience_s:.0f} s {name} is not ready.", "The log says more.")
            self._pause(LOOK_S)

    def _pause(self, seconds: float) -> None:
        """Tell what is new, and wait a little. Raises _ToldToEnd."""
        self._tell_problems()
        self._console.moving(_line(self._studio.snapshot(), time.monotonic() - self._began_s))
        if self._stopped.wait(seconds):
            raise _ToldToEnd

    def _need(self, codes: tuple[str, ...]) -> None:
        """Raise the problem of a part that cannot be done without."""
        for problem in self._studio.snapshot().problems:
            if problem.code.startswith(codes) and problem.severity is Severity.ERROR:
                raise AppError(problem.code, problem.message, problem.hint)

    # ---- running

    def _hand_over(self, now: Snapshot) -> bool:
        """Have the next line spoken once the one before was taken and another may wait; whether all were taken."""
        taken = now.lines_taken >= self._taken
        if self._to_say and taken and len(now.waiting) < now.settings.voice.queue_limit:
            self._studio.post(self._to_say.popleft())
            self._taken += 1
            return False
        return taken and not self._to_say

    def _wait_for_the_end(self) -> None:
        """Until the time is over, everything has been said, or all that the show is for has ended by itself."""
        wishes = self._wishes
        said = bool(self._to_say) or wishes.script is not None
        ends_with_speech = wishes.seconds is None and not wishes.microphone and said
        silent_since_s: float | None = None
        moved_s = time.monotonic()
        while True:
            now = self._studio.snapshot()
            passed_s = time.monotonic() - self._began_s
            if wishes.seconds is not None and passed_s >= wishes.seconds:
                return
            speaking = not self._hand_over(now) or now.speech is not SpeechState.IDLE or bool(now.speaking_text)
            speaking = speaking or bool(now.waiting) or not now.script.over
            silent_since_s = None if speaking else silent_since_s or time.monotonic()
            if ends_with_speech and silent_since_s is not None and time.monotonic() - silent_since_s >= MOMENT_S:
                return
            if now.speech is not SpeechState.BUFFERING:
                moved_s = time.monotonic()
            elif time.monotonic() - moved_s > STUCK_S:
                raise AppError("run.stuck", f"The engine has drawn nothing for {STUCK_S:.0f} s.", "The log says more.")
            if self._deserted(now):
                raise AppError("run.ended", "What the show was for has ended.")
            self._pause(LOOK_S if wishes.seconds is None else min(LOOK_S, wishes.seconds - passed_s))

    def _deserted(self, now: Snapshot) -> bool:
        """All outputs that were wished have ended.

        A camera that somebody has stopped may be started again, and a lost sound device is waited for.
        """
        wishes, off = self._wishes, OutputState.OFF
        broken = {one.code.partition(".")[0] for one in now.problems if one.severity is Severity.ERROR}
        every = (
            (wishes.camera, now.camera is off and "camera" in broken),
            (wishes.browser, now.browser is off and "browser_source" in broken),
            (self._recording is not None, now.recording is off),
        )
        ended = [has_ended for wished, has_ended in every if wished]
        return bool(ended) and not wishes.audio_out and all(ended)

    def _tell_problems(self) -> None:
        for problem in self._studio.snapshot().problems:
            optional = self._wishes.devices_optional and problem.code.startswith(("camera.", *_SOUND))
            self._failed = self._failed or (problem.severity is Severity.ERROR and not optional)
            self._tell(problem.code, problem.message, problem.hint)

    def _tell_if_fake(self) -> None:
        """A server without a model draws something, too, and nobody looks at what a run shows."""
        now = self._studio.snapshot()
        if now.engine_fake and now.settings.engine.kind == "omnirt":
            hint = "Switch a real model on there, or choose another engine."
            self._tell("engine.fake", f"{now.engine_name} is not real: {now.engine_fake}", hint)

    def _tell(self, code: str, message: str, hint: str) -> None:
        if code not in self._told:
            self._told.add(code)
            self._console.say(" ".join(part for part in (message, hint) if part))


def _line(now: Snapshot, passed_s: float) -> str:
    """How the show is doing, in one line."""
    measures = now.measures
    parts = [f"{int(passed_s) // 60:02}:{int(passed_s) % 60:02}", f"{measures.fps:.1f} fps", now.speech.value]
    if measures.delay_ms is not None:
        parts.append(f"delay {measures.delay_ms:.0f} ms")
    parts.append(f"lagged {measures.lagged}, skipped {measures.skipped}, dropped {measures.dropped}")
    outputs = (
        *(("camera", now.camera), ("browser source", now.browser)),
        *(("recording", now.recording), ("sound", now.audio_out)),
    )
    parts += [f"{name} {state.value}" for name, state in outputs if state is not OutputState.OFF]
    return "  ".join(parts)
