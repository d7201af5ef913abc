"""Any server with OpenAI's ``/audio/speech``: OpenAI itself, and many that run at home.

Facts from OpenAI's API reference: POST ``/audio/speech`` with model, input, voice, response_format and speed (0.25 to
4); the body of the answer is the sound, in chunks as it is made; ``pcm`` is 24 kHz, 16-bit, mono, little-endian. There
is no list of voices in the API; several compatible servers answer GET ``/audio/voices``.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from typing import Final

import httpx

from app.base.fetching import tls
from app.sources.voices.base import Manner, Piece, Utterance, Voice
from app.sources.voices.server import TIMEOUT, reason, refused, unreachable
from app.sources.voices.streaming import Mp3Stream, PcmStream, Streamed, WavStream, not_sound

KNOWN_VOICES: Final = (
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse",
)  # fmt: skip
DEFAULT_VOICE: Final = "alloy"
PCM_RATE_HZ: Final = 24_000
_READ_BYTES = 4800  # a tenth of a second of PCM
_MOST_LIST_BYTES = 2_000_000
_LANGUAGE_OF_KOKORO: Final = {
    "a": "en-US", "b": "en-GB", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt-BR", "z": "zh",
}  # fmt: skip


class OpenAiVoices:
    """See ``Provider``. Any thread; every sentence is a request of its own.

    Args:
        url: what stands before ``/audio/speech``.
        model: what the server is asked for.
        sound: ``pcm``, ``wav`` or ``mp3``.
        key: asks for the key; may block.

    """

    id = "openai"
    name = "OpenAI-compatible server"

    def __init__(self, url: str, model: str, sound: str, key: Callable[[], str | None]) -> None:
        self._url = url.rstrip("/")
        self._model = model
        self._sound = sound
        self._key = key

    def voices(self) -> tuple[Voice, ...]:
        """What the server lists, or else the voices that OpenAI has. Raises AppError."""
        try:
            with (
                httpx.Client(timeout=TIMEOUT, verify=tls()) as client,
                client.stream("GET", f"{self._url}/audio/voices", headers=self._headers()) as response,
            ):
                if response.status_code in (401, 403):
                    raise refused(self._url, response.status_code)
                if response.status_code != httpx.codes.OK:
                    return tuple(Voice(name, "", name.capitalize()) for name in KNOWN_VOICES)
                body = b""
                for data in response.iter_bytes():
                    body += data
                    if len(body) > _MOST_LIST_BYTES:
                        raise not_sound()
        except httpx.HTTPError as error:
            raise unreachable(self._url, error) from error
        return _listed(body) or tuple(Voice(name, "", name.capitalize()) for name in KNOWN_VOICES)

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``."""
        return Streamed(lambda: self._stream(text, voice or DEFAULT_VOICE, manner))

    def close(self) -> None:
        """Nothing is kept."""

    async def _stream(self, text: str, voice: str, manner: Manner) -> AsyncGenerator[Piece, None]:
        # There is no pitch in the API: spoken slower and played faster by as much, it is as long, and higher.
        factor = manner.pitch_factor
        request = {
            "model": self._model,
            "input": text,
            "voice": voice,
            "response_format": self._sound,
            "speed": round(min(4.0, max(0.25, manner.rate / factor)), 3),
        }
        decoder = _decoder(self._sound)
        try:
            async with (
                httpx.AsyncClient(timeout=TIMEOUT, verify=tls()) as client,
                client.stream("POST", f"{self._url}/audio/speech", json=request, headers=self._headers()) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise refused(self._url, response.status_code, await reason(response))
                if response.headers.get("content-type", "").startswith(("text/", "application/json")):
                    raise not_sound()
                async for data in response.aiter_bytes(_READ_BYTES):
                    samples = decoder.feed(data)
                    if len(samples):
                        yield Piece(samples, round(decoder.rate_hz * factor))
                samples = decoder.feed(b"")
                if len(samples):
                    yield Piece(samples, round(decoder.rate_hz * factor))
        except httpx.HTTPError as error:
            raise unreachable(self._url, error) from error

    def _headers(self) -> dict[str, str]:
        key = self._key()
        return {} if key is None else {"Authorization": f"Bearer {key}"}


def _decoder(sound: str) -> Mp3Stream | PcmStream | WavStream:
    if sound == "mp3":
        return Mp3Stream()
    return WavStream() if sound == "wav" else PcmStream(PCM_RATE_HZ)


def _listed(body: bytes) -> tuple[Voice, ...]:
    """The voices in a server's list: names, or objects with id or name, perhaps with a language."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    rows = answer.get("voices", answer.get("data")) if isinstance(answer, dict) else answer
    found = []
    for row in rows if isinstance(rows, list) else []:
        row = {"id": row} if isinstance(row, str) else row
        if not isinstance(row, dict):
            continue
        identifier = row.get("id") or row.get("voice_id") or row.get("name")
        if isinstance(identifier, str) and identifier:
            language = row.get("language") or row.get("lang") or _language(identifier)
            found.append(Voice(identifier, str(language), str(row.get("name") or identifier)))
    return tuple(found)


def _language(identifier: str) -> str:
    """Kokoro's voices, which many home servers have, say their language with the first of two letters: ``af_heart``."""
    if len(identifier) > 3 and identifier[1] in "fm" and identifier[2] == "_":
        return _LANGUAGE_OF_KOKORO.get(identifier[0], "")
    return ""
