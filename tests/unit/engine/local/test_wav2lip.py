"""Wav2Lip's generator and its mel spectrogram against golden numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import torch
from torch import Tensor

from app.engine.local import mel, wav2lip
from app.engine.local.dit_shape import ShapeError
from app.engine.local.wav2lip import MEL_COLUMNS, Wav2Lip, network_input
from app.media.types import Samples
from tests.unit.engine.local.golden import Case, draw, keys, speech, weights

CASE = Case("wav2lip")


def sound() -> Samples:
    """The sound of the case, with a silence in it."""
    samples = speech("w2l/1/in/audio", 32000)
    samples[9000:13000] = 0
    return samples


@cache
def tensors() -> dict[str, Tensor]:
    """The weights of the case."""
    made = weights("w2l/1/w/", keys("wav2lip96"), gain=CASE.about["weights"]["gain"])
    CASE.check_weights(made)
    return made


def inputs() -> tuple[Tensor, Tensor]:
    """Pieces of the mel spectrogram that is stored, and faces."""
    stored = CASE._expected["mel"]
    starts = [int(frame * mel.RATE_COLUMNS / 25) for frame in CASE.about["mel_frames"]]
    assert starts == CASE.about["mel_starts"]
    pieces = np.stack([stored[None, :, start : start + MEL_COLUMNS] for start in starts])
    faces = np.clip(0.5 + 0.25 * draw("w2l/1/in/face", (2, 96, 96, 3)), 0, 1).astype(np.float32)
    return torch.from_numpy(pieces), torch.from_numpy(faces).permute(0, 3, 1, 2)


def test_the_mel_spectrogram_is_the_authors() -> None:
    CASE.check("mel", mel.spectrogram(sound()))


def test_silence_beyond_the_edges_is_the_other_way_to_do_it() -> None:
    padded = mel.spectrogram(sound(), "constant")
    CASE.check("mel_zero_padded_edges", np.concatenate((padded[:, :3], padded[:, -3:]), axis=1))
    np.testing.assert_allclose(padded[:, 3:-3], mel.spectrogram(sound())[:, 3:-3], atol=1e-5)


@pytest.mark.parametrize(
    ("constant", "value"),
    [("_PREEMPHASIS", 0.95), ("_LOWEST_HZ", 0.0), ("_HIGHEST_HZ", 8000.0), ("_REFERENCE_DB", 0.0), ("_STEP", 0.1)],
)
def test_a_broken_fact_fails_the_spectrogram(constant: str, value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mel, constant, value)
    mel._filters.cache_clear()
    try:
        assert CASE.deviation("mel", mel.spectrogram(sound())) > 1
    finally:
        mel._filters.cache_clear()


def test_faces_are_those_of_the_authors_code() -> None:
    model = Wav2Lip.from_tensors(tensors())
    pieces, faces = inputs()
    embedding = model.hear(pieces)
    CASE.check("audio_embedding", embedding.flatten(1))
    drawn = model.draw(embedding, network_input(faces))
    CASE.check("before_sigmoid", drawn)
    CASE.check("out", model(pieces, network_input(faces)))
    assert model.face_px == 96


def _lower_half_left_in(faces: Tensor) -> Tensor:
    return torch.cat((faces, faces), dim=1)


def _upper_half_masked(faces: Tensor) -> Tensor:
    masked = faces.clone()
    masked[:, :, :48] = 0
    return torch.cat((masked, faces), dim=1)


def _whole_face_first(faces: Tensor) -> Tensor:
    return network_input(faces).roll(3, dims=1)


@pytest.mark.parametrize("broken", [_lower_half_left_in, _upper_half_masked, _whole_face_first])
def test_a_broken_input_fails_the_case(broken: Callable[[Tensor], Tensor]) -> None:
    pieces, faces = inputs()
    assert CASE.deviation("out", Wav2Lip.from_tensors(tensors())(pieces, broken(faces))) > 1


def test_batch_norms_have_their_epsilon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav2lip, "_BATCH_NORM_EPS", 1e-3)
    pieces, faces = inputs()
    assert CASE.deviation("out", Wav2Lip.from_tensors(tensors())(pieces, network_input(faces))) > 1


def test_residual_convolutions_add_their_input(monkeypatch: pytest.MonkeyPatch) -> None:
    right = wav2lip._kinds
    monkeypatch.setattr(
        wav2lip, "_kinds", lambda *args: {place: kind._replace(residual=False) for place, kind in right(*args).items()}
    )
    pieces, faces = inputs()
    assert CASE.deviation("out", Wav2Lip.from_tensors(tensors())(pieces, network_input(faces))) > 1


def test_weights_saved_from_several_gpus_are_the_same() -> None:
    wrapped = {f"module.{name}": tensor for name, tensor in tensors().items()}
    pieces, faces = inputs()
    CASE.check("out", Wav2Lip.from_tensors(wrapped)(pieces, network_input(faces)))


def test_other_weights_are_refused() -> None:
    lacking = dict(tensors())
    del lacking["face_encoder_blocks.3.1.conv_block.1.running_var"]
    with pytest.raises(ShapeError, match=r"running_var"):
        Wav2Lip.from_tensors(lacking)
    with pytest.raises(ShapeError, match="not the weights"):
        Wav2Lip.from_tensors({"conv1.weight": torch.zeros(1)})
