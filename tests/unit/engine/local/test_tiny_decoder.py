"""The small decoder: its tensors and sizes as published, and that it sees no future."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from app.base.errors import AppError
from app.engine.local.checkpoints import ModelFiles
from app.engine.local.loading import _decoder
from app.engine.local.tiny_decoder import TinyDecoder, layers
from tests.unit.engine.local import clips


@pytest.fixture(scope="module")
def published() -> dict[str, Tensor]:
    """Weights under the names of the file, with some of the encoder that stands beside them."""
    made = {f"decoder.{name}": x.contiguous() for name, x in clips.randomised(layers()).state_dict().items()}
    return made | {"encoder.0.weight": torch.zeros(64, 3, 3, 3)}


def latent(frames: int = 3) -> Tensor:
    """A latent of 16x24 pixels."""
    return torch.randn(16, frames, 2, 3, generator=torch.Generator().manual_seed(2))


def test_it_has_the_published_size_and_names(published: dict[str, Tensor]) -> None:
    sizes = {name: x.shape for name, x in published.items()}
    assert sizes["decoder.1.weight"] == (256, 16, 3, 3)
    assert sizes["decoder.3.conv.0.weight"] == (256, 512, 3, 3)
    assert sizes["decoder.7.conv.weight"] == (256, 256, 1, 1)
    assert sizes["decoder.13.conv.weight"] == (256, 128, 1, 1)
    assert sizes["decoder.19.conv.weight"] == (128, 64, 1, 1)
    assert sizes["decoder.22.bias"] == (3,)
    assert "decoder.8.bias" not in sizes
    halves = 2 * sum(x.numel() for name, x in published.items() if name.startswith("decoder."))
    assert round(halves / 1e6, 1) == 19.7  # megabytes of the published file in half precision


def test_a_latent_becomes_1_and_4_frames_for_every_further_one(published: dict[str, Tensor]) -> None:
    drawn = TinyDecoder.from_tensors(published).decode(latent())
    assert drawn.shape == (3, 9, 16, 24)
    assert drawn.min() >= -1
    assert drawn.max() <= 1
    assert drawn.std() > 0.01


def test_frames_depend_on_what_went_before_and_on_nothing_later(published: dict[str, Tensor]) -> None:
    decoder, changed = TinyDecoder.from_tensors(published), latent()
    changed[:, 1] += 1
    difference = (decoder.decode(latent()) - decoder.decode(changed)).abs().amax(dim=(0, 2, 3))
    assert difference[:1].max() == 0
    assert difference[1:].min() > 0  # the last four by memory alone


def test_it_draws_and_wan_encodes(published: dict[str, Tensor]) -> None:
    dit, vae, decoder = clips.dit(), clips.wan(), TinyDecoder.from_tensors(published)
    loop = clips.loop(dit, vae, decoder=decoder)
    clip = loop.draw(clips.heard(0))
    assert torch.equal(clip.decoded, decoder.decode(clip.latent))
    torch.testing.assert_close(loop.motion, vae.encode(clip.end))


def test_other_weights_are_refused_by_their_file(published: dict[str, Tensor], tmp_path: Path) -> None:
    file = tmp_path / "taew2_1.safetensors"
    pro, lite = ModelFiles("flashhead_pro", ()), ModelFiles("flashhead_lite", (), vae_config=file)
    save_file(published, file)
    assert _decoder(file, pro) is not None
    assert _decoder(None, lite) is None
    with pytest.raises(AppError, match=r"taew2_1\.safetensors cannot be used: .*Lite has another"):
        _decoder(file, lite)
    save_file({name: x for name, x in published.items() if "22" not in name}, file)
    with pytest.raises(AppError, match=r"taew2_1\.safetensors cannot be used: its tensors do not fit"):
        _decoder(file, pro)
