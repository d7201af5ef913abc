"""Lines of other programs wait for a person's word."""

from __future__ import annotations

import pytest

from app.base.errors import AppError
from app.studio.proposals import MOST, Proposals, ProposedLine


def test_they_are_numbered_in_their_order_and_no_number_comes_twice() -> None:
    proposals = Proposals()
    for text in "abc":
        proposals.add(text, "Chat")
    assert proposals.take(2, MOST) == (ProposedLine(2, "b", "Chat"),)
    assert proposals.take(2, MOST) == ()
    proposals.add("d", "")
    assert [(line.number, line.text) for line in proposals.lines] == [(1, "a"), (3, "c"), (4, "d")]


def test_of_all_no_more_are_taken_than_there_is_room_for() -> None:
    proposals = Proposals()
    for text in "abc":
        proposals.add(text, "")
    assert proposals.take(1, 0) == proposals.take(None, -1) == ()
    assert [line.text for line in proposals.take(None, 2)] == ["a", "b"]
    assert [line.text for line in proposals.lines] == ["c"]


def test_too_many_are_refused() -> None:
    proposals = Proposals()
    for number in range(MOST):
        proposals.add(str(number), "")
    with pytest.raises(AppError, match="no more may wait"):
        proposals.add("one more", "")
    assert len(proposals.lines) == MOST
