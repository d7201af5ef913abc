"""The script of the last show: kept while it is on the desk, and offered after a crash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.studio import commands as do
from app.studio.script_view import KeptScript, Order
from tests.helpers.speech_desk import Desk


def test_what_was_on_the_desk_is_offered_after_a_crash_and_goes_on_where_it_was(tmp_path: Path) -> None:
    kept = tmp_path / "show.json"
    desk = Desk(tmp_path, kept)
    desk.open_script("one", "[smile] hello {name}", "three three three three")
    desk.post(do.SetScriptVariable("name", "Ada"), do.OrderScript(Order(loop=True)), do.PlayScript())
    desk.until(lambda: desk.view.current == desk.number("three"))
    desk.post(do.SpeakText("typed"), do.SpeakFile(Path("jingle.wav")))
    desk.rig.wait(lambda: desk.looked(lambda: kept.exists() and "jingle" in kept.read_text()))
    desk.rig.speech.close()  # and nothing else is said farewell to

    again = Desk(tmp_path, kept)
    again.script.start()
    assert again.view.kept == KeptScript("show.txt", 5)
    assert again.view.lines == ()
    again.post(do.RestoreScript())
    assert again.view.kept is None
    assert again.states == ["spoken", "spoken", "waiting"]
    assert again.view.next == again.number("three")
    assert again.view.variables == (("name", "Ada"),)
    assert again.view.order == Order(loop=True)
    again.until(lambda: again.rig.speech.label == "jingle.wav")
    assert again.opened[:2] == ["typed", "jingle"]
    again.post(do.PlayScript())
    again.until(lambda: again.view.current == again.number("three"))
    again.script.close(again.desk.kept)
    again.rig.speech.close()


def test_what_is_not_wanted_is_put_aside_and_never_lost(tmp_path: Path) -> None:
    kept = tmp_path / "show.json"
    first = Desk(tmp_path, kept)
    first.open_script("one", "two")
    first.script.close(())
    before = kept.read_bytes()
    for forget in (True, False):
        kept.write_bytes(before)
        desk = Desk(tmp_path, kept)
        desk.script.start()
        if forget:
            desk.post(do.ForgetScript())
        else:
            desk.open_script("another")
        desk.rig.wait(lambda desk=desk: desk.looked(lambda: (tmp_path / "show.bak.json").exists()))  # type: ignore[misc]  # a default, against late binding
        assert (tmp_path / "show.bak.json").read_bytes() == before
        desk.script.close(())
        assert kept.exists() != forget
        (tmp_path / "show.bak.json").unlink()


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": 99}', json.dumps({"version": 1}).encode(), b"\xff"])
def test_a_file_that_cannot_be_read_is_one_sentence_and_kept(tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / "show.json"
    kept.write_bytes(content)
    desk = Desk(tmp_path, kept)
    with pytest.raises(AppError, match="The script of the last show cannot be read"):
        desk.script.start()
    assert (tmp_path / "show.bak.json").read_bytes() == content
    assert desk.view.kept is None
    desk.rig.speech.close()


def test_an_empty_desk_leaves_nothing_behind(tmp_path: Path) -> None:
    kept = tmp_path / "show.json"
    desk = Desk(tmp_path, kept)
    desk.open_script("one")
    desk.rig.wait(lambda: desk.looked(kept.exists))
    desk.post(do.CloseScript())
    desk.rig.wait(lambda: desk.looked(lambda: not kept.exists()))
    desk.script.close(())
    assert not kept.exists()
