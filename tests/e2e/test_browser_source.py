"""The browser source in a real Chromium: which picture is drawn while which sample is heard, by their content."""

from __future__ import annotations

import base64
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.base.paths import resources_dir
from app.base.secrets import BROWSER_TOKEN, hold_secret
from app.base.settings import BrowserSettings
from app.media.types import PROGRAM_RATE_HZ, ProgramFormat
from app.sinks.browser_source import BrowserSource
from tests.helpers.browser import Page, chromium
from tests.helpers.browser_reader import CYCLE, counting_tick, numbered_host, running
from tests.helpers.real_omnirt import free_port

pytestmark = [pytest.mark.serial, pytest.mark.timeout(1200)]

PROGRAM = ProgramFormat(320, 180, 30)
TAP = (Path(__file__).parents[1] / "helpers" / "browser_tap.js").read_text("utf-8")
EARLY = CYCLE // 5
FADE = 128
"""Samples in which the page goes from one place of the sound to another."""
BLOCK = 1024
"""Samples that the browser's clock may go on between the page's look at it and ours."""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("app.base.secrets._this_run", {})
    hold_secret(BROWSER_TOKEN, "the-token-of-these-tests")
    return free_port()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path) as made:
        made.call("Page.enable")
        made.call("Page.setBypassCSP", enabled=True)  # for the tap alone, which is a script of others
        made.run_first(TAP)
        yield made


def source_on(port: int) -> BrowserSource:
    return BrowserSource(BrowserSettings(port=port), resources_dir() / "browser_source")


@dataclass
class Watched:
    """What a page drew and what was heard of it.

    Attributes:
        drawn: number in the picture, and the frame of the sound that was heard then.
        heard: by frame; each sample says its number, 0 is silence.
    """

    drawn: list[tuple[int, int]] = field(default_factory=list)
    heard: dict[int, NDArray[np.int32]] = field(default_factory=dict)

    def take(self, page: Page) -> None:
        """What there is since the last time."""
        told: dict[str, Any] = page.evaluate(
            "(() => { const told = {...tap}; tap.drawn = []; tap.heard = []; return told; })()"
        )
        assert "error" not in told, told
        self.drawn += [(number, frame) for number, frame in told["drawn"]]
        for begin, data in told["heard"]:
            self.heard[begin] = np.frombuffer(base64.b64decode(data), np.int32)

    def samples(self) -> tuple[int, NDArray[np.int32]]:
        """Where the sound begins, and all of it; what a busy browser did not compute is silence."""
        begin = min(self.heard)
        heard = np.zeros(max(first + len(one) for first, one in self.heard.items()) - begin, np.int32)
        for first, one in self.heard.items():
            heard[first - begin : first - begin + len(one)] = one
        return begin, heard


@dataclass(frozen=True)
class Judged:
    """How picture and sound of a page belong together.

    Attributes:
        late_slots: for every drawing (colours, then their mask), how many slots its sound was ahead.
        jumps: times the sound was not the next sample.
        played_s: sound that was played.
    """

    late_slots: list[int]
    jumps: int
    played_s: float


def judge(watched: Watched, program: ProgramFormat = PROGRAM) -> Judged:
    """Every picture against the sample that was heard when it was drawn, and every sample against the one before."""
    begin, heard = watched.samples()
    plays = heard != 0  # but for one sample of a cycle
    numbers = heard.astype(np.int64) + CYCLE // 2
    steps = np.diff(numbers) % CYCLE
    joined = plays[1:] & plays[:-1]
    torn = np.flatnonzero(joined & (steps != 1))
    jumps = int((np.diff(torn, prepend=-FADE - 1) > FADE).sum())
    late = []
    for number, frame in watched.drawn:
        at = frame - begin
        if not (0 <= at < len(heard) and plays[at]):
            continue
        first = program.first_sample(number)
        # Samples of the slot's first; a busy machine may be a second late, and nothing may be early.
        ahead = (int(numbers[at]) - first + EARLY) % CYCLE - EARLY
        assert ahead >= 0, f"picture {number} was drawn {-ahead} samples before its sound"
        over = max(0, ahead - program.sample_count(number) - BLOCK + 1)
        late.append(-(-over * program.fps // PROGRAM_RATE_HZ))
    return Judged(late, jumps, float(plays.sum()) / PROGRAM_RATE_HZ)


def watch(page: Page, seconds: float) -> Watched:
    """Whatever the page does for a while, from when it has drawn its first picture."""
    watched = Watched()
    page.wait_for("window.tap && tap.drawn.length > 0 && tap.heard.length > 0")
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        threading.Event().wait(min(5.0, seconds / 4))
        watched.take(page)
    return watched


def check(judged: Judged, seconds: float, what: str) -> None:
    """Exact by content, whatever the machine did; how often it was in time is told, and bounded."""
    in_time = sum(late == 0 for late in judged.late_slots) / len(judged.late_slots)
    sys.stdout.write(
        f"{what}: {len(judged.late_slots)} drawings, {in_time:.1%} within their own slot, "
        f"{judged.jumps} jumps in {judged.played_s:.1f} s of sound\n"
    )
    assert sorted(judged.late_slots)[int(0.95 * len(judged.late_slots))] <= 3
    assert judged.played_s > 0.8 * seconds
    assert judged.jumps <= 3 + seconds / 10, "a clock that runs differently asks for far fewer"


def test_picture_and_sound_belong_together(port: int, page: Page) -> None:
    source = source_on(port)
    with running(source, PROGRAM):
        page.open(source.address)
        check(judge(watch(page, 5.0)), 5.0, "at first")


@pytest.mark.parametrize("seconds", [3.0, pytest.param(200.0, marks=pytest.mark.release)])  # ten minutes, the latter
def test_also_after_a_reload_and_after_the_studio_was_away(port: int, page: Page, seconds: float) -> None:
    source = source_on(port)
    with running(source, PROGRAM):
        page.open(source.address)
        if seconds > 100:
            check(judge(watch(page, seconds)), seconds, "at first")
        page.wait_for("window.tap && tap.drawn.length > 3")
        page.reload()
        page.wait_for("window.tap && tap.drawn.length > 3")
        check(judge(watch(page, seconds)), seconds, "after a reload")
    page.wait_for("!connected && program === null")
    assert page.evaluate(_SHOWN) == 0, "clear while the studio is away"
    page.evaluate("tap.drawn = [], tap.heard = []")
    with running(source_on(port), PROGRAM):
        page.wait_for("connected && tap.drawn.length > 3")
        check(judge(watch(page, seconds)), seconds, "after the studio was away")


@pytest.mark.slow
def test_what_is_behind_shines_through(port: int, page: Page) -> None:
    source = source_on(port)
    host = numbered_host(4321, PROGRAM)
    source.open(PROGRAM)
    with ExitStack() as stack:
        stack.callback(source.close)
        page.open(source.address)
        page.wait_for("typeof connected !== 'undefined' && connected")
        slot = 0
        while not page.evaluate("shown >= 0"):
            source.write(counting_tick(slot, PROGRAM, host))
            slot += 1
        data = base64.b64decode(page.evaluate(_PIXELS))
        seen = np.frombuffer(data, np.uint8).reshape(PROGRAM.height_px, PROGRAM.width_px, 4)  # R G B A, straight
    cutout = host.cutout()
    assert np.abs(seen[..., 3].astype(int) - cutout[..., 3]).max() <= 1
    shown = seen[..., 2::-1].astype(float) * seen[..., 3:] / 255
    assert np.abs(shown - cutout[..., :3]).mean() < 3
    assert not seen[:, 210:].any()


@pytest.mark.slow
def test_several_pages_read_at_once(port: int, tmp_path: Path) -> None:
    source = source_on(port)
    with running(source, PROGRAM), ExitStack() as stack:
        pages = [stack.enter_context(chromium(tmp_path / str(number))) for number in range(2)]
        for one in pages:
            one.open(source.address)
        for one in pages:
            one.wait_for("typeof shown !== 'undefined' && shown >= 0")
        assert source.readers == 2


def test_a_page_that_may_make_no_sound_shows_the_pictures(port: int, page: Page) -> None:
    page.run_first("window.AudioContext = undefined")
    source = source_on(port)
    with running(source, PROGRAM):
        page.open(source.address)
        first = page.wait_for("typeof shown !== 'undefined' && shown >= 0 && shown")
        page.wait_for(f"shown > {first} + 30")


_SHOWN = "pen.getImageData(0, 0, canvas.width, canvas.height).data.reduce((sum, one) => sum + one, 0)"
_PIXELS = """(() => {
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (const one of data) text += String.fromCharCode(one);
  return btoa(text);
})()"""
