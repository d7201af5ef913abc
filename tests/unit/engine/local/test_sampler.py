"""The sampler against golden numbers, and each of its facts broken once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from app.engine.local import sampler
from app.engine.local.sampler import Schedule, SeededNoise, sample
from tests.unit.engine.local.golden import Case, drawn

CASE = Case("sampler")
LATENT = CASE.config["latent"]


def trajectory(steps: int, chunk: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """What the model is given at every step, and what comes out in the end."""
    inputs: list[Tensor] = []

    def predict(latent: Tensor, step: int) -> Tensor:
        inputs.append(latent.clone())
        return (0.3 * latent.float() + 0.1).to(latent.dtype)

    def noise(number: int) -> Tensor:
        name = f"step{number}" if number else "init"
        return drawn(f"smp/1/noise/chunk{chunk}/{name}", LATENT).to(dtype)

    motion = drawn(f"smp/1/motion/chunk{chunk}", [LATENT[0], chunk + 1, *LATENT[2:]]).to(dtype)
    final = sample(predict, noise, motion, Schedule.of(steps, dtype), dtype)
    return torch.stack(inputs), final


@pytest.mark.parametrize("steps", [2, 4, 8])
def test_the_schedule_is_shifted(steps: int) -> None:
    CASE.check(f"sigmas_{steps}", torch.tensor(Schedule.of(steps).sigmas))


def test_bfloat16_rounds_the_noise_levels_but_not_what_the_model_is_told() -> None:
    schedule = Schedule.of(4, torch.bfloat16)
    CASE.check("bf16_sigmas_4", torch.tensor(schedule.sigmas))
    assert schedule.timesteps == pytest.approx((1000, 937.5, 833.3333, 625), abs=1e-4)


@pytest.mark.parametrize("chunk", [0, 1])
@pytest.mark.parametrize("steps", [2, 4, 8])
def test_trajectories_are_those_of_the_authors_code(steps: int, chunk: int) -> None:
    inputs, final = trajectory(steps, chunk)
    if steps < 8:
        CASE.check(f"steps{steps}_chunk{chunk}_model_inputs", inputs)
    CASE.check(f"steps{steps}_chunk{chunk}_final", final)


@pytest.mark.parametrize("chunk", [0, 1])
def test_in_bfloat16_everything_is_rounded(chunk: int) -> None:
    _, final = trajectory(4, chunk, torch.bfloat16)
    assert final.dtype == torch.bfloat16
    CASE.check(f"bf16_steps4_chunk{chunk}_final", final)


def _no_shift(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Schedule.of
    monkeypatch.setattr(Schedule, "of", lambda steps, dtype=torch.float32: right(steps, dtype, shift=1.0))


def _no_clamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler, "led_by", lambda motion, latent: latent)


def _clamp_one(monkeypatch: pytest.MonkeyPatch) -> None:
    right = sampler.led_by
    monkeypatch.setattr(sampler, "led_by", lambda motion, latent: right(motion[:, :1], latent))


def _not_clamped_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    right, calls = sampler.led_by, iter(range(100))
    monkeypatch.setattr(sampler, "led_by", lambda motion, latent: right(motion, latent) if next(calls) < 4 else latent)


def _deterministic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain Euler steps instead of fresh noise."""

    def euler(predict, noise, motion, schedule, dtype):  # type: ignore[no-untyped-def]
        latent = noise(0)
        for step in range(schedule.steps):
            latent = sampler.led_by(motion, latent)
            latent = latent + predict(latent, step) * (schedule.sigmas[step + 1] - schedule.sigmas[step])
        return sampler.led_by(motion, latent)

    monkeypatch.setitem(globals(), "sample", euler)


@pytest.mark.parametrize("broken", [_no_shift, _no_clamp, _clamp_one, _not_clamped_at_the_end, _deterministic])
def test_a_broken_fact_fails_the_case(
    broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    _, final = trajectory(4, 1)
    assert CASE.deviation("steps4_chunk1_final", final) > 1


def test_noise_goes_on_from_one_seed_and_is_drawn_in_its_formats() -> None:
    formats = (torch.bfloat16, torch.float32)
    noise, same = (SeededNoise([2, 3], 7, torch.device("cpu"), formats) for _ in range(2))
    first, second = [noise(number) for number in (0, 1)], [noise(number) for number in (0, 1)]
    assert [draw.dtype for draw in first] == list(formats)
    assert not torch.equal(first[1], second[1])
    assert torch.equal(torch.cat([same(n).float() for n in (0, 1)]), torch.cat([draw.float() for draw in first]))
