"""The desk that tests servers and keeps their keys, through the commands and snapshots that the window has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import Settings
from app.studio import commands as do
from app.studio.connection import ConnectionDesk
from app.studio.snapshot import Snapshot
from tests.helpers.scripted_connection import ScriptedConnectionPort
from tests.helpers.small_studio import SmallStudio

NEAR = OmniRTSettings(servers=(ServerProfile(name="near", url="http://127.0.0.1:9000"),))


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    small = SmallStudio()
    yield small
    small.studio.close()


def rungs(snapshot: Snapshot) -> list[str]:
    return [rung.name for rung in snapshot.connection.rungs]


def test_rungs_come_one_by_one(small: SmallStudio) -> None:
    small.wait(lambda now: now.avatar_id is not None)
    small.studio.post(do.TryServer(NEAR))
    first = small.wait(lambda now: len(now.connection.rungs) == 1)
    assert (first.connection.testing, first.connection.tested) == (True, "near: flashtalk")
    small.connection.let_go.set()
    last = small.wait(lambda now: not now.connection.testing)
    assert rungs(last) == ["reachable", "session"]
    ((settings, session_open),) = small.connection.tested
    assert settings.omnirt == NEAR
    assert not session_open


def test_a_second_test_waits_for_the_first(small: SmallStudio) -> None:
    small.studio.post(do.TryServer(NEAR))
    small.wait(lambda now: len(now.connection.rungs) == 1)
    small.studio.post(do.TryServer(NEAR))
    small.studio.post(do.StopTryingServer())
    small.wait(lambda now: not now.connection.testing)
    assert len(small.connection.tested) == 1


def test_what_may_not_be_tried_is_a_rung(small: SmallStudio) -> None:
    small.connection.refusal = AppError("engine.server_in_clear", "It would travel unencrypted.", "Use https.")
    small.studio.post(do.TryServer(NEAR))
    done = small.wait(lambda now: bool(now.connection.rungs) and not now.connection.testing)
    (rung,) = done.connection.rungs
    assert (rung.text, rung.advice) == ("It would travel unencrypted.", ("Use https.",))


def test_keys_are_kept_looked_for_and_forgotten(small: SmallStudio) -> None:
    small.studio.post(do.KeepServerKey("near", "sk-1"))
    small.wait(lambda now: now.connection.keys == {"near": True})
    assert small.connection.keys == {"near": "sk-1"}
    small.studio.post(do.LookForServerKeys(("near", "far")))
    small.wait(lambda now: now.connection.keys == {"near": True, "far": False})
    small.studio.post(do.KeepServerKey("near", ""))
    small.wait(lambda now: not now.connection.keys["near"])
    assert "sk-1" not in repr(do.KeepServerKey("near", "sk-1"))


def test_a_computer_without_a_keyring_is_told(small: SmallStudio) -> None:
    small.connection.no_keyring = AppError("secrets.this_run_only", "It is kept until you quit.")
    small.studio.post(do.KeepServerKey("near", "sk-1"))
    told = small.wait(lambda now: now.connection.problem is not None)
    assert told.connection.problem is not None
    assert told.connection.problem.message == "It is kept until you quit."
    assert told.connection.keys == {"near": True}


def test_a_session_is_spared_on_whatever_server_it_is() -> None:
    """The one that is tested may be a gateway before it, and would end it when it is asked for its models."""
    port = ScriptedConnectionPort()
    port.let_go.set()
    far = OmniRTSettings(servers=(ServerProfile(name="far", url="http://far"),))
    for omnirt in (NEAR, far):
        for session_open in (True, False):
            desk = ConnectionDesk(port, lambda: None)
            desk.obey(do.TryServer(omnirt), Settings(omnirt=NEAR), session_open=session_open)
            desk.close()
            assert port.tested[-1][1] is session_open


def test_a_verification_tells_how_far_it_is(small: SmallStudio) -> None:
    small.wait(lambda now: now.avatar_id is not None)
    small.studio.post(do.VerifyServer(NEAR))
    during = small.wait(lambda now: len(now.connection.rungs) == 1)
    assert (during.connection.testing, during.connection.verified, during.connection.spoken_s) == (True, True, 7.0)
    assert during.connection.title == "Verification of near: flashtalk"
    small.connection.let_go.set()
    over = small.wait(lambda now: not now.connection.testing)
    assert rungs(over) == ["reachable", "session"]
    assert over.connection.spoken_s is None
    (settings,) = small.connection.verified
    assert (settings.omnirt, settings.engine.kind) == (NEAR, "omnirt")


def test_a_verification_says_its_last_word_when_it_is_stopped(small: SmallStudio) -> None:
    small.studio.post(do.VerifyServer(NEAR))
    small.wait(lambda now: len(now.connection.rungs) == 1)
    small.studio.post(do.StopTryingServer())
    assert rungs(small.wait(lambda now: not now.connection.testing)) == ["reachable", "session", "stability"]


@pytest.mark.parametrize(
    ("live", "session_open", "why"),
    [(True, False, "A show is live"), (False, True, "has a session on a server"), (False, False, "")],
)
def test_nothing_is_verified_beside_a_show_or_a_session(live: bool, session_open: bool, why: str) -> None:
    port = ScriptedConnectionPort()
    port.let_go.set()
    desk = ConnectionDesk(port, lambda: None)
    desk.obey(do.VerifyServer(NEAR), Settings(), session_open=session_open, live=live)
    desk.close()
    assert bool(port.verified) is not bool(why)
    assert why in desk.state.rungs[0].text
    assert not desk.state.testing
