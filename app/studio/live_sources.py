"""What a live voice comes from, and with it the face that the host may follow."""

from __future__ import annotations

from app.sources.base import LiveSink, LiveSource, PictureSink, PictureSource


class LiveSources:
    """A microphone, and perhaps a camera, as one. Lives where its owner does."""

    def __init__(self, microphone: LiveSource, webcam: PictureSource | None) -> None:
        self._microphone = microphone
        self._webcam = webcam

    @property
    def latency_ns(self) -> int:
        """Age of a sound or a picture when it is pushed, whichever is older."""
        return max(self._microphone.latency_ns, self._webcam.latency_ns if self._webcam is not None else 0)

    def start(self, hear: LiveSink, see: PictureSink) -> None:
        """Begin pushing. Raises AppError where there is no microphone."""
        self._microphone.start(hear)
        if self._webcam is not None:
            self._webcam.start(see)

    def stop(self) -> None:
        """End pushing; returns when nothing is pushed any more."""
        if self._webcam is not None:
            self._webcam.stop()
        self._microphone.stop()
