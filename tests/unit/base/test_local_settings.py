"""Settings of the engine of this computer's graphics card."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.base.local_settings import LocalSettings


@pytest.mark.parametrize(("size", "size_px"), [("", None), ("384x512", (384, 512)), (" 64x64 ", (64, 64))])
def test_a_size_is_two_numbers_or_the_makers(size: str, size_px: tuple[int, int] | None) -> None:
    assert LocalSettings(size=size).size_px == size_px


@pytest.mark.parametrize("device", ["", "cpu", "mps", "cuda", "cuda:1"])
def test_devices_are_named_as_pytorch_names_them(device: str) -> None:
    assert LocalSettings(device=device).device == device


@pytest.mark.parametrize(
    ("field", "value", "words"), [("size", "big", "384x384"), ("size", "64", "384x384"), ("device", "gpu", "cuda:1")]
)
def test_what_makes_no_sense_is_refused_with_what_does(field: str, value: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        LocalSettings.model_validate({field: value})
