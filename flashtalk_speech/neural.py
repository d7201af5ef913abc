"""Neural voices by piper-tts (GPL-3.0-or-later), which is installed only where somebody wants them."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flashtalk_speech.errors import SpeechError

NORMAL_WPM = 165
"""The speed at which a voice speaks by itself, as the studio counts it."""
_PIECE = 4096
_THREADS = 2  # a sentence is made in a fraction of its length, and the other cores draw the host


class Neural:
    """The voices in a folder: one folder each, with a model (``NAME.onnx``) and its description (``NAME.onnx.json``).

    One thread. The last voice that spoke stays loaded.

    Raises:
        SpeechError: piper-tts is not installed.

    """

    def __init__(self, folder: Path) -> None:
        try:
            import onnxruntime
            import piper
            import piper.config
        except ImportError as error:
            raise SpeechError(f"the package piper-tts is not installed ({error})") from error
        self._piper: Any = piper
        self._runtime: Any = onnxruntime
        self.version = f"piper-tts {importlib.metadata.version('piper-tts')}"
        self.rate_hz = 22_050
        self._folder = folder
        self._loaded = ""
        self._voice: Any = None

    def voices(self) -> list[tuple[str, str, str]]:
        """Identifier, language and name of every voice."""
        return [(name, name.partition("-")[0].replace("_", "-"), name) for name in sorted(self._models())]

    def speak(
        self, text: str, voice: str, rate_wpm: int, pitch: int, on_pcm: Callable[[bytes, list[list[object]]], bool]
    ) -> None:
        """Speak ``text``; the pitch is the voice's own. Raises SpeechError."""
        del pitch
        try:
            self._load(voice)
            manner = self._piper.SynthesisConfig(length_scale=self._voice.config.length_scale * NORMAL_WPM / rate_wpm)
            for made in self._voice.synthesize(text, manner):
                data = made.audio_int16_bytes
                for start in range(0, len(data), 2 * _PIECE):
                    if not on_pcm(data[start : start + 2 * _PIECE], []):
                        return
        except SpeechError:
            raise
        except Exception as error:  # a damaged model fails in as many ways as the runtime has errors
            self._loaded = ""
            raise SpeechError(f"the voice {voice} is damaged ({type(error).__name__})") from error

    def _models(self) -> dict[str, Path]:
        found = {path.stem: path for path in self._folder.glob("*/*.onnx")}
        return {name: path for name, path in found.items() if path.with_name(f"{path.name}.json").exists()}

    def _load(self, voice: str) -> None:
        if voice == self._loaded:
            return
        model = self._models().get(voice)
        if model is None:
            raise SpeechError(f"there is no voice {voice!r}")
        description = json.loads(model.with_name(f"{model.name}.json").read_text("utf-8"))
        options = self._runtime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        session = self._runtime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])
        self._voice = self._piper.PiperVoice(
            session=session, config=self._piper.config.PiperConfig.from_dict(description)
        )
        self.rate_hz = self._voice.config.sample_rate
        self._loaded = voice
