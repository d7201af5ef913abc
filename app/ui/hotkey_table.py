"""All that a key can do: what it is called, and which key it has. The menus, the tray and the settings read it here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.base.hotkey_settings import HotkeySettings
from app.studio.hotkey_actions import PANIC, HotkeyAction, hotkey_actions
from app.studio.snapshot import Snapshot
from app.ui.language import tr


@dataclass(frozen=True, slots=True)
class Listed:
    """Something that a key can do.

    Attributes:
        id: what the settings know it by.
        words: what it is called; in a menu the letter behind ``&`` is underlined.
        keys: which key it has in the window, unless the settings say otherwise; empty: none.
        everywhere: it can have a key that works while other programs are in front.
    """

    id: str
    words: str
    keys: str
    everywhere: bool = False

    @property
    def plain(self) -> str:
        """The words without the mark."""
        return self.words.replace("&", "")


def listed(now: Snapshot) -> tuple[Listed, ...]:
    """All that there is now: what the studio does, then what the window does."""
    actions = hotkey_actions(now)
    words = words_of(actions)
    studio = (Listed(action.id, words[action.id], action.keys, everywhere=True) for action in actions)
    return (*studio, *of_the_window())


def words_of(actions: Iterable[HotkeyAction]) -> dict[str, str]:
    """What they are called that the studio does, by their ids."""
    usual = {
        PANIC: tr("Panic: Silent and at Rest, Now"),
        "interrupt": tr("Interrupt"),
        "skip": tr("Skip What Is Being Spoken"),
        "talk": tr("Push-to-talk (hold)"),
        "clear_waiting": tr("Leave Out All Lines That Wait"),
        "microphone": tr("Mute or Unmute Microphone"),
        "avatar_mute": tr("Mute or Unmute Avatar"),
        "camera": tr("Start or Stop Virtual Camera"),
        "browser": tr("Start or Stop Browser Source"),
        "recording": tr("Start or Stop Recording"),
        "recording_pause": tr("Pause or Unpause Recording"),
        "script.next": tr("Next Line of the Script"),
        "script.previous": tr("Previous Line of the Script"),
        "script.play": tr("Play or Pause the Script"),
        "script.stop": tr("Stop the Script"),
        "script.loop": tr("Loop the Script or Not"),
        "script.shuffle": tr("Shuffle the Script or Not"),
        "scenes.undo": tr("Undo the Last Change of the Scenes"),
        "scenes.redo": tr("Redo the Change of the Scenes"),
        "scene.next": tr("Next Scene"),
        "scene.previous": tr("Previous Scene"),
        "snapshot": tr("Snapshot of the Program"),
        "approve": tr("Approve the Next Proposed Line"),
        "discard": tr("Discard the Next Proposed Line"),
        "express.neutral": tr("Face: Neutral"),
        "express.smile": tr("Face: Smile"),
        "express.surprise": tr("Face: Surprise"),
        "express.doubt": tr("Face: Doubt"),
        "express.nod": tr("Face: Nod"),
        "express.wink": tr("Face: Wink"),
    }
    return {action.id: usual.get(action.id) or _named(action) for action in actions}


def _named(action: HotkeyAction) -> str:
    """What carries a name or a number."""
    group, _, which = action.id.rpartition(".")
    if group == "script.cue":
        cue = tr("Script: Jump to Cue {place}").format(place=which)
        return f"{cue} ({action.name})" if action.name else cue
    template = tr("Avatar: {name}") if action.id.startswith("avatar.") else tr("Scene: {name}")
    return template.format(name=action.name)


def of_the_window() -> tuple[Listed, ...]:
    """What the window does by itself."""
    return (
        Listed("file.open", tr("&Open Audio or Video File…"), "Ctrl+O"),
        Listed("file.script", tr("Open S&cript…"), "Ctrl+Shift+O"),
        Listed("file.import", tr("&Import Avatar…"), "Ctrl+I"),
        Listed("file.import_folder", tr("Import Avatar &Folder…"), ""),
        Listed("file.paste", tr("&Paste Picture as Avatar"), "Ctrl+Shift+V"),
        Listed("file.crop", tr("&Crop Avatar for Server…"), ""),
        Listed("file.settings", tr("&Settings…"), "Ctrl+,"),
        Listed("file.exit", tr("E&xit"), "Ctrl+Q"),
        Listed("view.full_screen", tr("&Full-Screen Stage"), "F11"),
        Listed("view.mirror", tr("&Mirror Preview"), ""),
        Listed("view.safe_areas", tr("Safe A&reas"), ""),
        Listed("view.simple", tr("S&imple Mode"), "Ctrl+Shift+M"),
        Listed("dock.script_dock", tr("&Script"), "Ctrl+L"),
        Listed("dock.avatars_dock", tr("&Avatars"), "Ctrl+Shift+A"),
        Listed("dock.scenes_dock", tr("S&cenes"), "Ctrl+Shift+S"),
        Listed("dock.mixer_dock", tr("Audio Mi&xer"), ""),
        Listed("dock.stats_dock", tr("S&tats"), ""),
        Listed("docks.lock", tr("&Lock Docks"), ""),
        Listed("docks.reset", tr("&Reset Docks"), ""),
        Listed("tools.preflight", tr("&Preflight…"), "Ctrl+Shift+P"),
        Listed("tools.obs", tr("Set Up &OBS…"), ""),
        Listed("tools.assistant", tr("&First Steps…"), ""),
        Listed("help.log", tr("&View Log"), ""),
        Listed("help.report", tr("&Copy Report"), ""),
        Listed("help.folder", tr("Open &Log Folder"), ""),
        Listed("help.data", tr("Open &Data Folder"), ""),
        Listed("help.updates", tr("Check for &Updates…"), ""),
        Listed("help.about", tr("&About FlashTalk Studio"), ""),
    )


def keys_in_window(entries: Sequence[Listed], settings: HotkeySettings) -> tuple[dict[str, str], dict[str, str]]:
    """The key of each action, and who has the key that an action lost.

    A key that the user gave wins over a usual one, the first in the list over the others, and panic over all.
    """
    wanted = {entry.id: settings.window.get(entry.id, entry.keys) for entry in entries}
    usual = {entry.id: entry.keys for entry in entries}
    wanted[PANIC] = wanted[PANIC] or usual[PANIC]
    return _shared_out(wanted, [PANIC, *(one for one in wanted if one in settings.window), *wanted])


def keys_everywhere(settings: HotkeySettings) -> tuple[dict[str, str], dict[str, str]]:
    """The same while other programs are in front."""
    return _shared_out(settings.everywhere, list(settings.everywhere))


def _shared_out(wanted: Mapping[str, str], order: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    owners: dict[str, str] = {}
    for action_id in order:
        if wanted[action_id]:
            owners.setdefault(wanted[action_id], action_id)
    keys = {one: text if owners.get(text) == one else "" for one, text in wanted.items()}
    lost = {one: owners[text] for one, text in wanted.items() if text and owners[text] != one}
    return keys, lost
