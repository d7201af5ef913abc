"""The audio device's lead: how much earlier it gets its samples, and what becomes of a live voice when that changes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.studio import commands as do
from app.studio.snapshot import OutputState, SpeechState
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
