"""The way from sound to windows against golden numbers, with a tiny wav2vec2."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from app.engine.local import audio
from app.engine.local.audio import AudioHistory, SpeechFeatures, standardised, stretched, windows
from app.media.types import Samples
from tests.unit.engine.local.golden import Case, speech, weights

CASE = Case("audio_windows")
SLICE = CASE.config["slice"]


@pytest.fixture(scope="module")
def heard() -> SpeechFeatures:
    """The encoder of the case."""
    tensors = weights("aw/1/w/", CASE.about["state_dict"])
    CASE.check_weights(tensors)
    return SpeechFeatures.from_tensors(tensors, CASE.config)


@pytest.fixture(scope="module")
def sound() -> Samples:
    """The sound of the case."""
    samples = speech("aw/1/in/audio", 9 * SLICE)
    CASE.check("audio_probe", samples)
    return samples


def after(slices: int, sound: Samples) -> AudioHistory:
    """The history once so much has been heard."""
    history = AudioHistory()
    for number in range(slices):
        history.push(sound[number * SLICE : (number + 1) * SLICE])
    return history


@pytest.mark.parametrize("slices", [3, 9])
def test_every_station_is_as_in_the_authors_code(slices: int, heard: SpeechFeatures, sound: Samples) -> None:
    history = after(slices, sound)
    samples = standardised(history.samples)
    CASE.check(f"after{slices}_normalised", samples)
    convolved = heard.convolve(samples)
    CASE.check(f"after{slices}_conv", convolved)
    spread = stretched(convolved, 200)
    CASE.check(f"after{slices}_interp", spread)
    CASE.check(f"after{slices}_hidden", heard.layers(spread))
    CASE.check(f"after{slices}_windows", heard.hear_history(history, 33)[None])


def test_a_clip_is_heard_as_a_whole(heard: SpeechFeatures, sound: Samples) -> None:
    CASE.check("once_windows", heard.hear_clip(sound[:40000])[None])


def test_weights_of_a_recogniser_are_taken_without_its_head(heard: SpeechFeatures, sound: Samples) -> None:
    tensors = {f"wav2vec2.{name}": tensor for name, tensor in weights("aw/1/w/", CASE.about["state_dict"]).items()}
    del tensors["wav2vec2.masked_spec_embed"]
    tensors["lm_head.weight"] = torch.zeros(32, 48)
    same = SpeechFeatures.from_tensors(tensors, CASE.config)
    assert torch.equal(same.hear_clip(sound[:8000]), heard.hear_clip(sound[:8000]))


def test_loudness_changes_little_but_near_silence(heard: SpeechFeatures, sound: Samples) -> None:
    history = after(9, sound)
    plain, loud = heard.hear_history(history, 33), heard.hear_history(history, 33, loudness=True)
    assert not torch.equal(plain, loud)
    torch.testing.assert_close(plain, loud, atol=1e-3, rtol=1e-3)


def _window_wraps_round(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrapping(features: Tensor, start: int, end: int) -> Tensor:
        around = torch.arange(start, end)[:, None] + torch.arange(-2, 3)
        return features[around % features.shape[0]]

    monkeypatch.setattr(audio, "windows", wrapping)


def _window_of_the_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "windows", lambda f, start, end: windows(f, start - 2, end - 2))


def _corners_not_aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    def loose(features: Tensor, frames: int) -> Tensor:
        return functional.interpolate(features.transpose(1, 2), size=frames, mode="linear").transpose(1, 2)

    monkeypatch.setattr(audio, "stretched", loose)


def _input_of_the_first_layer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    right = SpeechFeatures.layers
    monkeypatch.setattr(SpeechFeatures, "layers", lambda *args: right(*args).roll(1, dims=1))


def _not_standardised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "standardised", lambda samples: samples)


def _history_of_nothing_but_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(self: AudioHistory, samples: Samples) -> None:
        self.samples = np.concatenate((self.samples, samples))[-7 * 16000 :]

    monkeypatch.setattr(AudioHistory, "push", short)


@pytest.mark.parametrize(
    "broken",
    [
        _window_wraps_round,
        _window_of_the_past,
        _corners_not_aligned,
        _input_of_the_first_layer_too,
        _not_standardised,
        _history_of_nothing_but_speech,
    ],
)
def test_a_broken_fact_fails_the_case(
    broken: Callable[[pytest.MonkeyPatch], None],
    heard: SpeechFeatures,
    sound: Samples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken(monkeypatch)
    assert CASE.deviation("after3_windows", heard.hear_history(after(3, sound), 33)[None]) > 1


@pytest.mark.parametrize(
    "broken",
    [
        _window_wraps_round,
        _window_of_the_past,
        _corners_not_aligned,
        _input_of_the_first_layer_too,
        _not_standardised,
    ],
)
def test_a_broken_fact_fails_a_whole_clip_too(
    broken: Callable[[pytest.MonkeyPatch], None],
    heard: SpeechFeatures,
    sound: Samples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken(monkeypatch)
    assert CASE.deviation("once_windows", heard.hear_clip(sound[:40000])[None]) > 1
