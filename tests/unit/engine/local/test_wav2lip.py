"""Wav2Lip's generator and its mel spectrogram against golden numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from app.engine.local import mel, wav2lip
from app.engine.local.dit_shape import ShapeError
from app.engine.local.wav2lip import MEL_COLUMNS, Wav2Lip, network_input
from app.media.types import Samples
from tests.helpers.tiny_models import random_weights
from tests.helpers.tiny_wav2lip import wav2lip_shapes
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


@pytest.mark.parametrize(("edge", "count", "millions"), [(96, 352, 36.30), (256, 380, 53.61), (384, 507, 172.67)])
def test_every_size_has_the_published_tensors(edge: int, count: int, millions: float) -> None:
    shapes = wav2lip_shapes(edge, divided_by=1)
    assert len(shapes) == count
    learnt = {
        name: shape for name, shape in shapes.items() if not name.endswith(("running_mean", "running_var", "tracked"))
    }
    assert sum(math.prod(shape) for shape in learnt.values()) / 1e6 == pytest.approx(millions, abs=0.006)
    if edge == 96:
        assert shapes == keys("wav2lip96")


@pytest.mark.parametrize(("edge", "gflop"), [(96, 7.93), (256, 55.6), (384, 161.4)])
def test_every_size_takes_the_published_work(edge: int, gflop: float) -> None:
    shapes = wav2lip_shapes(edge, divided_by=1)
    model = Wav2Lip.from_tensors({name: torch.zeros(shape, device="meta") for name, shape in shapes.items()})
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, 1, 80, 16, device="meta"), torch.zeros(1, 6, edge, edge, device="meta"))
    assert counter.get_total_flops() / 1e9 == pytest.approx(gflop, rel=1e-3)


@pytest.mark.parametrize("edge", [96, 256, 384])
def test_the_size_is_known_by_the_tensors_and_is_drawn(edge: int) -> None:
    made = {name: torch.from_numpy(np.asarray(a)) for name, a in random_weights(wav2lip_shapes(edge)).items()}
    model = Wav2Lip.from_tensors(made)
    assert model.face_px == edge
    faces = torch.from_numpy(draw("faces", (2, 3, edge, edge))).sigmoid()
    pieces = torch.from_numpy(draw("pieces", (2, 1, 80, 16)))
    drawn = model(pieces, network_input(faces))
    assert drawn.shape == (2, 3, edge, edge)
    torch.testing.assert_close(drawn, plain_wav2lip(made, pieces, network_input(faces)), atol=1e-4, rtol=1e-4)


def plain_wav2lip(w: dict[str, Tensor], mel_pieces: Tensor, faces: Tensor) -> Tensor:
    """The same with batch norms of their own, layer by layer after the authors' list of strides and paddings."""

    def layer(x: Tensor, place: str, stride: int | tuple[int, int], padding: int, grows: bool = False) -> Tensor:
        c, n = f"{place}.conv_block.0", f"{place}.conv_block.1"
        if grows:
            extra = 1 if stride == 2 else 0
            y = functional.conv_transpose2d(x, w[f"{c}.weight"], w[f"{c}.bias"], stride, padding, extra)
        else:
            y = functional.conv2d(x, w[f"{c}.weight"], w[f"{c}.bias"], stride, padding)
        parts = (w[f"{n}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
        y = functional.batch_norm(y, *parts)
        is_residual = y.shape == x.shape and w[f"{c}.weight"].shape[-1] == 3
        return functional.relu(y + x if is_residual else y)

    depth = max(int(name.split(".")[1]) for name in w if name.startswith("face_encoder")) + 1
    ears = max(int(name.split(".")[1]) for name in w if name.startswith("audio_encoder")) + 1
    x = mel_pieces
    for number in range(ears):
        stride = {3: (3, 1), 6: (3, 3), 9: (3, 2)}.get(number, (1, 1))
        x = layer(x, f"audio_encoder.{number}", stride, 1 if number < ears - 2 else 0)
    features, y = [], faces
    for block in range(depth):
        for position in range(sum(n.startswith(f"face_encoder_blocks.{block}.") for n in w) // 7):
            is_last, is_first = block == depth - 1, block == 0
            place = f"face_encoder_blocks.{block}.{position}"
            padding = 0 if is_last else 3 if is_first and position == 0 else 1
            y = layer(y, place, 2 if position == 0 and not is_first and not is_last else 1, padding)
        features.append(y)
    for block in range(depth):
        for position in range(sum(n.startswith(f"face_decoder_blocks.{block}.") for n in w) // 7):
            grows = block > 0 and position == 0
            padding = 0 if block == 0 or (grows and block == 1) else 1
            x = layer(x, f"face_decoder_blocks.{block}.{position}", 2 if grows and block > 1 else 1, padding, grows)
        skipped = features.pop()
        if "sam.sa.conv1.weight" in w:
            pooled = torch.cat((skipped.mean(1, keepdim=True), skipped.amax(1, keepdim=True)), 1)
            x = x * functional.conv2d(pooled, w["sam.sa.conv1.weight"], padding=3).sigmoid() + x
        x = torch.cat((x, skipped), 1)
    x = layer(x, "output_block.0", 1, 1)
    return functional.conv2d(x, w["output_block.1.weight"], w["output_block.1.bias"]).sigmoid()


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
