"""What the camera shows at every instant."""

from __future__ import annotations

import threading
from typing import Any, Protocol

import numpy as np

from flashtalk_camera.standby import Picture, StandbyClip

NS_PER_S = 1_000_000_000

STANDBY_AFTER_NS = 2 * NS_PER_S
"""A studio that is silent for so long has frozen: play the standby loop."""

PLACEHOLDER_AFTER_NS = 2 * NS_PER_S
"""How long a camera that was just opened waits for its first slot before it shows the placeholder: a reader that
kept waiting through a restart of the helper shall not see grey between two pictures of the host, however busy the
machine is."""

_GREY_Y, _GREY_UV = 40, 128


class Camera(Protocol):
    """The part of ``pyvirtualcam.Camera`` that is used."""

    def send(self, frame: Picture) -> None:
        """Show an I420 picture."""
        ...

    def close(self) -> None:
        """Give the camera back."""
        ...


class Airing:
    """Sends every slot as it comes, and fills in when none comes. Any thread; one lock.

    It is no second pacer: while a studio publishes slots, nothing else is sent. After one and a half slots without
    news the last picture is repeated at the camera's rate; after two seconds, or at once when the studio's
    connection has ended, the standby loop plays until a studio is back.

    Args:
        camera: open; closed by ``close``.
        width_px, height_px: size of the pictures.
        fps: rate of the camera.
        now_ns: the present, as in all methods, of one clock that only goes forward.

    """

    def __init__(self, camera: Camera, width_px: int, height_px: int, fps: int, now_ns: int) -> None:
        self._camera = camera
        self._fps = fps
        self._lock = threading.Lock()
        self._closed = False
        self._clip: StandbyClip | None = None
        self._picture = _placeholder(width_px, height_px)
        self._opened_ns = now_ns
        # Repeats are counted from the last news; a fresh camera counts from where its placeholder is due.
        self._news_ns = now_ns + PLACEHOLDER_AFTER_NS - _after_news(0, fps)
        self._standby_ns = self._news_ns + STANDBY_AFTER_NS
        self._next_repeat = 0
        self._slots = self._repeats = 0
        self._last_slot: int | None = None
        self._last_slot_ns = 0

    def slot(self, number: int, picture: Picture, now_ns: int) -> None:
        """Show the picture of a slot now."""
        with self._lock:
            if self._closed:
                return
            self._camera.send(picture)
            self._picture = picture
            self._slots += 1
            self._last_slot, self._last_slot_ns = number, now_ns
            self._news_ns, self._standby_ns = now_ns, now_ns + STANDBY_AFTER_NS
            self._next_repeat = 0

    def studio_gone(self, now_ns: int) -> None:
        """Nobody sends any more: no use in waiting two seconds."""
        with self._lock:
            self._standby_ns = min(self._standby_ns, now_ns)

    def standby(self, clip: StandbyClip) -> None:
        """Play ``clip`` from the next time that it is needed. It belongs to this object now."""
        with self._lock:
            self._clip = clip

    def tick(self, now_ns: int) -> int:
        """Send what is due without news of a slot. Returns when to call again; earlier does no harm."""
        with self._lock:
            if self._closed:
                return now_ns + NS_PER_S
            due_ns = self._news_ns + _after_news(self._next_repeat, self._fps)
            if now_ns < due_ns:
                return min(due_ns, now_ns + _after_news(0, self._fps))  # slots may come, and stop, long before
            self._camera.send(self._fill_in(now_ns))
            self._repeats += 1
            # A machine that slept has missed thousands of repeats; go on with the first that is still to come.
            missed = ((now_ns - self._news_ns) * 2 * self._fps // NS_PER_S - 3) // 2
            self._next_repeat = max(self._next_repeat, missed) + 1
            return self._news_ns + _after_news(self._next_repeat, self._fps)

    def stats(self, now_ns: int) -> dict[str, Any]:
        """Numbers for people and tests; see the names."""
        with self._lock:
            age_ms = None if self._last_slot is None else (now_ns - self._last_slot_ns) // 1_000_000
            return {
                "frames_sent": self._slots + self._repeats,
                "slots": self._slots,
                "repeats": self._repeats,
                "last_slot": self._last_slot,
                "last_slot_age_ms": age_ms,
                "standby": self._plays_standby(now_ns),
                "clip_frames": 0 if self._clip is None else len(self._clip),
                "open_s": (now_ns - self._opened_ns) // NS_PER_S,
            }

    def close(self) -> None:
        """Close the camera; later slots are dropped."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._camera.close()

    def _plays_standby(self, now_ns: int) -> bool:
        return self._clip is not None and now_ns >= self._standby_ns

    def _fill_in(self, now_ns: int) -> Picture:
        if self._clip is not None and now_ns >= self._standby_ns:
            return self._clip.picture(now_ns - self._standby_ns)
        if self._clip is not None and self._last_slot is None:
            return self._clip.picture(0)
        return self._picture


def _after_news(repeat: int, fps: int) -> int:
    return (3 + 2 * repeat) * NS_PER_S // (2 * fps)


def _placeholder(width_px: int, height_px: int) -> Picture:
    luma = width_px * height_px
    picture = np.full(luma * 3 // 2, _GREY_UV, np.uint8)
    picture[:luma] = _GREY_Y
    return picture
