from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from app.avatars.expressions import EXPRESSIONS, Expression, Expressions
from app.avatars.motion import Pose

MS = 1_000_000
FACES: tuple[Expression, ...] = ("smile", "surprise", "doubt", "wink")


def amounts(expressions: Expressions, field: str, until_ms: int) -> list[float]:
    return [getattr(expressions.on(Pose(), ms * MS), field) for ms in range(until_ms)]


def test_nothing_is_asked_for_and_nothing_happens() -> None:
    pose = Pose(breath=0.3, nod=0.2, openness=0.9)
    assert Expressions().on(pose, 5 * MS) == pose


@pytest.mark.parametrize("name", FACES)
def test_an_expression_comes_stays_and_goes(name: Expression) -> None:
    seen = amounts(Expressions().then(name, 1000 * MS), name, 7000)
    assert not any(seen[:1001])
    top = seen.index(1.0)
    stays = seen.count(1.0)
    assert 1100 <= top <= 1300
    assert stays >= 300
    assert set(seen[top : top + stays]) == {1.0}
    assert seen[-1] == 0
    assert np.abs(np.diff(seen)).max() < 0.015, "no jump within a millisecond"


def test_a_smile_stays_longest_and_a_wink_is_short() -> None:
    lasts = {name: sum(a > 0.5 for a in amounts(Expressions().then(name, 0), name, 7000)) for name in FACES}
    assert lasts["smile"] > 3000
    assert 1500 < lasts["surprise"] < 2500
    assert 1500 < lasts["doubt"] < 3000
    assert lasts["wink"] < 800


def test_an_expression_leaves_everything_else_alone() -> None:
    pose = Pose(breath=0.3, sway=-0.2, blink=0.7, openness=0.9, spread=-0.4, nod=0.1)
    shown = Expressions().then("doubt", 0).on(pose, 800 * MS)
    assert {f.name for f in fields(Pose) if getattr(shown, f.name) != getattr(pose, f.name)} == {"doubt"}


def test_two_nods_and_neither_lifts_a_head_that_is_lower() -> None:
    expressions = Expressions().then("nod", 0)
    seen = amounts(expressions, "nod", 1500)
    tops = [ms for ms in range(1, 1499) if seen[ms - 1] < seen[ms] >= seen[ms + 1] and seen[ms] > 0.3]
    assert len(tops) == 2
    assert seen[tops[0]] == 1.0
    assert seen[-1] == 0
    assert expressions.on(Pose(nod=1.0), tops[1] * MS).nod == 1.0


@pytest.mark.parametrize("first", EXPRESSIONS)
@pytest.mark.parametrize("second", EXPRESSIONS)
def test_any_expression_blends_into_any_other(first: Expression, second: Expression) -> None:
    expressions = Expressions().then(first, 0).then(second, 400 * MS)
    for field in (*FACES, "nod"):
        seen = amounts(expressions, field, 1400)
        assert np.abs(np.diff(seen)).max() < 0.02
        assert max(seen) <= 1.0
        if field == first and field != second:
            assert not any(seen[700:]), "it has given way"


def test_neutral_ends_what_is_on() -> None:
    seen = amounts(Expressions().then("smile", 0).then("neutral", 1000 * MS), "smile", 2000)
    assert seen[999] == 1.0
    assert not any(seen[1300:])


def test_asked_again_it_stays_on_without_a_dip() -> None:
    seen = amounts(Expressions().then("smile", 0).then("smile", 2000 * MS), "smile", 6000)
    assert min(seen[300:5500]) > 0.99


def test_what_was_on_holds_until_the_next_begins() -> None:
    before = Expressions().then("smile", 0)
    after = before.then("surprise", 900 * MS)
    for ms in (100, 500, 899):
        assert after.on(Pose(), ms * MS) == before.on(Pose(), ms * MS)


def test_one_that_is_asked_for_late_never_changes_what_was_shown() -> None:
    planned = Expressions().then("smile", 1000 * MS)
    late = planned.then("wink", 700 * MS)
    assert late.on(Pose(), 999 * MS) == Pose()
    assert late.on(Pose(), 1300 * MS).wink == 1.0


def test_a_long_show_is_not_remembered() -> None:
    expressions = Expressions()
    for n in range(10_000):
        expressions = expressions.then("smile", n * 2000 * MS)
    depth, link = 0, expressions.before
    while link is not None:
        depth, link = depth + 1, link.before
    assert depth <= 2
