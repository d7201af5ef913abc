"""What the card is asked for in a show, in virtual time: given back, stepped down, lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from app.base.card_choice import CardChoice, Setup
from app.base.errors import AppError
from app.base.local_settings import LocalSettings
from app.base.settings import EngineSettings, Settings
from app.engine.base import EngineInfo
from app.engine.local.choice_store import ChoiceStore
from app.engine.local.chooser import OUT_OF_MEMORY, choose
from app.studio.card_room import CardRoom
from app.studio.engine_line import EngineLine
from app.studio.engine_room import EngineRoom
from app.studio.parts import EngineLink
from app.studio.problems import ProblemBoard
from app.studio.snapshot import EngineState
from tests.helpers.simulated_card import SimulatedCard

LITE = Setup("flashhead-lite", (512, 512), 4)
CHUNK_NS = 960_000_000
MINUTE_NS = 60_000_000_000
FULL = AppError(OUT_OF_MEMORY, "The graphics card has no memory left for the model.")
GONE = AppError("engine.local.no_card", "PyTorch finds no graphics card.", permanent=True)


@dataclass
class Engine:
    """As much of an engine's room as the card's looks at."""

    line: EngineLine = field(default_factory=lambda: EngineLine(cast("EngineLink", None)))
    state: EngineState = EngineState.READY
    released: int = 0

    def release(self) -> None:
        self.released += 1
        self.state, self.line.own = EngineState.STANDBY, None


def info(setup: Setup, render_ns: int = CHUNK_NS // 2) -> EngineInfo:
    return EngineInfo("FlashHead Lite", 25, 16_000, CHUNK_NS, 0, render_ns, 512, 512, setup=setup)


@pytest.fixture
def choice() -> CardChoice:
    card = SimulatedCard(8, 45)
    return choose(card.card, card.card.free_bytes, {}, card.measure)


@dataclass
class Rig:
    problems: ProblemBoard
    room: CardRoom
    engine: Engine
    settings: Settings
    now_ns: int = 0

    def look(self, *, talking: bool = False, after_ns: int = 100_000_000) -> bool:
        self.now_ns += after_ns
        return self.room.look(cast("EngineRoom", self.engine), self.settings, self.now_ns, talking=talking)

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems.all()]


@pytest.fixture
def rig(tmp_path: Path, choice: CardChoice) -> Rig:
    problems = ProblemBoard()
    rig = Rig(problems, CardRoom(problems, ChoiceStore(tmp_path)), Engine(), on_card())
    rig.engine.line.own, rig.engine.line.card_choice = info(LITE), choice
    rig.look()
    return rig


def on_card(**local: object) -> Settings:
    return Settings(engine=EngineSettings(kind="local"), local=LocalSettings.model_validate(local))


def test_a_model_that_is_kept_warm_stays(rig: Rig) -> None:
    rig.look(after_ns=600 * MINUTE_NS)
    assert rig.engine.released == 0


def test_otherwise_it_leaves_the_card_after_so_long_without_speech(rig: Rig) -> None:
    rig.settings = on_card(release_after_min=5)
    rig.look(talking=True)
    rig.look(after_ns=4 * MINUTE_NS)
    assert rig.engine.released == 0
    rig.look(talking=True)
    rig.look(after_ns=4 * MINUTE_NS)
    assert rig.engine.released == 0, "it was spoken meanwhile"
    rig.look(after_ns=MINUTE_NS)
    assert rig.engine.released == 1
    rig.look(after_ns=60 * MINUTE_NS)
    assert rig.engine.released == 1


def test_a_slower_card_is_told_of_then_stepped_down_from_then_tried_again(rig: Rig) -> None:
    rig.engine.line.fresh_chunks_ns.extend([round(0.8 * CHUNK_NS)] * 4)
    assert not rig.look(talking=True)
    assert rig.codes() == ["card.starved"]
    rig.engine.line.fresh_chunks_ns.extend([CHUNK_NS // 2] * 4)
    assert not rig.look(talking=True)
    assert rig.codes() == []
    rig.engine.line.fresh_chunks_ns.extend([round(1.1 * CHUNK_NS)] * 2)
    assert rig.look(talking=True)
    local = rig.room.applied(rig.settings).local
    assert (local.model, local.size, local.steps) == ("flashhead-lite", "512x512", 2)
    assert rig.codes() == ["card.stepped_down"]
    assert rig.room.stepped
    assert not rig.look(talking=True), "once"
    assert rig.room.reset()
    assert rig.room.applied(rig.settings) == rig.settings
    assert rig.codes() == []


def test_memory_is_answered_with_less_once_and_then_without_the_card(rig: Rig) -> None:
    assert rig.room.failed(FULL, rig.settings)
    assert rig.room.applied(rig.settings).local.size == "384x384"
    assert rig.room.failed(FULL, rig.settings)
    assert rig.room.applied(rig.settings).engine.kind == "builtin"
    assert not rig.room.failed(FULL, rig.settings), "that is the built-in engine's own"


def test_what_the_user_has_chosen_gives_way_too_and_stays_chosen(rig: Rig) -> None:
    rig.settings = on_card(model="flashhead-pro", frames=25, tiny_decoder="/w/taew2_1.safetensors")
    assert rig.room.failed(FULL, rig.settings)
    drawn = rig.room.applied(rig.settings).local
    assert (drawn.model, drawn.size) == ("flashhead-pro", "384x384")
    assert drawn.frames == 25
    assert rig.settings.local.size == ""


def test_a_card_that_goes_in_the_middle_of_a_show_is_stood_in_for(rig: Rig) -> None:
    assert rig.room.failed(GONE, rig.settings)
    assert rig.room.applied(rig.settings).engine.kind == "builtin"
    assert "The graphics card is gone" in rig.room.stepped


def test_a_card_that_was_never_there_is_not_replaced_by_anything(tmp_path: Path) -> None:
    room = CardRoom(ProblemBoard(), ChoiceStore(tmp_path))
    assert not room.failed(GONE, on_card())
    assert room.applied(on_card()) == on_card()


def test_other_engines_are_left_alone(rig: Rig) -> None:
    other = Settings()
    assert not rig.room.failed(FULL, other)
    assert rig.room.applied(other) is other


def test_measuring_again_forgets_everything(rig: Rig, tmp_path: Path, choice: CardChoice) -> None:
    ChoiceStore(tmp_path).keep("a", choice)
    assert CardRoom(ProblemBoard(), ChoiceStore(tmp_path)).choice == choice
    rig.room.failed(FULL, rig.settings)
    rig.room.measure_again()
    assert rig.room.choice is None
    assert ChoiceStore(tmp_path).latest() is None
    assert rig.room.applied(rig.settings) == rig.settings
