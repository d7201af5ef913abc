"""A script between typed lines, files and the streamer's voice: in virtual time, with the feeders' real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.media.pacer import DUCK_SAMPLES, FADE_SAMPLES
from app.media.types import PROGRAM_RATE_HZ, SlotPlan
from app.studio import commands as do
from app.studio.script_view import Order
from tests.helpers.speech_desk import Desk
from tests.helpers.speech_rig import PROGRAM


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.script.close(())
    desk.rig.speech.close()


def spoken_s(plans: list[SlotPlan]) -> float:
    return sum(np.count_nonzero(plan.samples) for plan in plans) / PROGRAM_RATE_HZ


def over(desk: Desk) -> bool:
    return not desk.view.playing and not desk.rig.speech.busy


def test_a_script_is_opened_played_and_shown_line_by_line(desk: Desk) -> None:
    desk.open_script("one one", "[smile] two two", "three")
    assert (desk.view.name, desk.view.playing, desk.states) == ("show.txt", False, ["waiting"] * 3)
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.current == desk.number("one"))
    assert desk.states == ["speaking", "waiting", "waiting"]
    assert desk.view.next == desk.number("two")
    assert desk.expressed == []
    desk.until(lambda: desk.view.heard > 0.5)
    desk.until(lambda: desk.view.current == desk.number("two"))
    assert desk.states == ["spoken", "speaking", "waiting"]
    assert desk.expressed == ["smile"]
    desk.until(lambda: over(desk))
    assert desk.states == ["spoken"] * 3
    assert desk.opened == ["one one", "two two", "three"]


def test_the_cues_of_a_script_are_listed_with_their_lines(desk: Desk) -> None:
    desk.open_script("[cue: Opening] one", "two two", "[cue: End] three")
    assert desk.view.cues == ((desk.number("one"), "Opening"), (desk.number("three"), "End"))


def test_every_line_is_heard_whole_and_the_next_is_made_ready_before(desk: Desk) -> None:
    desk.open_script("one one", "two two", "three")
    desk.post(do.PlayScript())
    plans = desk.until(lambda: over(desk))
    assert spoken_s(plans) == pytest.approx(1.9, abs=0.04)  # each runs out softly
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.current is not None)
    desk.ready()
    assert desk.opened[-1] == "two two"
    assert desk.states == ["speaking", "waiting", "waiting"]


def test_a_pause_is_kept(desk: Desk) -> None:
    desk.open_script("one one [pause: 1.5 s]", "two two")
    desk.post(do.PlayScript())
    plans = desk.until(lambda: over(desk))
    heard = [bool(np.any(plan.samples)) for plan in plans]
    first, last = heard.index(True), len(heard) - heard[::-1].index(True)
    quiet = heard[first:last].count(False) / PROGRAM.fps
    assert 1.45 <= quiet < 4, "the feeder looks now and then, in real time"


def test_in_a_long_pause_the_microphone_is_heard(desk: Desk) -> None:
    desk.rig.speech.microphone_on(desk.rig.microphone)
    desk.open_script("one one [pause: 20 s]", "two two")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.states[0] == "spoken")
    wait_s = desk.view.wait_s
    assert wait_s is not None
    assert 18 < wait_s <= 20
    desk.until(lambda: desk.rig.speech.live)
    desk.until(lambda: desk.view.current == desk.number("two"))
    assert not desk.rig.speech.live


def test_an_answer_is_put_in_now_and_the_script_goes_on_with_the_sentence_that_it_cut(desk: Desk) -> None:
    desk.open_script("First sentence. Second sentence. Third one.", "two two")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.heard > 0.5)
    desk.post(do.SpeakText("an answer", now=True))
    assert desk.rig.speech.label == "an answer"
    assert desk.states == ["waiting", "waiting"]
    desk.until(lambda: desk.rig.speech.label == "Second sentence. Third one.")
    assert desk.states == ["speaking", "waiting"]
    desk.until(lambda: over(desk))
    assert desk.states == ["spoken", "spoken"]
    assert desk.opened[-1] == "two two"


def test_a_typed_line_waits_for_the_line_on_air_and_goes_before_the_next(desk: Desk) -> None:
    desk.open_script("one one", "two two")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.current is not None)
    desk.ready()
    desk.post(do.SpeakText("typed"), do.SpeakText("typed too"))
    assert desk.waiting == ["typed", "typed too"]
    desk.until(lambda: desk.rig.speech.label == "typed")
    assert desk.states == ["spoken", "waiting"]
    desk.until(lambda: desk.rig.speech.label == "typed too")
    desk.until(lambda: desk.view.current == desk.number("two"))


@pytest.mark.parametrize("stage", ["being opened", "waiting for its pictures", "heard", "at its end", "between two"])
def test_an_answer_at_every_stage_of_a_line_loses_no_line(desk: Desk, stage: str) -> None:
    desk.open_script("one one one.", "two two two.")
    desk.post(do.PlayScript())
    if stage == "waiting for its pictures":
        desk.until(lambda: desk.rig.speech.busy)
    elif stage == "heard":
        desk.until(lambda: desk.view.heard > 0.3)
    elif stage == "at its end":
        desk.until(lambda: desk.view.heard > 0.95)
    elif stage == "between two":
        desk.until(lambda: desk.rig.speech.busy)
        desk.ready()
        while desk.rig.speech.label == "one one one.":
            desk.rig.slots(1)
    desk.post(do.SpeakText("an answer", now=True))
    assert desk.rig.speech.label == "an answer"
    desk.until(lambda: over(desk))
    assert desk.states == ["spoken", "spoken"]
    assert desk.opened.count("an answer") == 1
    assert desk.opened[-1] == "two two two."


def test_push_to_talk_takes_the_air_and_what_was_said_goes_on_behind_it(desk: Desk) -> None:
    desk.rig.speech.microphone_on(desk.rig.microphone)
    desk.open_script("First sentence. Second sentence.", "two two")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.heard > 0.6)
    desk.post(do.PushToTalk(True))
    assert desk.view.push_to_talk
    assert not desk.rig.speech.busy
    desk.until(lambda: desk.rig.speech.live)
    desk.post(do.SpeakText("typed meanwhile", now=True))
    for _ in range(30):
        desk.look()
        desk.rig.slots(1)
    assert desk.rig.speech.live, "nothing else is said while the key is held"
    assert desk.waiting == ["typed meanwhile"]
    desk.post(do.PushToTalk(False))
    desk.until(lambda: desk.rig.speech.label == "typed meanwhile")
    desk.until(lambda: desk.rig.speech.label == "Second sentence.")
    desk.until(lambda: over(desk))
    assert desk.states == ["spoken", "spoken"]


def test_the_script_is_turned_down_under_the_voice_that_takes_the_air(desk: Desk) -> None:
    microphone = desk.rig.microphone
    microphone.sound = lambda start, count: np.full(count, 0.25, np.float32)  # type: ignore[method-assign]  # a steady voice
    desk.rig.speech.microphone_on(microphone)
    desk.open_script("First sentence. Second sentence.")
    desk.post(do.PlayScript())
    before = desk.until(lambda: desk.view.heard > 0.6)[-1].samples
    desk.post(do.PushToTalk(True))
    sound = np.concatenate([before, *(plan.samples for plan in desk.rig.slots(24))])
    heard = sound[len(before) :]
    line = np.zeros(len(heard), np.float32)
    line[:DUCK_SAMPLES] = 0.5 * np.linspace(1.0, 0.0, DUCK_SAMPLES)
    voice = heard - line
    begin = int(np.flatnonzero(voice > 1e-4)[0])
    assert FADE_SAMPLES < begin < DUCK_SAMPLES - FADE_SAMPLES, "the voice comes while the line is still heard"
    rise = np.clip((np.arange(len(heard) - begin) + 1) / FADE_SAMPLES, 0.0, 1.0)
    np.testing.assert_allclose(voice[begin:], 0.25 * rise, atol=1e-6)
    np.testing.assert_allclose(voice[:begin], 0.0, atol=1e-6)
    assert np.abs(np.diff(sound)).max() < 0.001, "a cut, or a voice that is switched on, is a step of 0.25 and more"


def test_the_last_of_the_voice_is_heard_before_the_script_goes_on(desk: Desk) -> None:
    desk.rig.speech.microphone_on(desk.rig.microphone)
    desk.open_script("First sentence. Second sentence.")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.heard > 0.6)
    desk.post(do.PushToTalk(True))
    desk.until(lambda: desk.rig.speech.live)
    delay_ns = desk.rig.speech.measures.delay_ns
    assert delay_ns
    desk.post(do.PushToTalk(False))
    released_ns = desk.rig.now_ns
    desk.until(lambda: desk.rig.speech.busy)
    assert desk.rig.now_ns - released_ns >= delay_ns


def test_push_to_talk_also_puts_a_typed_line_and_a_file_back(desk: Desk) -> None:
    desk.post(do.SpeakText("First sentence. Second sentence."), do.SpeakFile(Path("jingle.wav")))
    desk.until(lambda: desk.rig.speech.heard_ns > 2_000_000_000)
    desk.post(do.PushToTalk(True))
    assert desk.waiting == ["Second sentence.", "jingle.wav"]
    desk.post(do.PushToTalk(False))
    desk.until(lambda: desk.rig.speech.label == "jingle.wav" and desk.rig.speech.heard_ns > 0)
    desk.post(do.PushToTalk(True))
    assert desk.waiting == ["jingle.wav"]
    desk.post(do.PushToTalk(False))
    desk.until(lambda: desk.rig.speech.label == "jingle.wav")


def test_pause_and_play_go_on_with_the_sentence_and_stop_with_the_first_line(desk: Desk) -> None:
    desk.open_script("one one", "First sentence. Second sentence.", "three")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.current == desk.number("First") and desk.view.heard > 0.6)
    desk.post(do.PauseScript())
    assert not desk.rig.speech.busy
    assert spoken_s(desk.rig.slots(5)[1:]) == 0
    assert desk.states == ["spoken", "waiting", "waiting"]
    desk.post(do.PlayScript())
    desk.until(lambda: desk.rig.speech.label == "Second sentence.")
    desk.post(do.StopScript())
    assert desk.states == ["waiting"] * 3
    assert not desk.rig.speech.busy
    desk.post(do.PlayScript())
    desk.until(lambda: desk.rig.speech.label == "one one")


def test_next_previous_and_jump_take_the_air_at_once(desk: Desk) -> None:
    desk.open_script("one one one one", "two two two two", "three three three")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.heard > 0.2)
    desk.post(do.NextLine())
    desk.until(lambda: desk.view.current == desk.number("two"))
    assert desk.states[0] == "spoken"
    desk.post(do.PreviousLine())
    desk.until(lambda: desk.view.current == desk.number("one"))
    desk.post(do.PlayScript(desk.number("three")))
    desk.until(lambda: desk.view.current == desk.number("three"))
    assert desk.states == ["waiting", "waiting", "speaking"], "what was broken off was not heard"
    desk.post(do.SkipSpeech())
    desk.until(lambda: over(desk))


def test_an_interrupt_stops_the_script_behind_the_line_that_must_not_go_on(desk: Desk) -> None:
    desk.open_script("one one one one", "two two", "three")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.heard > 0.2)
    desk.ready()
    desk.post(do.Interrupt())
    assert not desk.view.playing
    for _ in range(30):
        desk.look()
        assert not spoken_s(desk.rig.slots(1)[1:])
    desk.post(do.PlayScript())
    desk.until(lambda: desk.rig.speech.busy)
    assert desk.rig.speech.label == "two two"


def test_an_interrupt_between_two_lines_passes_over_none(desk: Desk) -> None:
    desk.open_script("one [pause: 3 s]", "two")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.states[0] == "spoken")
    desk.post(do.Interrupt(), do.PlayScript())
    desk.until(lambda: desk.rig.speech.busy)
    assert desk.rig.speech.label == "two"


def test_a_line_that_cannot_be_spoken_fails_with_its_reason_and_the_next_follows(desk: Desk) -> None:
    desk.open_script("one", "this cannot be", "hello {name}", "four")
    desk.post(do.PlayScript())
    desk.until(lambda: over(desk))
    assert desk.states == ["spoken", "failed", "failed", "spoken"]
    assert desk.view.lines[1].problem == "This line cannot be spoken."
    assert desk.view.lines[2].problem == "This line says {name}, which has no value."
    assert desk.view.variables == (("name", ""),)
    desk.post(do.SetScriptVariable("name", "Ada"), do.PlayScript(desk.number("hello")))
    desk.until(lambda: over(desk))
    assert "hello Ada" in desk.opened
    assert desk.states[2] == "spoken"


def test_the_voice_of_a_line_speaks_it_before_all_others(desk: Desk) -> None:
    desk.open_script("one", "[voice: edge:de-DE-KatjaNeural] zwei", "three")
    desk.post(do.PlayScript())
    desk.until(lambda: over(desk))
    own = desk.settings.voice
    assert [voice.providers[0] for voice in desk.voices] == [own.providers[0], "edge", own.providers[0]]
    assert desk.voices[1].voices["edge"] == "de-DE-KatjaNeural"
    assert desk.voices[1].providers[1:] == own.providers


def test_lines_may_be_edited_moved_and_taken_away_while_it_plays(desk: Desk) -> None:
    desk.open_script("one one one one", "two", "three")
    desk.post(do.PlayScript())
    desk.until(lambda: desk.view.current is not None)
    desk.ready()
    desk.post(do.EditScriptLine(desk.number("two"), "[nod] deux"))
    desk.post(do.MoveScriptLines((desk.number("three"),), desk.number("deux")))
    desk.post(do.InsertScriptLine("new", desk.number("deux")))
    with pytest.raises(AppError, match="“paus” is no note"):
        desk.post(do.InsertScriptLine("[paus: 2] no"))
    for words in ("three", "new", "deux"):
        number = desk.number(words)
        desk.until(lambda number=number: desk.view.current == number)  # type: ignore[misc]  # a default, against late binding
    assert desk.expressed == ["nod"]
    desk.post(do.UndoScript(), do.UndoScript(), do.UndoScript())
    assert [one.line.text for one in desk.view.lines] == ["one one one one", "two", "three"]
    assert not desk.view.can_undo


def test_loop_and_announcements_between_the_lines(desk: Desk) -> None:
    desk.open_script("one one", "two two", "[every: 10 s] follow")
    desk.post(do.OrderScript(Order(loop=True)), do.PlayScript())
    desk.until(lambda: desk.opened.count("follow") == 2)
    desk.until(lambda: desk.view.current == desk.number("one"))
    assert 13 <= sum(text != "follow" for text in desk.opened) <= 36
    desk.post(do.PauseScript())


def test_a_bad_script_is_one_problem_and_the_one_that_is_there_stays(desk: Desk) -> None:
    desk.open_script("one", "two")
    bad = desk.folder / "bad.txt"
    bad.write_text("one\n[pause: long] two")
    desk.post(do.OpenScript(bad))
    desk.rig.wait(lambda: len(desk.problems.all()) == 1)
    assert desk.problems.all()[0].message == "bad.txt, line 2: “long” is no length of a pause."
    desk.script.close(())  # what was read has been read
    desk.post(do.OpenScript(desk.folder / "nowhere.txt"))
    desk.rig.wait(lambda: len(desk.problems.all()) == 2)
    assert "cannot be read" in desk.problems.all()[1].message
    assert len(desk.view.lines) == 2


def test_a_script_is_saved_as_text_with_its_edits(desk: Desk) -> None:
    desk.open_script("one", "two")
    desk.post(do.EditScriptLine(desk.number("two"), "[nod] deux {name}"), do.SetScriptVariable("name", "Ada"))
    path = desk.folder / "saved.txt"
    desk.post(do.SaveScript(path))
    desk.rig.wait(path.exists)
    assert path.read_text() == "---\nname: Ada\n---\n\none\n[nod] deux {name}\n"
