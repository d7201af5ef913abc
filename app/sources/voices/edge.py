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
CONNECT_S = 5
RECEIVE_S = 10
_VOICE_HZ = 200
"""The service takes pitch in hertz, and does not say from where: about what a voice of speech has."""


class EdgeVoices:
    """See ``Provider``. Any thread; every sentence is a connection of its own."""

    id = "edge"
    name = "Edge online voices"

    def voices(self) -> tuple[Voice, ...]:
        """All voices. Raises AppError."""
        try:
            found = asyncio.run(asyncio.wait_for(edge_tts.list_voices(), RECEIVE_S))
            return tuple(Voice(row["ShortName"], row["Locale"], _name(row)) for row in found)
        except (aiohttp.ClientError, EdgeTTSException, TimeoutError, OSError) as error:
            raise _unreachable(error) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AppError("speech.edge", "The list of Edge's voices cannot be read.", "Try again later.") from error

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``."""
        return Streamed(lambda: self._stream(text, voice or DEFAULT_VOICE, manner))

    def close(self) -> None:
        """Nothing is kept."""

    async def _stream(self, text: str, voice: str, manner: Manner) -> AsyncGenerator[Piece, None]:
        try:
            speech = edge_tts.Communicate(
                text,
                voice,
                rate=f"{round((manner.rate - 1) * 100):+d}%",
                pitch=f"{round(_VOICE_HZ * (manner.pitch_factor - 1)):+d}Hz",
                boundary="WordBoundary",
                connect_timeout=CONNECT_S,
            )
        except ValueError as error:  # what cannot be the name of a voice
            raise no_voice(self.name, voice) from error
        messages = speech.stream()
        decoder = Mp3Stream()
        events: tuple[SpeechEvent, ...] = ()
        try:
            # The library's own timeout does not hold for the messages of a connection that stands.
            while (message := await asyncio.wait_for(anext(messages, None), RECEIVE_S)) is not None:
                if message["type"] != "audio":
                    events += (SpeechEvent("word", int(message["offset"]) * 100, message["text"]),)
                    continue
                samples = decoder.feed(message["data"])
                if len(samples):
                    yield Piece(samples, decoder.rate_hz, events)
                    events = ()
            if speech.state["chunk_audio_bytes"]:  # it is set back when the service says that it is done
                raise EdgeTTSException("the connection ended before the speech")
            samples = decoder.feed(b"")
            if len(samples) or events:
                yield Piece(samples, decoder.rate_hz, events)
        except NoAudioReceived as error:
            raise AppError(
                "speech.silent",
                f"The Edge voice {voice} says nothing to this.",
                "Choose a voice for this language in Settings > Voice.",
            ) from error
        except (aiohttp.ClientError, EdgeTTSException, TimeoutError, OSError, ValueError, KeyError) as error:
            raise _unreachable(error) from error
        finally:
            await messages.aclose()


def _name(row: Any) -> str:
    """``zh-CN-XiaoxiaoNeural`` in a list that shows the language beside it."""
    return f"{row['ShortName'].split('-')[-1].removesuffix('Neural')} ({row['Gender']})"


def _unreachable(error: Exception) -> AppError:
    log.info("Edge's voices: %s: %s", type(error).__name__, error)
    if isinstance(error, TimeoutError):
        message = "Edge's online voices do not answer."
    elif isinstance(error, aiohttp.ClientConnectorError):
        message = "Edge's online voices cannot be reached."
    elif isinstance(error, aiohttp.WSServerHandshakeError | aiohttp.ClientResponseError):
        message = f"Edge's online voices refuse to speak (error {error.status})."
    else:
        message = "Edge's online voices broke off in the middle of a sentence."
    return AppError("speech.edge", message, "Check your connection, or choose other voices.")
