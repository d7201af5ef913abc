"""Takes lines from standard input, one after another, and answers with their sound on standard output."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from flashtalk_speech.errors import SpeechError
from flashtalk_speech.wire import WireError, read_message, write_message

PcmCallback = Callable[[bytes, list[list[object]]], bool]
"""Takes 16-bit samples and the events among them; says whether to go on."""

MAX_CHARACTERS = 5000
SLOWEST_WPM, FASTEST_WPM = 80, 450


def main() -> int:
    """Run until standard input ends. Returns the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group; the studio decides
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    errors = sys.stderr.fileno() if sys.stderr is not None else os.open(os.devnull, os.O_WRONLY)
    os.dup2(errors, sys.stdout.fileno())  # what the library prints must not end up among the messages
    try:
        voices = _voices(sys.argv[1:])
    except SpeechError as error:
        write_message(output, {"op": "failed", "message": str(error)})
        return 1
    write_message(output, {"op": "ready", "version": voices.version})
    helper = Helper(voices, sys.stdin.buffer, output)
    try:
        helper.run()
    except OSError:
        return 0  # the studio is gone
    return 0


class Voices(Protocol):
    """What speaks: espeak-ng, or neural voices. One thread."""

    version: str
    rate_hz: int

    def voices(self) -> list[tuple[str, str, str]]:
        """Identifier, language and name of every voice."""
        ...

    def speak(self, text: str, voice: str, rate_wpm: int, pitch: int, on_pcm: PcmCallback) -> None:
        """Speak ``text``, handing the sound to ``on_pcm`` as it comes, until it says no. Raises SpeechError."""
        ...


def _voices(arguments: list[str]) -> Voices:
    """espeak-ng, or with ``--neural FOLDER`` the neural voices in a folder. Raises SpeechError."""
    if arguments[:1] == ["--neural"]:
        from flashtalk_speech.neural import Neural

        return Neural(Path(arguments[1]))
    from flashtalk_speech.espeak import Espeak

    return Espeak()


class Helper:
    """Answers requests: one thread listens, so that a cancel is heard in the middle of a line; the caller's speaks."""

    def __init__(self, voices: Voices, requests: BinaryIO, answers: BinaryIO) -> None:
        self._voices = voices
        self._input = requests
        self._output = answers
        self._requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._cancelled_to = -1

    def run(self) -> None:
        """Answer one request after another. Raises OSError when nobody listens any more."""
        threading.Thread(target=self._listen, name="listener", daemon=True).start()
        while True:
            request = self._requests.get()
            number = request.get("id")
            try:
                self._answer(request)
            except SpeechError as error:
                self._refuse(number, "voice", str(error))
            except (KeyError, TypeError, ValueError) as error:
                self._refuse(number, "request", f"not a request: {error}")

    def _listen(self) -> None:
        try:
            while (message := read_message(self._input)) is not None:
                request, _ = message
                if request.get("op") == "cancel":
                    self._cancelled_to = max(self._cancelled_to, int(request["id"]))
                else:
                    self._requests.put(request)
        except (OSError, WireError, KeyError, ValueError) as error:
            print(f"speech helper: {error!r}", file=sys.stderr)
        # Nobody can ask for anything any more, and the other thread may be blocked for good in a full pipe.
        os._exit(0)

    def _answer(self, request: dict[str, Any]) -> None:
        number = int(request["id"])
        if request["op"] == "voices":
            write_message(self._output, {"op": "voices", "id": number, "voices": self._voices.voices()})
        elif request["op"] == "speak":
            rate_wpm = max(SLOWEST_WPM, min(FASTEST_WPM, int(request["rate_wpm"])))
            pitch = max(0, min(100, int(request["pitch"])))
            self._speak(number, str(request["text"]), str(request["voice"]), rate_wpm, pitch)
        else:
            raise ValueError(request["op"])

    def _speak(self, number: int, text: str, voice: str, rate_wpm: int, pitch: int) -> None:
        if len(text) > MAX_CHARACTERS:
            self._refuse(number, "text", f"{len(text)} characters are more than {MAX_CHARACTERS}")
            return
        samples = 0
        lost: list[OSError] = []

        def send(pcm: bytes, events: list[list[object]]) -> bool:
            # An exception must not pass through the library, which is between us and our caller.
            nonlocal samples
            if number <= self._cancelled_to:
                return False
            if not pcm and not events:
                return True
            rate_hz = self._voices.rate_hz
            message = {"op": "pcm", "id": number, "rate_hz": rate_hz, "start": samples, "events": events}
            try:
                write_message(self._output, message, pcm)
            except OSError as error:
                lost.append(error)
                return False
            samples += len(pcm) // 2
            return True

        if number > self._cancelled_to:
            self._voices.speak(text, voice, rate_wpm, pitch, send)
        if lost:
            raise lost[0]
        write_message(self._output, {"op": "done", "id": number, "samples": samples})

    def _refuse(self, number: object, code: str, message: str) -> None:
        write_message(self._output, {"op": "error", "id": number, "code": code, "message": message})
