"""The voice of an OmniRT server: IndexTTS, streamed as it is made.

Facts, seen on OmniRT 0.1.0: POST ``/v1/text2audio/stream``; the answer is raw 16-bit mono, little-endian whatever its
label says, at the rate of the header ``x-audio-sample-rate``, cut anywhere, also within a sample. A failure after the
first byte is a body that ends. There is no list of voices, and a name that the server does not know is spoken with its
own voice. Its ``/v1/audio/speech`` is OpenAI's: see ``voices.openai``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx

from app.base.fetching import tls
from app.sources.voices.base import Manner, Piece, Utterance, Voice
from app.sources.voices.server import TIMEOUT, reason, refused, unreachable
from app.sources.voices.streaming import PcmStream, Streamed, not_sound

RATE_HZ = 16_000
_READ_BYTES = 3200  # a tenth of a second


class OmniRTVoices:
    """See ``Provider``. Any thread; every sentence is a request of its own. It knows neither speed nor pitch.

    Args:
        url: address of the server, without a path.

    """

    id = "omnirt"
    name = "OmniRT"

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def voices(self) -> tuple[Voice, ...]:
        """The one that the server has chosen."""
        return (Voice("", "", "The server's own voice"),)

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``."""
        del manner
        return Streamed(lambda: self._stream(text, voice))

    def close(self) -> None:
        """Nothing is kept."""

    async def _stream(self, text: str, voice: str) -> AsyncGenerator[Piece, None]:
        request = {"text": text, "model": "indextts", "audio_format": "pcm_s16le", "stream": True}
        if voice:
            request["voice"] = voice
        try:
            async with (
                httpx.AsyncClient(timeout=TIMEOUT, verify=tls()) as client,
                client.stream("POST", f"{self._url}/v1/text2audio/stream", json=request) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise refused(self._url, response.status_code, await reason(response))
                decoder = PcmStream(_rate_hz(response.headers))
                async for data in response.aiter_bytes(_READ_BYTES):
                    samples = decoder.feed(data)
                    if len(samples):
                        yield Piece(samples, decoder.rate_hz)
        except httpx.HTTPError as error:
            raise unreachable(self._url, error) from error


def _rate_hz(headers: httpx.Headers) -> int:
    if not headers.get("content-type", "audio/").lower().startswith(("audio/", "application/octet-stream")):
        raise not_sound()
    text = headers.get("x-audio-sample-rate", str(RATE_HZ))
    if not (text.isascii() and text.isdigit() and 4_000 <= int(text[:7]) <= 192_000):
        raise not_sound()
    return int(text)
