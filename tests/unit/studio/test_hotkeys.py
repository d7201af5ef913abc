"""Hotkeys while other programs are in front: from the settings to commands."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.chords import Chord, parse_chord
from app.base.errors import AppError
from app.base.hotkey_settings import HotkeySettings
from app.base.settings import Settings
from app.sources.script_line import ScriptLine
from app.studio import commands as do
from app.studio.hotkey_actions import PANIC, hotkey_actions
from app.studio.hotkeys import GlobalHotkeys
from app.studio.hotkeys_state import HotkeysState
from app.studio.script_view import Order, ScriptView, ShownLine
from app.studio.snapshot import AvatarEntry, OutputState, Snapshot
from tests.helpers.engine_probe import wait_until
from tests.helpers.scripted_studio import ScriptedStudio


class Keyboard:
    """The system's side: ``KeyGrabber``."""

    def __init__(self, refused: Sequence[str] = ()) -> None:
        self.refused = refused
        self.grabbed: tuple[str, ...] = ()
        self.closed = False
        self._dead = False
        self._told: queue.Queue[tuple[Chord, bool] | None] = queue.Queue()

    def grab(self, chords: Sequence[Chord]) -> Mapping[Chord, str]:
        self.grabbed = tuple(str(chord) for chord in chords)
        return {chord: f"{chord} is taken." for chord in chords if str(chord) in self.refused}

    def wait(self) -> Sequence[tuple[Chord, bool]]:
        told = self._told.get(timeout=30)
        if self._dead:
            raise OSError("gone")
        return [] if told is None else [told]

    def wake(self) -> None:
        self._told.put(None)

    def close(self) -> None:
        self.closed = True
        if self._dead:
            raise OSError("gone")

    def dies(self) -> None:
        """As an X server does."""
        self._dead = True
        self.wake()

    def tap(self, text: str) -> None:
        self._told.put((parse_chord(text), True))
        self._told.put((parse_chord(text), False))


@pytest.fixture
def studio() -> ScriptedStudio:
    return ScriptedStudio(Snapshot(settings=with_keys(talk="F13", camera="Ctrl+F7")))


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def follow(studio: ScriptedStudio) -> Iterator[Callable[[Callable[[], Keyboard]], None]]:
    made: list[GlobalHotkeys] = []

    def start(open_keys: Callable[[], Keyboard]) -> None:
        made.append(GlobalHotkeys(studio, open_keys))
        made[-1].start()

    yield start
    for one in made:
        one.close()
    assert not studio.listened_to


def with_keys(**everywhere: str) -> Settings:
    return Settings(hotkeys=HotkeySettings(everywhere=everywhere))


def states(studio: ScriptedStudio) -> list[HotkeysState]:
    return [command.state for command in studio.posted if isinstance(command, do.TellHotkeys)]


def asked(studio: ScriptedStudio) -> list[do.Command]:
    return [command for command in studio.posted if not isinstance(command, do.TellHotkeys)]


def test_a_key_means_what_it_means_in_the_state_of_the_studio(
    studio: ScriptedStudio, keyboard: Keyboard, follow: Callable[..., None]
) -> None:
    follow(lambda: keyboard)
    wait_until(lambda: keyboard.grabbed == ("F13", "Ctrl+F7"))
    keyboard.tap("F13")
    keyboard.tap("Ctrl+F7")
    wait_until(lambda: len(asked(studio)) == 3)
    assert asked(studio) == [do.PushToTalk(True), do.PushToTalk(False), do.StartCamera()]
    studio.publish(camera=OutputState.ON)
    keyboard.tap("Ctrl+F7")
    wait_until(lambda: asked(studio)[3:] == [do.StopCamera()])


def test_it_follows_the_settings_and_rests_without_keys(
    studio: ScriptedStudio, keyboard: Keyboard, follow: Callable[..., None]
) -> None:
    follow(lambda: keyboard)
    wait_until(lambda: keyboard.grabbed)
    studio.publish(settings=with_keys(panic="Pause"))
    wait_until(lambda: keyboard.grabbed == ("Pause",))
    keyboard.tap("Pause")
    wait_until(lambda: asked(studio) == [do.Interrupt(), do.SetMicrophone(on=False)])
    studio.publish(settings=Settings())
    wait_until(lambda: keyboard.closed)


def test_refused_keys_are_told_by_action(studio: ScriptedStudio, follow: Callable[..., None]) -> None:
    follow(lambda: Keyboard(refused=("F13",)))
    wait_until(lambda: [state.refused for state in states(studio)][-1:] == [{"talk": "F13 is taken."}])


def test_a_system_without_keys_is_told_once_for_each(studio: ScriptedStudio, follow: Callable[..., None]) -> None:
    def none() -> Keyboard:
        raise AppError("hotkeys.none", "Not here.")

    follow(none)
    wait_until(
        lambda: [state.refused for state in states(studio)][-1:] == [{"talk": "Not here.", "camera": "Not here."}]
    )


def test_of_two_actions_with_one_key_the_first_has_it(
    studio: ScriptedStudio, keyboard: Keyboard, follow: Callable[..., None]
) -> None:
    studio.publish(settings=with_keys(recording="F13", talk="F13"))
    follow(lambda: keyboard)
    wait_until(lambda: keyboard.grabbed == ("F13",))
    keyboard.tap("F13")
    wait_until(lambda: asked(studio) == [do.StartRecording()])


def test_what_makes_no_sense_now_does_nothing(studio: ScriptedStudio) -> None:
    now = studio.snapshot()
    actions = {action.id: action for action in hotkey_actions(now)}
    assert len(actions) == len(hotkey_actions(now))
    quiet = ["script.play", "script.next", "script.previous", "script.stop", "script.loop", "script.shuffle"]
    for one in (*quiet, "script.cue.1", "approve", "discard", "clear_waiting", "recording_pause"):
        assert actions[one].press(now) == ()
    assert actions[PANIC].keys
    keys = [action.keys for action in actions.values() if action.keys]
    assert len(set(keys)) == len(keys)


def test_every_scene_has_a_key_and_the_next_one_comes_round(studio: ScriptedStudio) -> None:
    now = studio.snapshot()
    scenes = now.scenes.collection.scenes
    actions = {action.id: action for action in hotkey_actions(now)}
    third = actions[f"scene.{scenes[2].number}"]
    assert (third.keys, third.name) == ("Ctrl+3", scenes[2].name)
    assert third.press(now) == (do.SwitchScene(scenes[2].number),)
    assert actions["scene.next"].press(now) == (do.SwitchScene(scenes[1].number),)
    assert actions["scene.previous"].press(now) == (do.SwitchScene(scenes[-1].number),)
    assert HotkeySettings(everywhere={third.id: "Ctrl+Alt+3"}).everywhere == {third.id: "Ctrl+Alt+3"}


def test_a_key_jumps_to_a_cue_of_the_script_that_is_open(studio: ScriptedStudio) -> None:
    lines = (ShownLine(7, ScriptLine("Good evening", cue="Opening")), ShownLine(9, ScriptLine("Bye", cue="End")))
    now = replace(studio.snapshot(), script=ScriptView("show.md", lines, cues=((7, "Opening"), (9, "End"))))
    actions = {action.id: action for action in hotkey_actions(now)}
    assert actions["script.cue.2"].press(now) == (do.PlayScript(9),)
    assert (actions["script.cue.2"].name, actions["script.cue.3"].name) == ("End", "")
    assert actions["script.cue.3"].press(now) == ()
    assert actions["script.loop"].press(now) == (do.OrderScript(Order(loop=True)),)
    assert actions["script.stop"].press(now) == (do.StopScript(),)


def test_browser_source_avatars_and_their_sound_have_actions(studio: ScriptedStudio, tmp_path: Path) -> None:
    entry = AvatarEntry("ada", "Ada", tmp_path, None)
    now = replace(studio.snapshot(), avatars=(entry,))
    actions = {action.id: action for action in hotkey_actions(now)}
    assert actions["browser"].press(now) == (do.StartBrowserSource(),)
    assert actions["browser"].press(replace(now, browser=OutputState.ON)) == (do.StopBrowserSource(),)
    assert actions["avatar.ada"].press(now) == (do.SelectAvatar("ada"),)
    (muted,) = actions["avatar_mute"].press(now)
    assert isinstance(muted, do.ApplySettings)
    assert muted.settings.mixer.avatar_muted


def test_of_a_large_library_the_first_have_actions_and_those_that_have_a_key(
    studio: ScriptedStudio, tmp_path: Path
) -> None:
    library = tuple(AvatarEntry(f"a{n}", f"Avatar {n}", tmp_path, None) for n in range(1000))
    keys = HotkeySettings(window={"avatar.a700": "F13"}, everywhere={"avatar.a800": "Ctrl+F14"})
    now = replace(studio.snapshot(), avatars=library, settings=Settings(hotkeys=keys))
    of_avatars = [action.id for action in hotkey_actions(now) if action.id.startswith("avatar.")]
    assert of_avatars == [*(f"avatar.a{n}" for n in range(30)), "avatar.a700", "avatar.a800"]


def test_a_system_that_stops_handing_out_keys_says_so_for_each(
    studio: ScriptedStudio, keyboard: Keyboard, follow: Callable[..., None]
) -> None:
    follow(lambda: keyboard)
    wait_until(lambda: keyboard.grabbed)
    keyboard.dies()
    wait_until(lambda: keyboard.closed and len(states(studio)) == 3)
    assert {*states(studio)[-1].refused} == {"talk", "camera"}
    assert "no keys any more (gone)" in states(studio)[-1].refused["talk"]


def test_a_key_of_a_scene_goes_with_it_wherever_it_is_moved(studio: ScriptedStudio) -> None:
    before = studio.snapshot()
    collection = before.scenes.collection
    third = collection.scenes[2]
    moved = replace(before, scenes=replace(before.scenes, collection=collection.moved(third.number, 0)))
    (action,) = (one for one in hotkey_actions(moved) if one.id == f"scene.{third.number}")
    assert action.press(moved) == (do.SwitchScene(third.number),)
    assert action.name == third.name
