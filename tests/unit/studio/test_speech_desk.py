"""Lines and files wait for each other: in virtual time, with the feeders' real threads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.base.settings import Settings, VoiceSettings
from app.media.types import PROGRAM_RATE_HZ, SlotPlan
from app.studio import commands as do
from tests.helpers.speech_desk import Desk
from tests.helpers.speech_rig import Rig


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.rig.speech.close()


def _turns(plans: list[SlotPlan]) -> list[int]:
    return sorted({plan.turn for plan in plans if plan.pts_ns is not None})


def test_lines_and_files_are_spoken_one_after_the_other_each_to_its_end(desk: Desk) -> None:
    desk.post(do.SpeakText("one"), do.SpeakFile(Path("files/second one.wav")), do.SpeakText("three"))
    assert desk.rig.speech.label == "one"
    assert desk.waiting == ["second one.wav", "three"]
    plans = desk.until(lambda: desk.rig.speech.label == "three")
    plans += desk.until(lambda: not desk.rig.speech.busy)
    assert desk.waiting == []
    assert desk.desk.taken == 3
    spoken = np.concatenate([plan.samples for plan in plans if plan.pts_ns is not None])
    assert np.count_nonzero(spoken) == pytest.approx((3 + 10 + 5) * PROGRAM_RATE_HZ // 10, abs=480)
    assert len(_turns(plans)) == 3


def test_the_next_line_is_made_ready_while_one_is_on_air(desk: Desk) -> None:
    desk.say("the first line", "the second")
    desk.ready()
    desk.rig.wait(lambda: desk.opened == ["the first line", "the second"])
    assert desk.rig.speech.label == "the first line"
    assert desk.waiting == ["the second"], "it waits until it is heard"
    while desk.rig.speech.label == "the first line":
        desk.rig.slots(1)
    desk.rig.wait(lambda: desk.rig.speech.label == "the second")  # without the studio's doing, in no virtual time
    desk.look()
    assert desk.waiting == []


def test_the_microphone_is_not_heard_between_two_lines(desk: Desk) -> None:
    desk.rig.speech.microphone_on(desk.rig.microphone)
    desk.say("one", "two")
    before = len(desk.rig.engine.turns)
    desk.until(lambda: desk.rig.speech.label == "two")
    assert len(desk.rig.engine.turns) == before + 1, "the engine is told of no other turn"
    plans = desk.until(lambda: desk.rig.speech.live)
    assert plans[-1].turn > plans[0].turn


def test_more_than_may_wait_is_refused_in_a_sentence_until_there_is_room(desk: Desk) -> None:
    desk.settings = Settings(voice=VoiceSettings(queue_limit=2))
    desk.say("one", "two", "three", "four")
    assert desk.waiting == ["two", "three"]
    assert desk.desk.taken == 3
    (problem,) = desk.problems.all()
    assert problem.code == "speech.queue_full"
    assert problem.message == "2 lines wait to be spoken, and no more may wait: this one was not taken."
    desk.post(do.RemoveWaiting(desk.desk.waiting[0].number))
    assert desk.waiting == ["three"]
    assert desk.problems.all() == ()


def test_a_line_can_be_said_now_and_the_others_wait_on(desk: Desk) -> None:
    desk.say("a long first line", "two", "three")
    desk.ready()
    desk.post(do.SpeakText("breaking news", now=True))
    assert desk.rig.speech.label == "breaking news"
    assert desk.waiting == ["two", "three"], "what was made ready is not lost"
    desk.post(do.SpeakWaiting(desk.desk.waiting[1].number))
    assert desk.rig.speech.label == "three"
    assert desk.waiting == ["two"]
    desk.until(lambda: desk.rig.speech.label == "two")


def test_the_next_line_that_is_ready_already_is_said_now_without_being_made_again(desk: Desk) -> None:
    desk.say("a long first line", "two")
    desk.ready()
    desk.post(do.SpeakWaiting(desk.desk.waiting[0].number))
    desk.until(lambda: desk.rig.speech.label == "two")
    assert desk.opened == ["a long first line", "two"]
    assert desk.waiting == []


def test_a_skipped_line_gives_way_to_the_next(desk: Desk) -> None:
    desk.say("a very long first line that nobody wants to hear", "two")
    desk.until(lambda: desk.rig.speech.busy and not desk.rig.pacer.buffering)
    desk.post(do.SkipSpeech())
    desk.until(lambda: desk.rig.speech.label == "two")
    desk.until(lambda: not desk.rig.speech.busy)
    desk.post(do.SkipSpeech())  # nobody speaks: nothing happens
    assert desk.waiting == []


def test_a_line_that_was_made_ready_can_be_removed(desk: Desk) -> None:
    desk.say("a long first line", "two", "three")
    desk.ready()
    desk.post(do.RemoveWaiting(desk.desk.waiting[0].number))
    assert desk.waiting == ["three"]
    desk.until(lambda: desk.rig.speech.label == "three")
    desk.post(do.SpeakText("four"), do.ClearWaiting())
    assert desk.waiting == []
    assert desk.rig.speech.label == "three", "it goes on"


def test_an_interrupt_stops_all_and_nothing_slips_in_before_it_is_dealt_with(desk: Desk) -> None:
    desk.say("a long first line", "two", "three")
    desk.ready()
    desk.rig.speech.cut()  # at once, on whatever thread; the rest follows when the studio comes to it
    desk.rig.slots(3)
    for _ in range(5):
        desk.look()
        time.sleep(0.02)  # for the thread of the next, which looks whether it may begin
        assert not any(np.any(plan.samples) for plan in desk.rig.slots(10))
    assert desk.rig.speech.label == ""
    desk.post(do.Interrupt())
    assert desk.waiting == []
    desk.say("after it")
    assert desk.rig.speech.label == "after it"
    desk.say("and then")
    desk.until(lambda: desk.rig.speech.label == "and then")


def test_a_waiting_line_that_cannot_be_spoken_is_said_and_the_next_follows(desk: Desk) -> None:
    desk.say("one", "this cannot be", "three")
    desk.until(lambda: desk.rig.speech.label == "three")
    assert [error.code for error in desk.rig.errors] == ["speech.refused"]


def test_what_waits_is_spoken_with_another_engine(desk: Desk) -> None:
    desk.say("a long first line", "two", "three")
    desk.ready()
    desk.rig.speech.close()
    other = Rig()
    desk.rig, other.now_ns = other, 0
    desk.look()
    assert desk.waiting[-1] == "three"
    desk.until(lambda: desk.rig.speech.label == "two")


def test_what_others_propose_waits_until_it_is_approved(desk: Desk) -> None:
    desk.post(do.ProposeLine("first", "Chat"), do.ProposeLine("second"), do.ProposeLine("third"))
    assert [(line.text, line.origin) for line in desk.desk.proposed] == [
        ("first", "Chat"),
        ("second", ""),
        ("third", ""),
    ]
    desk.look()
    assert (desk.opened, desk.waiting, desk.desk.taken) == ([], [], 0)
    desk.post(do.DiscardLine(1), do.ApproveLine(2))
    assert [line.text for line in desk.desk.proposed] == ["third"]
    desk.until(lambda: desk.opened == ["second"])
    desk.post(do.Interrupt())
    assert [line.text for line in desk.desk.proposed] == ["third"], "an interrupt judges nothing"


def test_no_more_are_approved_than_may_wait(desk: Desk) -> None:
    desk.settings = Settings(voice=VoiceSettings(queue_limit=2))
    desk.post(*(do.ProposeLine(text) for text in ("one", "two", "three", "four")))
    desk.post(do.ApproveLine(None))
    assert desk.desk.taken == 2
    assert [line.text for line in desk.desk.proposed] == ["three", "four"]
    desk.post(do.DiscardLine(None))
    assert desk.desk.proposed == ()
    assert not desk.problems.all()


def test_too_many_proposals_are_a_problem_until_some_are_judged(desk: Desk) -> None:
    desk.post(*(do.ProposeLine(str(number)) for number in range(51)))
    assert [problem.code for problem in desk.problems.all()] == ["speech.proposals_full"]
    desk.post(do.DiscardLine(None))
    assert not desk.problems.all()
