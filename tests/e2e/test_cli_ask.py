"""A running studio does what the command line asks for."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from app.base.settings import ControlSettings, Settings
from tests.helpers.program import Program, run_program, store_settings
from tests.helpers.real_omnirt import free_port


@pytest.mark.serial  # a show in real time
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_a_running_show_is_led_from_the_command_line(tmp_path: Path) -> None:
    with Program(tmp_path, "run", "--engine=testcard", "--fps=25", "--seconds=60") as show:
        show.wait_for(lambda one: one.is_now("engine", "ready"))

        def ask(*words: str) -> tuple[int, str]:
            asked = run_program(tmp_path / "asked", "--basedir", str(show.basedir), *words)
            return asked.process.returncode or 0, asked.stdout() + asked.stderr()

        assert ask("say", "A line that takes a good while to be spoken, so that another can wait for it.") == (
            0,
            "",
        )
        show.wait_for(lambda one: one.is_now("speech", "speaking"))
        assert ask("say", "Another one.") == (0, "")
        code, said = ask("lines", "--json")
        assert [line["text"] for line in json.loads(said)["waiting"]] == ["Another one."]
        assert ask("panic") == (0, "")
        show.wait_for(lambda one: one.is_now("speech", "idle"))
        assert json.loads(ask("lines", "--json")[1])["waiting"] == []
        code, said = ask("script", "open", str(tmp_path / "none.txt"))
        assert code == 1
        assert "none.txt cannot be read: No such file or directory." in said
        (tmp_path / "table.csv").write_text("said,by\nHello,me\n")
        code, said = ask("script", "open", str(tmp_path / "table.csv"))
        assert code == 1
        assert "table.csv" in said
        code, said = ask("script", "open")
        assert code == 1
        assert "needs to know which file" in said
        code, said = ask("avatar", "nobody")
        assert code == 1
        assert "no avatar nobody" in said
        assert show.end(signal.SIGINT) == 0
        assert ask("panic")[0] == 3


@pytest.mark.slow
@pytest.mark.serial  # a show in real time
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_another_program_has_a_line_spoken_once_it_is_approved(tmp_path: Path) -> None:
    port = free_port()
    store_settings(tmp_path, Settings(control=ControlSettings(enabled=True, port=port)))
    with Program(tmp_path, "run", "--engine=testcard", "--fps=25", "--seconds=60") as show:
        show.wait_for(lambda one: one.is_now("engine", "ready"))

        def ask(*words: str) -> str:
            asked = run_program(tmp_path / "asked", "--basedir", str(show.basedir), *words)
            assert asked.process.returncode == 0, asked.stderr()
            return asked.stdout()

        remote = json.loads(ask("remote", "--json"))
        assert remote["addresses"] == [f"http://127.0.0.1:{port}"]
        key = {"Authorization": f"Bearer {remote['key']}"}
        said = httpx.post(
            f"{remote['addresses'][0]}/api/v1/say", params={"text": "Hello.", "origin": "Bot"}, headers=key
        )
        assert said.status_code == 202
        with connect(f"ws://127.0.0.1:{port}/api/v1/events", additional_headers=key) as events:
            assert json.loads(events.recv(10))["proposed"] == [{"number": 1, "text": "Hello.", "origin": "Bot"}]
            assert ask("lines") == "proposed     1  Hello.  (Bot)\n"
            ask("lines", "approve", "1")
            while json.loads(events.recv(30)).get("state", {}).get("speech") != "speaking":
                pass
        ask("remote", "off")
        assert ask("remote") == ""
        with pytest.raises(httpx.ConnectError):
            httpx.get(remote["pages"][0])
        assert remote["key"] not in "".join(event.message + json.dumps(event.data) for event in show.events())
        assert show.end(signal.SIGINT) == 0
        assert not show.warnings()
