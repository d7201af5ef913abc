"""Which line of a script comes next: pure, with a clock and a die that the test holds."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from app.sources.script_line import ScriptLine
from app.studio.script_queue import ScriptQueue
from app.studio.script_view import LineState, Order

S = 1_000_000_000
WAITING, SPEAKING, SPOKEN, FAILED = LineState.WAITING, LineState.SPEAKING, LineState.SPOKEN, LineState.FAILED


class Show:
    """A queue whose lines take a second each."""

    def __init__(self, *lines: ScriptLine | str, seed: int = 1) -> None:
        self.queue = ScriptQueue(Random(seed))
        self.now_ns = 0
        self.queue.open("show.txt", [ScriptLine(line) if isinstance(line, str) else line for line in lines])
        self.said: list[tuple[str, float]] = []  # what, and when it began

    def number(self, text: str) -> int:
        return next(one.number for one in self.queue.shown if one.line.text == text)

    @property
    def states(self) -> list[LineState]:
        return [one.state for one in self.queue.shown]

    def begin(self) -> int | None:
        """Wait until the next line begins, at most an hour."""
        end_ns = self.now_ns + 3600 * S
        while (due := self.queue.due(self.now_ns)) is None:
            self.now_ns += S // 10
            if self.now_ns > end_ns or not self.queue.playing:
                return None
        self.now_ns += due.pause_ns
        self.queue.begun(due.entry.number)
        self.said.append((due.rest or due.entry.line.text, self.now_ns / S))
        return due.entry.number

    def end(self) -> None:
        assert self.queue.current is not None
        self.now_ns += S
        self.queue.ended(self.queue.current, self.now_ns)

    def say(self, count: int) -> list[str]:
        before = len(self.said)
        for _ in range(count):
            if self.begin() is not None:
                self.end()
        return [text for text, _ in self.said[before:]]


def playing(*lines: ScriptLine | str, order: Order | None = None, seed: int = 1) -> Show:
    show = Show(*lines, seed=seed)
    show.queue.set_order(order or Order())
    show.queue.play(0)
    return show


def test_lines_come_in_their_order_and_then_it_is_over() -> None:
    show = playing("a", "b", "c")
    assert show.begin() == show.number("a")
    assert show.states == [SPEAKING, WAITING, WAITING]
    show.end()
    assert show.say(1) == ["b"]
    assert show.queue.playing
    assert show.say(1) == ["c"]
    assert show.states == [SPOKEN] * 3
    assert show.queue.over
    assert not show.queue.playing
    show.queue.play(show.now_ns)
    assert show.states == [WAITING] * 3
    assert show.say(3) == ["a", "b", "c"]


def test_nothing_comes_before_it_is_played_and_while_it_pauses() -> None:
    show = Show("a", "b")
    assert show.queue.due(0) is None
    show.queue.play(0)
    show.say(1)
    show.queue.pause()
    assert show.queue.due(show.now_ns) is None
    show.queue.play(show.now_ns)
    assert show.say(1) == ["b"]


def test_a_pause_follows_its_line_and_a_long_one_leaves_the_air_free() -> None:
    show = playing(ScriptLine("a", pause_s=2.0), ScriptLine("b", pause_s=60.0), "c")
    show.say(3)
    assert [at for _, at in show.said] == [0.0, 3.0, 64.0]
    show = playing(ScriptLine("b", pause_s=60.0), "c")
    show.begin()
    assert show.queue.due(show.now_ns) is None, "it is made ready a moment before, not a minute"
    show.end()
    assert show.queue.wait_ns(show.now_ns) == 60 * S
    assert show.queue.due(show.now_ns + 56 * S) is None
    due = show.queue.due(show.now_ns + 58 * S)
    assert due is not None
    assert due.pause_ns == 2 * S


def test_after_the_last_line_a_loop_begins_again_and_every_line_waits() -> None:
    show = playing("a", "b", order=Order(loop=True))
    assert show.say(3) == ["a", "b", "a"]
    assert show.states == [SPOKEN, WAITING]


def test_shuffled_lines_come_once_each_with_their_spacing() -> None:
    texts = [f"line {n}" for n in range(20)]
    show = playing(*texts, order=Order(shuffle=True, spacing_s=(5.0, 9.0)))
    said = show.say(20)
    assert sorted(said) == sorted(texts)
    assert said != texts
    gaps = [later - before - 1.0 for (_, before), (_, later) in pairwise(show.said)]
    assert all(5.0 <= gap < 9.2 for gap in gaps)
    assert max(gaps) - min(gaps) > 1.0
    assert show.begin() is None


def test_a_shuffled_loop_goes_round_and_never_says_a_line_twice_running() -> None:
    show = playing("a", "b", "c", order=Order(loop=True, shuffle=True))
    said = show.say(30)
    assert all(before != later for before, later in pairwise(said))
    for start in range(0, 30, 3):
        assert sorted(said[start : start + 3]) == ["a", "b", "c"]


def test_announcements_come_between_lines_after_a_time_that_is_drawn() -> None:
    lines = [f"line {n}" for n in range(100)]
    show = playing(*lines, ScriptLine("follow us", every_s=(10.0, 20.0)))
    said = show.say(108)
    assert [text for text in said if text != "follow us"] == lines
    announced = [at for text, at in show.said if text == "follow us"]
    gaps = [later - before - 1 for before, later in pairwise([-1.0, *announced])]
    assert len(gaps) >= 5
    assert all(10.0 <= gap <= 21.0 for gap in gaps), "a line that is on air is heard to its end first"
    assert len(set(gaps)) > 1


def test_a_script_that_is_over_begins_anew_at_the_line_that_is_asked_for() -> None:
    show = playing("a", "b", "c", "d")
    show.say(4)
    show.queue.play(show.now_ns, show.number("b"))
    assert show.states == [WAITING] * 4, "what comes again is not shown as spoken"
    assert show.say(9) == ["b", "c", "d"]
    assert show.states == [WAITING, SPOKEN, SPOKEN, SPOKEN]


def test_an_announcement_alone_does_not_begin_a_script_anew() -> None:
    show = playing("a", ScriptLine("ad", every_s=(900.0, 900.0)))
    show.say(1)
    show.queue.play(show.now_ns, show.number("ad"))
    assert show.say(2) == ["ad", "ad"]
    assert show.states[0] is SPOKEN


def test_announcements_go_on_when_the_lines_are_over() -> None:
    show = playing("a", ScriptLine("follow us", every_s=(60.0, 60.0)))
    assert show.say(3) == ["a", "follow us", "follow us"]
    assert show.queue.over
    assert show.queue.playing
    show.queue.stop()
    assert not show.queue.playing


def test_a_line_that_is_cut_is_taken_up_where_it_was_and_an_empty_rest_is_none() -> None:
    show = playing("a. b. c.", "d")
    number = show.begin()
    assert number is not None
    show.queue.cut(number, "b. c.", show.now_ns)
    assert show.states == [WAITING, WAITING]
    assert show.say(2) == ["b. c.", "d"]
    show = playing("a", "d")
    number = show.begin()
    assert number is not None
    show.queue.cut(number, "", show.now_ns)
    assert show.states == [SPOKEN, WAITING]
    assert show.say(1) == ["d"]


def test_jump_next_and_previous() -> None:
    show = playing("a", "b", "c", "d")
    show.say(1)
    show.queue.play(show.now_ns, show.number("d"))
    assert show.say(1) == ["d"]
    show.queue.play(show.now_ns, show.number("b"))
    assert show.begin() == show.number("b")
    show.queue.skip(show.now_ns)
    assert show.states == [SPOKEN, SPOKEN, WAITING, SPOKEN]
    assert show.begin() == show.number("c")
    show.queue.leave()
    show.queue.back(show.now_ns)
    assert show.say(1) == ["c"], "nothing is heard: back is the line before the one that would come"
    show.queue.back(show.now_ns)
    assert show.begin() == show.number("c")
    show.queue.back(show.now_ns)
    show.queue.leave()
    assert show.say(1) == ["b"]


def test_while_it_rests_next_and_previous_move_the_place_where_it_begins() -> None:
    show = Show("a", "b", "c")
    show.queue.skip(0)
    show.queue.skip(0)
    assert show.queue.next == show.number("c")
    show.queue.back(0)
    assert show.queue.next == show.number("b")
    assert show.states == [WAITING] * 3
    assert show.queue.due(0) is None


def test_a_line_that_fails_says_why_and_the_next_follows() -> None:
    show = playing("a", "b", "c")
    show.say(1)
    show.queue.failed(show.number("b"), "No voice.", show.now_ns)
    assert show.states == [SPOKEN, FAILED, WAITING]
    assert show.queue.shown[1].problem == "No voice."
    assert show.say(1) == ["c"]
    show.queue.edit(show.number("b"), ScriptLine("better"))
    assert show.states == [SPOKEN, WAITING, SPOKEN]


def test_a_loop_of_which_every_line_fails_ends() -> None:
    show = playing("a", "b", order=Order(loop=True))
    for _ in range(2):
        due = show.queue.due(show.now_ns)
        assert due is not None
        show.queue.failed(due.entry.number, "No voice.", show.now_ns)
    assert not show.queue.playing
    assert show.states == [FAILED, FAILED]


def test_the_list_may_change_while_it_is_played() -> None:
    show = playing("a", "b", "c")
    show.begin()
    show.queue.move([show.number("c")], show.number("b"))
    show.queue.insert([ScriptLine("new")], show.number("b"))
    show.queue.remove([show.number("a")])
    show.end()
    assert show.say(9) == ["c", "new", "b"]


def test_a_line_that_is_added_at_the_end_of_all_is_said() -> None:
    show = playing("a")
    show.begin()
    show.queue.insert([ScriptLine("b")], None)
    show.end()
    assert show.say(2) == ["b"]


def test_a_line_that_comes_next_may_be_taken_away_or_edited() -> None:
    show = playing("a", "b", "c")
    show.begin()
    due = show.queue.due(show.now_ns)
    assert due is not None
    assert show.queue.stands(due)
    show.queue.edit(show.number("b"), ScriptLine("B"))
    assert not show.queue.stands(due), "what was made ready is not what is to be said"
    show.queue.remove([show.number("B")])
    show.end()
    assert show.say(2) == ["c"]


def test_changes_can_be_undone_also_another_script() -> None:
    show = Show("a", "b", "c")
    queue = show.queue
    queue.remove([show.number("b"), show.number("c")])
    queue.edit(show.number("a"), ScriptLine("A"))
    queue.move([show.number("A")], None)  # nothing changes by it
    queue.open("other.txt", [ScriptLine("x")])
    for name, texts in (("show.txt", ["A"]), ("show.txt", ["a"]), ("show.txt", ["a", "b", "c"])):
        assert queue.lines.can_undo
        queue.undo()
        assert (queue.lines.name, [one.line.text for one in queue.shown]) == (name, texts)
    assert not queue.lines.can_undo
    queue.play(0)
    assert show.say(3) == ["a", "b", "c"]


def test_what_is_shown_is_the_same_object_while_nothing_changes() -> None:
    show = playing("a", "b")
    shown = show.queue.shown
    show.queue.due(show.now_ns)
    assert show.queue.shown is shown
    show.begin()
    assert show.queue.shown is not shown


def test_a_script_that_is_restored_goes_on_where_it_was() -> None:
    show = playing("a", "b", "c", "d")
    show.say(1)
    show.queue.failed(show.number("b"), "No voice.", show.now_ns)
    number = show.begin()
    other = Show("x")
    other.queue.restore("show.txt", show.queue.shown, number)
    assert other.states == [SPOKEN, FAILED, WAITING, WAITING]
    other.queue.play(0)
    assert other.say(9) == ["c", "d"]


COMMANDS = st.lists(
    st.tuples(
        st.sampled_from(
            ("begin", "end", "cut", "fail", "skip", "back", "jump", "remove", "move", "insert", "undo", "pause", "play",
             "stop", "loop", "shuffle", "edit", "leave")
        ),
        st.integers(0, 9),
    ),
    max_size=40,
)  # fmt: skip


@given(COMMANDS, st.integers(0, 5))
@example([("edit", 0), ("edit", 9)], 0)
def test_whatever_is_done_the_next_line_is_one_that_is_there(commands: list[tuple[str, int]], seed: int) -> None:
    show = playing("a. b.", "c", ScriptLine("d", pause_s=1.0), ScriptLine("e", every_s=(10.0, 12.0)), seed=seed)
    queue = show.queue
    for what, which in commands:
        shown = queue.shown
        number = shown[which % len(shown)].number if shown else 0
        match what:
            case "begin" if queue.current is None and queue.playing:
                show.begin()
            case "end" if queue.current is not None:
                show.end()
            case "cut" if queue.current is not None:
                queue.cut(queue.current, "rest." if which else "", show.now_ns)
            case "fail" if queue.current is not None:
                queue.failed(queue.current, "why", show.now_ns)
            case "skip":
                queue.skip(show.now_ns)
            case "leave":
                queue.leave()
            case "back":
                queue.leave()
                queue.back(show.now_ns)
            case "jump":
                queue.leave()
                queue.play(show.now_ns, number)
            case "remove":
                queue.remove([number])
            case "move":
                queue.move([number], shown[-1].number if shown and which % 2 else None)
            case "insert":
                queue.insert([ScriptLine(f"new {which}")], number)
            case "edit":
                edited = ScriptLine("announced", every_s=(10.0, 10.0)) if which > 7 else ScriptLine("other")
                queue.edit(number, edited)
            case "undo":
                queue.undo()
            case "pause":
                queue.pause()
            case "stop":
                queue.leave()
                queue.stop()
            case "play":
                queue.play(show.now_ns)
            case "loop" | "shuffle":
                queue.set_order(Order(loop=what == "loop", shuffle=what == "shuffle"))
        there = {one.number for one in queue.shown}
        assert queue.next is None or queue.next in there
        due = queue.due(show.now_ns)
        assert due is None or (due.entry.number in there and queue.stands(due))
        assert [one.number for one in queue.shown if one.state is SPEAKING] in ([], [queue.current])
    # However it was left, playing it says every line of the order that waits, and ends.
    queue.leave()
    queue.stop()
    queue.set_order(Order())
    queue.play(show.now_ns)
    order = [one.line.text for one in queue.shown if one.line.every_s is None]
    said = [text for text in show.say(len(order) + 20) if text in order]
    assert said == order


def test_a_last_line_that_was_cut_short_is_still_to_come() -> None:
    show = playing("one", "two words")
    show.say(1)
    show.begin()
    last = show.number("two words")
    show.queue.cut(last, "words", show.now_ns)
    assert not show.queue.over
    assert show.queue.following == last
    assert show.say(1) == ["words"]
    assert show.queue.over
    assert show.states == [SPOKEN, SPOKEN]


def test_a_line_that_was_cut_short_and_is_edited_is_said_anew() -> None:
    show = playing("one", "two words")
    show.say(1)
    show.begin()
    last = show.number("two words")
    show.queue.cut(last, "words", show.now_ns)
    show.queue.edit(last, ScriptLine("something else"))
    assert show.queue.following == last
    assert show.say(1) == ["something else"]
    assert show.states == [SPOKEN, SPOKEN]
