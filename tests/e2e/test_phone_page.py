"""A phone and a Stream Deck lead a running studio: the page in a real Chromium, the keys as the guide has them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.base.settings import ControlSettings, RecordingSettings, Settings
from tests.helpers.browser import Page, chromium
from tests.helpers.program import Program, run_program, store_settings
from tests.helpers.real_omnirt import free_port
from tools.control_docs import FOLDER

DECK = re.findall(r"\| `http://127\.0\.0\.1:\d+(/api/v1/[^`]+)` \|", (FOLDER / "README.md").read_text("utf-8"))

pytestmark = [
    pytest.mark.serial,  # a show in real time
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform == "win32", reason="Debian's Chromium, and a studio without a sound device"),
]


@dataclass(frozen=True)
class Led:
    """A running studio, and how it is reached."""

    show: Program
    address: str
    key: str

    def state(self) -> dict[str, Any]:
        """As other programs are told it."""
        told = httpx.get(f"{self.address}/api/v1/state", headers=self.bearer, timeout=30.0).json()
        state: dict[str, Any] = told["state"]
        return state

    def until(self, name: str, value: object) -> None:
        """Until the studio says so."""
        self.show.wait_for(lambda _: self.state()[name] == value, 60.0)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@pytest.fixture
def led(tmp_path: Path) -> Iterator[Led]:
    settings = Settings(
        control=ControlSettings(enabled=True, port=free_port(), approve=False),
        recording=RecordingSettings(folder=str(tmp_path / "recordings")),
    )
    store_settings(tmp_path, settings)
    with Program(tmp_path, "run", "--engine=testcard", "--fps=25", "--seconds=250") as show:
        show.wait_for(lambda one: one.is_now("engine", "ready"), 60.0)
        asked = run_program(tmp_path / "asked", "--basedir", str(show.basedir), "remote", "--json")
        remote = json.loads(asked.stdout())
        yield Led(show, remote["addresses"][0], remote["key"])


@pytest.fixture
def page(led: Led, tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path / "browser") as phone:
        phone.open(f"{led.address}/?token={led.key}")
        phone.wait_for("document.querySelector('#status')?.textContent === 'Connected'")
        yield phone


def test_a_phone_leads_the_studio(led: Led, page: Page) -> None:
    page.call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=1, mobile=True)
    cut = page.evaluate(
        "[...document.querySelectorAll('button')].filter((one) => one.scrollWidth > one.clientWidth)"
        ".map((one) => one.textContent)"
    )
    assert cut == [], "wider than its button on a small phone"

    def press(button: str) -> None:
        page.evaluate(f"document.querySelector('{button}').click()")

    press("#recording")
    led.until("recording", "on")
    page.wait_for("document.querySelector('#recording').className === 'red'")
    press("#recording")
    led.until("recording", "off")
    page.wait_for("document.querySelector('#recording').className === ''")
    page.evaluate("document.querySelector('#text').value = 'A line from the phone, which is a rather long one.'")
    press("#say button")
    led.until("speaking_text", "A line from the phone, which is a rather long one.")
    page.wait_for("document.querySelector('#speaking').textContent.includes('A line from the phone')")
    press("#panic")
    led.until("speech", "idle")
    page.wait_for("document.querySelector('#note').textContent === 'Silent.'")
    chosen = page.evaluate("avatar.value")
    assert chosen == led.state()["avatar_id"]
    other = page.evaluate("[...avatar.options].find((one) => !one.selected).value")
    page.evaluate(f"avatar.value = '{other}'; avatar.dispatchEvent(new Event('change'))")
    led.until("avatar_id", other)


def test_every_key_of_the_deck_is_obeyed(led: Led, tmp_path: Path) -> None:
    assert len(DECK) > 10
    script = tmp_path / "show.md"
    script.write_text("Good evening.\n\nThis is the second line.\n\nThis is the third.\n")
    run_program(tmp_path / "opened", "--basedir", str(led.show.basedir), "script", "open", str(script))
    for key in DECK:
        answer = httpx.post(f"{led.address}{key}", headers=led.bearer, timeout=30.0)
        assert answer.status_code == 202, (key, answer.text)
