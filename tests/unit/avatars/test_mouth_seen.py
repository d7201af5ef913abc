"""How far a mouth is open, found by the real detector in pictures of a bundled host."""

from __future__ import annotations

from app.avatars.bundle import open_bundle
from app.avatars.detector import FaceDetector
from app.avatars.hosts import open_host
from app.avatars.motion import Pose
from app.avatars.mouth_seen import seen
from app.base.paths import resources_dir
from tests.helpers.avatars import GREY, plain


def test_a_mouth_that_opens_is_seen_to_open() -> None:
    detector = FaceDetector(resources_dir() / "models")
    host = open_host(open_bundle(resources_dir() / "avatars" / "mira"), 208, 260)
    closed, wide = seen(detector.find, [host.draw(Pose(openness=value)) for value in (0.0, 0.8)])
    assert closed < 0.05
    assert wide - closed > 0.2


def test_where_there_is_no_face_there_is_no_mouth() -> None:
    detector = FaceDetector(resources_dir() / "models")
    assert seen(detector.find, [plain(120, 160, GREY)]) == []
