"""Attention of the DiT: rotary positions, norms of queries and keys, and the four kinds that the two models use.

Shapes: a token stream is ``[tokens, dim]`` (there is one clip at a time), a split one ``[1, heads, tokens, size]``.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

ROTARY_BASE = 10_000.0


class Rotary(NamedTuple):
    """Cosine and sine of every token's angles, each ``[tokens, head size / 2]``, float32."""

    cos: Tensor
    sin: Tensor


class KeysValues(NamedTuple):
    """Split keys and values of what tokens attend to."""

    keys: Tensor
    values: Tensor


def rotary_table(grid: tuple[int, int, int], head_size: int, device: torch.device | str = "cpu") -> Rotary:
    """Angles of the tokens of ``grid`` (latent frames, rows, columns), computed in float64.

    A third of the pairs goes to rows and one to columns, what remains to time; each axis has its own denominator.
    """
    pairs = head_size // 2
    shares = (pairs - 2 * (pairs // 3), pairs // 3, pairs // 3)
    angles = []
    for axis, (length, share) in enumerate(zip(grid, shares, strict=True)):
        rates = ROTARY_BASE ** -(torch.arange(share, dtype=torch.float64) / share)
        angle = torch.arange(length, dtype=torch.float64)[:, None] * rates
        view = [1, 1, 1, share]
        view[axis] = length
        angles.append(angle.view(view).expand(*grid, share))
    table = torch.cat(angles, dim=-1).reshape(-1, pairs)
    return Rotary(table.cos().float().to(device), table.sin().float().to(device))


def rotate(x: Tensor, rotary: Rotary) -> Tensor:
    """Turn adjacent pairs of ``x`` ``[1, heads, tokens, size]`` by their angles; float32 inside."""
    real, imaginary = x.float().unflatten(-1, (-1, 2)).unbind(-1)
    cos, sin = rotary
    turned = torch.stack((real * cos - imaginary * sin, real * sin + imaginary * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)


def split_heads(x: Tensor, heads: int) -> Tensor:
    """``[..., tokens, dim]`` to ``[batch, heads, tokens, size]``."""
    x = x if x.dim() == 3 else x.unsqueeze(0)
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def attend(queries: Tensor, context: KeysValues) -> Tensor:
    """Full attention; ``[batch * tokens, dim]``."""
    out = functional.scaled_dot_product_attention(queries, context.keys, context.values)
    return out.transpose(1, 2).flatten(2).flatten(0, 1)


class RMSNorm(nn.Module):
    """Root-mean-square norm over the whole width, float32 inside."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """Norm of ``[..., width]``."""
        wide = x.float()
        wide = wide * torch.rsqrt(wide.square().mean(dim=-1, keepdim=True) + self.eps)
        return wide.to(x.dtype) * self.weight


class SelfAttention(nn.Module):
    """All tokens of the clip attend to all."""

    def __init__(self, dim: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(dim, dim) for _ in range(4))
        self.norm_q, self.norm_k = RMSNorm(dim, eps), RMSNorm(dim, eps)

    def forward(self, x: Tensor, rotary: Rotary) -> Tensor:
        """``[tokens, dim]`` to the same."""
        queries = rotate(split_heads(self.norm_q(self.q(x)), self.heads), rotary)
        keys = rotate(split_heads(self.norm_k(self.k(x)), self.heads), rotary)
        out: Tensor = self.o(attend(queries, KeysValues(keys, split_heads(self.v(x), self.heads))))
        return out


class AudioAttention(nn.Module):
    """FlashHead's ``cross_attn``: the tokens of each latent frame attend to that frame's audio tokens."""

    def __init__(self, dim: int, audio_dim: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.o = nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.k, self.v = nn.Linear(audio_dim, dim), nn.Linear(audio_dim, dim)
        self.norm_q, self.norm_k = RMSNorm(dim, eps), RMSNorm(dim, eps)

    def hear(self, audio: Tensor) -> KeysValues:
        """Keys and values of the audio tokens ``[frames, tokens, width]``, one batch entry a frame."""
        return KeysValues(split_heads(self.norm_k(self.k(audio)), self.heads), split_heads(self.v(audio), self.heads))

    def forward(self, x: Tensor, audio: KeysValues) -> Tensor:
        """``[tokens, dim]`` to the same; the tokens of one latent frame lie together."""
        queries = self.norm_q(self.q(x)).unflatten(0, (audio.keys.shape[0], -1))
        out: Tensor = self.o(attend(split_heads(queries, self.heads), audio))
        return out


class PlainAudioAttention(nn.Module):
    """FlashTalk's ``audio_cross_attn``: the same without norms, its keys and values from one matrix."""

    def __init__(self, dim: int, audio_dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_linear, self.proj = nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.kv_linear = nn.Linear(audio_dim, 2 * dim)

    def hear(self, audio: Tensor) -> KeysValues:
        """Keys and values of the audio tokens ``[frames, tokens, width]``, one batch entry a frame."""
        keys, values = self.kv_linear(audio).chunk(2, dim=-1)
        return KeysValues(split_heads(keys, self.heads), split_heads(values, self.heads))

    def forward(self, x: Tensor, audio: KeysValues) -> Tensor:
        """``[tokens, dim]`` to the same; the tokens of one latent frame lie together."""
        queries = self.q_linear(x).unflatten(0, (audio.keys.shape[0], -1))
        out: Tensor = self.proj(attend(split_heads(queries, self.heads), audio))
        return out


class SceneAttention(nn.Module):
    """FlashTalk's ``cross_attn``: the tokens attend to the text and, beside it, to the picture; both are added."""

    def __init__(self, dim: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o, self.k_img, self.v_img = (nn.Linear(dim, dim) for _ in range(6))
        self.norm_q, self.norm_k, self.norm_k_img = (RMSNorm(dim, eps) for _ in range(3))

    def see(self, text: Tensor, image: Tensor) -> tuple[KeysValues, KeysValues]:
        """Keys and values of the embedded text and picture, each ``[tokens, dim]``."""
        return (
            KeysValues(split_heads(self.norm_k(self.k(text)), self.heads), split_heads(self.v(text), self.heads)),
            KeysValues(
                split_heads(self.norm_k_img(self.k_img(image)), self.heads),
                split_heads(self.v_img(image), self.heads),
            ),
        )

    def forward(self, x: Tensor, scene: tuple[KeysValues, KeysValues]) -> Tensor:
        """``[tokens, dim]`` to the same."""
        queries = split_heads(self.norm_q(self.q(x)), self.heads)
        text, image = scene
        out: Tensor = self.o(attend(queries, text) + attend(queries, image))
        return out
