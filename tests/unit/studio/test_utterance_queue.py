"""What waits to be spoken: its order and its bound."""

from __future__ import annotations

import pytest

from app.base.errors import AppError
from app.studio.utterance_queue import Utterance, UtteranceQueue, WaitingLine
from tests.helpers.speech_rig import Line


def _utterance(number: int) -> Utterance:
    return Utterance(WaitingLine(number, f"line {number}"), lambda: Line(1))


def test_first_come_first_and_any_can_be_taken_out() -> None:
    queue = UtteranceQueue()
    assert queue.first is None
    for number in (1, 2, 3):
        queue.add(_utterance(number), most=3)
    assert [line.label for line in queue.lines] == ["line 1", "line 2", "line 3"]
    taken = queue.take(2)
    assert taken is not None
    assert taken.line == WaitingLine(2, "line 2")
    assert queue.take(2) is None, "it has gone"
    assert [line.number for line in queue.lines] == [1, 3]
    assert queue.first is not None
    assert queue.first.line.number == 1
    queue.clear()
    assert queue.lines == ()


def test_a_full_queue_refuses_and_keeps_what_it_has() -> None:
    queue = UtteranceQueue()
    queue.add(_utterance(1), most=1)
    with pytest.raises(AppError) as refused:
        queue.add(_utterance(2), most=1)
    assert refused.value.code == "speech.queue_full"
    assert [line.number for line in queue.lines] == [1]
    queue.add(_utterance(3), most=2)
    with pytest.raises(AppError):
        queue.add(_utterance(4), most=1)  # the bound was made smaller: nothing is thrown away for it
    assert [line.number for line in queue.lines] == [1, 3]
