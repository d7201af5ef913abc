"""A script in the whole studio: hosts who come on stage between lines, the key to talk, and what is left of a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.settings import EngineSettings, Settings, VoiceSettings
from app.engine.testcard.reader import read
from app.studio import commands as do
from app.studio.cast_change import CastChange
from app.studio.snapshot import EngineState, OutputState, SpeechState
from app.studio.studio import Studio
from tests.helpers.small_studio import SmallStudio
from tests.helpers.speech_desk import LETTER
from tests.helpers.speech_rig import Line, Rig, say


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    small = SmallStudio()
    small.wait(lambda s: s.engine is EngineState.READY and s.avatar_id == "mira")
    yield small
    small.studio.close()


def open_script(small: SmallStudio, folder: Path, *lines: str) -> None:
    path = folder / "show.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    small.studio.post(do.OpenScript(path))
    small.wait(lambda s: len(s.script.lines) == len(lines))


def on_air(small: SmallStudio) -> None:
    small.studio.post(do.StartCamera())
    small.wait(lambda s: s.camera is OutputState.ON)


def test_the_hosts_of_a_script_come_on_stage_between_their_lines(small: SmallStudio, tmp_path: Path) -> None:
    on_air(small)
    open_script(
        small, tmp_path, "first line of all", "[avatar: Plain] second line", "[avatar: mira] third line", "four"
    )
    small.studio.post(do.PlayScript())
    seen = []
    for number, host in ((1, "mira"), (2, "plain"), (3, "mira"), (4, "mira")):
        state = small.wait(lambda s, n=number: s.script.current == s.script.lines[n - 1].number)  # type: ignore[misc]  # a default, against late binding
        seen.append((state.avatar_id, host))
    assert all(is_there == wanted for is_there, wanted in seen)
    small.wait(lambda s: not s.script.playing)
    state = small.wait(lambda s: s.speech is SpeechState.IDLE)
    assert [one.state.value for one in state.script.lines] == ["spoken"] * 4
    assert [
        host for host in small.cameras[0].ticks if host.pts_ns is not None and read(host.picture.pixels) is None
    ] == []


def test_somebody_the_library_does_not_know_is_a_warning_and_the_line_is_said(
    small: SmallStudio, tmp_path: Path
) -> None:
    open_script(small, tmp_path, "[avatar: Nobody] a line", "another")
    small.studio.post(do.PlayScript())
    state = small.wait(lambda s: bool(s.script.lines) and s.script.lines[1].state.value == "spoken")
    assert [problem.code for problem in state.problems] == ["script.avatar"]
    assert "Nobody" in state.problems[0].message


def test_on_air_a_host_who_is_chosen_waits_for_the_end_of_the_line(small: SmallStudio) -> None:
    small.studio.post(do.SpeakText("off the air nobody waits"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: s.avatar_id == "plain" and bool(s.speaking_text))
    small.studio.post(do.Interrupt())
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    on_air(small)
    small.studio.post(do.SpeakText("a line of two seconds"))
    small.studio.post(do.SpeakText("the next"))
    small.wait(lambda s: s.speaking_text.startswith("a line") and s.speech is SpeechState.SPEAKING)
    small.studio.post(do.SelectAvatar("mira"))
    state = small.wait(lambda s: any(problem.code == "avatar.coming" for problem in s.problems))
    assert state.avatar_id == "plain"
    state = small.wait(lambda s: s.avatar_id == "mira")
    assert not state.speaking_text
    state = small.wait(lambda s: s.speaking_text == "the next" and s.speech is SpeechState.SPEAKING)
    assert state.engine is EngineState.READY
    assert not state.problems


def test_who_is_chosen_again_comes_now(small: SmallStudio) -> None:
    on_air(small)
    small.studio.post(do.SpeakText("a line that goes on for many seconds"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: bool(s.problems))
    small.studio.post(do.SelectAvatar("plain"))
    state = small.wait(lambda s: s.avatar_id == "plain")
    assert state.speaking_text
    small.wait(lambda s: not s.problems)


def test_the_key_to_talk_opens_the_microphone_and_closes_it_again(small: SmallStudio, tmp_path: Path) -> None:
    open_script(small, tmp_path, "a line that goes on for seconds", "another")
    small.studio.post(do.PlayScript())
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    small.studio.post(do.PushToTalk(True))
    state = small.wait(lambda s: s.speech is SpeechState.LIVE)
    assert state.microphone_on
    assert state.script.push_to_talk
    assert not state.speaking_text
    small.studio.post(do.PushToTalk(False))
    state = small.wait(lambda s: bool(s.speaking_text))
    assert not state.microphone_on
    small.wait(lambda s: not s.script.playing)


def test_a_microphone_that_is_not_there_stays_off_behind_the_key() -> None:
    voice = VoiceSettings(microphone="gone")
    small = SmallStudio(settings=Settings(engine=EngineSettings(kind="testcard"), voice=voice))
    try:
        small.wait(lambda s: s.engine is EngineState.READY)
        small.studio.post(do.SpeakText("a line that goes on for some seconds"))
        small.wait(lambda s: s.speech is SpeechState.SPEAKING)
        small.studio.post(do.PushToTalk(True))
        state = small.wait(lambda s: bool(s.problems))
        assert state.speaking_text, "nobody would be heard in its place"
        small.studio.post(do.PushToTalk(False))
        small.wait(lambda s: not s.microphone_on)  # else it went live by itself once one is plugged in
    finally:
        small.studio.close()


def test_a_microphone_that_was_on_stays_on_behind_the_key(small: SmallStudio) -> None:
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.microphone_on)
    small.studio.post(do.PushToTalk(True))
    small.wait(lambda s: s.script.push_to_talk)
    small.studio.post(do.PushToTalk(False))
    assert small.wait(lambda s: not s.script.push_to_talk).microphone_on


def test_a_line_that_is_no_line_is_a_problem_until_the_next_edit(small: SmallStudio, tmp_path: Path) -> None:
    open_script(small, tmp_path, "one", "two")
    number = small.studio.snapshot().script.lines[0].number
    small.studio.post(do.EditScriptLine(number, "[paus: 2] one"))
    small.wait(lambda s: [problem.code for problem in s.problems] == ["script.line"])
    small.studio.post(do.EditScriptLine(number, "[pause: 2] one"))
    state = small.wait(lambda s: s.script.lines[0].line.pause_s == 2.0)
    assert state.problems == ()


def test_the_studio_offers_what_was_on_the_desk_when_it_was_killed(tmp_path: Path) -> None:
    first = SmallStudio()
    first.studio.close()
    parts = replace(first.parts, show_file=tmp_path / "show.json")
    studio = Studio(parts, first.studio.snapshot().settings, lambda settings: None)
    first.studio = studio
    studio.start()
    open_script(first, tmp_path, "one", "two")
    first.wait(lambda s: (tmp_path / "show.json").exists())
    left = (tmp_path / "show.json").read_bytes()
    studio.close()
    (tmp_path / "show.json").write_bytes(left)
    first.studio = Studio(parts, studio.snapshot().settings, lambda settings: None)
    first.studio.start()
    kept = first.wait(lambda s: s.script.kept is not None).script.kept
    assert kept is not None
    assert (kept.name, kept.lines) == ("show.txt", 2)
    first.studio.post(do.RestoreScript())
    first.wait(lambda s: len(s.script.lines) == 2 and s.script.kept is None)
    first.studio.close()


# ---- who comes when, in virtual time


def test_a_live_voice_that_never_pauses_keeps_nobody_waiting_for_long() -> None:
    rig = Rig()
    came: list[tuple[str, int]] = []

    def select(avatar: str) -> bool:
        came.append((avatar, rig.now_ns))
        return True

    cast = CastChange(select)
    cast.ask("ben")
    for _ in range(200):
        rig.slots(1)
        cast.look(rig.speech, "", came[-1][0] if came else "mira", ready=True, voice=True)
    ((avatar, at_ns),) = came
    assert avatar == "ben"
    assert 2.9e9 < at_ns < 3.2e9
    assert not rig.speech.held


def test_the_next_line_waits_until_the_engine_knows_the_new_face() -> None:
    rig = Rig()
    cast = CastChange(lambda avatar: True)
    say(rig, Line(3 * LETTER))
    rig.speech.line_up(lambda: Line(3 * LETTER), "next")
    cast.look(rig.speech, "ben", "mira", ready=True, voice=False)
    assert rig.speech.held
    while rig.speech.busy:
        rig.slots(1)
    cast.look(rig.speech, "ben", "mira", ready=True, voice=False)  # ben comes
    cast.look(rig.speech, "ben", "ben", ready=False, voice=False)
    rig.slots(30)
    assert not rig.speech.busy
    cast.look(rig.speech, "ben", "ben", ready=True, voice=False)
    rig.wait(lambda: rig.speech.busy)
    rig.speech.close()


def test_who_cannot_come_is_asked_once() -> None:
    rig = Rig()
    asked: list[str] = []

    def select(avatar: str) -> bool:
        asked.append(avatar)
        return False

    cast = CastChange(select)
    for _ in range(10):
        cast.look(rig.speech, "ben", "mira", ready=True, voice=False)
    assert asked == ["ben"]
    assert not rig.speech.held
    cast.look(rig.speech, "", "mira", ready=True, voice=False)
    cast.look(rig.speech, "ben", "mira", ready=True, voice=False)
    assert asked == ["ben", "ben"]
