"""Colour transfer against golden numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from app.engine.local import colour
from app.engine.local.colour import ColourTransfer
from tests.unit.engine.local.golden import Case, drawn

CASE = Case("colour")


@pytest.fixture(scope="module")
def pictures() -> tuple[Tensor, Tensor]:
    """Frames and the reference."""
    source = 0.6 * drawn("col/1/in/source", [1, 3, 4, 24, 32]) + torch.tensor([0.3, -0.2, -0.5]).view(1, 3, 1, 1, 1)
    source[:, :, 1] *= 0.1
    source[:, :, 2] = (3 * source[:, :, 2]).clamp(-1, 1)
    reference = 0.4 * drawn("col/1/in/reference", [1, 3, 1, 24, 32])
    reference = (reference + torch.tensor([-0.1, 0.2, 0.3]).view(1, 3, 1, 1, 1)).clamp(-1, 1)
    return source[0], reference[0]


@pytest.mark.parametrize(("output", "strength"), [("out_s100", 1.0), ("out_s050", 0.5), ("out_s000", 0.0)])
def test_frames_get_the_colours_of_the_reference(output: str, strength: float, pictures: tuple[Tensor, Tensor]) -> None:
    source, reference = pictures
    CASE.check(output, ColourTransfer(reference, strength)(source)[None])


def test_in_bfloat16_it_is_as_coarse_as_in_the_authors_pipeline(pictures: tuple[Tensor, Tensor]) -> None:
    source, reference = (picture.to(torch.bfloat16) for picture in pictures)
    CASE.check("out_bf16_s100", ColourTransfer(reference)(source)[None])


def _clamped_light(monkeypatch: pytest.MonkeyPatch) -> None:
    right = colour.rgb_to_lab
    monkeypatch.setattr(colour, "rgb_to_lab", lambda rgb: right(rgb.clamp(0, 1)))


def _statistics_over_all_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    right = torch.std_mean
    monkeypatch.setattr(torch, "std_mean", lambda *a, **k: right(*a, **(k | {"dim": (-3, -2, -1)})))


def _other_white(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colour, "_WHITE", (0.9642, 1.0, 0.8251))


def _linear_light_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colour, "_EPSILON", 1e-9)


@pytest.mark.parametrize("broken", [_clamped_light, _statistics_over_all_frames, _other_white, _linear_light_forgotten])
def test_a_broken_fact_fails_the_case(
    broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch, pictures: tuple[Tensor, Tensor]
) -> None:
    broken(monkeypatch)
    source, reference = pictures
    assert CASE.deviation("out_s100", ColourTransfer(reference)(source)[None]) > 1


def test_a_frame_of_one_colour_stays_finite() -> None:
    grey = torch.full((3, 1, 8, 8), 0.25)
    assert torch.isfinite(ColourTransfer(torch.rand(3, 1, 8, 8))(grey)).all()
