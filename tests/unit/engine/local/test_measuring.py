"""The card is asked what it holds, with tiny models on the processor, and with a CUDA that is pretended."""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from app.base.card_choice import GIB, Card, CardChoice, Setup, Verdict
from app.base.errors import AppError
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local import governor, measuring, timing
from app.engine.local.base import FRAME_SAMPLES, Frames
from app.engine.local.choice import load_model
from app.engine.local.choice_store import FILE
from app.engine.local.measuring import measure, rough_tflops, settle, with_setup
from app.engine.local.mouth import MouthSession
from app.media.types import Samples
from tests.helpers import tiny_models
from tests.unit.engine.local.golden import picture

CPU = torch.device("cpu")
CHUNK_NS = 20_000_000


@pytest.fixture(autouse=True)
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every chunk takes 20 ms, however busy this machine is."""
    monkeypatch.setattr(timing, "perf_counter_ns", itertools.count(0, CHUNK_NS).__next__)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    tiny_models.write_all(folder)
    return folder


@pytest.fixture
def request_(weights: Path, tmp_path: Path) -> EngineRequest:
    local = LocalRequest("auto", weights, device="cpu", measured=tmp_path / "cache")
    return EngineRequest(tmp_path, 1280, 720, 25, local=local)


def test_what_is_chosen_is_measured_once_and_remembered(
    request_: EngineRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[CardChoice] = []
    steps: list[int] = []
    settled = settle(request_, told.append, lambda: steps.append(1))
    assert settled.local is not None
    assert settled.local.model == "wav2lip", "of a processor nothing else is asked"
    assert [choice.measuring for choice in told] == [Setup("wav2lip"), None]
    assert len(steps) >= 4, "each chunk is a step of its own"
    row = told[-1].row(Setup("wav2lip"))
    assert row is not None
    assert row.speed == pytest.approx(200_000_000 / CHUNK_NS)
    assert {one.verdict for one in told[-1].rows if one.setup.model == "flashtalk"} == {Verdict.UNLIKELY}

    monkeypatch.setattr(measuring, "measure", None)  # nothing is measured any more
    again: list[CardChoice] = []
    assert settle(request_, again.append, lambda: None) == settled
    assert [replace(choice, budget_bytes=0) for choice in again] == [replace(told[-1], budget_bytes=0)]


def test_it_is_measured_again_with_other_weights_or_a_broken_memory(request_: EngineRequest) -> None:
    assert request_.local is not None
    assert request_.local.measured is not None
    settle(request_, lambda choice: None, lambda: None)
    file = request_.local.measured / FILE
    assert len(json.loads(file.read_text())["choices"]) == 1
    limited = replace(request_, local=replace(request_.local, vram_bytes=8 * GIB))
    settle(limited, lambda choice: None, lambda: None)
    assert len(json.loads(file.read_text())["choices"]) == 2
    file.write_text("{")
    told: list[CardChoice] = []
    settle(request_, told.append, lambda: None)
    assert told[0].measuring == Setup("wav2lip")
    assert len(json.loads(file.read_text())["choices"]) == 1


def test_a_named_model_is_taken_as_it_is(request_: EngineRequest) -> None:
    assert request_.local is not None
    named = replace(request_, local=replace(request_.local, model="flashtalk"))
    told: list[CardChoice] = []
    assert settle(named, told.append, lambda: None) is named
    assert not told


def test_where_nothing_is_there_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told: list[CardChoice] = []
    empty = EngineRequest(tmp_path, 1280, 720, 25, local=LocalRequest("auto", device="cpu"))
    with pytest.raises(AppError) as refused:
        settle(empty, told.append, lambda: None)
    assert (refused.value.code, refused.value.permanent) == ("engine.local.none_holds", True)
    assert "There is no model on this computer" in refused.value.message
    assert told[-1].chosen is None


def test_before_anything_is_downloaded_it_says_what_the_card_would_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(measuring, "chosen_device", lambda name: CPU)
    card = Card("GeForce RTX 4070", "cuda", 12 * GIB, 11 * GIB, "1.0", "fp8")
    monkeypatch.setattr(measuring, "card_of", lambda device: card)
    monkeypatch.setattr(measuring, "rough_tflops", lambda device: 45.0)
    told: list[CardChoice] = []
    with pytest.raises(AppError, match="There is no model"):
        settle(EngineRequest(tmp_path, 1280, 720, 25, local=LocalRequest("auto")), told.append, lambda: None)
    lite, talk = (told[-1].promised(model) for model in ("flashhead-lite", "flashtalk"))
    assert lite is not None
    assert talk is not None
    assert lite.setup.size_px == (512, 512)
    assert lite.speed == pytest.approx(45 / 25.1)
    assert talk.needs_bytes > told[-1].budget_bytes


def test_how_fast_the_device_is_is_measured_roughly() -> None:
    assert 0 < rough_tflops(CPU, 64) < 100
    assert rough_tflops(torch.device("meta"), 64) == 0, "it has no numbers to give"


@pytest.mark.parametrize(("limit_gb", "budget_gb"), [(0, 10.5), (8, 8), (12, 11)])
def test_no_more_is_taken_than_others_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit_gb: int, budget_gb: float
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(measuring, "card_of", lambda device: Card("A card", "cpu", 12 * GIB, 11 * GIB))
    told: list[CardChoice] = []
    local = LocalRequest("auto", device="cpu", vram_bytes=limit_gb * GIB)
    with pytest.raises(AppError):
        settle(EngineRequest(tmp_path, 1280, 720, 25, local=local), told.append, lambda: None)
    assert told[-1].budget_bytes == budget_gb * GIB


def test_a_clip_model_is_measured_by_its_slowest_chunk_of_sound(request_: EngineRequest) -> None:
    asked = with_setup(request_, Setup("flashhead-lite", (64, 64), 2))
    found = measure(asked, CPU, lambda: None)
    assert found.speed == pytest.approx(24 * 40_000_000 / CHUNK_NS)
    assert found.took_bytes == 0, "a processor does not tell"


def test_memory_that_runs_out_while_drawing_is_known_as_such(
    request_: EngineRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(self: MouthSession, samples: Samples) -> Frames:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    monkeypatch.setattr(MouthSession, "push", no_memory)
    with pytest.raises(AppError) as refused:
        measure(with_setup(request_, Setup("wav2lip")), CPU, lambda: None)
    assert refused.value.code == "engine.local.out_of_memory"


def test_the_same_weights_draw_in_another_size_with_other_steps(request_: EngineRequest) -> None:
    asked = with_setup(request_, Setup("flashhead-lite", (64, 96), 2))
    loaded = load_model(asked)
    assert asked.local is not None
    assert loaded.redrawn is not None
    smaller = loaded.redrawn(replace(asked.local, size_px=(64, 64), steps=1))
    assert smaller.model is loaded.model
    assert (smaller.aspect, loaded.aspect) == (1.0, 64 / 96)
    assert smaller.key != loaded.key, "it rests otherwise, too"
    session = smaller.model.open(picture("portrait", 96, 96), seed=3)
    frames = session.push(torch.zeros(session.pace.chunk_samples).numpy())
    assert frames.shape == (session.pace.chunk_samples // FRAME_SAMPLES, 64, 64, 4)
    with pytest.raises(AppError, match="cannot draw 65x64"):
        loaded.redrawn(replace(asked.local, size_px=(65, 64)))


# ---- CUDA, pretended


class PretendedCard:
    """What torch says of a card that is not there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capability: tuple[int, int] = (8, 9)) -> None:
        self.fractions: list[float] = []
        properties = SimpleNamespace(total_memory=16 * GIB)
        cuda = torch.cuda
        monkeypatch.setattr(cuda, "get_device_properties", lambda device: properties)
        monkeypatch.setattr(cuda, "mem_get_info", lambda device: (11 * GIB, 16 * GIB))
        monkeypatch.setattr(cuda, "get_device_capability", lambda device: capability)
        monkeypatch.setattr(cuda, "get_device_name", lambda device: "GeForce RTX 4080")
        monkeypatch.setattr(
            cuda, "set_per_process_memory_fraction", lambda fraction, device: self.fractions.append(fraction)
        )


@pytest.mark.parametrize(("capability", "bits"), [((8, 9), "fp8"), ((8, 6), "int8")])
def test_a_card_says_what_it_is(monkeypatch: pytest.MonkeyPatch, capability: tuple[int, int], bits: str) -> None:
    PretendedCard(monkeypatch, capability)
    card = governor.card_of(torch.device("cuda"))
    assert (card.name, card.kind, card.eight_bits) == ("GeForce RTX 4080", "cuda", bits)
    assert (card.total_bytes, card.free_bytes) == (16 * GIB, 11 * GIB)
    assert torch.__version__ in card.driver


@pytest.mark.parametrize(("vram_bytes", "fraction"), [(0, 1.0), (4 * GIB, 0.25), (64 * GIB, 1.0)])
def test_the_engine_keeps_within_its_memory_and_its_place_in_line(
    monkeypatch: pytest.MonkeyPatch, vram_bytes: int, fraction: float
) -> None:
    card = PretendedCard(monkeypatch)
    asked: list[str] = []

    def prefer(who: str) -> bool:
        asked.append(who)
        return True

    monkeypatch.setattr(governor, "prefer", prefer)
    local = LocalRequest("flashhead-lite", vram_bytes=vram_bytes, priority="game")
    governor.govern(torch.device("cuda"), local)
    assert card.fractions == [fraction]
    assert asked == ["game"]


def test_without_torch_it_is_said_what_to_install(request_: EngineRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "app.engine.local.loading", None)
    with pytest.raises(AppError) as refused:
        settle(request_, lambda choice: None, lambda: None)
    assert refused.value.code == "engine.local.not_installed"
    assert "studio.py local" in refused.value.hint
