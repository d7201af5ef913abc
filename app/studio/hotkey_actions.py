"""What a key, the tray and the menus can ask of the studio: one list, which scenes and the like add to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from app.avatars.expressions import EXPRESSIONS
from app.studio import asking
from app.studio import commands as do
from app.studio.asking_mixer import Strip
from app.studio.asking_scenes import EditScenes, TakeSnapshot
from app.studio.snapshot import OutputState, Snapshot

Commands = tuple[do.Command, ...]

PANIC = "panic"
"""Always there, and always has a key in the window."""
TALK = "talk"
"""The one that lasts while its key is held."""

_SCENE_KEYS = 9
"""Scenes that have a key by their place: Ctrl and a number."""
_CUES = 9
"""Of a script, the first ones: keys can be given to them before there is a script."""
_AVATARS = 30
"""Of a library, the first ones, and all that have a key: of a thousand, nobody would find theirs in a list."""


@dataclass(frozen=True, slots=True)
class HotkeyAction:
    """Something that can be done by a key.

    Attributes:
        id: what the settings know it by: ``group`` or ``group.which``.
        keys: in the window, unless the settings say otherwise; empty: none.
        press: what it means in the state that the studio is in.
        release: what letting the key go means.
        name: what people call it, where they named it themselves: a scene, an avatar, a cue.
    """

    id: str
    keys: str
    press: Callable[[Snapshot], Commands]
    release: Callable[[Snapshot], Commands] = lambda now: ()
    name: str = ""


def hotkey_actions(now: Snapshot) -> tuple[HotkeyAction, ...]:
    """All that there are, in the order in which people read them."""
    scenes = now.scenes.collection.scenes
    of_scenes = (
        HotkeyAction(
            f"scene.{scene.number}",
            f"Ctrl+{place}" if place <= _SCENE_KEYS else "",
            partial(_switch, scene.number),
            name=scene.name,
        )
        for place, scene in enumerate(scenes, 1)
    )
    cues = [words for _, words in now.script.cues[:_CUES]]
    of_cues = (
        HotkeyAction(f"script.cue.{place}", "", partial(_jump, place), name=words)
        for place, words in enumerate([*cues, *[""] * (_CUES - len(cues))], 1)
    )
    with_keys = now.settings.hotkeys.window.keys() | now.settings.hotkeys.everywhere.keys()
    of_avatars = (
        HotkeyAction(f"avatar.{entry.id}", "", partial(_put_on, entry.id), name=entry.name)
        for place, entry in enumerate(now.avatars)
        if place < _AVATARS or f"avatar.{entry.id}" in with_keys
    )
    return (*_ALWAYS, *of_cues, *of_scenes, *of_avatars)


def _switch(number: int, now: Snapshot) -> Commands:
    del now
    return (do.SwitchScene(number),)


def _step_scene(by: int, now: Snapshot) -> Commands:
    """Round and round."""
    collection = now.scenes.collection
    place = collection.scenes.index(collection.scene) + by
    return (do.SwitchScene(collection.scenes[place % len(collection.scenes)].number),)


def _jump(place: int, now: Snapshot) -> Commands:
    """On with the line below a cue; the script plays from there."""
    cues = now.script.cues
    return (do.PlayScript(cues[place - 1][0]),) if place <= len(cues) else ()


def _put_on(avatar_id: str, now: Snapshot) -> Commands:
    del now
    return (do.SelectAvatar(avatar_id),)


def _browser(now: Snapshot) -> Commands:
    return asking.BrowserSource(on=now.browser is OutputState.OFF).commands(now)


def _mute_avatar(now: Snapshot) -> Commands:
    return Strip(strip="avatar", muted=not now.settings.mixer.avatar_muted).commands(now)


def _camera(now: Snapshot) -> Commands:
    return asking.Camera(on=now.camera is OutputState.OFF).commands(now)


def _recording(now: Snapshot) -> Commands:
    return asking.Recording(on=now.recording is OutputState.OFF).commands(now)


def _pause(now: Snapshot) -> Commands:
    if now.recording not in (OutputState.ON, OutputState.PAUSED):
        return ()
    return asking.Recording(paused=now.recording is OutputState.ON).commands(now)


def _microphone(now: Snapshot) -> Commands:
    return asking.Microphone(on=not now.microphone_on).commands(now)


def _script(what: str, now: Snapshot) -> Commands:
    """Where no script is open, a key does nothing."""
    if not now.script.lines:
        return ()
    if what == "play":
        return (do.PauseScript() if now.script.playing else do.PlayScript(),)
    order = now.script.order
    others: dict[str, do.Command] = {
        "next": do.NextLine(),
        "previous": do.PreviousLine(),
        "stop": do.StopScript(),
        "loop": do.OrderScript(replace(order, loop=not order.loop)),
        "shuffle": do.OrderScript(replace(order, shuffle=not order.shuffle)),
    }
    return (others[what],)


def _approve(now: Snapshot) -> Commands:
    return (do.ApproveLine(now.proposed[0].number),) if now.proposed else ()


def _discard(now: Snapshot) -> Commands:
    return (do.DiscardLine(now.proposed[0].number),) if now.proposed else ()


def _clear(now: Snapshot) -> Commands:
    return (do.ClearWaiting(),) if now.waiting else ()


_ALWAYS = (
    HotkeyAction(PANIC, "Shift+Esc", asking.Panic().commands),
    HotkeyAction("interrupt", "Esc", asking.Interrupt().commands),
    HotkeyAction("skip", "", asking.Next().commands),
    HotkeyAction(TALK, "", asking.Talk(held=True).commands, asking.Talk(held=False).commands),
    HotkeyAction("clear_waiting", "", _clear),
    HotkeyAction("microphone", "M", _microphone),
    HotkeyAction("avatar_mute", "", _mute_avatar),
    HotkeyAction("camera", "F7", _camera),
    HotkeyAction("browser", "", _browser),
    HotkeyAction("recording", "F8", _recording),
    HotkeyAction("recording_pause", "", _pause),
    HotkeyAction("script.next", "Ctrl+Right", partial(_script, "next")),
    HotkeyAction("script.previous", "Ctrl+Left", partial(_script, "previous")),
    HotkeyAction("script.play", "Ctrl+Space", partial(_script, "play")),
    HotkeyAction("script.stop", "", partial(_script, "stop")),
    HotkeyAction("script.loop", "", partial(_script, "loop")),
    HotkeyAction("script.shuffle", "", partial(_script, "shuffle")),
    HotkeyAction("approve", "", _approve),
    HotkeyAction("discard", "", _discard),
    HotkeyAction("scene.next", "", partial(_step_scene, 1)),
    HotkeyAction("scene.previous", "", partial(_step_scene, -1)),
    HotkeyAction("scenes.undo", "Ctrl+Z", EditScenes(what="undo").commands),
    HotkeyAction("scenes.redo", "Ctrl+Shift+Z", EditScenes(what="redo").commands),
    HotkeyAction("snapshot", "F9", TakeSnapshot().commands),
    *(
        HotkeyAction(f"express.{name}", f"Alt+{number}", asking.Express(expression=name).commands)
        for number, name in enumerate(EXPRESSIONS, 1)
    ),
)
