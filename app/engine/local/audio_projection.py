"""From windows of audio features to the audio tokens of each latent frame."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.engine.local.dit_shape import WINDOW_FRAMES, DiTShape

_NORM_EPS = 1e-5
_MIDDLE = WINDOW_FRAMES // 2


class AudioProjection(nn.Module):
    """``audio_proj`` of the checkpoint. Its norm runs in float32 whatever the rest does."""

    def __init__(self, shape: DiTShape) -> None:
        super().__init__()
        self.stride = shape.frame_stride
        self.tokens = shape.audio_tokens
        self.proj1 = nn.Linear(WINDOW_FRAMES * shape.audio_in, shape.audio_hidden)
        self.proj1_vf = nn.Linear(shape.grouped_windows * shape.audio_in, shape.audio_hidden)
        self.proj2 = nn.Linear(shape.audio_hidden, shape.audio_hidden)
        self.proj3 = nn.Linear(shape.audio_hidden, shape.audio_tokens * shape.audio_dim)
        self.norm = nn.LayerNorm(shape.audio_dim, eps=_NORM_EPS)

    def forward(self, windows: Tensor) -> Tensor:
        """``[video frames, 5, layers, width]`` to ``[latent frames, tokens, width]``, in the weights' dtype."""
        windows = windows.to(self.proj1.weight.dtype)
        first = self.proj1(windows[0].flatten())[None]
        hidden = functional.relu(torch.cat((first, self.proj1_vf(self.grouped(windows[1:])))))
        hidden = functional.relu(self.proj2(hidden))
        tokens = self.proj3(hidden).unflatten(-1, (self.tokens, -1))
        normed: Tensor = self.norm(tokens.to(self.norm.weight.dtype))
        return normed.to(tokens.dtype)

    def grouped(self, windows: Tensor) -> Tensor:
        """The windows behind each latent frame after the first, flat.

        Of the first video frame of a group its window up to the centre, of those in the middle the centre alone, of
        the last the window from the centre on: in this order.
        """
        groups = windows.unflatten(0, (-1, self.stride))
        slots = (groups[:, 0, : _MIDDLE + 1], groups[:, 1:-1, _MIDDLE], groups[:, -1, _MIDDLE:])
        return torch.cat(slots, dim=1).flatten(1)
