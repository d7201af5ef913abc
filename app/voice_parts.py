"""The concrete parts of what is spoken from text: typed lines, samples, voices and their keys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import Problem
from app.base.paths import Paths, source_root
from app.base.runtime_settings import RuntimeSettings
from app.base.secrets import OPENAI_KEY, keep_secret, secret
from app.base.settings import ProviderId, VoiceSettings

if TYPE_CHECKING:
    from app.media.audio_system import AudioSystem
    from app.neural_library import NeuralLibrary
    from app.sources.base import SpeechSource
    from app.sources.speaker import Speaker
    from app.sources.voices.base import Voice

_HALF = 0.5
"""Of what is fetched with a first voice: what it speaks with, which is about as large."""


class VoiceParts:
    """Implements ``VoicePort``, and opens what is spoken. Any thread.

    Args:
        paths: where voices are kept, and what they speak with.
        audio: gives the one owner of PortAudio.
    """

    def __init__(self, paths: Paths, audio: Callable[[], AudioSystem]) -> None:
        self._paths = paths
        self._audio = audio
        self._lock = threading.Lock()  # guards what follows
        self._speaker: Speaker | None = None
        self._previewer: Speaker | None = None

    @property
    def speaker(self) -> Speaker:
        """The one that speaks typed lines."""
        from app.sources.speaker import Speaker

        with self._lock:
            if self._speaker is None:
                self._speaker = Speaker(_key, self._paths.voices, self._find_neural_helper)
            return self._speaker

    @property
    def previewer(self) -> Speaker:
        """The one that is asked for lists and samples: a sample must not end the line that is on air."""
        from app.sources.speaker import Speaker

        with self._lock:
            if self._previewer is None:
                self._previewer = Speaker(_key, self._paths.voices, self._find_neural_helper)
            return self._previewer

    def close(self) -> None:
        """End them."""
        with self._lock:
            for speaker in (self._speaker, self._previewer):
                if speaker is not None:
                    speaker.close()

    def open_text(self, text: str, settings: VoiceSettings, on_notice: Callable[[Problem], None]) -> SpeechSource:
        """A typed line, spoken."""
        return self.speaker.line(text, settings, on_notice)

    def open_sample(self, text: str, settings: VoiceSettings, on_notice: Callable[[Problem], None]) -> SpeechSource:
        """The same, beside what is on air."""
        return self.previewer.line(text, settings, on_notice)

    # ---- as the desk asks for them

    def list_voices(self, provider: ProviderId, settings: VoiceSettings) -> Sequence[Voice]:
        """All voices of a provider."""
        return self.previewer.provider(provider, settings).voices()

    def preview(
        self, text: str, settings: VoiceSettings, stop: threading.Event, on_notice: Callable[[Problem], None]
    ) -> None:
        """A sample on the computer's loudspeaker."""
        from app.sources.preview import play

        play(self.previewer, self._audio(), text, settings, stop, on_notice)

    def fetch_voice(
        self, voice: str, settings: RuntimeSettings, progress: Callable[[float], None], stop: threading.Event
    ) -> None:
        """Fetch a neural voice, and before it what it speaks with if that is missing."""
        from app.sources.voices.neural import own_helper
        from app.sources.voices.neural_fetching import fetch_voice

        library = self._neural_library(settings)
        before = 0.0
        if own_helper() is None and not library.is_current:
            library.install(lambda done, whole, step: progress(_HALF * done / whole if whole else 0.0), stop)
            before = _HALF
        if not stop.is_set():
            fetch_voice(self._paths.voices, voice, lambda share: progress(before + (1.0 - before) * share), stop)

    def has_key(self) -> bool:
        """Whether there is a key for the speech server."""
        return _key() is not None

    def keep_key(self, key: str) -> None:
        """Keep it in the system's keyring."""
        keep_secret(OPENAI_KEY, key)

    # ---- what neural voices speak with

    def _find_neural_helper(self) -> list[str] | None:
        from app.sources.voices.neural import own_helper

        return own_helper() or _fetched_helper(self._paths.voice_library)

    def _neural_library(self, settings: RuntimeSettings) -> NeuralLibrary:
        from app.neural_library import NeuralLibrary  # not at the top: httpx brings 7 MB

        lock = source_root() / "requirements" / "neural.lock"
        return NeuralLibrary(self._paths.voice_library, lock, settings)


def _fetched_helper(folder: Path) -> list[str] | None:
    """How to start the speech helper with the Piper that was fetched; None: it was not."""
    from app.engine.launch import python_with_our_source
    from app.engine.local.installed_python import InstalledPython

    fetched = InstalledPython(folder)
    if fetched.stamp is None:
        return None
    python, *rest = python_with_our_source(fetched.python, "flashtalk_speech")
    return [python, "-E", *rest]  # where the studio's own Python finds its packages is nothing for this one


def _key() -> str | None:
    return secret(OPENAI_KEY)
