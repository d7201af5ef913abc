"""A host that idles as a server drew it: kept as the JPEGs that came, one file for each."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from app.avatars.bundle import Bundle, fingerprint
from app.avatars.expressions import Expression
from app.avatars.idle_loop import Box, Loop, Thumbs, find_loop, thumb_size
from app.avatars.preparation import KeptClip
from app.media.blend import mix
from app.media.jpeg import JpegDecoder
from app.media.types import NS_PER_S, Pixels

log = logging.getLogger(__name__)

CACHE_BYTES = 128 * 2**20
"""About forty clips of five seconds."""

_MAGIC = b"FTidle1\n"
_DIGEST_BYTES = 32
_HEAD = len(_MAGIC) + _DIGEST_BYTES
_LONGEST_HEAD = 2**16


@dataclass(frozen=True, slots=True)
class ClipKey:
    """What a clip depends on.

    Attributes:
        reference: SHA-256 of the picture that the server was sent, which tells avatar and crop.
        model: the model that drew it.
        width_px: width of the server's pictures.
        height_px: height of them.
        fps: their rate.
    """

    reference: str
    model: str
    width_px: int
    height_px: int
    fps: int

    @classmethod
    def of(cls, sent: bytes, model: str, width_px: int, height_px: int, fps: int) -> ClipKey:
        """The key of what a server draws from the picture ``sent``."""
        return cls(hashlib.sha256(sent).hexdigest(), model, width_px, height_px, fps)

    @property
    def file_name(self) -> str:
        """Where its clip is kept."""
        whole = json.dumps([self.reference, self.model, self.width_px, self.height_px, self.fps])
        return hashlib.sha256(whole.encode()).hexdigest()[:40] + ".idle"


@dataclass(frozen=True, slots=True)
class ClipAbout:
    """Whom a clip shows, for those who ask what is prepared.

    Attributes:
        avatar: its files as they are now, and the part of its picture that is drawn.
        model: what people call the model.
    """

    avatar: str
    model: str

    @classmethod
    def of(cls, bundle: Bundle, crop: tuple[float, float], model: str) -> ClipAbout:
        """Of an avatar whose picture is cut at ``crop``, an offset in fractions of it."""
        return cls(fingerprint(bundle, list(crop)), model)


class IdleClip:
    """The ``IdleHost`` of a clip. Its pictures have the server's size, whatever the size of their place. Any thread.

    Decodes what is asked for and keeps one picture; the JPEGs, some megabytes, stay in memory.

    Args:
        jpegs: the pictures of ``loop``, ``loop.length`` of them.
        loop: in which order they are played.
        fps: their rate.
    """

    def __init__(self, jpegs: Sequence[bytes], loop: Loop, fps: int) -> None:
        self._jpegs = jpegs
        self._loop = loop
        self._fps = fps
        self._decoder = JpegDecoder()
        self._lock = threading.Lock()
        self._shown: tuple[int, Pixels] | None = None

    @property
    def loop_ns(self) -> int:
        """How long the clip is. See ``IdleHost``."""
        return self._loop.count * NS_PER_S // self._fps

    def picture(self, phase_ns: int) -> Pixels:
        """See ``IdleHost``; what was filmed does repeat. Raises ValueError where a picture of the clip is damaged."""
        number = phase_ns * self._fps // NS_PER_S % self._loop.count
        with self._lock:
            if self._shown is None or self._shown[0] != number:
                self._shown = number, self._draw(number)
            return self._shown[1]

    def standby(self, phase_ns: int) -> Pixels:
        """See ``IdleHost``."""
        return self.picture(phase_ns % self.loop_ns)

    def express(self, name: Expression, phase_ns: int) -> None:
        """See ``IdleHost``: a film cannot make faces."""

    def _draw(self, number: int) -> Pixels:
        parts = self._loop.parts(number)
        pictures = [self._decoder.decode(self._jpegs[index]) for index, _ in parts]
        return pictures[0] if len(parts) == 1 else mix(pictures, [weight for _, weight in parts])


def open_clip(path: Path) -> IdleClip | None:
    """The clip in a file that a ``ClipStore`` has made, or None where it is gone or damaged. Any thread."""
    try:
        return _unpacked(path.read_bytes())
    except OSError:
        return None


class ClipStore:
    """The clips on this computer. One thread at a time.

    Args:
        folder: where they are; made when there is one to keep.
        limit_bytes: what they may take together; the longest unused go first.
    """

    def __init__(self, folder: Path, limit_bytes: int = CACHE_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def path(self, key: ClipKey) -> Path:
        """Where the clip for ``key`` is, if there is one."""
        return self._folder / key.file_name

    def find(self, key: ClipKey) -> IdleClip | None:
        """The clip that was kept for ``key``, or None. A damaged one is removed."""
        path = self.path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        clip = _unpacked(content)
        with suppress(OSError):  # a folder that cannot be written is as good to read
            if clip is None:
                log.info("the idle clip %s is damaged and will be made again", path.name)
                path.unlink(missing_ok=True)
            else:
                os.utime(path)  # how the longest unused is known
        return clip

    def kept(self, bundle: Bundle, crop: tuple[float, float]) -> tuple[KeptClip, ...]:
        """The clips of an avatar and the part of its picture (see ``ClipAbout``). Reads the beginning of every file."""
        wanted, found = fingerprint(bundle, list(crop)), set()
        for path in self._folder.glob("*.idle"):
            about = _about(path)
            if about is not None and about["avatar"] == wanted:
                found.add(KeptClip(about["model"], *about["size_px"]))
        return tuple(sorted(found, key=lambda clip: (clip.model, clip.width_px, clip.height_px)))

    def make(
        self, key: ClipKey, jpegs: Sequence[bytes], mouth: Box | None = None, about: ClipAbout | None = None
    ) -> IdleClip:
        """Make a clip out of what the server drew for silence, and keep it. Takes some milliseconds a picture.

        Args:
            key: what it is kept for.
            jpegs: consecutive pictures; some seconds of them, at least one.
            mouth: where the mouth is in them, if that is known.
            about: whom it shows; None: nobody asks.

        Raises ValueError in plain words where they are not pictures of one size.
        """
        loop = find_loop(_thumbs(jpegs), key.fps, mouth)
        chosen = [bytes(jpeg) for jpeg in jpegs[loop.first : loop.first + loop.length]]
        try:
            self._keep(self.path(key), _packed(chosen, loop, key, about))
        except OSError as error:
            log.warning("the idle clip could not be kept and will be made again: %s", error.strerror or error)
        return IdleClip(chosen, loop, key.fps)

    def _keep(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._make_room(len(content))
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=self._folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise

    def _make_room(self, wanted_bytes: int) -> None:
        files = [(path.stat(), path) for path in self._folder.iterdir() if path.suffix in (".idle", ".tmp")]
        free = self._limit_bytes - wanted_bytes - sum(info.st_size for info, _ in files)
        for info, path in sorted(files, key=lambda file: file[0].st_mtime_ns):
            if free >= 0:
                break
            path.unlink(missing_ok=True)
            free += info.st_size


def _packed(jpegs: Sequence[bytes], loop: Loop, key: ClipKey, about: ClipAbout | None) -> bytes:
    """Magic, SHA-256 of all that follows, one line of JSON, the JPEGs."""
    head: dict[str, object] = {"fps": key.fps, "bounces": loop.bounces, "sizes": [len(jpeg) for jpeg in jpegs]}
    if about is not None:
        head["about"] = {"avatar": about.avatar, "model": about.model, "size_px": [key.width_px, key.height_px]}
    body = json.dumps(head).encode() + b"\n" + b"".join(jpegs)
    return _MAGIC + hashlib.sha256(body).digest() + body


def _unpacked(content: bytes) -> IdleClip | None:
    """The clip, or None where it is not exactly what was once packed."""
    body = memoryview(content)[_HEAD:]
    if content[:_HEAD] != _MAGIC + hashlib.sha256(body).digest():
        return None
    end = content.index(b"\n", _HEAD) + 1
    head = json.loads(content[_HEAD:end])
    jpegs = []
    for size in head["sizes"]:
        jpegs.append(content[end : end + size])
        end += size
    return IdleClip(jpegs, Loop(0, len(jpegs), bounces=head["bounces"]), head["fps"])


def _about(path: Path) -> dict[str, Any] | None:
    """What a file says of its clip, without reading the clip; None: nothing, or it is damaged."""
    try:
        with path.open("rb") as file:
            known = file.read(_HEAD).startswith(_MAGIC)
            about = json.loads(file.readline(_LONGEST_HEAD)).get("about") if known else None
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) else None


def _thumbs(jpegs: Sequence[bytes]) -> Thumbs:
    decoder, scaler = JpegDecoder(), VideoReformatter()
    found: list[Thumbs] = []
    shape: tuple[int, ...] | None = None
    for jpeg in jpegs:
        pixels = decoder.decode(jpeg)
        if pixels.shape != (shape or pixels.shape):
            raise ValueError("the server's pictures are not of one size")
        shape = pixels.shape
        width, height = thumb_size(shape[1], shape[0])
        frame = av.VideoFrame.from_numpy_buffer(pixels, format="bgra")
        small = scaler.reformat(frame, width, height, format="gray", interpolation=Interpolation.AREA, threads=1)
        found.append(small.to_ndarray().astype(np.float32))
    if not found:
        raise ValueError("the server drew no pictures")
    return np.stack(found)
