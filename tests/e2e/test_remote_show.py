"""A show whose pictures come from a server that speaks OmniRT's bytes: spoken, cut off, found again, given back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings, WindowSettings
from app.engine.host import HostOptions
from app.engine.table import ENGINES
from app.media import test_signal
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Tick, ns_to_samples
from app.studio import commands as do
from app.studio.silence import SILENT
from app.studio.snapshot import EngineState, SpeechState
from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_pairing import FINER, Heard
from tests.helpers.omnirt_pictures import Mark, read_mark
from tests.helpers.omnirt_script import RATE_HZ, Geometry, Stall
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.small_parts import GREY
from tests.helpers.small_studio import SmallStudio

pytestmark = pytest.mark.serial

FPS = 30
GEOMETRY = Geometry(width_px=96, height_px=160, frame_num=11)


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer(geometry=GEOMETRY) as server:
        server.render_s = 0.1
        yield server


def studio_of(server: OmniRTServer, folder: Path, **omnirt: object) -> SmallStudio:
    known = OmniRTSettings(servers=(ServerProfile(name="test", url=server.url),))
    settings = Settings(
        engine=EngineSettings(kind="omnirt", isolation="thread"),
        omnirt=known.model_copy(update=omnirt),
        window=WindowSettings(avatar=str(still_bundle(folder / "avatar"))),
    )
    options = HostOptions(isolation="thread", load_limit_s=60, grace_s=8)
    return SmallStudio(
        options, ENGINES["omnirt"], settings=settings, stand_in=ENGINES["builtin"], cache=folder / "cache"
    )


@pytest.fixture
def small(server: OmniRTServer, tmp_path: Path) -> Iterator[SmallStudio]:
    small = studio_of(server, tmp_path)
    yield small
    small.studio.close()


@pytest.fixture
def backed(server: OmniRTServer, tmp_path: Path) -> Iterator[SmallStudio]:
    """With the built-in engine to stand in."""
    small = studio_of(server, tmp_path, failover="builtin")
    yield small
    small.studio.close()


@pytest.mark.slow
def test_a_line_is_drawn_by_a_server_that_goes_away_in_its_middle(small: SmallStudio, server: OmniRTServer) -> None:
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SpeakFile(Path("5.wav")))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    server.cut()
    small.wait(lambda s: s.engine is not EngineState.READY)
    small.wait(lambda s: s.engine is EngineState.READY)
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    ticks = small.recordings[0].ticks
    assert [tick.slot for tick in ticks] == list(range(ticks[0].slot, ticks[-1].slot + 1))
    played = np.concatenate([tick.samples for tick in ticks if tick.pts_ns is not None])
    assert len(played) >= 5 * 48_000
    drawn = len(server.chunks)
    small.studio.post(do.SpeakText("ten letters"))
    server.until(lambda: len(server.chunks) > drawn)
    small.studio.post(do.ReleaseEngine())
    small.wait(lambda s: s.engine is EngineState.STANDBY)
    server.until(lambda: server.events[-2:] == ["1 close", "1 gone 1000"])
    assert "0 gone 1006" in server.events


@pytest.mark.slow
@pytest.mark.parametrize("lookahead", [0, 1])
def test_a_server_that_is_killed_costs_the_pictures_of_one_line_and_of_no_other(
    small: SmallStudio, server: OmniRTServer, lookahead: int
) -> None:
    server.lookahead = lookahead
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY and bool(small.recordings))
    small.studio.post(do.SpeakFile(Path("4.wav")))
    spoken_of = small.wait(lambda s: s.speech is SpeechState.SPEAKING).turn
    server.until(lambda: len(spoken(small, spoken_of)) >= 30)
    server.stop()
    killed_ns = spoken(small, spoken_of)[-1].pts_ns or 0
    before = len(server.chunks)
    server.start()
    small.wait(lambda s: s.engine is EngineState.READY and s.session_s is not None and s.engine_retry_s is None)
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    small.wait(lambda s: s.engine_name == "OmniRT flashtalk")
    small.studio.post(do.SpeakFile(Path("2.wav")))
    again = small.wait(lambda s: s.speech is SpeechState.SPEAKING).turn
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    heard = Heard.read(server.chunks, GEOMETRY)

    first = spoken(small, spoken_of)
    assert sum(len(tick.samples) for tick in first) >= 4 * PROGRAM_RATE_HZ
    assert first[-1].slot - first[0].slot < len(first) + 3, "the sound waited"
    for tick in first:
        mark = drawn(tick, heard)
        assert mark is None or right(mark, tick, heard) or late(mark, tick, heard), tick.pts_ns
    # What had come already, a chunk or two, is still shown; then the host rests until the line is over.
    ahead_ns = (3 + lookahead) * GEOMETRY.samples * NS_PER_S // RATE_HZ + NS_PER_S // 2
    rest = [tick for tick in first if (tick.pts_ns or 0) > killed_ns + ahead_ns]
    assert len(rest) >= 15
    assert all(drawn(tick, heard) is None for tick in rest)

    for tick in spoken(small, again):
        mark = drawn(tick, heard)
        assert mark is not None, tick.pts_ns
        assert mark.chunk >= before, "a picture of the line before"
        assert mark.session == server.chunks[mark.chunk].session
        assert right(mark, tick, heard), (tick.pts_ns, mark)


@pytest.mark.slow
def test_a_line_goes_on_whose_server_falls_silent_and_the_same_session_draws_the_next(
    small: SmallStudio, server: OmniRTServer
) -> None:
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY and bool(small.recordings))
    silent_from = len(server.chunks) + 3
    server.on_chunk = lambda number: Stall() if number == silent_from else None
    small.studio.post(do.SpeakFile(Path("5.wav")))
    told = small.wait(lambda s: SILENT in [problem.code for problem in s.problems])
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    first = spoken(small, told.turn)
    assert sum(len(tick.samples) for tick in first) >= 5 * PROGRAM_RATE_HZ
    server.resume.set()
    small.wait(lambda s: SILENT not in [problem.code for problem in s.problems])
    small.studio.post(do.SpeakFile(Path("2.wav")))
    again = small.wait(lambda s: s.speech is SpeechState.SPEAKING).turn
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    heard = Heard.read(server.chunks, GEOMETRY)
    for tick in spoken(small, again):
        mark = drawn(tick, heard)
        assert mark is not None, tick.pts_ns
        assert right(mark, tick, heard), (tick.pts_ns, mark)
    assert len(server.handshakes) == 1


@pytest.mark.slow
def test_the_built_in_engine_goes_on_where_the_server_falls_silent(backed: SmallStudio, server: OmniRTServer) -> None:
    small = backed
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY and bool(small.recordings))
    silent_from = len(server.chunks) + 10  # four seconds: by then it is loaded on any machine
    server.on_chunk = lambda number: Stall() if number == silent_from else None
    small.studio.post(do.SpeakFile(Path("9.wav")))
    turn = small.wait(lambda s: bool(s.standing_in)).turn
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    heard = Heard.read(server.chunks, GEOMETRY)
    ticks = spoken(small, turn)
    assert sum(len(tick.samples) for tick in ticks) >= 9 * PROGRAM_RATE_HZ
    last = max(number for number, tick in enumerate(ticks) if drawn(tick, heard) is not None)
    assert last >= 2 * FPS
    assert all(read_mark(tick.picture.pixels) is None for tick in ticks[last + 1 :]), "the server's face came back"
    assert not any((tick.picture.pixels[..., :3] == GREY).all() for tick in ticks[last + 1 :]), "the host was at rest"
    # Half a second, counted in virtual time elsewhere, and what a busy machine adds.
    assert ticks[last + 1].slot - ticks[last].slot <= FPS
    server.resume.set()
    small.wait(lambda s: not s.standing_in)
    small.studio.post(do.SpeakFile(Path("2.wav")))
    again = small.wait(lambda s: s.speech is SpeechState.SPEAKING).turn
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    heard = Heard.read(server.chunks, GEOMETRY)
    assert all(drawn(tick, heard) is not None for tick in spoken(small, again))
    assert len(server.handshakes) == 1


@pytest.mark.slow
def test_a_session_is_renewed_between_two_lines_and_nobody_is_told(small: SmallStudio, server: OmniRTServer) -> None:
    server.kind = "standalone"  # a goodbye that comes late takes the next session with it
    settings = small.studio.snapshot().settings
    omnirt = settings.omnirt.model_copy(update={"max_session_min": 0.05})
    small.studio.post(do.ApplySettings(settings.model_copy(update={"omnirt": omnirt})))
    small.studio.post(do.StartRecording())
    problems = set[str]()
    stop = small.studio.subscribe(lambda s: problems.update(problem.code for problem in s.problems))
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SpeakFile(Path("4.wav")))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    small.wait(lambda s: s.engine is EngineState.RENEWING)
    assert small.studio.snapshot().speech is SpeechState.IDLE, "it was renewed in the middle of a line"
    small.studio.post(do.SpeakFile(Path("2.wav")))
    again = small.wait(lambda s: s.speech is SpeechState.SPEAKING).turn
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    stop()
    assert problems == set()
    assert server.events.index("0 close") < server.events.index("1 open")
    assert server.crowded == []
    server.until(lambda: "0 gone 1000" in server.events)
    heard = Heard.read(server.chunks, GEOMETRY)
    for tick in spoken(small, again):
        mark = drawn(tick, heard)
        assert mark is not None, tick.pts_ns
        assert mark.session == server.chunks[mark.chunk].session
        assert right(mark, tick, heard), (tick.pts_ns, mark)


def spoken(small: SmallStudio, turn: int) -> list[Tick]:
    """The slots in which a turn is heard."""
    return [tick for tick in small.recordings[0].ticks if tick.turn == turn and tick.pts_ns is not None]


def drawn(tick: Tick, heard: Heard) -> Mark | None:
    """What the picture of a slot says of itself; None: it shows the host at rest, as the server draws silence."""
    mark = read_mark(tick.picture.pixels)
    return mark if mark is not None and heard.first_sample(mark) is not None else None


def since(mark: Mark, tick: Tick, heard: Heard, start: int = 0) -> int:
    """Samples from the beginning of a picture's time to that of a slot; ``start``: the signal's at the turn's first."""
    first = heard.first_sample(mark)
    assert first is not None, f"a picture of silence: {mark}"
    return start + ns_to_samples((tick.pts_ns or 0) + 500) - first


def right(mark: Mark, tick: Tick, heard: Heard) -> bool:
    """The slot shows the picture of its sound."""
    return 0 <= since(mark, tick, heard) < heard.picture_samples


def late(mark: Mark, tick: Tick, heard: Heard) -> bool:
    """The slot still shows the last picture that came before the server was killed."""
    return 0 <= since(mark, tick, heard) < PROGRAM_RATE_HZ // 2


@pytest.mark.slow
def test_a_voice_that_outruns_its_server_gets_fewer_pictures_and_only_its_own(
    small: SmallStudio, server: OmniRTServer
) -> None:
    server.render_s = 0.55  # for 0.4 s of sound
    small.studio.post(do.WarmUp())
    small.wait(lambda s: [problem.code for problem in s.problems] == ["engine.slow"])
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY and bool(small.recordings))
    small.studio.post(do.SetMicrophone(True))
    begun = small.wait(lambda s: s.speech is SpeechState.LIVE and (s.measures.avatar_first_frame_ms or 0) > 0)
    small.pass_slots(8 * FPS)
    ended = small.studio.snapshot()
    assert (ended.turn, ended.measures.delay_ms) == (begun.turn, begun.measures.delay_ms)
    ticks = spoken(small, begun.turn)
    assert [tick.slot for tick in ticks] == list(range(ticks[0].slot, ticks[-1].slot + 1))
    sound = np.concatenate([tick.samples for tick in ticks[1:11]])
    start = test_signal.locate(sound, ticks[1].slot * PROGRAM_RATE_HZ // 30, 5 * PROGRAM_RATE_HZ)
    assert start is not None
    start -= ns_to_samples((ticks[1].pts_ns or 0) + 500)
    heard = Heard.read(server.chunks, GEOMETRY, near=start, within_s=4)
    ages = [since(mark, tick, heard, start) for tick in ticks[1:] if (mark := drawn(tick, heard)) is not None]
    assert all(0 <= age < PROGRAM_RATE_HZ // 2 for age in ages), "a picture of other sound"
    assert len(ages) >= len(ticks) // 5, "hardly any pictures"
    asked = list(heard.starts.values())
    chunk = GEOMETRY.samples * FINER
    assert any(later - earlier > chunk + 480 for earlier, later in pairwise(asked)), "every chunk was asked for"


def test_a_live_voice_is_drawn_in_time_and_its_silence_not_at_all(small: SmallStudio, server: OmniRTServer) -> None:
    small.studio.post(do.StartRecording())
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY and bool(small.recordings))
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.speech is SpeechState.LIVE and (s.measures.avatar_first_frame_ms or 0) > 0)
    small.pass_slots(2 * FPS)
    live = small.studio.snapshot().measures
    assert live.dropped == 0
    assert live.delay_ms is not None
    assert live.delay_ms > 500, "a chunk of 0.4 s, and 0.1 s to draw it"
    small.microphones[0].sound = lambda start, count: np.zeros(count, np.float32)
    small.wait(lambda _: rested(small, server))
    small.microphones[0].sound = test_signal.samples
    drawn = len(server.chunks)
    server.until(lambda: len(server.chunks) > drawn + 2)


def rested(small: SmallStudio, server: OmniRTServer) -> bool:
    """While a second of the show was recorded nothing was drawn."""
    drawn = len(server.chunks)
    small.pass_slots(FPS)
    return len(server.chunks) == drawn
