"""The avatar's picture as models are given it, and as their pictures go on stage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.avatars.pictures import load_picture
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local.base import FRAME_SAMPLES, Frames, Pace
from app.engine.local.portrait import Cutout, portrait_for
from app.media.types import Samples
from tests.helpers.avatars import still_bundle
from tests.helpers.portraits import HEIGHT, WIDTH, landmarks, painted, portrait_bundle


def request(avatar: Path, width_px: int = 1280, height_px: int = 720) -> EngineRequest:
    return EngineRequest(avatar, width_px, height_px, 25, None, LocalRequest("wav2lip"))


class Mirror:
    """A session that draws the portrait as it is."""

    def __init__(self, picture: Frames) -> None:
        self._frame = np.concatenate((picture[..., ::-1], np.full_like(picture[..., :1], 255)), axis=2)
        self.pace = Pace(FRAME_SAMPLES, 0, picture.shape[1], picture.shape[0])

    def push(self, samples: Samples) -> Frames:
        return self._frame[None].copy()

    def finish(self) -> Frames:
        return self._frame[None].copy()

    def restart(self) -> None: ...

    def close(self) -> None: ...


def test_a_whole_portrait_keeps_its_shape_its_face_and_what_is_clear(tmp_path: Path) -> None:
    avatar = portrait_bundle(tmp_path, painted(clear=True), landmarks())
    portrait = portrait_for(request(avatar), None)
    assert portrait.picture.shape == (HEIGHT, WIDTH, 3)
    points = landmarks()
    assert portrait.face == pytest.approx((*points.min(axis=0), *points.max(axis=0)), abs=0.1)
    assert portrait.alpha is not None
    assert portrait.alpha.min() == 0
    assert (portrait.picture[portrait.alpha == 0] == (88, 92, 96)).all(), "a calm grey is behind it"


def test_it_is_made_as_small_as_its_place(tmp_path: Path) -> None:
    avatar = portrait_bundle(tmp_path, painted(), landmarks())
    portrait = portrait_for(request(avatar, 200, 200), None)
    assert portrait.picture.shape == (200, 120, 3)
    assert portrait.face is not None
    assert portrait.face[3] == pytest.approx(landmarks()[:, 1].max() / 2, abs=0.5)
    assert portrait.alpha is None


def test_what_is_clear_stays_clear_and_nothing_else_changes(tmp_path: Path) -> None:
    avatar = portrait_bundle(tmp_path, painted(clear=True), landmarks())
    portrait = portrait_for(request(avatar), None)
    assert portrait.alpha is not None
    session = Cutout(Mirror(portrait.picture), portrait.alpha)
    (shown,) = session.push(np.zeros(FRAME_SAMPLES, np.float32))
    own = load_picture(avatar / "reference.png")
    assert np.abs(shown.astype(int) - own.astype(int)).max() <= 1
    assert (shown[..., :3] <= shown[..., 3:]).all(), "premultiplied"


def test_a_crop_has_the_model_s_shape(tmp_path: Path) -> None:
    portrait = portrait_for(request(portrait_bundle(tmp_path, painted(), landmarks())), 1.0)
    assert portrait.picture.shape[0] == portrait.picture.shape[1]
    assert portrait.mouth is not None
    assert portrait.alpha is None


def test_another_picture_is_another_digest(tmp_path: Path) -> None:
    one = portrait_for(request(still_bundle(tmp_path / "one")), 1.0)
    same = portrait_for(request(still_bundle(tmp_path / "same")), 1.0)
    other = portrait_for(request(portrait_bundle(tmp_path / "other", painted(), landmarks())), 1.0)
    assert one.digest == same.digest != other.digest
