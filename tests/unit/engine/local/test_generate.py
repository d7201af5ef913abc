"""The whole recurrence against golden numbers: portrait and windows of features in, frames out, over two chunks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
import torch
from torch import Tensor

from app.engine.local import clip_loop, sampler
from app.engine.local.audio import SpeechFeatures
from app.engine.local.clip_loop import ClipLoop
from app.engine.local.sampler import Schedule
from app.engine.local.talking_clip import ClipModel, Quality, fitted
from app.engine.local.vae import LTXVAE, WanVAE
from tests.unit.engine.local import dits
from tests.unit.engine.local.golden import Case, drawn, keys, picture, weights

STATIONS = ("latent", "decoded", "frames", "frame_means", "motion")


class Scripted:
    """The named noise of a case."""

    def __init__(self, prefix: str, size: list[int]) -> None:
        self.chunk = 0
        self._prefix, self._size = prefix, size

    def __call__(self, number: int) -> Tensor:
        name = f"step{number}" if number else "init"
        return drawn(f"{self._prefix}/noise/chunk{self.chunk}/{name}", self._size)


def wan(case: Case) -> WanVAE:
    """The Wan autoencoder of a case."""
    prefix = case.about["weights"][1]["prefix"]
    tensors = weights(prefix, case.about["vae_state_dict"])
    case.check_weights(tensors, 1)
    return WanVAE.from_tensors(tensors)


def ltx(case: Case) -> LTXVAE:
    """The LTX autoencoder at its real size."""
    tensors = weights(case.about["weights"][1]["prefix"], keys("ltx_vae"))
    case.check_weights(tensors, 1)
    return LTXVAE.from_tensors(tensors, case.config["vae"])


class Run:
    """A case, run with our parts."""

    def __init__(self, case: Case, vae: Any, dit_case: str) -> None:
        self.case = case
        self.prefix = case.about["weights"][1]["prefix"].removesuffix("/vae/w/")
        config = case.config
        self.noise = Scripted(self.prefix, config["latent"])
        image = picture(f"{self.prefix}/in/image", config["height"], config["width"])
        assert (image == case._expected["image"]).all()
        given = {name.rsplit("/", 1)[1]: shape for name, shape in case.about["inputs"].items()}
        text = drawn(f"{self.prefix}/in/text", given["text"]) if "text" in given else None
        clip = drawn(f"{self.prefix}/in/clip", given["clip"])[0] if "clip" in given else None
        quality = Quality(config["width"], config["height"], config["steps"], config["colour_strength"])
        self.model = ClipModel(
            dits.model(dit_case),
            vae,
            cast("SpeechFeatures", None),  # what it hears is given
            quality,
            text=text,
            look=(lambda _: clip) if text is not None else None,
        )
        self.reference = fitted(image, config["height"], config["width"])
        self.condition, self.start = self.model.begin(self.reference)
        self.loop = ClipLoop(
            self.model.dit,
            vae,
            self.model.schedule,
            self.reference,
            self.condition,
            self.start,
            self.noise,
            scene=self.model.scene(self.reference),
        )

    def windows(self, number: int) -> Tensor:
        """The windows of features of a chunk."""
        return drawn(f"{self.prefix}/in/audio{number}", (1, 33, 5, 12, 768))[0]

    def chunk(self, number: int) -> dict[str, Tensor]:
        """Everything that is stored of the next chunk."""
        self.noise.chunk = number
        clip = self.loop.draw(self.windows(number))
        is_talk = "y" in self.case.about["outputs"]
        frames = clip.shown if is_talk else self.loop.colour(clip.decoded)
        means = frames.mean(dim=(-2, -1))
        return dict(zip(STATIONS, (clip.latent, clip.decoded, frames, means, self.loop.motion), strict=True))

    def check(self) -> None:
        """Both chunks, station by station."""
        for number in range(2):
            for station, found in self.chunk(number).items():
                self.case.check(f"chunk{number}_{station}", found)

    def deviation(self) -> float:
        """How far the latent of the second chunk is off."""
        self.chunk(0)
        self.noise.chunk = 1
        return self.case.deviation("chunk1_latent", self.loop.denoise(self.model.dit.hear(self.windows(1))))


@pytest.fixture(scope="module")
def pro() -> tuple[Case, WanVAE, str]:
    """FlashHead Pro."""
    case = Case("flashhead_pro_generate")
    return case, wan(case), "flashhead_pro_dit"


@pytest.fixture(scope="module")
def talk() -> tuple[Case, WanVAE, str]:
    """FlashTalk."""
    case = Case("flashtalk_generate")
    return case, wan(case), "flashtalk_dit_48"


@pytest.fixture(scope="module")
def lite() -> tuple[Case, LTXVAE, str]:
    """FlashHead Lite."""
    case = Case("flashhead_lite_generate")
    return case, ltx(case), "flashhead_lite_dit"


def test_flashhead_pro_draws_what_its_authors_code_draws(pro: tuple[Case, WanVAE, str]) -> None:
    run = Run(*pro)
    run.case.check("reference_latent", run.condition)
    run.check()


def test_flashtalk_draws_what_its_authors_code_draws(talk: tuple[Case, WanVAE, str]) -> None:
    run = Run(*talk)
    run.case.check("y", run.condition)
    run.case.check("chunk0_start_motion", run.start)
    run.check()


@pytest.mark.slow
def test_flashhead_lite_draws_what_its_authors_code_draws(lite: tuple[Case, LTXVAE, str]) -> None:
    run = Run(*lite)
    run.case.check("reference_latent", run.condition)
    run.check()


# ---- every fact of the loop, broken once


def _no_colour_in_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    right = ClipLoop.draw

    def outside(self: ClipLoop, windows: Tensor) -> Any:
        clip = right(self, windows)
        self.motion = self._vae.encode(clip.decoded[:, -self.overlap :])
        return clip

    monkeypatch.setattr(ClipLoop, "draw", outside)


def _one_motion_latent(monkeypatch: pytest.MonkeyPatch) -> None:
    right = sampler.led_by
    monkeypatch.setattr(sampler, "led_by", lambda motion, latent: right(motion[:, :1], latent))


def _latents_carried_over(monkeypatch: pytest.MonkeyPatch) -> None:
    right = ClipLoop.draw

    def carried(self: ClipLoop, windows: Tensor) -> Any:
        clip = right(self, windows)
        self.motion = clip.latent[:, -2:]
        return clip

    monkeypatch.setattr(ClipLoop, "draw", carried)


def _motion_not_clamped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler, "led_by", lambda motion, latent: latent)


def _timesteps_rounded(monkeypatch: pytest.MonkeyPatch) -> None:
    of = Schedule.of

    def rounding(steps: int, dtype: torch.dtype) -> Schedule:
        schedule = of(steps, dtype)
        told = torch.tensor(schedule.timesteps).bfloat16().tolist()
        return Schedule(schedule.sigmas, tuple(told))

    monkeypatch.setattr(Schedule, "of", rounding)


BREAKS = [
    _no_colour_in_the_loop,
    _one_motion_latent,
    _latents_carried_over,
    _motion_not_clamped,
    _timesteps_rounded,
]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_fact_fails_the_case(
    broken: Callable[[pytest.MonkeyPatch], None],
    talk: tuple[Case, WanVAE, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken(monkeypatch)
    assert Run(*talk).deviation() > 1


@pytest.mark.parametrize("broken", [_no_colour_in_the_loop, _one_motion_latent])
def test_a_broken_fact_fails_flashhead_too(
    broken: Callable[[pytest.MonkeyPatch], None],
    pro: tuple[Case, WanVAE, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken(monkeypatch)
    assert Run(*pro).deviation() > 1


def _overlap_of_pro(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_loop, "overlap_frames", lambda stride: 5)


@pytest.mark.slow
@pytest.mark.parametrize("broken", [_no_colour_in_the_loop, _one_motion_latent, _overlap_of_pro])
def test_a_broken_fact_fails_lite_too(
    broken: Callable[[pytest.MonkeyPatch], None],
    lite: tuple[Case, LTXVAE, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken(monkeypatch)
    assert Run(*lite).deviation() > 1


def test_the_overlap_is_5_frames_or_9() -> None:
    assert (clip_loop.overlap_frames(4), clip_loop.overlap_frames(8)) == (5, 9)
