"""The work that the benchmark counts is that of the published sizes."""

from __future__ import annotations

import pytest
import torch

from benchmarks.local_models import PROFILES, work_of


@pytest.mark.slow
@pytest.mark.parametrize("model", ["lite", "pro"])
def test_what_is_counted_is_what_was_computed_from_the_published_sizes(model: str) -> None:
    profile = PROFILES[model]
    with torch.inference_mode(mode=False):
        counted = work_of(profile, reduced=False)
    for part, floor in profile.floor.items():
        assert counted[part] == pytest.approx(floor, rel=0.02), part
