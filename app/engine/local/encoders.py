"""What FlashTalk knows beside the sound: the prompt by umT5, the portrait by CLIP. Each is used once and then freed.

Both come from transformers, under the key names of the original checkpoints.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from transformers import CLIPVisionConfig, CLIPVisionModel, UMT5Config, UMT5EncoderModel

from app.engine.local.base import Tensors
from app.engine.local.dit import TEXT_ROWS

PROMPT = "A person is talking. Only the foreground characters are moving, the background remains static."
"""What FlashTalk is told unless the user says otherwise."""

_CLIP_HEAD_SIZE = 80
_CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
_CLIP_STD = (0.26862954, 0.26130258, 0.27577711)

_UMT5_NAMES = {
    "norm1.weight": "layer.0.layer_norm.weight",
    "attn.q.weight": "layer.0.SelfAttention.q.weight",
    "attn.k.weight": "layer.0.SelfAttention.k.weight",
    "attn.v.weight": "layer.0.SelfAttention.v.weight",
    "attn.o.weight": "layer.0.SelfAttention.o.weight",
    "pos_embedding.embedding.weight": "layer.0.SelfAttention.relative_attention_bias.weight",
    "norm2.weight": "layer.1.layer_norm.weight",
    "ffn.gate.0.weight": "layer.1.DenseReluDense.wi_0.weight",
    "ffn.fc1.weight": "layer.1.DenseReluDense.wi_1.weight",
    "ffn.fc2.weight": "layer.1.DenseReluDense.wo.weight",
}
_CLIP_NAMES = {
    "norm1": "layer_norm1",
    "norm2": "layer_norm2",
    "attn.proj": "self_attn.out_proj",
    "mlp.0": "mlp.fc1",
    "mlp.2": "mlp.fc2",
}
_BLOCK = re.compile(r"(?:blocks|transformer)\.(\d+)\.(.+)")


class TextEncoder:
    """umT5's encoder."""

    def __init__(self, model: UMT5EncoderModel, tokenizer: Tokenizer) -> None:
        self._model, self._tokenizer = model, tokenizer

    @classmethod
    def from_tensors(cls, tensors: Tensors, tokenizer: Path) -> Self:
        """The encoder that these weights are of. Raises KeyError or RuntimeError where tensors do not fit."""
        buckets, heads = tensors["blocks.0.pos_embedding.embedding.weight"].shape
        vocabulary, width = tensors["token_embedding.weight"].shape
        config = UMT5Config(
            vocab_size=vocabulary,
            d_model=width,
            d_kv=tensors["blocks.0.attn.q.weight"].shape[0] // heads,
            d_ff=tensors["blocks.0.ffn.fc1.weight"].shape[0],
            num_layers=_layers(tensors),
            num_heads=heads,
            relative_attention_num_buckets=buckets,
            feed_forward_proj="gated-gelu",
        )
        with torch.device("meta"):
            model = UMT5EncoderModel(config)
        model.load_state_dict(_umt5_names(tensors), strict=True, assign=True)
        return cls(model.requires_grad_(requires_grad=False).eval(), Tokenizer.from_file(str(tokenizer)))

    @torch.inference_mode()
    def encode(self, prompt: str) -> Tensor:
        """The prompt's features, ``[tokens, width]``, cut off after 512 tokens."""
        ids = self._tokenizer.encode(cleaned(prompt)).ids[:TEXT_ROWS]
        device = self._model.shared.weight.device
        features: Tensor = self._model(input_ids=torch.tensor([ids], device=device)).last_hidden_state[0]
        return features

    def to(self, device: torch.device) -> Self:
        """Move it."""
        self._model.to(device)
        return self


def cleaned(prompt: str) -> str:
    """The prompt without entities of HTML and needless blanks."""
    return re.sub(r"\s+", " ", html.unescape(html.unescape(prompt))).strip()


class PictureEncoder:
    """CLIP's picture tower without its last block."""

    def __init__(self, model: CLIPVisionModel) -> None:
        self._model = model

    @classmethod
    def from_tensors(cls, tensors: Tensors, heads: int | None = None) -> Self:
        """The encoder that these weights are of, text tower and last block left out.

        Raises KeyError or RuntimeError where tensors do not fit.
        """
        prefix = "visual."
        seen = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
        width, _, patch, _ = seen["patch_embedding.weight"].shape
        tiles = seen["pos_embedding"].shape[1] - 1
        layers = _layers(seen) - 1
        config = CLIPVisionConfig(
            hidden_size=width,
            intermediate_size=seen["transformer.0.mlp.0.weight"].shape[0],
            num_hidden_layers=layers,
            num_attention_heads=heads or width // _CLIP_HEAD_SIZE,
            image_size=round(tiles**0.5) * patch,
            patch_size=patch,
            hidden_act="gelu",
        )
        with torch.device("meta"):
            model = CLIPVisionModel(config)
        model.load_state_dict(_clip_names(seen, layers), strict=True, assign=True)
        model.embeddings.position_ids = torch.arange(tiles + 1)[None]  # a buffer that no checkpoint holds
        return cls(model.requires_grad_(requires_grad=False).eval())

    @torch.inference_mode()
    def look(self, picture: Tensor) -> Tensor:
        """What it sees in ``[3, height, width]``, -1..1: ``[257, width]``."""
        edge, weight = self._model.config.image_size, self._model.embeddings.patch_embedding.weight
        small = functional.interpolate(picture[None].to(weight.device), (edge, edge), mode="bicubic")
        mean, std = (torch.tensor(values, device=weight.device).view(3, 1, 1) for values in (_CLIP_MEAN, _CLIP_STD))
        normal = ((small / 2 + 0.5) - mean) / std
        features: Tensor = self._model(normal.to(weight.dtype)).last_hidden_state[0]
        return features

    def to(self, device: torch.device) -> Self:
        """Move it."""
        self._model.to(device)
        return self


def _layers(tensors: Mapping[str, Tensor]) -> int:
    return 1 + max(int(match[1]) for name in tensors if (match := _BLOCK.fullmatch(name)))


def _umt5_names(tensors: Tensors) -> dict[str, Tensor]:
    named = {
        "shared.weight": tensors["token_embedding.weight"],
        "encoder.embed_tokens.weight": tensors["token_embedding.weight"],
        "encoder.final_layer_norm.weight": tensors["norm.weight"],
    }
    for name, tensor in tensors.items():
        if match := _BLOCK.fullmatch(name):
            named[f"encoder.block.{match[1]}.{_UMT5_NAMES[match[2]]}"] = tensor
    return named


def _clip_names(tensors: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    named = {
        "embeddings.class_embedding": tensors["cls_embedding"].flatten(),
        "embeddings.patch_embedding.weight": tensors["patch_embedding.weight"],
        "embeddings.position_embedding.weight": tensors["pos_embedding"][0],
    }
    for part in ("weight", "bias"):
        named[f"pre_layrnorm.{part}"] = tensors[f"pre_norm.{part}"]
        named[f"post_layernorm.{part}"] = tensors[f"post_norm.{part}"]
    for name, tensor in tensors.items():
        match = _BLOCK.fullmatch(name)
        if match is None or int(match[1]) >= layers:
            continue
        place, (stem, part) = f"encoder.layers.{match[1]}", match[2].rsplit(".", 1)
        if stem == "attn.to_qkv":
            for kind, piece in zip("qkv", tensor.chunk(3), strict=True):
                named[f"{place}.self_attn.{kind}_proj.{part}"] = piece
        else:
            named[f"{place}.{_CLIP_NAMES[stem]}.{part}"] = tensor
    return named
