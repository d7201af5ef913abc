"""Large matrices in eight bits: FP8 where the card computes in it, INT8 before.

Every matrix of the transformer's blocks is quantised, with a scale for every row of it and for every token that it
meets. Time, head, norms, patches and the projection of the sound stay as they are. How far that moves the velocity is
measured block by block beside the exact model, so that the exact one is never on the device as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.base.errors import AppError
from app.engine.local.dit import AudioDiT, DiTBlock

Bits = Literal["int8", "fp8"]

DTYPES: dict[Bits, torch.dtype] = {"int8": torch.int8, "fp8": torch.float8_e4m3fn}
_LARGEST: dict[torch.dtype, float] = {torch.int8: 127.0, torch.float8_e4m3fn: 448.0}
_LEAST_SCALE = 1e-12
_ADA = (8, 9)
_INT_MM_ROWS, _INT_MM_STEP = 16, 8  # what torch._int_mm wants on CUDA: more rows than that, widths divisible by that

_SEED = 20
_GRID = (3, 16, 16)  # latent frames, rows and columns of tokens that the error is measured on
_TIMESTEP = 750.0


def check_card(bits: Bits, device: torch.device) -> None:
    """Whether ``device`` computes in this format; a processor does so slowly. Raises AppError."""
    if bits == "fp8" and device.type == "cuda" and torch.cuda.get_device_capability(device) < _ADA:
        raise AppError(
            "local.fp8",
            f"{torch.cuda.get_device_name(device)} does not compute with FP8 numbers.",
            "Choose INT8: every card since the RTX 20 series computes with it.",
            permanent=True,
        )


def best_bits(capability: tuple[int, int]) -> Bits:
    """What a card of this capability computes with."""
    return "fp8" if capability >= _ADA else "int8"


def quantise(x: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """``[rows, width]`` as eight bits, and the scale of every row ``[rows, 1]``, float32."""
    wide = x.float()
    scale = (wide.abs().amax(dim=-1, keepdim=True) / _LARGEST[dtype]).clamp_min(_LEAST_SCALE)
    scaled = wide / scale
    return (scaled.round() if dtype == torch.int8 else scaled).to(dtype), scale


class QuantisedLinear(nn.Module):
    """A linear layer whose weight ``[out, in]`` has eight bits, with a scale for every row."""

    def __init__(self, weight: Tensor, scale: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("scale", scale)
        self.bias = nn.Parameter(bias, requires_grad=False)

    @classmethod
    def of(cls, linear: nn.Linear, bits: Bits) -> Self:
        """The same layer in eight bits."""
        return cls(*quantise(linear.weight.data, DTYPES[bits]), linear.bias.data)

    def forward(self, x: Tensor) -> Tensor:
        """``[..., in]`` to ``[..., out]``, in the format of ``x``."""
        rows, scale = quantise(x.flatten(0, -2), self.weight.dtype)
        return self._multiplied(rows, scale, x.dtype).unflatten(0, x.shape[:-1])

    def _multiplied(self, rows: Tensor, scale: Tensor, dtype: torch.dtype) -> Tensor:
        if self.weight.dtype == torch.int8:
            product = torch._int_mm(rows, self.weight.t()) if _has_int_mm(rows, self.weight) else None
        elif rows.device.type == "cuda":
            out = torch._scaled_mm(
                rows,
                self.weight.t(),
                scale_a=scale,
                scale_b=self.scale.t(),
                out_dtype=torch.bfloat16,  # the only one with scales for every row
                use_fast_accum=True,
            )
            return out.to(dtype) + self.bias
        else:
            product = None
        if product is None:
            product = functional.linear(rows.float(), self.weight.float())
        return (product.float() * scale * self.scale.t()).to(dtype) + self.bias


def _has_int_mm(rows: Tensor, weight: Tensor) -> bool:
    if rows.device.type == "cpu":
        return True
    fits = rows.shape[0] > _INT_MM_ROWS and not weight.shape[0] % _INT_MM_STEP and not weight.shape[1] % _INT_MM_STEP
    return rows.device.type == "cuda" and fits


# ---- a whole model


Put = Callable[[int, DiTBlock], Any]


def quantise_model(dit: AudioDiT, bits: Bits, device: torch.device, done: Put = lambda number, block: None) -> float:
    """Quantise all blocks of ``dit`` and move it to ``device``; how far its velocity is off, RMS over RMS.

    ``done`` is told each block that is quantised.
    """
    outside_blocks_to(dit, device)
    with torch.inference_mode():
        probe = _Probe(dit)
        exact = coarse = probe.tokens
        for number, block in enumerate(dit.blocks):
            block.to(device)
            exact = probe.through(number, block, exact)
            for parent, name, linear in linears(block):
                setattr(parent, name, QuantisedLinear.of(linear, bits))
            coarse = probe.through(number, block, coarse)
            done(number, block)
        right, off = (dit.head(x, probe.modulation.head).float() for x in (exact, coarse))
    return float((off - right).square().mean().sqrt() / right.square().mean().sqrt())


def linears(block: DiTBlock) -> Iterator[tuple[nn.Module, str, nn.Linear]]:
    """The linear layers of a block, each with the module that has it and its name there."""
    for parent in list(block.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Linear):
                yield parent, name, child


def outside_blocks_to(dit: AudioDiT, device: torch.device) -> None:
    """Move what lies outside the blocks, and the blocks' modulation."""
    for name, child in dit.named_children():
        if name != "blocks":
            child.to(device)
    for block in dit.blocks:
        block.modulation.data = block.modulation.data.to(device)


class _Probe:
    """A fixed input, the same for every model of a shape."""

    def __init__(self, dit: AudioDiT) -> None:
        shape, device, dtype = dit.shape, dit.device, dit.dtype
        generator = torch.Generator().manual_seed(_SEED)

        def drawn(*size: int) -> Tensor:
            return torch.randn(size, generator=generator).to(device, dtype)

        latent = tuple(length * patch for length, patch in zip(_GRID, shape.patch, strict=True))
        frames = 1 + (latent[0] - 1) * shape.frame_stride
        self.tokens = dit.embed_patches(drawn(shape.in_channels, *latent))
        self.modulation = dit.modulations([_TIMESTEP])[0]
        self._rotary = dit.rotary((latent[0], latent[1], latent[2]))
        self._audio = dit.audio_proj(drawn(frames, 5, 1, shape.audio_in))
        self._scene: tuple[Tensor, Tensor] | None = None
        if shape.family == "flashtalk":
            text, image = drawn(64, shape.text_dim), drawn(64, shape.image_dim)
            self._scene = dit.text_embedding(text), dit.img_emb.proj(image)

    def through(self, number: int, block: DiTBlock, tokens: Tensor) -> Tensor:
        """What a block makes of ``tokens``."""
        scene = block.cross_attn.see(*self._scene) if self._scene else None
        modulation = self.modulation.blocks[number]
        out: Tensor = block(tokens, modulation, self._rotary, block.hear(self._audio), scene)
        return out
