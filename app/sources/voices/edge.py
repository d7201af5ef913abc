"""The online voices of Microsoft Edge, by way of edge-tts (LGPL-3.0): many languages, pleasant, free of charge.

The service is meant for Edge's "Read aloud" and nobody promises that it stays; the text goes to Microsoft. It sends
24 kHz MP3 as it is made, and the words' times.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from typing import Any, Final

import aiohttp
import edge_tts
from edge_tts.exceptions import EdgeTTSException, NoAudioReceived

from app.base.errors import AppError
from app.sources.voices.base import Manner, Piece, SpeechEvent, Utterance, Voice, no_voice
from app.sources.voices.streaming import Mp3Stream, Streamed

log = logging.getLogger(__name__)

DEFAULT_VOICE: Final = "en-US-EmmaMultilingualNeural"
_CONNECT_S = 5
_RECEIVE_S = 10
_VOICE_HZ = 200
"""The service takes pitch in hertz, and does not say from where: about what a voice of speech has."""


class EdgeVoices:
    """See ``Provider``. Any thread; every sentence is a connection of its own."""

    id = "edge"
    name = "Edge online voices"

    def voices(self) -> tuple[Voice, ...]:
        """All voices. Raises AppError."""
        try:
            found = asyncio.run(asyncio.wait_for(edge_tts.list_voices(), _RECEIVE_S))
        except (aiohttp.ClientError, EdgeTTSException, TimeoutError, OSError, ValueError) as error:
            raise _unreachable(error) from error
        return tuple(
            Voice(
                row["ShortName"],
                row["Locale"],
                f"{row['ShortName'].split('-')[-1].removesuffix('Neural')} ({row['Gender']})",
            )
            for row in found
        )

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``."""
        return Streamed(lambda: self._stream(text, voice or DEFAULT_VOICE, manner))

    def close(self) -> None:
        """Nothing is kept."""

    async def _stream(self, text: str, voice: str, manner: Manner) -> AsyncGenerator[Piece, None]:
        decoder = Mp3Stream()
        events: tuple[SpeechEvent, ...] = ()
        try:
            speech = edge_tts.Communicate(
                text,
                voice,
                rate=f"{round((manner.rate - 1) * 100):+d}%",
                pitch=f"{round(_VOICE_HZ * (manner.pitch_factor - 1)):+d}Hz",
                boundary="WordBoundary",
                connect_timeout=_CONNECT_S,
                receive_timeout=_RECEIVE_S,
            )
            async for message in speech.stream():
                if message["type"] == "audio":
                    samples = decoder.feed(message["data"])
                    if len(samples):
                        yield Piece(samples, decoder.rate_hz, events)
                        events = ()
                else:
                    events += (_word(message),)
            samples = decoder.feed(b"")
            if len(samples):
                yield Piece(samples, decoder.rate_hz, events)
        except ValueError as error:  # what is not the name of a voice is refused before anything is sent
            raise no_voice(self.name, voice) from error
        except NoAudioReceived as error:
            raise AppError(
                "speech.silent",
                f"The Edge voice {voice} says nothing to this.",
                "Choose a voice for this language in Settings > Voice.",
            ) from error
        except (aiohttp.ClientError, EdgeTTSException, TimeoutError, OSError) as error:
            raise _unreachable(error) from error


def _word(message: Any) -> SpeechEvent:
    return SpeechEvent("word", int(message["offset"]) * 100, str(message["text"]))


def _unreachable(error: Exception) -> AppError:
    log.info("Edge's voices: %r", error)
    if isinstance(error, TimeoutError):
        what = "do not answer"
    elif isinstance(error, aiohttp.ClientConnectorError):
        what = "cannot be reached"
    elif isinstance(error, aiohttp.WSServerHandshakeError | aiohttp.ClientResponseError):
        what = f"refuse to speak (error {error.status})"
    else:
        what = "broke off in the middle of a sentence"
    return AppError("speech.edge", f"Edge's online voices {what}.", "Check your connection, or choose other voices.")
