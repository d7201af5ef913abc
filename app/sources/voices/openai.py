"""Any server with OpenAI's ``/audio/speech``: OpenAI itself, and many that run at home.

Facts from OpenAI's API reference: POST ``/audio/speech`` with model, input, voice, response_format and speed (0.25 to
4); the body of the answer is the sound, in chunks as it is made; ``pcm`` is 24 kHz, 16-bit, mono, little-endian. There
is no list of voices in the API; several compatible servers answer GET ``/audio/voices``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final

import httpx

from app.base.errors import AppError
from app.sources.voices.base import Manner, Piece, Utterance, Voice
from app.sources.voices.streaming import Mp3Stream, PcmStream, Streamed, WavStream, not_sound, tls

log = logging.getLogger(__name__)

KNOWN_VOICES: Final = (
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse",
)  # fmt: skip
DEFAULT_VOICE: Final = "alloy"
PCM_RATE_HZ: Final = 24_000
TIMEOUT = httpx.Timeout(10.0, connect=4.0)
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
                    raise self._refused(response.status_code)
                if response.status_code != httpx.codes.OK:
                    return tuple(Voice(name, "", name.capitalize()) for name in KNOWN_VOICES)
                body = b""
                for data in response.iter_bytes():
                    body += data
                    if len(body) > _MOST_LIST_BYTES:
                        raise not_sound()
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
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
                    raise self._refused(response.status_code, await _reason(response))
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
            raise self._unreachable(error) from error

    def _headers(self) -> dict[str, str]:
        key = self._key()
        return {} if key is None else {"Authorization": f"Bearer {key}"}

    def _unreachable(self, error: httpx.HTTPError) -> AppError:
        log.info("%s: %s", self._url, type(error).__name__)
        if isinstance(error, httpx.TimeoutException):
            what = "does not answer"
        elif isinstance(error, httpx.ConnectError):
            what = "cannot be reached"
        else:
            what = "broke off in the middle of a sentence"
        return AppError(
            "speech.server", f"The speech server {self._url} {what}.", "Check the address and your connection."
        )

    def _refused(self, status: int, reason: str = "") -> AppError:
        if status in (401, 403):
            return AppError(
                "speech.key",
                f"The speech server {self._url} does not accept the key.",
                "Enter the right key in Settings > Voice.",
            )
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return AppError(
                "speech.limit",
                f"The speech server {self._url} refuses more speech for now.",
                "Wait a little, or look at your account there.",
            )
        said = f": {reason}" if reason else ""
        return AppError(
            "speech.server",
            f"The speech server {self._url} answered with error {status}{said}.",
            "Check address, model and voice in Settings > Voice.",
        )


def _decoder(sound: str) -> Mp3Stream | PcmStream | WavStream:
    if sound == "mp3":
        return Mp3Stream()
    return WavStream() if sound == "wav" else PcmStream(PCM_RATE_HZ)


async def _reason(response: httpx.Response) -> str:
    """What the server says about its refusal, in a few words; empty when it says nothing readable."""
    body = b""
    async for data in response.aiter_bytes():
        body += data
        if len(body) > 10_000:
            return ""
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    said: Any = answer.get("error") if isinstance(answer, dict) else None
    said = said.get("message") if isinstance(said, dict) else said
    return " ".join(said.split())[:120].rstrip(".") if isinstance(said, str) else ""


def _listed(body: bytes) -> tuple[Voice, ...]:
    """The voices in a server's list: names, or objects with id or name, perhaps with a language."""
    try:
        answer = json.loads(body)
    except ValueError:
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
