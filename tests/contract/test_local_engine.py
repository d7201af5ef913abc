"""The engine of this computer's graphics card, in the studio: what is drawn, and what happens when it breaks."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.avatars.idle_clip import open_clip
from app.base.card_choice import Setup
from app.base.local_settings import LocalSettings
from app.base.omnirt_settings import OmniRTSettings
from app.base.settings import EngineSettings, ProgramSettings, Settings, WindowSettings
from app.engine.host import HostOptions
from app.engine.local.base import FPS, FRAME_SAMPLES, RATE_HZ
from app.engine.table import ENGINES
from app.media import test_signal
from app.media.chunker import TurnResampler
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples, Tick
from app.studio import commands as do
from app.studio.snapshot import EngineState, OutputState, SpeechState
from tests.helpers.avatars import GREY, SKIN, plain, still_bundle
from tests.helpers.engine_probe import wait_until
from tests.helpers.small_studio import SmallStudio
from tests.helpers.stand_in_model import FACTORY, SIDE_PX, sound_in

SLOT = PROGRAM_RATE_HZ // FPS
OPTIONS = HostOptions(credits=8, python=Path(sys.executable))


class LocalStudio(SmallStudio):
    """A small studio whose engine is the local one, with a stand-in for its model."""

    def __init__(self, folder: Path) -> None:
        self.weights = folder / "weights"
        self.weights.mkdir()
        self.folder = folder
        ramp = plain(100, 200, SKIN)
        ramp[:, :, 0] = np.arange(200)[:, None]
        still_bundle(folder / "skin", ramp)
        still_bundle(folder / "grey", plain(100, 200, GREY))
        super().__init__(
            OPTIONS,
            FACTORY,
            settings=Settings(
                program=ProgramSettings(fps=25),
                engine=EngineSettings(kind="local"),
                local=LocalSettings(ckpt_dir=self.weights),
                window=WindowSettings(avatar=str(folder / "skin")),
            ),
            cache=folder / "cache",
            stand_in=ENGINES["testcard"],
        )

    def noted(self, name: str) -> list[int]:
        """The processes in which this has happened."""
        file = self.weights / name
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def ready(self) -> None:
        self.wait(lambda s: s.engine is EngineState.READY and s.engine_name == "Stand-in")

    def record(self) -> list[Tick]:
        self.studio.post(do.StartRecording())
        self.wait(lambda s: s.recording is OutputState.ON)
        return self.recordings[-1].ticks


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalStudio]:
    local = LocalStudio(tmp_path)
    yield local
    local.studio.close()


def heard_signal(seconds: float) -> Samples:
    """What a model hears of the test signal."""
    resampler = TurnResampler(RATE_HZ)
    pieces = [resampler.push(test_signal.samples(0, int(seconds * PROGRAM_RATE_HZ))), resampler.flush()]
    return np.concatenate(pieces)


def _is_of(carried: Samples, heard: Samples, number: int) -> bool:
    expected = heard[max(0, number) * FRAME_SAMPLES :][:FRAME_SAMPLES]
    return bool(np.abs(carried[: len(expected)] - expected).max() < 1e-3)


def spoken(ticks: list[Tick]) -> list[tuple[int, Samples, Tick]]:
    """Number in the turn, sound in the picture, and tick of every slot whose picture was drawn to speech."""
    found = []
    for tick in ticks:
        carried = sound_in(tick.picture.pixels)
        if tick.pts_ns is not None and carried is not None and np.abs(carried).max() > 0.01:
            found.append((tick.pts_ns * FPS // NS_PER_S, carried, tick))
    return found


def test_every_slot_shows_what_was_drawn_to_its_own_sound(local: LocalStudio) -> None:
    local.ready()
    ticks = local.record()
    local.studio.post(do.SpeakFile(Path("3.wav")))
    local.wait(lambda s: s.speech is SpeechState.SPEAKING)
    local.wait(lambda s: s.speech is SpeechState.IDLE and ticks[-1].pts_ns is None)
    heard, slots = heard_signal(3), spoken(ticks)
    assert len({number for number, _, _ in slots}) >= 3 * FPS - 8, "the fades at its ends aside"
    before = -1
    for number, carried, tick in slots:
        assert test_signal.locate(tick.samples, near=number * SLOT) == number * SLOT
        own = _is_of(carried, heard, number)
        assert own or _is_of(carried, heard, before), f"slot {number} has neither its own picture nor the one before"
        before = number if own else before


def test_the_host_rests_in_a_loop_that_is_drawn_once_for_each_avatar(local: LocalStudio) -> None:
    local.ready()
    assert local.noted("loads")
    clips = sorted((local.folder / "cache").rglob("*.idle"))
    assert len(clips) == 1
    clip = open_clip(clips[0])
    assert clip is not None
    ticks = local.record()
    local.wait(lambda s: len(ticks) > 30 and ticks[-1].picture.pixels.shape[0] == SIDE_PX)
    moved = {tick.picture.pixels.tobytes() for tick in ticks if tick.picture.pixels.shape[0] == SIDE_PX}
    assert len(moved) > 1, "it moves"
    period = round(clip.loop_ns * FPS / NS_PER_S)
    ends = [clip.picture(number * NS_PER_S // FPS)[..., :3].astype(int) for number in (period - 1, period, period + 1)]
    within = [clip.picture(number * NS_PER_S // FPS)[..., :3].astype(int) for number in range(10)]
    usual = max(float(np.abs(a - b).mean()) for a, b in itertools.pairwise(within))
    assert float(np.abs(ends[0] - ends[1]).mean()) <= 1.5 * usual + 0.5, "nobody sees where it begins"
    written_ns = clips[0].stat().st_ctime_ns

    local.studio.post(do.SelectAvatar(str(local.folder / "grey")))
    local.wait(lambda s: len(list((local.folder / "cache").rglob("*.idle"))) == 2 and s.engine is EngineState.READY)
    local.studio.post(do.SelectAvatar(str(local.folder / "skin")))
    local.wait(lambda s: s.avatar_id == str(local.folder / "skin") and s.engine is EngineState.READY)
    assert len(local.noted("loads")) == 1, "another avatar needs no other model"
    assert clips[0].stat().st_mtime_ns >= written_ns
    assert len(list((local.folder / "cache").rglob("*.idle"))) == 2


def test_a_portrait_that_is_cut_elsewhere_needs_no_other_model(local: LocalStudio) -> None:
    local.ready()
    settings = local.studio.snapshot().settings
    crops = {str(local.folder / "skin"): (0.0, 1.0)}
    local.studio.post(do.ApplySettings(settings.model_copy(update={"omnirt": OmniRTSettings(crops=crops)})))
    local.wait(lambda s: len(list((local.folder / "cache").rglob("*.idle"))) == 2 and s.engine is EngineState.READY)
    assert len(local.noted("loads")) == 1, local.studio.snapshot().problems
    other = local.studio.snapshot().settings.model_copy(update={"local": LocalSettings(ckpt_dir=local.weights, seed=1)})
    local.studio.post(do.ApplySettings(other))
    local.wait(lambda s: len(local.noted("loads")) == 2 and s.engine is EngineState.READY)
    assert len(local.noted("closed")) == 1, "another seed is another session of another engine"


def test_it_gives_its_memory_back_when_the_studio_closes(tmp_path: Path) -> None:
    local = LocalStudio(tmp_path)
    local.ready()
    (pid,) = local.noted("loads")
    local.studio.close()
    assert local.noted("closed") == [pid]
    assert not psutil.pid_exists(pid)


DIED = "thread local renderer died"


@pytest.mark.parametrize(
    ("place", "how", "code", "logged"),
    [
        ("push", "kill", "engine.died", ""),
        pytest.param("push", "hang", "engine.local.hung", "", marks=pytest.mark.slow),
        pytest.param("push", "memory", "card.stepped_down", DIED, marks=pytest.mark.slow),
        pytest.param("push", "card", "engine.local.device", DIED, marks=pytest.mark.slow),
        pytest.param("push", "reset", "engine.local.device", DIED, marks=pytest.mark.slow),
        pytest.param("push", "bug", "engine.local.error", DIED, marks=pytest.mark.slow),
        pytest.param("load", "kill", "engine.died", "", marks=pytest.mark.slow),
        pytest.param("load", "memory", "card.stepped_down", DIED, marks=pytest.mark.slow),
    ],
)
def test_whatever_breaks_the_host_rests_on_camera_and_the_engine_is_back(
    local: LocalStudio, expected_warnings: list[str], place: str, how: str, code: str, logged: str
) -> None:
    expected_warnings += [part for part in (logged,) if part]
    local.ready()
    local.studio.post(do.StartCamera())
    local.wait(lambda s: s.camera is OutputState.ON)
    wait_until(lambda: len(local.cameras[0].ticks) > FPS)  # the host of this model has been faded in
    (first,) = local.noted("loads")
    if place == "load":
        local.studio.post(do.SpeakFile(Path("2.wav")))
        psutil.Process(first).kill()
        expected = ["engine.died", code]
    else:
        expected = [code]
    (local.weights / "fault").write_text(f"{place} {how}")
    if place == "push":
        local.studio.post(do.SpeakFile(Path("2.wav")))
    seen: list[str] = []

    def is_back(snapshot: object) -> bool:
        for problem in local.studio.snapshot().problems:
            if problem.code not in seen:
                seen.append(problem.code)
        return (
            code in seen
            and not (local.weights / "fault").exists()
            and len(local.noted("loads")) >= 1 + len(expected)
            and local.studio.snapshot().engine is EngineState.READY
        )

    local.wait(is_back, timeout_s=30)
    ticks = local.cameras[0].ticks
    assert max(b.slot - a.slot for a, b in itertools.pairwise(ticks)) < 3 * FPS, "the camera goes on"
    assert {tick.picture.pixels.shape[0] for tick in ticks[FPS:]} == {SIDE_PX}, "and shows the host of this model"
    wait_until(lambda: not psutil.pid_exists(first))
    local.wait(lambda s: s.speech is SpeechState.IDLE)
    assert spoken(ticks), "what was to be said was said in the end"


# ---- sharing the card

LITE = Setup("flashhead-lite", (512, 512), 4)


def test_the_card_is_measured_and_what_came_of_it_is_seen(local: LocalStudio) -> None:
    local.ready()
    seen = local.wait(lambda s: s.setup is not None)
    assert seen.setup == LITE
    assert seen.card_choice is not None
    assert seen.card_choice.chosen == LITE
    assert not seen.stepped_down


@pytest.mark.slow
def test_a_game_that_starves_it_has_it_step_down_with_the_same_weights(local: LocalStudio) -> None:
    local.ready()
    ticks = local.record()
    (local.weights / "game").touch()
    local.studio.post(do.SpeakFile(Path("9.wav")))
    stepped = local.wait(lambda s: bool(s.stepped_down) and bool(local.noted("redrawn")))
    (problem,) = (problem for problem in stepped.problems if problem.code == "card.stepped_down")
    assert problem.message == stepped.stepped_down
    assert "steps draws now" in problem.message, "the same model: how busy this machine is decides which way"
    assert len(local.noted("loads")) == 1, "nothing is loaded again"
    assert local.studio.snapshot().settings.local.model == "auto", "the settings stay as they are"
    local.wait(lambda s: s.speech is SpeechState.IDLE, timeout_s=30)
    assert max(b.slot - a.slot for a, b in itertools.pairwise(ticks)) <= 1, "nothing stops"
    assert spoken(ticks)[-1][0] > 5 * FPS, "it speaks on to the end"

    (local.weights / "game").unlink()
    local.studio.post(do.WarmUp())
    back = local.wait(lambda s: not s.stepped_down and len(local.noted("loads")) == 2 and s.engine is EngineState.READY)
    assert not [problem for problem in back.problems if problem.code.startswith("card.")]


@pytest.mark.slow
def test_memory_that_runs_out_is_answered_once_and_then_by_the_built_in_engine(
    local: LocalStudio, expected_warnings: list[str]
) -> None:
    expected_warnings.append(DIED)
    local.ready()
    _let_memory_run_out(local)
    first = local.wait(lambda s: bool(s.stepped_down) and s.engine is EngineState.READY, timeout_s=30)
    assert "had no memory left for FlashHead Lite, 512x512, 4 steps" in first.stepped_down
    assert "FlashHead Lite, 384x384, 4 steps draws now" in first.stepped_down
    assert local.kinds == ["local"]
    assert local.noted("loads")[2:], "it is loaded again"
    _let_memory_run_out(local)
    local.wait(lambda s: "the built-in engine draws now" in s.stepped_down, timeout_s=30)
    last = local.wait(lambda s: s.engine is EngineState.READY, timeout_s=30)
    assert local.kinds == ["local", "builtin"]
    assert last.engine_name == "Test card", "what stands in for the built-in engine here"
    assert last.settings.engine.kind == "local", "the settings stay as they are"


@pytest.mark.slow
def test_a_card_that_nobody_speaks_with_is_given_back_until_somebody_does(local: LocalStudio) -> None:
    local.ready()
    (pid,) = local.noted("loads")
    local.studio.post(do.ReleaseEngine())
    local.wait(lambda s: s.engine is EngineState.STANDBY)
    wait_until(lambda: not psutil.pid_exists(pid))
    ticks = local.record()
    local.studio.post(do.SpeakFile(Path("2.wav")))
    local.wait(lambda s: s.engine is EngineState.READY)
    local.wait(lambda s: s.speech is SpeechState.IDLE and bool(spoken(ticks)))
    assert len(local.noted("loads")) == 2


def _let_memory_run_out(local: LocalStudio) -> None:
    """The engine dies, and finds no memory when it is started again."""
    (local.weights / "fault").write_text("load memory")
    psutil.Process(local.noted("loads")[-1]).kill()
    wait_until(lambda: not (local.weights / "fault").exists(), 30)
