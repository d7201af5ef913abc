"""The audio device's lead: how much earlier it gets its samples, and what becomes of a live voice when that changes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.base.errors import AppError
from app.studio import commands as do
from app.studio.described import describe
from app.studio.snapshot import OutputState, SpeechState
from tests.helpers.small_parts import CollectingSink
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    studio = SmallStudio()
    try:
        yield studio
    finally:
        studio.studio.close()


def test_a_device_that_asks_for_a_little_more_does_not_make_a_live_voice_begin_anew(small: SmallStudio) -> None:
    small.studio.post(do.SetAudioOut("speaker"))
    small.wait(lambda now: now.audio_out is OutputState.ON)
    small.studio.post(do.SetMicrophone(True))
    begun = small.wait(lambda now: now.speech is SpeechState.LIVE and now.measures.delay_ms is not None)
    speaker = small.speakers[0]
    speaker.lead_ns += 10_000_000
    time.sleep(0.3)  # it is looked at ten times a second
    now = small.studio.snapshot()
    assert (now.turn, now.measures.delay_ms) == (begun.turn, begun.measures.delay_ms)
    speaker.lead_ns += 60_000_000
    now = small.wait(lambda now: now.turn > begun.turn and now.speech is SpeechState.LIVE)
    assert now.measures.delay_ms is not None
    assert begun.measures.delay_ms is not None
    assert now.measures.delay_ms >= begun.measures.delay_ms + 60


def test_the_browser_source_is_started_changed_and_stopped(small: SmallStudio) -> None:
    small.studio.post(do.StartBrowserSource())
    now = small.wait(lambda now: now.browser is OutputState.ON)
    assert now.live, "somebody may be watching"
    small.wait(lambda _: bool(small.browsers[0].ticks))
    small.browsers[0].address, small.browsers[0].readers = "http://127.0.0.1:8788/?token=x", 2
    now = small.wait(lambda now: now.browser_readers == 2)
    assert now.browser_address == "http://127.0.0.1:8788/?token=x"
    assert "token=x" not in repr(now) + str(describe(now)), "it is in no log and told to nobody who does not ask"
    browser = now.settings.browser.model_copy(update={"port": 9999})
    small.studio.post(do.ApplySettings(now.settings.model_copy(update={"browser": browser})))
    small.wait(lambda now: len(small.browsers) == 2 and now.browser is OutputState.ON)
    assert small.browsers[0].closed.is_set(), "before the next one listens"
    program = now.settings.program.model_copy(update={"fps": 25})
    small.studio.post(do.ApplySettings(now.settings.model_copy(update={"program": program, "browser": browser})))
    small.wait(lambda now: len(small.browsers) == 3 and now.browser is OutputState.ON)
    small.browsers[2].skipped = 7
    small.wait(lambda now: now.measures.skipped == 7)
    small.studio.post(do.StopBrowserSource())
    small.wait(lambda now: now.browser is OutputState.OFF and small.browsers[2].closed.is_set())
    assert small.studio.snapshot().measures.skipped == 7


def test_a_browser_source_that_fails_is_a_problem_until_it_is_tried_again(
    small: SmallStudio, expected_warnings: list[str]
) -> None:
    expected_warnings.append("Port 8788 is taken")

    def taken(sink: CollectingSink) -> None:
        sink.fail_at_open = AppError("browser_source.port", "Port 8788 is taken.", "Choose another.")

    small.prepare = taken
    small.studio.post(do.StartBrowserSource())
    small.wait(lambda now: any(one.code == "browser_source.port" for one in now.problems))
    small.prepare = lambda sink: None
    small.studio.post(do.StartBrowserSource())
    small.wait(lambda now: now.browser is OutputState.ON and not now.problems)


def test_the_camera_waits_for_no_recording_that_takes_long_to_be_finished(small: SmallStudio) -> None:
    small.studio.post(do.StartRecording())
    small.wait(lambda now: now.recording is OutputState.ON)
    small.recordings[0].may_close.clear()
    small.studio.post(do.StopRecording())
    small.studio.post(do.StartCamera())
    small.wait(lambda now: now.camera is OutputState.ON)
    assert not small.recordings[0].closed.is_set()
    small.recordings[0].may_close.set()
