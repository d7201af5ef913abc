"""The audio-driven diffusion transformer of FlashHead and FlashTalk, under the key names of their checkpoints.

What one chunk or one session does not change is computed once and handed to ``forward``: the modulation of each step
(``modulations``), rotary angles (``rotary``), keys and values of the audio (``hear``) and of text and picture
(``see``).

Number formats: FlashHead runs in one format, but for the norm of its audio tokens. FlashTalk keeps the residual stream
and the large matrices in the working format, and everything about time, the modulation and the head in float32.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.engine.local.attention import (
    AudioAttention,
    KeysValues,
    PlainAudioAttention,
    Rotary,
    SceneAttention,
    SelfAttention,
    rotary_table,
)
from app.engine.local.audio_projection import AudioProjection
from app.engine.local.base import Tensors
from app.engine.local.dit_shape import UNUSED_PREFIXES, DiTShape, read_shape

EPS = 1e-6
TEXT_ROWS = 512
"""Text is padded with zeros to so many rows, and all of them are attended to."""

_ISLANDS = {
    "flashhead": ("audio_proj.norm.",),
    "flashtalk": ("audio_proj.norm.", "time_embedding.", "time_projection.", "head."),
}


class Modulation(NamedTuple):
    """What one timestep does: shift, 1 + scale and gate of both halves of every block, and the head's two.

    Attributes:
        blocks: ``[layers, 6, dim]``.
        head: ``[2, dim]``.

    """

    blocks: Tensor
    head: Tensor


Scene = list[tuple[KeysValues, KeysValues]]
"""Of every block: keys and values of the text, and of the picture."""


class DiTBlock(nn.Module):
    """One block. Without text there is no attention to a scene: ``cross_attn`` is then the audio's."""

    def __init__(self, shape: DiTShape) -> None:
        super().__init__()
        dim, heads = shape.dim, shape.heads
        self.modulation = nn.Parameter(torch.empty(1, 6, dim))
        self.self_attn = SelfAttention(dim, heads, EPS)
        self.norm3 = nn.LayerNorm(dim, eps=EPS)
        if shape.family == "flashtalk":
            self.cross_attn: SceneAttention | AudioAttention = SceneAttention(dim, heads, EPS)
            self.norm_x = nn.LayerNorm(dim, eps=EPS)
            self.audio_cross_attn = PlainAudioAttention(dim, shape.audio_dim, heads)
        else:
            self.cross_attn = AudioAttention(dim, shape.audio_dim, heads, EPS)
        self.ffn = nn.Sequential(
            nn.Linear(dim, shape.ffn_dim), nn.GELU(approximate="tanh"), nn.Linear(shape.ffn_dim, dim)
        )

    def hear(self, audio: Tensor) -> KeysValues:
        """Keys and values of the audio tokens."""
        attention = self.cross_attn if isinstance(self.cross_attn, AudioAttention) else self.audio_cross_attn
        return attention.hear(audio)

    def forward(
        self,
        x: Tensor,
        modulation: Tensor,
        rotary: Rotary,
        audio: KeysValues,
        scene: tuple[KeysValues, KeysValues] | None,
    ) -> Tensor:
        """``[tokens, dim]`` to the same; ``modulation`` is ``[6, dim]``."""
        shift1, scale1, gate1, shift2, scale2, gate2 = modulation
        x = (x + self.self_attn(modulated(x, shift1, scale1), rotary) * gate1).to(x.dtype)
        if isinstance(self.cross_attn, AudioAttention):
            x = x + self.cross_attn(self.norm3(x), audio)
        else:
            assert scene is not None
            x = x + self.cross_attn(self.norm3(x), scene)
            x = x + self.audio_cross_attn(self.norm_x(x), audio)
        return (x + self.ffn(modulated(x, shift2, scale2)) * gate2).to(x.dtype)


def modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    """The norm of ``x``, scaled (by 1 + what the weights say) and shifted, in the format of ``x``."""
    return (functional.layer_norm(x, x.shape[-1:], eps=EPS) * scale + shift).to(x.dtype)


class Head(nn.Module):
    """From tokens to the patches of the velocity."""

    def __init__(self, dim: int, width_out: int) -> None:
        super().__init__()
        self.head = nn.Linear(dim, width_out)
        self.modulation = nn.Parameter(torch.empty(1, 2, dim))

    def forward(self, x: Tensor, modulation: Tensor) -> Tensor:
        """``[tokens, dim]`` to ``[tokens, patch numbers]``."""
        shift, scale = modulation
        out: Tensor = self.head(functional.layer_norm(x, x.shape[-1:], eps=EPS) * scale + shift)
        return out


class _ImageEmbedding(nn.Module):
    """``img_emb`` of the checkpoint."""

    def __init__(self, image_dim: int, dim: int) -> None:
        super().__init__()
        self.proj = nn.Sequential(
            nn.LayerNorm(image_dim),
            nn.Linear(image_dim, image_dim),
            nn.GELU(),
            nn.Linear(image_dim, dim),
            nn.LayerNorm(dim),
        )


class AudioDiT(nn.Module):
    """Predicts the velocity of a latent clip from timestep, audio and, with FlashTalk, text and picture.

    Latents are ``[channels, latent frames, rows, columns]``: there is one clip at a time.
    """

    def __init__(self, shape: DiTShape) -> None:
        super().__init__()
        self.shape = shape
        dim = shape.dim
        self.patch_embedding = nn.Conv3d(shape.in_channels, dim, shape.patch, stride=shape.patch)
        self.time_embedding = nn.Sequential(nn.Linear(shape.freq_dim, dim), nn.SiLU(), nn.Linear(dim, dim))
        self.time_projection = nn.Sequential(nn.SiLU(), nn.Linear(dim, 6 * dim))
        if shape.family == "flashtalk":
            self.text_embedding = nn.Sequential(
                nn.Linear(shape.text_dim, dim), nn.GELU(approximate="tanh"), nn.Linear(dim, dim)
            )
            self.img_emb = _ImageEmbedding(shape.image_dim, dim)
        self.audio_proj = AudioProjection(shape)
        self.blocks = nn.ModuleList(DiTBlock(shape) for _ in range(shape.layers))
        self.head = Head(dim, shape.out_channels * shape.patch[0] * shape.patch[1] * shape.patch[2])
        self.timestep_dtype = torch.float32
        """Format that the timestep is rounded to before its sinusoid."""

    @classmethod
    def from_tensors(cls, tensors: Tensors, *, heads: int | None = None, dtype: torch.dtype | None = None) -> Self:
        """The model that these weights of the original checkpoint are of. Raises ShapeError.

        The weights are taken as they are, not copied, unless ``dtype`` says otherwise.
        """
        shape = read_shape({name: tuple(tensor.shape) for name, tensor in tensors.items()}, heads)
        unused = UNUSED_PREFIXES if shape.family == "flashhead" else ()
        with torch.device("meta"):
            model = cls(shape)
        kept = {name: tensor for name, tensor in tensors.items() if not name.startswith(unused or "\0")}
        model.load_state_dict(kept, strict=True, assign=True)
        model.requires_grad_(requires_grad=False)
        if dtype is not None:
            model.use_dtype(dtype)
        return model.eval()

    def use_dtype(self, dtype: torch.dtype) -> None:
        """Compute in ``dtype``, but for what is float32 always; that has the precision of ``dtype``'s weights, too."""
        self.to(dtype)
        islands = _ISLANDS[self.shape.family]
        for name, parameter in self.named_parameters():
            is_modulation = self.shape.family == "flashtalk" and name.endswith("modulation")
            if is_modulation or name.startswith(islands):
                parameter.data = parameter.data.float()
        # A FlashHead was trained to see bfloat16's timesteps (936 for 937.5), whatever smaller format it runs in now.
        rounds = self.shape.family == "flashhead" and dtype != torch.float32
        self.timestep_dtype = torch.bfloat16 if rounds else torch.float32

    @property
    def dtype(self) -> torch.dtype:
        """Format of the token stream."""
        return self.patch_embedding.weight.dtype

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.patch_embedding.weight.device

    # ---- what is computed once

    def embed_time(self, timestep: float) -> tuple[Tensor, Tensor]:
        """A timestep of 0..1000 embedded ``[dim]``, and its six modulation vectors ``[6, dim]``."""
        dtype = self.time_embedding[0].weight.dtype
        seen = torch.tensor(timestep, dtype=torch.float32, device=self.device).to(self.timestep_dtype)
        embedded: Tensor = self.time_embedding(sinusoid(seen, self.shape.freq_dim).to(dtype))
        return embedded, self.time_projection(embedded).unflatten(-1, (6, -1))

    def modulations(self, timesteps: Sequence[float]) -> list[Modulation]:
        """What each of the timesteps (0..1000) does to the blocks. The same for all chunks and sessions."""
        return [self._modulation(timestep) for timestep in timesteps]

    def _modulation(self, timestep: float) -> Modulation:
        embedded, projected = self.embed_time(timestep)
        blocks = torch.cat([block.modulation + projected for block in self.blocks])
        blocks[:, (1, 4)] += 1
        head = (self.head.modulation + embedded)[0]
        head[1] += 1
        return Modulation(blocks, head)

    def rotary(self, grid: tuple[int, int, int]) -> Rotary:
        """Angles for latents of ``grid`` frames, rows and columns."""
        frames, rows, columns = (length // patch for length, patch in zip(grid, self.shape.patch, strict=True))
        return rotary_table((frames, rows, columns), self.shape.dim // self.shape.heads, self.device)

    def hear(self, windows: Tensor) -> list[KeysValues]:
        """Of every block, keys and values of a chunk's audio windows ``[video frames, 5, layers, width]``."""
        tokens = self.audio_proj(windows.to(self.device))
        return [block.hear(tokens) for block in self.blocks]

    def see(self, text: Tensor, image: Tensor) -> Scene:
        """Keys and values of the text ``[tokens, width]`` and the picture ``[257, width]``, for a whole session."""
        text, image = (x.to(self.device, self.dtype) for x in (text, image))
        text = functional.pad(text, (0, 0, 0, TEXT_ROWS - text.shape[0]))
        text, image = self.text_embedding(text), self.img_emb.proj(image)
        return [block.cross_attn.see(text, image) for block in self.blocks]

    # ---- what every step computes

    def forward(
        self,
        latent: Tensor,
        condition: Tensor,
        modulation: Modulation,
        rotary: Rotary,
        audio: Sequence[KeysValues],
        scene: Scene | None = None,
    ) -> Tensor:
        """The velocity of ``latent``, in the head's format; ``condition`` is what is given beside it, same size."""
        x = self.embed_patches(torch.cat((latent.to(self.dtype), condition.to(self.dtype))))
        for number, block in enumerate(self.blocks):
            x = block(x, modulation.blocks[number], rotary, audio[number], scene[number] if scene else None)
        return self.unpatch(self.head(x, modulation.head), latent.shape)

    def embed_patches(self, x: Tensor) -> Tensor:
        """``[channels, frames, rows, columns]`` to ``[tokens, dim]``: the convolution as the matrix that it is."""
        t, h, w = self.shape.patch
        channels, frames, rows, columns = x.shape
        x = x.view(channels, frames // t, t, rows // h, h, columns // w, w)
        x = x.permute(1, 3, 5, 0, 2, 4, 6).flatten(3).flatten(0, 2)
        return functional.linear(x, self.patch_embedding.weight.flatten(1), self.patch_embedding.bias)

    def unpatch(self, x: Tensor, size: Sequence[int]) -> Tensor:
        """``[tokens, patch numbers]`` to ``[channels, frames, rows, columns]``; channels come last within a patch."""
        t, h, w = self.shape.patch
        _, frames, rows, columns = size
        x = x.view(frames // t, rows // h, columns // w, t, h, w, self.shape.out_channels)
        return x.permute(6, 0, 3, 1, 4, 2, 5).reshape(self.shape.out_channels, frames, rows, columns)


def sinusoid(position: Tensor, width: int) -> Tensor:
    """Cosines, then sines of ``position``, ``[width]``, float64."""
    half = width // 2
    rates = 10_000.0 ** -(torch.arange(half, dtype=torch.float64, device=position.device) / half)
    angles = position.double() * rates
    return torch.cat((angles.cos(), angles.sin()))
