"""Servers on this machine that speak like OpenAI's and like Edge's, well or badly, as the voice or the text asks."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import av
import numpy as np
from aiohttp import web

from tests.helpers.web_server import WebHandler, WebServer, answering

RATE_HZ = 24_000
KEY = "sk-a-very-secret-key"


def tone(seconds: float) -> np.ndarray[Any, np.dtype[np.int16]]:
    """16-bit samples of a steady tone."""
    return (9000 * np.sin(np.arange(int(seconds * RATE_HZ)) * 2 * np.pi * 300 / RATE_HZ)).astype(np.int16)


def sound(kind: str, seconds: float) -> bytes:
    """A tone as raw samples, WAVE whose head promises nothing, or MP3."""
    samples = tone(seconds)
    if kind == "pcm":
        return samples.tobytes()
    file = io.BytesIO()
    if kind == "wav":
        with wave.open(file, "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(2)
            writer.setframerate(RATE_HZ)
            writer.writeframes(samples.tobytes())
        data = bytearray(file.getvalue())
        data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
        return bytes(data)
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=RATE_HZ, layout="mono", bit_rate=48_000)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        fifo = av.AudioFifo()
        fifo.write(frame)
        for part in fifo.read_many(1152, partial=True):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()


class OpenAiServer(WebServer):
    """Speaks a tone of a tenth of a second for each character.

    Attributes:
        requests: what was asked for, with the header ``authorization``.
        voices: body of the answer to ``/audio/voices``; None: there is no such page.
        let_go: set to end what is slow.

    """

    daemon_threads = False
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(_OpenAiHandler)
        self.requests: list[dict[str, Any]] = []
        self.voices: bytes | None = None
        self.let_go = threading.Event()

    @property
    def url(self) -> str:
        """What stands before ``/audio/speech``."""
        return f"{super().url}/v1"


class _OpenAiHandler(WebHandler):
    server: OpenAiServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.server.voices is None:
            self._whole(404, b"{}")
        else:
            self._whole(200, self.server.voices)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append({**asked, "authorization": self.headers.get("authorization")})
        if self.path == "/v1/text2audio/stream":
            self._text2audio(asked)
            return
        data = sound(asked["response_format"], len(asked["input"]) / 10)
        match asked["voice"]:
            case "401" | "429" | "500" as status:
                error = {"error": {"message": f"Incorrect key {KEY}.\nTry again."}}
                self._whole(int(status), json.dumps(error).encode())
            case "no answer":
                self.server.let_go.wait(20)
            case "html":
                self._whole(200, b"<html>Welcome to the hotel!</html>", "text/html")
            case "garbage":
                self._whole(200, np.random.default_rng(1).bytes(20_000))
            case "silence":
                self._whole(200, b"")
            case "cut":
                self._head()
                self._chunk(data[: len(data) // 2])
                self.close_connection = True
            case "stalls":
                self._head()
                self._chunk(data[: len(data) // 2])
                self.server.let_go.wait(20)
            case "endless":
                self._head()
                while not self.server.let_go.is_set():
                    self._chunk(data)
            case "at once":
                self._whole(200, data)
            case _:
                self._head()
                for start in range(0, len(data), 1999):
                    self._chunk(data[start : start + 1999])
                self._chunk(b"")

    def _text2audio(self, asked: dict[str, Any]) -> None:
        """As OmniRT does: raw samples, in pieces that end within a sample."""
        voice = asked.get("voice", "")
        if voice in ("404", "501", "503"):
            self._whole(int(voice), b'{"detail": "IndexTTS runtime is disabled."}', "application/json")
            return
        kind = {"html": "text/html"}.get(voice, "audio/L16; rate=16000; channels=1")
        self._head(kind, {"x-audio-sample-rate": {"odd rate": "fast", "22": "22050"}.get(voice, str(RATE_HZ))})
        data = tone(len(asked["text"]) / 10).tobytes()
        for start in range(0, len(data), 1999):
            self._chunk(data[start : start + 1999])
        self._chunk(b"")

    def _whole(self, status: int, body: bytes, kind: str = "audio/mpeg") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _head(self, kind: str = "audio/mpeg", more: Mapping[str, str] = MappingProxyType({})) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


@contextmanager
def openai_server() -> Iterator[OpenAiServer]:
    """A running server."""
    server = OpenAiServer()
    with answering(server, server.let_go):
        yield server


class EdgeServer:
    """Answers like Edge's service: a WebSocket for speech and a list of voices, each at a path of its own.

    Attributes:
        ssml: what was asked to be spoken.
        voices: what is listed; an int is an error status.

    """

    def __init__(self) -> None:
        self.ssml: list[str] = []
        self.voices: Any = []
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()), name="edge-server")

    def __enter__(self) -> EdgeServer:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        self._stop = asyncio.Event()
        application = web.Application()
        application.router.add_get("/speak", self._speak)
        application.router.add_get("/list", self._list)
        runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _list(self, request: web.Request) -> web.Response:
        if isinstance(self.voices, int):
            return web.Response(status=self.voices)
        return web.Response(text=json.dumps(self.voices))

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive_str()
        ssml = await socket.receive_str()
        self.ssml.append(ssml)
        await self._answer(socket, ssml)
        await socket.close()
        return socket

    async def _answer(self, socket: web.WebSocketResponse, ssml: str) -> None:
        words = ssml.partition("</prosody>")[0].rpartition(">")[2]
        data = sound("mp3", len(words) / 10)
        await socket.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
        if "garbage" in words:
            await socket.send_bytes(_audio(np.random.default_rng(2).bytes(20_000)))
            await socket.send_str("Path:turn.end\r\n\r\n{}")
        elif "nonsense" in words:
            await socket.send_str("Path:weather\r\n\r\n{}")
        elif "mute" in words:
            await socket.send_str("Path:turn.end\r\n\r\n{}")
        elif "stall" in words:
            await socket.send_bytes(_audio(data[: len(data) // 2]))
            await asyncio.sleep(20)
        elif "cut" in words:
            await socket.send_bytes(_audio(data[: len(data) // 2]))
            assert socket._writer is not None
            assert socket._writer.transport is not None
            socket._writer.transport.abort()
        else:
            word = {"Type": "WordBoundary", "Data": {"Offset": 1_000_000, "Duration": 2_000_000}}
            word["Data"]["text"] = {"Text": "hello", "Length": 5, "BoundaryType": "WordBoundary"}  # type: ignore[index]  # a dict of dicts
            await socket.send_str(f"Path:audio.metadata\r\n\r\n{json.dumps({'Metadata': [word]})}")
            for start in range(0, len(data), 720):
                await socket.send_bytes(_audio(data[start : start + 720]))
            await socket.send_bytes(_audio(b"", with_type=False))
            await socket.send_str("Path:turn.end\r\n\r\n{}")


def _audio(data: bytes, *, with_type: bool = True) -> bytes:
    kind = "Content-Type:audio/mpeg\r\n" if with_type else ""
    head = f"X-RequestId:1\r\n{kind}X-StreamId:1\r\nPath:audio\r\n".encode()
    return len(head).to_bytes(2, "big") + head + data
