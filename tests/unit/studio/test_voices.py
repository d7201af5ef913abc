from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from app.base.errors import AppError
from app.base.runtime_settings import RuntimeSettings
from app.base.settings import VoiceSettings
from app.studio.commands import KeepVoiceKey
from app.studio.voices import VoiceDesk, VoicesState
from tests.helpers.scripted_voice_port import ScriptedVoicePort

SETTINGS = VoiceSettings()
PACKAGES = RuntimeSettings()


@pytest.fixture
def port() -> ScriptedVoicePort:
    return ScriptedVoicePort()


@pytest.fixture
def desk(port: ScriptedVoicePort) -> Iterator[VoiceDesk]:
    made = VoiceDesk(port, lambda: None)
    yield made
    made.close()


def wait(desk: VoiceDesk, met: Callable[[VoicesState], bool]) -> VoicesState:
    deadline = time.monotonic() + 5
    while not met(desk.state):
        assert time.monotonic() < deadline, desk.state
        time.sleep(0.005)
    return desk.state


def test_a_list_comes_and_is_kept(desk: VoiceDesk, port: ScriptedVoicePort) -> None:
    desk.list_voices("edge", SETTINGS)
    state = wait(desk, lambda now: not now.listing and "edge" in now.lists)
    assert [voice.id for voice in state.lists["edge"]] == ["one", "two"]
    assert state.has_key is None
    port.key = "k"
    desk.list_voices("openai", SETTINGS)
    assert wait(desk, lambda now: "openai" in now.lists).has_key


def test_what_goes_wrong_stands_at_its_provider_until_it_is_asked_again(
    desk: VoiceDesk, port: ScriptedVoicePort
) -> None:
    port.error = AppError("speech.edge", "Edge cannot be reached.", "Check your connection.")
    desk.list_voices("edge", SETTINGS)
    state = wait(desk, lambda now: bool(now.problems) and not now.listing)
    assert state.problems["edge"].message == "Edge cannot be reached."
    port.error = None
    desk.list_voices("edge", SETTINGS)
    assert wait(desk, lambda now: "edge" in now.lists).problems == {}


def test_a_new_sample_ends_the_one_before(desk: VoiceDesk, port: ScriptedVoicePort) -> None:
    desk.preview("edge", SETTINGS, "one")
    wait(desk, lambda now: now.previewing and len(port.asked) == 1)
    desk.preview("system", SETTINGS, "two")
    wait(desk, lambda now: ("preview", ("system",), "two") in port.asked)
    assert port.asked[:2] == [("preview", ("edge",), "one"), ("preview over",)]
    desk.stop_preview()
    wait(desk, lambda now: not now.previewing)


def test_a_voice_is_fetched_with_progress_and_listed(desk: VoiceDesk, port: ScriptedVoicePort) -> None:
    desk.fetch("one", SETTINGS, PACKAGES)
    assert wait(desk, lambda now: now.fetched == 0.5).fetching == "one"
    port.let_go.set()
    state = wait(desk, lambda now: not now.fetching)
    assert "neural" in state.lists
    port.let_go.clear()
    desk.fetch("two", SETTINGS, PACKAGES)
    wait(desk, lambda now: now.fetching == "two")
    desk.stop_fetching()
    wait(desk, lambda now: not now.fetching)


def test_a_key_that_cannot_be_kept_is_there_and_said_so(desk: VoiceDesk, port: ScriptedVoicePort) -> None:
    port.error = AppError("secrets.this_run_only", "It is kept until you quit.", "Install one.")
    desk.keep_key("sk-1")
    state = wait(desk, lambda now: now.has_key is True)
    assert state.problems["openai"].code == "secrets.this_run_only"
    port.error = None
    desk.keep_key("")
    assert wait(desk, lambda now: now.has_key is False).problems == {}


def test_the_key_is_not_in_the_command_that_a_log_may_show() -> None:
    assert "sk-1" not in repr(KeepVoiceKey("sk-1"))


def test_closing_ends_what_is_under_way(port: ScriptedVoicePort) -> None:
    desk = VoiceDesk(port, lambda: None)
    desk.preview("edge", SETTINGS, "one")
    desk.fetch("one", SETTINGS, PACKAGES)
    wait(desk, lambda now: now.previewing and now.fetched == 0.5)
    began = time.monotonic()
    desk.close()
    assert time.monotonic() - began < 1
