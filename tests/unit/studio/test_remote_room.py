"""A session on a server as the show's users see it: opened late, given back, lost and found again."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.avatars.idle_clip import ClipKey, ClipStore
from app.base.errors import AppError
from app.engine.omnirt.troubles import NO_SLOT, no_slot, other_face
from app.media.types import Tick
from app.studio import commands as do
from app.studio import watches
from app.studio.snapshot import EngineState, OutputState, Snapshot, SpeechState
from tests.helpers.engine_probe import wait_until
from tests.helpers.remote_engine import LOCAL, LOCAL_GREY, REMOTE, REMOTE_GREY, Server, grey_jpeg, known_server
from tests.helpers.small_parts import GREY
from tests.helpers.small_studio import SmallStudio

MakeSmall = Callable[..., SmallStudio]

LOST = AppError("engine.lost", "The server is gone.", "It is asked again.")


@pytest.fixture
def server() -> Iterator[Server]:
    with known_server() as server:
        yield server


@pytest.fixture
def make(server: Server) -> Iterator[MakeSmall]:
    made: list[SmallStudio] = []

    def make(keyring_open: threading.Event | None = None, **omnirt: object) -> SmallStudio:
        settings = server.settings(**omnirt)
        made.append(SmallStudio(factory=REMOTE, stand_in=LOCAL, settings=settings, keyring_open=keyring_open))
        return made[-1]

    yield make
    for small in made:
        small.studio.close()


def shades(ticks: list[Tick]) -> list[int]:
    """Whose pictures were shown since the host is on stage, in order, without repetitions."""
    seen = [shade for tick in ticks if (shade := int(tick.picture.pixels[0, 0, 0]))]
    return [shade for number, shade in enumerate(seen) if number == 0 or seen[number - 1] != shade]


def speaking(small: SmallStudio, shade: int) -> Callable[[Snapshot], bool]:
    """The recording shows somebody's pictures now."""
    return lambda _: bool(
        small.recordings and (ticks := small.recordings[0].ticks) and ticks[-1].picture.pixels[0, 0, 0] == shade
    )


def test_nobody_asks_the_server_before_a_line_needs_it_and_the_line_waits(make: MakeSmall, server: Server) -> None:
    server.let_in.clear()
    small = make()
    small.wait(lambda s: s.avatar_id == "mira" and s.engine is EngineState.STANDBY)
    assert server.opened == 0
    small.studio.post(do.SpeakText("ten letters"))
    waiting = small.wait(lambda s: s.engine is EngineState.LOADING and s.speech is SpeechState.BUFFERING)
    assert waiting.session_s is None
    server.let_in.set()
    snapshot = small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    assert snapshot.engine is EngineState.READY
    assert snapshot.session_s is not None
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    assert server.opened == 1


@pytest.mark.parametrize("command", [do.StartCamera(), do.StartRecording(), do.SetMicrophone(True), do.WarmUp()])
def test_whoever_needs_it_opens_it(make: MakeSmall, server: Server, command: do.Command) -> None:
    small = make()
    small.wait(lambda s: s.engine is EngineState.STANDBY and s.avatar_id == "mira")
    small.studio.post(command)
    small.wait(lambda s: s.engine is EngineState.READY)


def test_a_session_is_released_by_command_and_the_next_line_opens_another(make: MakeSmall, server: Server) -> None:
    small = make()
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.ReleaseEngine())
    small.wait(lambda s: s.engine is EngineState.STANDBY and s.session_s is None)
    wait_until(lambda: server.open_now == 0)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    assert (server.opened, server.most_open) == (2, 1)


def test_a_session_that_is_needed_while_it_is_given_back_opens_after_it(make: MakeSmall, server: Server) -> None:
    small = make()
    for _ in range(5):
        small.studio.post(do.WarmUp())
        small.studio.post(do.ReleaseEngine())
    small.studio.post(do.SelectAvatar("plain"))
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY and s.avatar_id == "plain")
    assert server.most_open == 1


@pytest.mark.serial  # it sees the half second until the next try
def test_a_line_goes_on_without_its_session_and_the_next_one_is_drawn_again(make: MakeSmall, server: Server) -> None:
    small = make()
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY and s.recording is OutputState.ON)
    small.wait(speaking(small, GREY))  # the host is on stage before it speaks
    small.studio.post(do.SpeakFile(Path("4.wav")))
    small.wait(speaking(small, REMOTE_GREY))
    server.fails = LOST
    lost = small.wait(lambda s: s.engine is EngineState.RESTARTING and s.engine_retry_s is not None)
    assert 0 < (lost.engine_retry_s or 0) <= 0.5
    assert [problem.code for problem in lost.problems] == ["engine.lost"]
    small.wait(lambda s: s.engine is EngineState.READY)
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    ticks = small.recordings[0].ticks
    spoken = [number for number, tick in enumerate(ticks) if tick.pts_ns is not None]
    assert sum(len(ticks[number].samples) for number in spoken) >= 4 * 48_000
    assert spoken[-1] - spoken[0] < len(spoken) + 6, "the sound waited"
    assert shades(ticks) == [GREY, REMOTE_GREY, GREY], "it came back in the middle of the line"
    small.wait(lambda s: not s.problems)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(speaking(small, REMOTE_GREY))


def test_a_live_voice_flows_before_the_session_and_gets_its_pictures_in_a_pause(
    make: MakeSmall, server: Server
) -> None:
    server.let_in.clear()
    small = make()
    small.studio.post(do.StartRecording())
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.speech is SpeechState.LIVE and s.engine is EngineState.LOADING)
    server.let_in.set()
    ready = small.wait(lambda s: s.engine is EngineState.READY)
    delay_ms = 400 + (ready.measures.delay_ms or 0)  # of a voice that began anew, with a server's chunk
    small.pass_slots(round(delay_ms * 30 / 1000) + 10)
    assert shades(small.recordings[0].ticks) == [GREY], "it came in the middle of a word"
    small.microphones[0].speech_heard = False
    small.wait(speaking(small, REMOTE_GREY))
    small.microphones[0].speech_heard = True
    assert shades(small.recordings[0].ticks) == [GREY, REMOTE_GREY]


def test_the_built_in_engine_stands_in_and_goes_when_the_server_is_back(make: MakeSmall, server: Server) -> None:
    small = make(failover="builtin")
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SetMicrophone(True))
    small.wait(speaking(small, REMOTE_GREY))
    server.refuses = server.fails = LOST
    small.wait(lambda s: s.standing_in == "Local")
    small.wait(speaking(small, LOCAL_GREY))
    server.refuses = None
    small.wait(lambda s: s.engine is EngineState.READY)
    assert small.studio.snapshot().standing_in == "Local", "the server's face came in the middle of a word"
    small.microphones[0].speech_heard = False
    small.wait(speaking(small, REMOTE_GREY))
    assert small.studio.snapshot().standing_in == ""
    drew = [shade for shade in shades(small.recordings[0].ticks) if shade != GREY]
    assert [shade for shade, _ in itertools.groupby(drew)] == [REMOTE_GREY, LOCAL_GREY, REMOTE_GREY]


def test_nobody_speaks_for_long_and_it_is_given_back_until_somebody_does(make: MakeSmall, server: Server) -> None:
    small = make(release_after_min=0.01)
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.engine is EngineState.READY and (s.session_s or 0) > 0.7)
    small.microphones[0].speech_heard = False
    small.wait(lambda s: s.engine is EngineState.STANDBY)
    small.microphones[0].speech_heard = True
    small.wait(lambda s: s.engine is EngineState.READY)
    assert server.opened == 2


@pytest.mark.slow
def test_a_session_that_may_last_no_longer_is_renewed_in_a_pause(make: MakeSmall, server: Server) -> None:
    small = make(max_session_min=0.03)
    small.studio.post(do.StartRecording())
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: (s.session_s or 0) > 2.0)
    small.wait(speaking(small, REMOTE_GREY))
    assert server.opened == 1, "it was renewed in the middle of a word"
    server.let_in.clear()
    small.microphones[0].speech_heard = False
    small.wait(lambda s: s.engine is EngineState.RENEWING and s.session_s is None)
    small.microphones[0].speech_heard = True
    wait_until(lambda: server.opened == 2)
    small.wait(speaking(small, GREY))
    server.let_in.set()
    small.wait(lambda s: s.engine is EngineState.READY)
    small.microphones[0].speech_heard = False
    drawn = small.wait(lambda s: s.engine_name == "Remote")
    small.microphones[0].speech_heard = True
    small.wait(speaking(small, REMOTE_GREY))
    assert (server.opened, server.most_open, drawn.problems) == (2, 1, ())


def test_a_line_that_is_asked_for_during_a_renewal_waits_and_is_drawn_whole(make: MakeSmall, server: Server) -> None:
    small = make(max_session_min=0.005)
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.recording is OutputState.ON and s.engine is EngineState.READY)
    server.let_in.clear()
    small.wait(lambda s: s.engine is EngineState.RENEWING)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: s.speech is SpeechState.BUFFERING)
    server.let_in.set()
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    spoken = [tick for tick in small.recordings[0].ticks if tick.pts_ns is not None]
    assert {int(tick.picture.pixels[0, 0, 0]) for tick in spoken[2:]} == {REMOTE_GREY}
    assert server.most_open == 1


def test_a_server_that_has_no_room_is_waited_for_before_it_is_a_problem(make: MakeSmall, server: Server) -> None:
    server.refuses = no_slot("http://gpu", "503 Service Unavailable")
    small = make(slot_timeout_s=1)
    small.studio.post(do.WarmUp())
    waiting = small.wait(lambda s: s.engine is EngineState.WAITING)
    assert waiting.problems == ()
    (problem,) = small.wait(lambda s: bool(s.problems)).problems
    assert (problem.code, server.opened >= 3) == (NO_SLOT, True)
    assert small.studio.snapshot().engine is EngineState.RESTARTING
    server.refuses = None
    small.wait(lambda s: s.engine is EngineState.READY and not s.problems)


def test_whoever_has_taken_the_session_keeps_it_until_somebody_asks_for_it(make: MakeSmall, server: Server) -> None:
    small = make()
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    server.fails = other_face()
    small.studio.post(do.SpeakText("ten letters"))
    lost = small.wait(lambda s: s.engine is EngineState.FAILED)
    assert [problem.code for problem in lost.problems] == ["engine.omnirt.taken_over"]
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    time.sleep(0.6)  # longer than until any first try
    assert (server.opened, small.studio.snapshot().problems) == (1, lost.problems)
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY and not s.problems)


# ---- what takes long elsewhere


def test_nobody_waits_for_the_keyring_and_the_newest_order_counts(make: MakeSmall, server: Server) -> None:
    keyring_open = threading.Event()
    small = make(keyring_open)
    small.studio.post(do.WarmUp())
    for avatar in ("plain", "mira", "plain"):
        small.studio.post(do.SelectAvatar(avatar))
        small.wait(lambda s: s.avatar_id == avatar)  # noqa: B023 - it is called in this round alone
    assert small.studio.snapshot().engine is EngineState.LOADING
    keyring_open.set()
    small.wait(lambda s: s.engine is EngineState.READY)
    assert server.avatars == ["plain"]


def test_whom_the_server_drew_is_not_seen_while_the_keyring_is_asked_about_another(
    make: MakeSmall, server: Server
) -> None:
    small = make()
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.keyring_open.clear()
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: s.engine is EngineState.LOADING)
    wait_until(lambda: server.open_now == 0)
    small.keyring_open.set()
    small.wait(lambda s: s.engine is EngineState.READY)
    assert server.avatars == ["mira", "plain"]


@pytest.mark.slow
def test_nobody_waits_for_the_goodbye_of_an_engine_whose_settings_have_changed(make: MakeSmall, server: Server) -> None:
    small = make()
    small.studio.post(do.StartRecording())
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.engine is EngineState.READY)
    small.wait(speaking(small, REMOTE_GREY))
    server.let_go.clear()
    settings = small.studio.snapshot().settings
    omnirt = settings.omnirt.model_copy(update={"seed": 7})
    small.studio.post(do.ApplySettings(settings.model_copy(update={"omnirt": omnirt})))
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: s.avatar_id == "plain" and s.engine is EngineState.LOADING)
    assert "engine farewell" in {thread.name for thread in threading.enumerate()}, "it was waited for"
    assert (server.opened, server.open_now) == (1, 1)
    small.wait(speaking(small, GREY))
    server.let_go.set()
    small.wait(lambda s: s.engine is EngineState.READY)
    small.wait(lambda s: s.speech is SpeechState.LIVE)
    small.microphones[-1].speech_heard = False
    small.wait(speaking(small, REMOTE_GREY))
    assert (server.opened, server.most_open) == (2, 1)


def test_a_server_that_is_too_slow_is_named_before_anybody_speaks(make: MakeSmall, server: Server) -> None:
    server.render_ns = 520_000_000
    small = make()
    small.studio.post(do.WarmUp())
    (problem,) = small.wait(lambda s: bool(s.problems)).problems
    assert problem.code == "engine.slow"
    assert "1.3 s to draw one second" in problem.message


def test_a_server_that_is_outrun_again_and_again_leaves_the_drawing_to_the_built_in_engine(
    make: MakeSmall, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "HOPELESS_SKIPS", 2)
    server.takes_s = 1.2
    small = make(failover="builtin")
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.standing_in == "Local" and s.session_s is None)
    assert [problem.code for problem in small.studio.snapshot().problems] == ["engine.outrun"]
    assert small.studio.snapshot().engine is EngineState.FAILED, "it is left alone"
    assert small.studio.snapshot().engine_retry_s is None
    assert server.opened == 1
    server.takes_s = 0.0
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY)
    small.microphones[0].speech_heard = False
    small.wait(lambda s: not s.standing_in and not s.problems)


def test_what_has_failed_for_good_is_tried_again_when_somebody_asks(make: MakeSmall, server: Server) -> None:
    server.refuses = AppError("engine.key", "The key is wrong.", "Enter another.", permanent=True)
    small = make()
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: s.engine is EngineState.FAILED and s.speech is SpeechState.SPEAKING)
    server.refuses = None
    small.studio.post(do.WarmUp())
    small.wait(lambda s: s.engine is EngineState.READY and not s.problems)


def test_the_host_rests_with_the_face_that_the_server_gives_it(make: MakeSmall, server: Server, tmp_path: Path) -> None:
    key = ClipKey("picture", "flashtalk", 64, 64, 25)
    ClipStore(tmp_path).make(key, [grey_jpeg(150)] * 10)
    server.idle_clip = tmp_path / key.file_name
    small = make()
    small.studio.post(do.StartCamera())
    small.studio.post(do.StartRecording())
    small.wait(lambda s: bool(small.recordings) and resting(small) == 150)
    clip = ClipStore(tmp_path).find(key)
    assert clip is not None
    assert small.cameras[0].standby == round(clip.loop_ns * 15 / 1e9)
    small.studio.post(do.ReleaseEngine())
    small.wait(lambda s: s.engine is EngineState.STANDBY)
    small.pass_slots(3)
    assert resting(small) == 150, "the same face, whoever is asked next"
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: resting(small) == GREY)


def resting(small: SmallStudio) -> int:
    """The shade that was recorded last, as coarsely as a JPEG keeps it."""
    ticks = small.recordings[0].ticks
    return round(int(ticks[-1].picture.pixels[0, 0, 0]) / 10) * 10 if ticks else 0
