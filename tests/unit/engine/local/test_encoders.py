"""umT5 and CLIP under the names of the original checkpoints, against their formulas written out once more."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from app.engine.local.encoders import PictureEncoder, TextEncoder, cleaned
from tests.helpers.tiny_models import clip_shapes, random_weights, tiny_tokenizer, umt5_shapes, write_json
from tests.unit.engine.local.golden import drawn


def umt5(w: dict[str, Tensor], ids: list[int]) -> Tensor:
    """Two blocks: a bias by relative position in each layer, no scaling, gated GELU (tanh), RMS norms."""

    def norm(x: Tensor, name: str) -> Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6) * w[name]

    def bucket(distance: int) -> int:
        near = abs(distance)
        if near >= 8:
            near = min(15, 8 + int(math.log(near / 8) / math.log(128 / 8) * 8))
        return near + (16 if distance > 0 else 0)

    count = len(ids)
    buckets = torch.tensor([[bucket(key - query) for key in range(count)] for query in range(count)])
    x = w["token_embedding.weight"][ids]
    for b in ("blocks.0", "blocks.1"):
        h = norm(x, f"{b}.norm1.weight")
        q, k, v = ((h @ w[f"{b}.attn.{part}.weight"].T).view(count, 2, -1).transpose(0, 1) for part in "qkv")
        scores = q @ k.transpose(1, 2) + w[f"{b}.pos_embedding.embedding.weight"][buckets].permute(2, 0, 1)
        x = x + (scores.softmax(-1) @ v).transpose(0, 1).flatten(1) @ w[f"{b}.attn.o.weight"].T
        h = norm(x, f"{b}.norm2.weight")
        gate = functional.gelu(h @ w[f"{b}.ffn.gate.0.weight"].T, approximate="tanh")
        x = x + (gate * (h @ w[f"{b}.ffn.fc1.weight"].T)) @ w[f"{b}.ffn.fc2.weight"].T
    return norm(x, "norm.weight")


def test_umt5_reads_the_prompt(tmp_path: Path) -> None:
    write_json(tmp_path / "tokenizer.json", tiny_tokenizer())
    tensors = {name: torch.from_numpy(array) for name, array in random_weights(umt5_shapes()).items()}
    encoder = TextEncoder.from_tensors(tensors, tmp_path / "tokenizer.json")
    features = encoder.encode(" A  person &amp;amp; is talking. " * 4)
    ids = [3, 4, 2, 5, 6, 7] * 4 + [1]
    torch.testing.assert_close(features, umt5(tensors, ids), atol=2e-4, rtol=2e-4)
    assert len(encoder.encode("person " * 600)) == 512


def test_prompts_are_cleaned() -> None:
    assert cleaned(" a &amp;lt; b\n\tc ") == "a < b c"


def clip(w: dict[str, Tensor], picture: Tensor) -> Tensor:
    """The first two of three blocks, two heads."""

    def norm(x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(x, x.shape[-1:], w[f"visual.{name}.weight"], w[f"visual.{name}.bias"])

    def linear(x: Tensor, name: str) -> Tensor:
        return functional.linear(x, w[f"visual.{name}.weight"], w[f"visual.{name}.bias"])

    tiles = functional.conv2d(picture, w["visual.patch_embedding.weight"], stride=14).flatten(2)[0].T
    x = norm(torch.cat((w["visual.cls_embedding"][0], tiles)) + w["visual.pos_embedding"][0], "pre_norm")
    for number in range(2):
        b = f"transformer.{number}"
        qkv = linear(norm(x, f"{b}.norm1"), f"{b}.attn.to_qkv").view(len(x), 3, 2, -1).permute(1, 2, 0, 3)
        out = functional.scaled_dot_product_attention(*qkv).transpose(0, 1).flatten(1)
        x = x + linear(out, f"{b}.attn.proj")
        x = x + linear(functional.gelu(linear(norm(x, f"{b}.norm2"), f"{b}.mlp.0")), f"{b}.mlp.2")
    return x


def test_clip_sees_the_portrait_without_its_last_block() -> None:
    tensors = {name: torch.from_numpy(array) for name, array in random_weights(clip_shapes()).items()}
    encoder = PictureEncoder.from_tensors(tensors | {"textual.x": torch.zeros(1)})
    portrait = drawn("clip/portrait", (3, 40, 36)).clamp(-1, 1)
    small = functional.interpolate(portrait[None], (28, 28), mode="bicubic") / 2 + 0.5
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(3, 1, 1)
    std = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(3, 1, 1)
    torch.testing.assert_close(encoder.look(portrait), clip(tensors, (small - mean) / std), atol=2e-4, rtol=2e-4)
