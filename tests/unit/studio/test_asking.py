"""What other programs ask for, and what it means."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import AppError
from app.base.scenes import Scene
from app.base.settings import Settings, VoiceSettings
from app.sources.script_line import ScriptLine
from app.studio import commands as do
from app.studio.asking import ACTIONS, LONGEST_LINE, OWN_ACTIONS, commands_of
from app.studio.proposals import ProposedLine
from app.studio.script_view import KeptScript, ScriptView, ShownLine
from app.studio.snapshot import AvatarEntry, Snapshot
from app.studio.utterance_queue import WaitingLine

NOW = Snapshot(
    Settings(),
    avatars=(AvatarEntry("mira", "Mira", Path("/avatars/mira"), None),),
    proposed=(ProposedLine(3, "Hello"),),
    script=ScriptView("show.md", (ShownLine(7, ScriptLine("Hello")), ShownLine(9, ScriptLine("Bye")))),
)


@pytest.mark.parametrize(
    ("name", "fields", "commands"),
    [
        ("say", {"text": "Hello"}, [do.SpeakText("Hello")]),
        ("say", {"text": " a\nb\x00 ", "now": True}, [do.SpeakText("a b", now=True)]),
        ("interrupt", {}, [do.Interrupt()]),
        ("panic", {}, [do.Interrupt(), do.SetMicrophone(on=False)]),
        ("next", {}, [do.SkipSpeech()]),
        ("script", {"what": "play"}, [do.PlayScript()]),
        ("script", {"what": "play", "line": 2}, [do.PlayScript(9)]),
        ("script", {"what": "pause"}, [do.PauseScript()]),
        ("script", {"what": "stop"}, [do.StopScript()]),
        ("script", {"what": "next"}, [do.NextLine()]),
        ("script", {"what": "previous"}, [do.PreviousLine()]),
        ("open_script", {"path": "/show.md"}, [do.OpenScript(Path("/show.md"))]),
        ("talk", {"held": True}, [do.PushToTalk(held=True)]),
        ("express", {"expression": "smile"}, [do.Express("smile")]),
        ("avatar", {"avatar": "mira"}, [do.SelectAvatar("mira")]),
        ("camera", {"on": True}, [do.StartCamera()]),
        ("camera", {"on": False}, [do.StopCamera()]),
        ("recording", {"on": True}, [do.StartRecording()]),
        ("recording", {"on": False}, [do.StopRecording()]),
        ("recording", {"paused": True}, [do.PauseRecording(paused=True)]),
        ("microphone", {"on": True}, [do.SetMicrophone(on=True)]),
        ("scene", {"scene": "starting SOON"}, [do.SwitchScene(2)]),
        ("snapshot", {}, [do.TakeSnapshot()]),
        ("scenes", {"what": "add", "scene": "News"}, [do.AddScene("News")]),
        ("scenes", {"what": "duplicate", "scene": "Live"}, [do.DuplicateScene(1)]),
        ("scenes", {"what": "remove", "scene": "Live"}, [do.RemoveScene(1)]),
        ("scenes", {"what": "move", "scene": "Live", "number": "3"}, [do.MoveScene(1, 2)]),
        ("scenes", {"what": "transition", "scene": "cut"}, [do.SetTransition("cut", 300)]),
        ("scenes", {"what": "transition", "scene": "fade", "number": "700"}, [do.SetTransition("fade", 700)]),
        ("scenes", {"what": "undo"}, [do.UndoScenes()]),
        ("scenes", {"what": "redo"}, [do.RedoScenes()]),
        ("scenes", {"what": "rename", "scene": "Live", "name": "Talk"}, [do.EditScene(Scene(number=1, name="Talk"))]),
        ("approve", {"line": 3}, [do.ApproveLine(3)]),
        ("approve", {}, [do.ApproveLine(None)]),
        ("discard", {"line": None}, [do.DiscardLine(None)]),
    ],
)
def test_every_action_is_its_commands(name: str, fields: dict[str, Any], commands: list[do.Command]) -> None:
    assert list(commands_of(name, fields, NOW, own=True)) == commands


def test_a_script_goes_on_with_a_cue_or_says_which_there_are() -> None:
    script = replace(NOW.script, cues=((7, "Opening"), (9, "The End")))
    now = replace(NOW, script=script)
    assert commands_of("script", {"what": "play", "cue": "the END"}, now, own=False) == (do.PlayScript(9),)
    with pytest.raises(AppError, match="no cue Middle") as refused:
        commands_of("script", {"what": "play", "cue": "Middle"}, now, own=False)
    assert refused.value.hint == "Its cues: Opening, The End."


def test_what_a_crash_left_behind_is_put_back() -> None:
    left = replace(NOW, script=ScriptView(kept=KeptScript("show.md", 2)))
    assert commands_of("restore_script", {}, left, own=True) == (do.RestoreScript(),)


def test_lines_of_others_wait_for_approval() -> None:
    fields = {"text": "Hello", "now": True, "origin": "Chat"}
    assert commands_of("say", fields, NOW, own=False, approval=True) == (do.ProposeLine("Hello", "Chat"),)
    assert commands_of("say", fields, NOW, own=False) == (do.SpeakText("Hello", now=True),)


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        ("fly", {}, "control.unknown"),
        ("say", {}, "control.request"),
        ("say", {"text": ""}, "control.request"),
        ("say", {"text": "\x00\n\ud800"}, "control.request"),
        ("say", {"text": "x" * (LONGEST_LINE + 1)}, "control.request"),
        ("say", {"text": 5}, "control.request"),
        ("say", {"text": "x", "now": 1}, "control.request"),
        ("say", {"text": "x", "shout": True}, "control.request"),
        ("script", {"what": "play", "line": 3}, "control.script"),
        ("script", {"what": "play", "line": 0}, "control.request"),
        ("script", {"what": "next", "line": 1}, "control.request"),
        ("script", {"what": "stop", "cue": "Opening"}, "control.request"),
        ("script", {"what": "play", "line": 1, "cue": "Opening"}, "control.request"),
        ("script", {"what": "play", "cue": "Opening"}, "control.script"),
        ("open_script", {"path": ""}, "control.request"),
        ("restore_script", {}, "control.script"),
        ("express", {"expression": "rage"}, "control.request"),
        ("avatar", {"avatar": "nobody"}, "control.avatar"),
        ("avatar", {"avatar": "/avatars/mira"}, "control.avatar"),
        ("scene", {"scene": "nobody's"}, "control.scene"),
        ("scene", {}, "control.request"),
        ("scenes", {"what": "rename", "scene": "Live"}, "control.request"),
        ("scenes", {"what": "move", "scene": "Live"}, "control.request"),
        ("scenes", {"what": "transition", "scene": "wipe"}, "control.request"),
        ("scenes", {"what": "remove", "scene": "nobody's"}, "control.scene"),
        ("snapshot", {"path": "/etc/passwd"}, "control.request"),
        ("camera", {"on": "yes"}, "control.request"),
        ("recording", {}, "control.request"),
        ("recording", {"on": True, "paused": True}, "control.request"),
        ("recording", {"on": True, "path": "/etc/passwd"}, "control.request"),
        ("approve", {"line": 4}, "control.line"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(name: str, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(AppError) as refused:
        commands_of(name, fields, NOW, own=True)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert "\n" not in refused.value.message


def test_whoever_proposes_lines_does_not_approve_them() -> None:
    for name in OWN_ACTIONS.keys() - ACTIONS.keys():
        with pytest.raises(AppError) as refused:
            commands_of(name, {}, NOW, own=False)
        assert refused.value.code == "control.unknown"


def test_a_line_that_may_not_wait_is_refused() -> None:
    full = Snapshot(Settings(voice=VoiceSettings(queue_limit=1)), waiting=(WaitingLine(1, "one"),))
    with pytest.raises(AppError) as refused:
        commands_of("say", {"text": "two"}, full, own=True)
    assert refused.value.code == "speech.queue_full"
    assert commands_of("say", {"text": "two", "now": True}, full, own=True)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELD_NAMES = [*sorted({field for action in OWN_ACTIONS.values() for field in action.model_fields}), "other"]


@given(
    st.sampled_from(sorted(OWN_ACTIONS)) | st.text(max_size=12),
    st.dictionaries(st.sampled_from(FIELD_NAMES), VALUES, max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_nothing_but_commands_or_a_refusal_comes_of_anything(
    name: str, fields: dict[str, Any], own: bool, approval: bool
) -> None:
    try:
        commands_of(name, fields, NOW, own=own, approval=approval)
    except AppError as error:
        json.dumps({"code": error.code, "message": error.message, "hint": error.hint}).encode()
