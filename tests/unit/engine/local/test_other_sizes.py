"""Sizes and seeds that no golden case has, against the formulas written out a second time (``plain``).

They show that nothing is tuned to the golden cases: other numbers of heads, blocks, channels and steps, clips of other
lengths, pictures that are no squares, three chunks in a row.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
import torch
from torch import Tensor

from app.engine.local.audio import SpeechFeatures
from app.engine.local.clip_loop import ClipLoop
from app.engine.local.dit import AudioDiT
from app.engine.local.dit_shape import DiTShape, expected_tensors
from app.engine.local.sampler import Schedule, sample
from app.engine.local.talking_clip import ClipModel, Quality, fitted
from tests.unit.engine.local import clips, plain
from tests.unit.engine.local.golden import drawn, picture, weights


def shape(**sizes: object) -> DiTShape:
    """A FlashHead, but for ``sizes``."""
    usual = {
        "family": "flashhead",
        "dim": 96,
        "ffn_dim": 112,
        "freq_dim": 64,
        "heads": 4,
        "layers": 3,
        "in_channels": 12,
        "out_channels": 6,
        "patch": (1, 2, 2),
        "audio_in": 20,
        "audio_hidden": 24,
        "audio_tokens": 7,
        "audio_dim": 96,
        "frame_stride": 4,
    }
    return DiTShape(**(usual | sizes))  # type: ignore[arg-type]  # by name


TALK = {"family": "flashtalk", "audio_dim": 40, "text_dim": 48, "image_dim": 36, "in_channels": 16}
SHAPES = {
    "pro, wide": (shape(), (5, 4, 10)),
    "pro, one head": (shape(heads=1, layers=1, dim=32, audio_dim=32), (2, 6, 2)),
    "lite": (shape(frame_stride=8, patch=(1, 1, 1), heads=2), (3, 3, 5)),
    "strides of two": (shape(frame_stride=2, patch=(1, 1, 2), heads=3), (4, 3, 4)),
    "talk": (shape(**TALK), (3, 4, 6)),
    "talk, tall": (shape(**TALK, heads=2, layers=2), (2, 8, 2)),
}


def rel_rms(found: Tensor, wanted: Tensor) -> float:
    """How far they are from each other, RMS over RMS."""
    return float((found.double() - wanted.double()).square().mean().sqrt() / wanted.double().square().mean().sqrt())


@pytest.mark.parametrize("seed", [2, 77])
@pytest.mark.parametrize("name", SHAPES)
def test_velocities_are_those_of_the_plain_formulas(name: str, seed: int) -> None:
    made, grid = SHAPES[name]
    prefix = f"other/{name}/{seed}/"
    tensors = weights(f"{prefix}w/", expected_tensors(made))
    if made.family == "flashhead":  # nothing reads it
        tensors["text_embedding.0.weight"] = torch.full((8, 8), 9.0)
    model = AudioDiT.from_tensors(tensors, heads=made.heads)
    assert model.shape == made
    latent = drawn(f"{prefix}x", (made.out_channels, *grid))
    condition = drawn(f"{prefix}y", (made.in_channels - made.out_channels, *grid))
    frames = 1 + (grid[0] - 1) * made.frame_stride
    windows = drawn(f"{prefix}audio", (frames, 5, 2, made.audio_in // 2))
    text = drawn(f"{prefix}text", (9, made.text_dim)) if made.text_dim else None
    look = drawn(f"{prefix}clip", (11, made.image_dim)) if made.text_dim else None
    timestep = 12.5 * seed  # exact in float32, as which the model is told
    found = model(
        latent,
        condition,
        model.modulations([timestep])[0],
        model.rotary(grid),
        model.hear(windows),
        None if text is None or look is None else model.see(text, look),
    )
    wanted = plain.velocity(tensors, latent, condition, timestep, windows, made.heads, made.patch, text, look)
    assert rel_rms(found, wanted) < 2e-6


@pytest.mark.parametrize(("steps", "led"), [(1, 1), (2, 3), (3, 2), (4, 1), (6, 2)])
def test_every_number_of_steps_and_leading_latents(steps: int, led: int) -> None:
    noise = [drawn(f"other/sampler/{steps}/{number}", (5, 4, 3, 2)) for number in range(steps + 1)]
    motion = drawn(f"other/sampler/{steps}/motion", (5, led, 3, 2))
    schedule = Schedule.of(steps)
    found = sample(lambda x, step: 0.2 * x - schedule.sigmas[step], noise.__getitem__, motion, schedule)
    wanted = plain.clip(lambda x, timestep: 0.2 * x - timestep / 1000, noise, motion, steps)
    assert rel_rms(found, wanted) < 2e-6


def start(model: ClipModel, reference: Tensor) -> tuple[Tensor, Tensor]:
    """What the DiT is given beside each latent, and what leads the first clip."""
    vae, frames = model.vae, model.quality.frames
    if not model.is_flashtalk:
        latent = vae.encode(reference.repeat(1, frames, 1, 1))
        return latent, latent[:, :1]
    grey = torch.zeros(3, frames - 1, *reference.shape[2:])
    latent = vae.encode(torch.cat((reference, grey), dim=1))
    given = torch.zeros(4, *latent.shape[1:])
    given[:, :1] = 1
    return torch.cat((given, latent)), vae.encode(reference)


@pytest.mark.parametrize("talks", [False, True], ids=["flashhead", "flashtalk"])
@pytest.mark.parametrize(("frames", "steps", "size"), [(9, 3, (32, 16)), (13, 2, (16, 48)), (21, 4, (32, 32))])
def test_three_chunks_of_other_lengths_and_sizes(frames: int, steps: int, size: tuple[int, int], talks: bool) -> None:
    """A clip of nine frames shows fewer than lead the next one."""
    sizes = {"out_channels": 16, "in_channels": 36 if talks else 32, "dim": 64, "heads": 2, "layers": 2}
    made = shape(**(TALK | sizes if talks else sizes | {"audio_dim": 64}))
    prefix = f"other/loop/{frames}/{talks}/"
    tensors = weights(f"{prefix}w/", expected_tensors(made))
    text = drawn(f"{prefix}text", (5, made.text_dim)) if talks else None
    look = drawn(f"{prefix}clip", (6, made.image_dim)) if talks else None
    model = ClipModel(
        AudioDiT.from_tensors(tensors, heads=made.heads),
        clips.wan(),
        cast("SpeechFeatures", None),  # what it hears is given
        Quality(size[1], size[0], steps, frames=frames),
        text=text,
        look=None if look is None else lambda _: look,
    )
    reference = fitted(picture(f"{prefix}picture", *size), *size)
    condition, motion = start(model, reference)
    grid = tuple(condition.shape[1:])
    chunk = 0

    def noise(number: int) -> Tensor:
        return drawn(f"{prefix}noise/{chunk}/{number}", (16, *grid))

    scene = model.scene(reference)
    loop = ClipLoop(model.dit, model.vae, model.schedule, reference, *model.begin(reference), noise, scene=scene)
    for chunk in range(3):
        windows = drawn(f"{prefix}audio/{chunk}", (frames, 5, 2, made.audio_in // 2))

        def predict(x: Tensor, timestep: float, heard: Tensor = windows) -> Tensor:
            told = float(np.float32(timestep))
            return plain.velocity(tensors, x, condition, told, heard, made.heads, made.patch, text, look)

        noises = [noise(number) for number in range(steps + 1)]
        latent = plain.clip(predict, noises, loop.motion if chunk else motion, steps)
        clip = loop.draw(windows)
        assert rel_rms(clip.latent, latent) < 2e-5
        decoded = model.vae.decode(clip.latent)
        coloured = plain.recoloured(decoded.double().numpy(), reference[:, 0].double().numpy())
        assert clip.shown.shape == (3, frames - 5, *size)
        assert rel_rms(clip.shown, torch.from_numpy(coloured[:, 5:])) < 2e-4
        assert loop.motion.shape[1] == 2
        assert rel_rms(loop.motion, model.vae.encode(torch.from_numpy(coloured[:, -5:].astype(np.float32)))) < 2e-4
