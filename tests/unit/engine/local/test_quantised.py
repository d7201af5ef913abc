"""Eight bits: the error that they cost, and what is kept of them on disk."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from app.base.errors import AppError
from app.engine.local import quantised, quantised_store
from app.engine.local.quantised import Bits, QuantisedLinear, best_bits, check_card, quantise_model
from app.engine.local.quantised_store import identity, load_quantised
from tests.unit.engine.local import clips

CPU = torch.device("cpu")
LINEAR_BOUND: dict[Bits, float] = {"int8": 0.015, "fp8": 0.05}
MODEL_BOUND: dict[Bits, float] = {"int8": 0.03, "fp8": 0.10}
KINDS: tuple[Bits, ...] = ("int8", "fp8")


def off(found: torch.Tensor, right: torch.Tensor) -> float:
    """Relative RMS."""
    return float((found - right).square().mean().sqrt() / right.square().mean().sqrt())


@pytest.fixture
def checkpoint(tmp_path: Path) -> list[Path]:
    """A file that stands for a model's."""
    file = tmp_path / "diffusion_pytorch_model.safetensors"
    file.write_bytes(bytes(range(256)) * 1024)
    return [file]


@pytest.mark.parametrize("bits", KINDS)
def test_a_linear_layer_in_eight_bits_is_off_by_no_more_than_its_bound(bits: Bits) -> None:
    torch.manual_seed(1)
    linear = nn.Linear(512, 256)
    x = torch.randn(3, 40, 512) * torch.logspace(-2, 2, 40)[:, None]  # tokens of very different sizes
    coarse = QuantisedLinear.of(linear, bits)
    assert coarse.weight.element_size() == 1
    for token in (0, 39):
        assert 1e-4 < off(coarse(x)[:, token], linear(x)[:, token]) < LINEAR_BOUND[bits]
    halves = QuantisedLinear.of(linear.bfloat16(), bits)(x.bfloat16())
    assert halves.dtype == torch.bfloat16


def test_integers_are_multiplied_exactly_with_or_without_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(1)
    layer, x = QuantisedLinear.of(nn.Linear(64, 32), "int8"), torch.randn(20, 64)
    fast = layer(x)
    monkeypatch.setattr(quantised, "_has_int_mm", lambda *_: False)
    torch.testing.assert_close(fast, layer(x), rtol=1e-6, atol=1e-6)


def test_a_row_of_zeros_stays_zero() -> None:
    layer = QuantisedLinear.of(nn.Linear(16, 8, bias=True), "int8")
    torch.testing.assert_close(layer(torch.zeros(20, 16)), layer.bias.expand(20, 8))


@pytest.mark.parametrize("bits", KINDS)
def test_the_error_of_a_model_is_measured_while_it_is_quantised(bits: Bits) -> None:
    exact, coarse = clips.dit(), clips.dit()
    error = quantise_model(coarse, bits, CPU)
    assert 1e-4 < error < MODEL_BOUND[bits]
    kinds = {name.split(".")[-1]: type(module) for name, module in coarse.blocks[0].named_modules()}
    assert kinds["q"] is kinds["0"] is QuantisedLinear
    assert type(coarse.head.head) is type(coarse.audio_proj.proj1) is nn.Linear
    loops = [clips.loop(model, clips.wan()) for model in (exact, coarse)]
    right, found = (loop.denoise(loop._dit.hear(clips.heard(0))) for loop in loops)
    assert 1e-4 < off(found, right) < 3 * MODEL_BOUND[bits]


@pytest.mark.parametrize("bits", KINDS)
def test_what_is_kept_is_used_and_gives_the_same(
    bits: Bits, tmp_path: Path, checkpoint: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, again = clips.dit(), clips.dit()
    error = load_quantised(made, bits, CPU, checkpoint, tmp_path / "cache")
    monkeypatch.setattr(quantised_store, "quantise_model", None)  # is not called
    assert load_quantised(again, bits, CPU, checkpoint, tmp_path / "cache") == error
    one, other = (clips.loop(model, clips.wan()).denoise(model.hear(clips.heard(0))) for model in (made, again))
    assert torch.equal(one, other)


def test_another_checkpoint_and_another_format_have_places_of_their_own(tmp_path: Path, checkpoint: list[Path]) -> None:
    before = identity(checkpoint)
    cache = tmp_path / "cache"
    load_quantised(clips.dit(), "int8", CPU, checkpoint, cache)
    load_quantised(clips.dit(), "fp8", CPU, checkpoint, cache)
    load_quantised(clips.dit(dtype=torch.bfloat16), "fp8", CPU, checkpoint, cache)
    content = bytearray(checkpoint[0].read_bytes())
    content[-1] ^= 1
    checkpoint[0].write_bytes(content)
    assert identity(checkpoint) != before
    load_quantised(clips.dit(), "int8", CPU, checkpoint, cache)
    assert len(list(cache.iterdir())) == 4


def _flipped(folder: Path) -> None:
    file = folder / "block-01.safetensors"
    content = bytearray(file.read_bytes())
    content[-9] ^= 64
    file.write_bytes(content)


def _cut_off(folder: Path) -> None:
    file = folder / "block-00.safetensors"
    file.write_bytes(file.read_bytes()[:-100])


def _gone(folder: Path) -> None:
    (folder / "block-00.safetensors").unlink()


def _not_finished(folder: Path) -> None:
    (folder / "contents.json").write_text('{"error": 0.1, "su')


def _too_few(folder: Path) -> None:
    contents = json.loads((folder / "contents.json").read_text())
    contents["sums"].pop()
    (folder / "contents.json").write_text(json.dumps(contents))


@pytest.mark.parametrize("damage", [_flipped, _cut_off, _gone, _not_finished, _too_few])
def test_what_is_damaged_is_made_anew(damage: Callable[[Path], None], tmp_path: Path, checkpoint: list[Path]) -> None:
    cache = tmp_path / "cache"
    error = load_quantised(clips.dit(), "int8", CPU, checkpoint, cache)
    folder = next(cache.iterdir())
    whole = {file.name: file.read_bytes() for file in folder.iterdir()}
    damage(folder)
    assert load_quantised(clips.dit(), "int8", CPU, checkpoint, cache) == error
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == whole


def test_what_cannot_be_kept_is_said_and_used_all_the_same(
    tmp_path: Path, checkpoint: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    model = clips.dit()
    with caplog.at_level(logging.WARNING):
        load_quantised(model, "int8", CPU, checkpoint, tmp_path / "cache")
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert isinstance(model.blocks[0].ffn[0], QuantisedLinear)
    caplog.clear()


def test_a_card_without_fp8_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (8, 6))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "RTX 3060")
    with pytest.raises(AppError, match="RTX 3060 does not compute with FP8") as raised:
        check_card("fp8", torch.device("cuda"))
    assert "INT8" in raised.value.hint
    check_card("int8", torch.device("cuda"))
    assert [best_bits(card) for card in ((8, 6), (8, 9), (9, 0))] == ["int8", "fp8", "fp8"]
