"""The DiT against the numbers of its authors' code, and what happens where one fact is broken."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.engine.local import attention, dit
from app.engine.local.attention import PlainAudioAttention, SceneAttention
from app.engine.local.audio_projection import AudioProjection
from app.engine.local.dit import AudioDiT
from tests.unit.engine.local import dits
from tests.unit.engine.local.golden import CASES, Case, draw

Break = Callable[[pytest.MonkeyPatch, AudioDiT], None]

FLASHHEAD = ["flashhead_pro_dit", "flashhead_lite_dit"]
FLASHTALK = ["flashtalk_dit_48", "flashtalk_dit_128"]
TIMESTEPS = {"out_t833p3": 833.3333, "out_t936": 936.0, "out_t937p5": 937.5, "out_t625": 625.0}


def test_the_recipe_makes_the_numbers_that_the_cases_were_made_with() -> None:
    for name, first in CASES["recipe_probe"].items():
        assert draw(name, (4,)).tolist() == pytest.approx(first, rel=1e-6)


def run(model: AudioDiT, case: Case, timestep: float) -> Tensor:
    """The velocity that the model predicts for the inputs of the case."""
    given = case.inputs()
    latent, condition = (given[name].squeeze(0) if given[name].dim() == 5 else given[name] for name in "xy")
    scene = model.see(given["text"], given["clip"][0]) if "text" in given else None
    out = model(
        latent,
        condition,
        model.modulations([timestep])[0],
        model.rotary(tuple(latent.shape[1:])),
        model.hear(given["audio"][0]),
        scene,
    )
    return out.view(given["x"].shape)


def outputs(case: Case) -> list[str]:
    """The float32 velocities that are stored."""
    return [name for name in TIMESTEPS if name in case.about["outputs"]]


@pytest.mark.parametrize("name", FLASHHEAD + FLASHTALK)
def test_velocities_are_those_of_the_authors_code(name: str) -> None:
    case = Case(name)
    for output in outputs(case):
        case.check(output, run(dits.model(name), case, TIMESTEPS[output]))


@pytest.mark.parametrize("name", FLASHHEAD + FLASHTALK)
def test_parts_are_those_of_the_authors_code(name: str) -> None:
    case, model = Case(name), dits.model(name)
    case.check("audio_tokens", model.audio_proj(case.inputs()["audio"][0])[None])
    blocks: list[Tensor] = []
    handle = model.blocks[0].register_forward_hook(lambda *call: blocks.append(call[2]))
    try:
        run(model, case, 937.5 if name in FLASHTALK else 833.3333)
    finally:
        handle.remove()
    case.check("block0", blocks[0][None])
    if name in FLASHHEAD:
        embedded, projected = model.embed_time(833.3333)
        case.check("time_embedding", embedded[None])
        case.check("time_projection", projected.flatten()[None])


@pytest.fixture(scope="module")
def rounded() -> dict[str, AudioDiT]:
    """FlashHead in bfloat16."""
    models = {}
    for name in FLASHHEAD:
        models[name] = copy.deepcopy(dits.model(name))
        models[name].use_dtype(torch.bfloat16)
    return models


@pytest.mark.parametrize("name", FLASHHEAD)
def test_in_bfloat16_it_sees_the_rounded_timestep(name: str, rounded: dict[str, AudioDiT]) -> None:
    case, model = Case(name), rounded[name]
    out = run(model, case, 937.5)
    assert out.dtype == torch.bfloat16
    case.check("out_bf16_t937p5", out)
    assert Case(name).deviation("out_t937p5", out.float()) > 1000  # further from the un-rounded one than from any noise
    model.timestep_dtype = torch.float32
    try:
        assert case.deviation("out_bf16_t937p5", run(model, case, 937.5)) > 2
    finally:
        model.timestep_dtype = torch.bfloat16


def test_half_precision_is_told_the_timesteps_that_bfloat16_was_trained_with() -> None:
    model = copy.deepcopy(dits.model("flashhead_lite_dit"))
    model.use_dtype(torch.float16)
    assert model.timestep_dtype == torch.bfloat16


def test_flashtalk_never_rounds_the_timestep_and_keeps_its_islands_in_float32() -> None:
    model = copy.deepcopy(dits.model("flashtalk_dit_128"))
    model.use_dtype(torch.bfloat16)
    assert model.timestep_dtype == torch.float32
    wide = {name for name, parameter in model.named_parameters() if parameter.dtype == torch.float32}
    parts = {".".join(part for part in name.split(".")[:-1] if not part.isdigit()) for name in wide}
    assert parts == {"time_embedding", "time_projection", "head", "head.head", "audio_proj.norm", "blocks"}
    assert all(name.endswith("modulation") for name in wide if name.startswith("blocks"))
    case = Case("flashtalk_dit_128")
    out = run(model, case, 937.5)
    assert out.dtype == torch.float32
    exact = run(dits.model("flashtalk_dit_128"), case, 937.5)
    assert float((out - exact).square().mean().sqrt() / exact.square().mean().sqrt()) < 0.012


# ---- every fact, broken once


def _erf_gelu(monkeypatch: pytest.MonkeyPatch, model: AudioDiT) -> None:
    for block in model.blocks:
        monkeypatch.setattr(block.ffn[1], "approximate", "none")


def _large_epsilon(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    monkeypatch.setattr(dit, "EPS", 1e-5)


def _narrow_sinusoid(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    def narrow(position: Tensor, width: int) -> Tensor:
        rates = torch.pow(torch.tensor(10_000.0), -torch.arange(width // 2).float() / (width // 2))
        return torch.cat(((position.float() * rates).cos(), (position.float() * rates).sin()))

    monkeypatch.setattr(dit, "sinusoid", narrow)


def _sines_first(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    right = dit.sinusoid
    monkeypatch.setattr(dit, "sinusoid", lambda *args: right(*args).roll(args[1] // 2))


def _slots_reversed(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    def swapped(self: AudioProjection, windows: Tensor) -> Tensor:
        groups = windows.unflatten(0, (-1, self.stride))
        return torch.cat((groups[:, -1, 2:], groups[:, 1:-1, 2], groups[:, 0, :3]), dim=1).flatten(1)

    monkeypatch.setattr(AudioProjection, "grouped", swapped)


def _middle_off_centre(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    def off(self: AudioProjection, windows: Tensor) -> Tensor:
        groups = windows.unflatten(0, (-1, self.stride))
        return torch.cat((groups[:, 0, :3], groups[:, 1:-1, 1], groups[:, -1, 2:]), dim=1).flatten(1)

    monkeypatch.setattr(AudioProjection, "grouped", off)


def _rotary_of_even_thirds(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    right = attention.rotary_table
    monkeypatch.setattr(dit, "rotary_table", lambda grid, *rest: right((grid[0], grid[2], grid[1]), *rest))


def _halves_rotated(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    def by_halves(x: Tensor, rotary: attention.Rotary) -> Tensor:
        first, second = x.chunk(2, dim=-1)
        return torch.cat((first * rotary.cos - second * rotary.sin, first * rotary.sin + second * rotary.cos), dim=-1)

    monkeypatch.setattr(attention, "rotate", by_halves)


def _norm_per_head(monkeypatch: pytest.MonkeyPatch, model: AudioDiT) -> None:
    def per_head(self: attention.RMSNorm, x: Tensor) -> Tensor:
        split = x.unflatten(-1, (model.shape.heads, -1))
        return functional.rms_norm(split, split.shape[-1:], eps=self.eps).flatten(-2) * self.weight

    monkeypatch.setattr(attention.RMSNorm, "forward", per_head)


def _audio_over_all_frames(monkeypatch: pytest.MonkeyPatch, _: AudioDiT) -> None:
    right = AudioDiT.hear
    monkeypatch.setattr(
        AudioDiT,
        "hear",
        lambda *args: [attention.KeysValues(kv.keys.roll(1, 0), kv.values.roll(1, 0)) for kv in right(*args)],
    )


BREAKS = [
    _erf_gelu,
    _large_epsilon,
    _narrow_sinusoid,
    _sines_first,
    _slots_reversed,
    _middle_off_centre,
    _halves_rotated,
    _norm_per_head,
    _audio_over_all_frames,
]


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("name", ["flashhead_pro_dit", "flashtalk_dit_128"])
def test_a_broken_fact_fails_the_case(name: str, broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    case, model = Case(name), dits.model(name)
    broken(monkeypatch, model)
    assert case.deviation(outputs(case)[0], run(model, case, TIMESTEPS[outputs(case)[0]])) > 1


@pytest.mark.parametrize("name", ["flashhead_lite_dit", "flashtalk_dit_48"])
def test_lite_and_small_heads_notice_slots_in_another_order(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, model = Case(name), dits.model(name)
    _slots_reversed(monkeypatch, model)
    assert case.deviation("out_t937p5", run(model, case, 937.5)) > 1


def _text_not_padded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dit, "TEXT_ROWS", 11)


def _values_before_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    right = PlainAudioAttention.hear
    monkeypatch.setattr(PlainAudioAttention, "hear", lambda *args: attention.KeysValues(*right(*args)[::-1]))


def _picture_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right = SceneAttention.see
    monkeypatch.setattr(SceneAttention, "see", lambda *args: (right(*args)[0],) * 2)


def _tanh_in_the_picture_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    gelu = dits.model("flashtalk_dit_128").img_emb.proj[2]
    assert isinstance(gelu, nn.GELU)
    monkeypatch.setattr(gelu, "approximate", "tanh")


@pytest.mark.parametrize(
    "broken", [_text_not_padded, _values_before_keys, _picture_left_out, _tanh_in_the_picture_branch]
)
def test_a_broken_fact_of_flashtalk_fails_the_case(
    broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, model = Case("flashtalk_dit_128"), dits.model("flashtalk_dit_128")
    broken(monkeypatch)
    assert case.deviation("out_t937p5", run(model, case, 937.5)) > 1


def test_rotary_angles_of_rows_and_columns_are_not_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    case, model = Case("flashtalk_dit_128"), dits.model("flashtalk_dit_128")  # 6 rows, 8 columns
    _rotary_of_even_thirds(monkeypatch, model)
    assert case.deviation("out_t937p5", run(model, case, 937.5)) > 1
