"""The desk that tests servers and keeps their keys, through the commands and snapshots that the window has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.studio import commands as do
from app.studio.snapshot import Snapshot
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
