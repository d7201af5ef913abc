"""The few-step sampler of FlashHead and FlashTalk: a velocity leads to the clean latent, which is noised again.

The leading latents of every clip are those that the clip before ended with; they are written over whatever the sampler
makes of them, before every step and at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

SHIFT = 5.0
_BASE = {2: (1000.0, 500.0), 4: (1000.0, 750.0, 500.0, 250.0)}

Noise = Callable[[int], Tensor]
"""The noise of draw 0 (the first latent) or of draw k, which noises the latent again after step k."""

Predict = Callable[[Tensor, int], Tensor]
"""The velocity of a latent at a step, counted from 0."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Noise levels before each step, and 0 at last; ``sigmas`` are what the update uses, in its number format."""

    sigmas: tuple[float, ...]
    timesteps: tuple[float, ...]
    """What the model is told at each step, 0..1000."""

    @classmethod
    def of(cls, steps: int, dtype: torch.dtype = torch.float32, shift: float = SHIFT) -> Schedule:
        """The published schedule for so many steps."""
        base = np.asarray(_BASE.get(steps, np.linspace(1000, 1, steps, dtype=np.float32)), np.float64) / 1000
        sigmas = [*(shift * base / (1 + (shift - 1) * base)).tolist(), 0.0]
        rounded = torch.tensor(sigmas, dtype=torch.float64).to(dtype).tolist()
        return cls(tuple(rounded), tuple(1000 * sigma for sigma in sigmas[:-1]))

    @property
    def steps(self) -> int:
        """How often the model is asked."""
        return len(self.timesteps)


def rounded(value: float, dtype: torch.dtype) -> float:
    """``value`` in the precision of ``dtype``."""
    return float(torch.tensor(value, dtype=dtype))


def sample(
    predict: Predict, noise: Noise, motion: Tensor, schedule: Schedule, dtype: torch.dtype = torch.float32
) -> Tensor:
    """A clean latent ``[channels, frames, rows, columns]`` that begins with ``motion``.

    Args:
        predict: the model.
        noise: draws in order; the last one is drawn although nothing of it is left.
        motion: the leading latents, ``[channels, 1 or more, rows, columns]``.
        schedule: noise levels.
        dtype: format of the noise levels' arithmetic; latents have the format of noise and velocity.

    """
    latent = noise(0)
    for step in range(schedule.steps):
        latent = led_by(motion, latent)
        clean = latent - predict(latent, step) * schedule.sigmas[step]
        left = schedule.sigmas[step + 1]
        latent = clean * rounded(1 - left, dtype) + noise(step + 1) * left
    return led_by(motion, latent)


def led_by(motion: Tensor, latent: Tensor) -> Tensor:
    """``latent`` with its leading latents replaced."""
    latent = latent.clone()
    latent[:, : motion.shape[1]] = motion
    return latent


class SeededNoise:
    """Noise that goes on over all chunks of a session from one seed.

    Args:
        size: of the latent.
        seed: where chance begins.
        device: where the noise is needed; the same seed gives other noise on another kind of device.
        dtypes: formats of the first draw of a chunk and of all others.

    """

    def __init__(
        self, size: Sequence[int], seed: int, device: torch.device, dtypes: tuple[torch.dtype, torch.dtype]
    ) -> None:
        self._size, self._dtypes, self._device = tuple(size), dtypes, device
        self._generator = torch.Generator(device).manual_seed(seed)

    def __call__(self, number: int) -> Tensor:
        """The next draw."""
        dtype = self._dtypes[0 if number == 0 else 1]
        return torch.randn(self._size, generator=self._generator, device=self._device, dtype=dtype)
