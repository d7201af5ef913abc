"""The voices that the system has: Windows' own (WinRT), macOS's ``say``, and flite on Linux.

Linux' speech-dispatcher plays its speech itself and hands the sound to nobody, so it cannot speak for the host; flite
can, where it is installed. ``say`` and flite write a sentence to a file at once, and have no pitch of their own that
works with every voice: they speak slower and are played faster by as much.
"""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.base.errors import AppError
from app.sources.voices.base import Manner, Piece, Provider, Utterance, Voice, no_voice
from app.sources.voices.streaming import Streamed, WavStream

log = logging.getLogger(__name__)

LIMIT_S: Final = 20.0
"""A sentence takes these programs a fraction of a second."""
SAY_NORMAL_WPM: Final = 175


def system_voices() -> Provider:
    """The provider for this system. Raises AppError when it has none."""
    if sys.platform == "win32":
        return WindowsVoices()
    if sys.platform == "darwin":
        return CommandVoices(SAY)
    if shutil.which("flite") is None:
        raise AppError(
            "speech.no_system_voices",
            "This system has no voices that could speak for the host.",
            "Install the package flite, or choose other voices in Settings > Voice.",
        )
    return CommandVoices(FLITE)


# ---- a program that speaks into a file


@dataclass(frozen=True, slots=True)
class Program:
    """How a program is told to speak.

    Attributes:
        list_command: prints its voices.
        parse: reads what that prints.
        speak_command: given voice (empty: its own choice), rate, a file with the text, and the file to write (WAVE).

    """

    list_command: Sequence[str]
    parse: Callable[[str], Sequence[Voice]]
    speak_command: Callable[[str, float, Path, Path], list[str]]


def _parse_say(text: str) -> list[Voice]:
    """Lines like ``Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.``."""
    found = re.findall(r"^(\S.*?)\s+([a-z]{2,3}[_-][A-Za-z0-9]+)\s+#", text, re.MULTILINE)
    return [Voice(name, language.replace("_", "-"), name) for name, language in found]


def _parse_flite(text: str) -> list[Voice]:
    """``Voices available: kal awb_time kal16 awb rms slt``; ``awb_time`` can only tell the time."""
    names = text.partition(":")[2].split()
    return [Voice(name, "en", name) for name in names if not name.endswith("_time")]


def _say(voice: str, rate: float, text: Path, sound: Path) -> list[str]:
    chosen = ["-v", voice] if voice else []
    wpm = ["-r", str(round(SAY_NORMAL_WPM * rate))]
    return ["say", *chosen, *wpm, "-f", str(text), "-o", str(sound), "--data-format=LEI16@22050"]


def _flite(voice: str, rate: float, text: Path, sound: Path) -> list[str]:
    stretch = f"duration_stretch={1 / rate:.3f}"
    return ["flite", "-voice", voice or "slt", "--setf", stretch, "-f", str(text), "-o", str(sound)]


SAY: Final = Program(("say", "-v", "?"), _parse_say, _say)
FLITE: Final = Program(("flite", "-lv"), _parse_flite, _flite)


class CommandVoices:
    """See ``Provider``. Any thread."""

    id = "system"
    name = "The system's voices"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: tuple[Voice, ...] | None = None

    def voices(self) -> tuple[Voice, ...]:
        """All voices. Raises AppError."""
        try:
            listing = subprocess.run(
                self._program.list_command, capture_output=True, timeout=LIMIT_S, check=True, stdin=subprocess.DEVNULL
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise _does_not_speak(self._program.list_command[0], error) from error
        self._known = tuple(self._program.parse(listing.stdout.decode("utf-8", "replace")))
        return self._known

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``."""
        return _CommandSpeech(self, self._program, text, voice, manner)

    def has(self, voice: str) -> bool:
        """Whether ``voice`` is one of them; a name that is not might be taken for a path. Raises AppError."""
        known = self._known if self._known is not None else self.voices()
        return any(one.id == voice for one in known)

    def close(self) -> None:
        """Nothing is kept."""


class _CommandSpeech:
    """One sentence: see ``Utterance``."""

    def __init__(self, owner: CommandVoices, program: Program, text: str, voice: str, manner: Manner) -> None:
        self._owner = owner
        self._program = program
        self._text = text
        self._voice = voice
        self._manner = manner
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled = False

    def __iter__(self) -> Iterator[Piece]:
        if self._voice and not self._owner.has(self._voice):
            raise no_voice(self._owner.name, self._voice)
        with tempfile.TemporaryDirectory(prefix="flashtalk-voice-") as folder:
            text, sound = Path(folder, "text.txt"), Path(folder, "sound.wav")
            text.write_text(self._text.replace("[[", "[ ["), "utf-8")  # to say, two brackets begin a command
            factor = self._manner.pitch_factor
            self._run(self._program.speak_command(self._voice, self._manner.rate / factor, text, sound))
            if self._cancelled:
                return
            data = sound.read_bytes() if sound.exists() else b""
        wav = WavStream()
        samples = wav.feed(data)
        if len(samples):
            yield Piece(samples, round(wav.rate_hz * factor))

    def cancel(self) -> None:
        self._cancelled = True
        process = self._process
        if process is not None:
            process.kill()

    def _run(self, command: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise _does_not_speak(command[0], error) from error
        if self._cancelled:
            self._process.kill()
        try:
            code = self._process.wait(LIMIT_S)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            self._process.wait()
            raise _does_not_speak(command[0], error) from error
        if code != 0 and not self._cancelled:
            raise _does_not_speak(command[0], f"exit code {code}")


def _does_not_speak(program: str, reason: object) -> AppError:
    log.info("%s: %s", program, reason)
    return AppError(
        "speech.system", f"The system's voices do not speak ({program}).", "Choose other voices in Settings > Voice."
    )


# ---- Windows


class WindowsVoices:
    """The voices of Windows, by way of PyWinRT. See ``Provider``. Any thread.

    Facts from Microsoft's reference of ``Windows.Media.SpeechSynthesis``: ``SpeakingRate`` runs from 0.5 to 6 and
    ``AudioPitch`` from 0 to 2, both 1 by themselves; the stream that comes is a WAVE file.
    """

    id = "system"
    name = "Windows' voices"

    def voices(self) -> tuple[Voice, ...]:
        """All voices. Raises AppError."""
        return tuple(Voice(one.id, one.language, one.display_name) for one in _synthesis().SpeechSynthesizer.all_voices)

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``."""
        return Streamed(lambda: self._stream(text, voice, manner))

    def close(self) -> None:
        """Nothing is kept."""

    async def _stream(self, text: str, voice: str, manner: Manner) -> AsyncGenerator[Piece, None]:
        synthesizer = _synthesis().SpeechSynthesizer()
        if voice:
            found = [one for one in _synthesis().SpeechSynthesizer.all_voices if one.id == voice]
            if not found:
                raise no_voice(self.name, voice)
            synthesizer.voice = found[0]
        synthesizer.options.speaking_rate = manner.rate
        synthesizer.options.audio_pitch = manner.pitch_factor
        try:
            stream = await synthesizer.synthesize_text_to_stream_async(text)
            reader = _streams().DataReader(stream.get_input_stream_at(0))
            await reader.load_async(stream.size)
            data = bytearray(stream.size)
            reader.read_bytes(data)
        except OSError as error:  # every failure of WinRT is one
            raise _does_not_speak("Windows", error) from error
        wav = WavStream()
        samples = wav.feed(bytes(data))
        if len(samples):
            yield Piece(samples, wav.rate_hz)


def _synthesis() -> Any:
    try:
        import winrt.windows.media.speechsynthesis as found
    except ImportError as error:
        raise _does_not_speak("Windows", error) from error
    return found


def _streams() -> Any:
    import winrt.windows.storage.streams as found

    return found
