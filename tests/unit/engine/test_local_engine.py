"""The local engine by itself, with a stand-in for its model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.engine.base import EngineRequest, LocalRequest
from app.engine.host import HostOptions
from tests.helpers.avatars import plain, still_bundle
from tests.helpers.engine_probe import rig, seconds
from tests.helpers.stand_in_model import ERROR, FACTORY


def test_a_turn_that_is_taken_up_further_on_is_drawn_from_there(tmp_path: Path) -> None:
    """As when the engine was too slow for a voice: nothing of what it drew before counts, not even how much it was."""
    weights = tmp_path / "weights"
    weights.mkdir()
    still_bundle(tmp_path / "skin", plain(100, 200, (140, 160, 180, 255)))
    request = EngineRequest(tmp_path / "skin", 320, 320, 25, local=LocalRequest("flashtalk", weights))
    with rig(FACTORY, request, HostOptions(isolation="thread", credits=8)) as made:
        info = made.start()
        assert info.linears_error == ERROR
        made.speak(1, seconds(3 * info.chunk_ns / 1e9), end=False)
        made.probe.wait_frames(3, turn=1)
        before = len(made.probe.frames)
        start = seconds(10)
        made.speak(1, seconds(2 * info.chunk_ns / 1e9), start=start)
        made.probe.wait(lambda: made.probe.done == [1])
        again = [frame.pts_ns for frame in made.probe.frames[before:] if frame.pts_ns >= 10_000_000_000]
    assert again[0] == 10_000_000_000
    assert np.diff(again) == pytest.approx(40_000_000)
    assert len(again) == 2 * info.chunk_ns // 40_000_000
