"""One connection of the scripted OmniRT server: its dialects, and the pictures of a session."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from websockets.protocol import State
from websockets.sync.server import ServerConnection

from app.engine.testcard.code import loudness_of
from tests.helpers.omnirt_pictures import GARBAGE, Mark, draw_jpeg, face, solid_jpeg, vidx
from tests.helpers.omnirt_script import (
    RATE_HZ,
    Act,
    Chunk,
    Close,
    Error,
    Forget,
    Frames,
    Garbage,
    Geometry,
    Init,
    Kind,
    Raw,
    Sized,
    Slow,
    Stall,
    Trickle,
)

if TYPE_CHECKING:
    from tests.helpers.omnirt_server import OmniRTServer

COMPAT, NATIVE, CLONE, STANDALONE = "compat", "native", "clone", "standalone"

CONFIG_KEYS = frozenset({
    *("cfg_scale", "head_motion_multiplier", "pose_motion_multiplier", "expression_multiplier", "yaw_multiplier"),
    *("pitch_multiplier", "roll_multiplier", "animation_region", "mouth_open_multiplier", "mouth_corner_multiplier"),
    *("cheek_jaw_multiplier", "driving_multiplier", "flag_crop_driving_video", "flag_stitching", "flag_pasteback"),
    *("flag_relative_motion", "flag_normalize_lip", "flag_lip_retargeting", "head_only_pasteback"),
})  # fmt: skip
_COMPAT_MODELS = ("flashtalk", "wav2lip", "quicktalk", "musetalk", "fasterliveportrait")
_NO_SOUND = np.zeros(0, np.int16)
_CLONE_PATHS = ("/v1/video2video/fasterliveportrait", "/v1/avatar/video-clone/fasterliveportrait")
_LAST_NAMES = {"flashtalk": "soulx-flashtalk-14b"}


def dialect_of(kind: Kind, path: str) -> str | None:
    """What is spoken at a path; None: there is no such route."""
    if kind == "standalone":
        return STANDALONE
    if path == "/v1/avatar/realtime":
        return NATIVE
    if path in _CLONE_PATHS:
        return CLONE
    model = path.removeprefix("/v1/audio2video/").removeprefix("/v1/avatar/")
    if path != "/" and model not in _COMPAT_MODELS:
        return None
    return STANDALONE if kind == "gateway" and model in ("/", "flashtalk") else COMPAT


class Session:
    """A portrait that is being animated, and the pictures that are still to come."""

    def __init__(self, init: Init, geometry: Geometry, lookahead: int, short_first: int) -> None:
        self.init = init
        self.geometry = geometry
        self.chunks = 0
        self._lag = lookahead * geometry.frames + short_first
        self._waiting: deque[Mark] = deque()

    def draw(self, chunk: Chunk, loudness: int, act: Act | None, quality: int) -> list[bytes]:
        """The pictures that are sent for a chunk."""
        session = self.init.number & 0xFF
        self.chunks += 1
        self._waiting.extend(Mark(chunk.number, frame, session, loudness) for frame in range(self.geometry.frames))
        marks = [self._waiting.popleft() for _ in range(len(self._waiting) - self._lag)]
        if isinstance(act, Frames):
            marks = marks[: act.count]
        if isinstance(act, Garbage):
            return [GARBAGE] * len(marks)
        width_px, height_px = self.geometry.width_px, self.geometry.height_px
        if isinstance(act, Sized):
            width_px, height_px = act.width_px, act.height_px
        shown = face(self.init.portrait, width_px, height_px)
        return [draw_jpeg(shown, mark, quality) for mark in marks]


class Refused(NamedTuple):
    """What is wrong with a message."""

    message: str
    code: str | None = None


class Talk:
    """Answers one message after the other, as OmniRT does. Lives on its connection's thread."""

    def __init__(
        self, server: OmniRTServer, connection: ServerConnection, number: int, path: str, dialect: str
    ) -> None:
        self._server = server
        self._connection = connection
        self._number = number
        self._path = path
        self._dialect = dialect
        self._own: Session | None = None

    def run(self) -> None:
        """Until the client goes: ConnectionClosed."""
        while True:
            message = self._connection.recv()
            if isinstance(message, str):
                self._on_text(message)
            elif self._dialect == CLONE:
                self._on_frame(message)
            else:
                self._on_audio(message)

    @property
    def _session(self) -> Session | None:
        return self._server.shared if self._dialect == STANDALONE else self._own

    @_session.setter
    def _session(self, session: Session | None) -> None:
        if self._dialect == STANDALONE:
            self._server.shared = session
        else:
            self._own = session

    def _on_text(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return self._refuse(Refused("Invalid JSON", "bad_json" if self._dialect in (NATIVE, CLONE) else None))
        if not isinstance(message, dict):
            return self._connection.close(1000 if self._dialect == STANDALONE else 1011)
        kind = message.get("type")
        opening, closing = ("session.create", "session.close") if self._dialect == NATIVE else ("init", "close")
        if kind == opening:
            return self._on_init(message)
        if kind == closing:
            self._server.events.append(f"{self._number} close")
            return self._end("session.closed" if self._dialect == NATIVE else "close_ok")
        if kind == "session.cancel" and self._dialect == NATIVE:
            return self._end("session.cancelled")
        if kind == "ping" and self._dialect in (NATIVE, CLONE):
            return self._send({"type": "pong"})
        if kind == "config_update" and self._dialect in (COMPAT, CLONE):
            return self._on_config(message.get("config") or {})
        code = "unsupported_message" if self._dialect in (NATIVE, CLONE) else None
        return self._refuse(Refused(f"Unknown message type: {kind}", code))

    def _on_config(self, config: dict[str, Any]) -> None:
        if self._session is None:
            return self._refuse(self._no_session())
        self._server.configs.append(config)
        updated = self._server.on_config({key: value for key, value in config.items() if key in CONFIG_KEYS})
        return None if updated is None else self._send({"type": "config_ok", "updated": updated})

    def _end(self, answer: str) -> None:
        ended, self._session = self._session, None
        named = {"session_id": ended and f"avt_{ended.init.number}"} if self._dialect == NATIVE else {}
        self._send({"type": answer, **named})

    def _on_init(self, message: dict[str, Any]) -> None:
        server = self._server
        self._session = None  # OmniRT closes the old one first, whatever becomes of the new
        given = message.get("inputs", {}).get("image_b64") if self._dialect == NATIVE else message.get("ref_image")
        portrait, refused = _portrait(given, strict=self._dialect != STANDALONE)
        with server.lock:
            init = Init(len(server.inits), self._number, self._path, message, portrait)
            server.inits.append(init)
        server.events.append(f"{self._number} init")
        act = server.on_init(init.number)
        server.wait(server.init_s + (act.extra_s if isinstance(act, Slow) else 0.0))
        if refused is not None:
            return self._refuse(refused)
        if act is not None and self._act(act):
            return None
        self._session = session = Session(init, server.geometry, server.lookahead, server.short_first)
        return self._send(self._opened(session))

    def _opened(self, session: Session) -> dict[str, Any]:
        geometry, model = session.geometry, self._path.rpartition("/")[2] or "flashtalk"
        size = {"fps": geometry.fps, "height": geometry.height_px, "width": geometry.width_px}
        if self._dialect == CLONE:
            magics = {"frame_magic": "FRAM", "video_magic": "VIDX", "runtime_config": {}}
            return {"type": "init_ok", "protocol": "video-clone", "model": model, **magics, **size}
        common = {"reference_mode": "image", "template_mode": "image", "preprocessed": False}
        if self._dialect == NATIVE:
            audio = {"format": "pcm_s16le", "sample_rate": RATE_HZ, "channels": 1, "chunk_samples": geometry.samples}
            return {
                "type": "session.created",
                "session_id": f"avt_{session.init.number}",
                "trace_id": f"trace_{session.init.number}",
                "audio": audio,
                "video": {"encoding": "jpeg-seq", "wire_magic": "VIDX", **size},
                **common,
                "wav2lip_postprocess_mode": "easy_improved",
                "lookahead_chunks": self._server.lookahead,
                "mouth_metadata": {},
                "runtime_config": {},
            }
        opened = {
            "type": "init_ok",
            "frame_num": geometry.frame_num,
            "motion_frames_num": geometry.motion_frames_num,
            "slice_len": geometry.frames,
            **size,
        }
        if self._dialect == COMPAT:
            opened |= {"model": _LAST_NAMES.get(model, model), "chunk_samples": geometry.samples, **common}
            opened |= {"wav2lip_postprocess_mode": "easy_improved", "lookahead_chunks": self._server.lookahead}
            opened |= {"preload": {"type": "preload_skipped", "reason": "runtime_unsupported"}}
        return opened

    def _on_audio(self, message: bytes) -> None:
        server = self._server
        session = self._session
        chunk = self._note(message, session)
        refused = self._what_is_wrong(message, session)
        if refused is not None:
            return self._refuse(refused)
        assert session is not None
        if self._dialect == STANDALONE:  # nothing keeps two clients from drawing at once
            return self._render(session, chunk, message)
        with server.rendering:
            return self._render(session, chunk, message)

    def _render(self, session: Session, chunk: Chunk, message: bytes) -> None:
        server = self._server
        act = server.on_chunk(chunk.number)
        if act is not None and self._act(act):
            return
        samples = np.frombuffer(message, "<i2", offset=4).astype(np.float32) / np.float32(32768)
        if server.fake:
            jpegs = [solid_jpeg(session.geometry.width_px, session.geometry.height_px)]
        else:
            jpegs = session.draw(chunk, loudness_of(samples), act, server.quality)
        server.wait(server.render_s + (act.extra_s if isinstance(act, Slow) else 0.0))
        if self._dialect == NATIVE:
            infer_ms = server.render_s * 1000
            self._send({"type": "metrics", "chunk_index": session.chunks, "infer_ms": infer_ms, "encode_ms": 0})
        chunk.answered_ns = time.monotonic_ns()
        for reply in [vidx([jpeg]) for jpeg in jpegs] if server.progressive else [vidx(jpegs)]:
            if isinstance(act, Trickle):
                self._connection.send(self._drops(reply, act.bytes_per_s))
            else:
                self._connection.send(reply)

    def _drops(self, message: bytes, bytes_per_s: int) -> Iterator[bytes]:
        size = max(1, bytes_per_s // 4)
        for start in range(0, len(message), size):
            self._server.wait(0.25)
            yield message[start : start + size]

    def _note(self, message: bytes, session: Session | None) -> Chunk:
        now_ns = time.monotonic_ns()
        size = max(0, len(message) - 4) // 2
        # A view of nothing would keep the whole message.
        samples = np.frombuffer(message, "<i2", size, min(4, len(message))) if self._server.keep_sound else _NO_SOUND
        with self._server.lock:
            number = len(self._server.chunks)
            chunk = Chunk(number, self._number, session.init.number if session else -1, samples, size, now_ns)
            self._server.chunks.append(chunk)
        return chunk

    def _what_is_wrong(self, message: bytes, session: Session | None) -> Refused | None:
        coded = self._dialect != STANDALONE
        if session is None:
            return self._no_session()
        if message[:4] != b"AUDI":
            return Refused("Binary message must start with 'AUDI' magic.", "bad_audio_magic" if coded else None)
        samples = session.geometry.samples
        if len(message) != 4 + 2 * samples:
            text = f"Expected {2 * samples} bytes of int16 PCM ({samples} samples), got {len(message) - 4}."
            return Refused(text, "bad_audio_chunk" if coded else None)
        return None

    def _no_session(self) -> Refused:
        if self._dialect == NATIVE:
            return Refused("Create a session before sending audio.", "session_required")
        return Refused("No active session. Send 'init' first.", "session_required" if self._dialect == CLONE else None)

    def _on_frame(self, message: bytes) -> None:
        if self._own is None:
            return self._refuse(self._no_session())
        if message[:4] != b"FRAM":
            return self._refuse(Refused("Binary message must start with 'FRAM' magic.", "bad_frame_magic"))
        server, geometry = self._server, self._own.geometry
        with server.lock:
            number = len(server.frames)
            server.frames.append(message[4:])
        act = server.on_chunk(number)
        if act is not None and self._act(act):
            return None
        server.wait(server.render_s)
        mark = Mark(number, 0, self._own.init.number & 0xFF)
        shown = face(self._own.init.portrait, geometry.width_px, geometry.height_px)
        jpeg = draw_jpeg(shown, mark, server.quality)
        return self._connection.send(vidx([jpeg]))

    def _act(self, act: Act) -> bool:
        """Whether what went wrong was all there is to answer."""
        match act:
            case Error(message, code):
                self._refuse(Refused(message, code))
            case Close(1006):
                self._connection.socket.shutdown(2)
            case Close(code):
                self._connection.close(code)
            case Forget():
                self._session = None
                self._refuse(self._no_session())
            case Raw(message):
                self._connection.send(message)
            case Stall():
                while self._connection.state is State.OPEN and not self._server.over.is_set():
                    if self._server.resume.wait(0.01):
                        return False
            case _:
                return False
        return True

    def _refuse(self, refused: Refused) -> None:
        code = {} if refused.code is None else {"code": refused.code}
        self._send({"type": "error", "message": refused.message, **code})

    def _send(self, message: dict[str, Any]) -> None:
        self._connection.send(json.dumps(message))


def _portrait(given: object, strict: bool) -> tuple[bytes, Refused | None]:
    if not isinstance(given, str) or not given:
        return b"", Refused("Missing ref_image", "missing_image" if strict else None)
    try:
        return base64.b64decode(given, validate=strict), None
    except binascii.Error:
        return b"", Refused("ref_image must be base64", "bad_image_base64" if strict else None)
