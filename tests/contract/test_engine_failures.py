"""An engine that fails, hangs, is stopped and started again: in a thread and in a process."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import numpy as np
import pytest

from app.engine.host import HostOptions
from app.media.test_signal import samples
from app.media.types import NS_PER_S
from tests.helpers.engine_probe import MakeRig, seconds, wait_until
from tests.helpers.faulty_engine import Script


@pytest.mark.parametrize("how", ["app", "permanent", "bug"])
@pytest.mark.parametrize("place", ["load", "render", "picture", "end"])
def test_an_error_of_the_engine_brings_it_down_in_words(
    make: MakeRig, tmp_path: Path, place: str, how: str, expected_warnings: list[str]
) -> None:
    if how == "bug":
        expected_warnings.append("the engine failed")
    made = make(Script(fail=place, fail_at=0 if place in ("load", "end") else 2, how=how))
    made.host.start(made.request)
    if place != "load":
        made.probe.wait(lambda: made.probe.infos)
        made.speak(1, seconds(0.5))
    reason = made.probe.wait_down()
    assert reason.permanent == (how == "permanent")
    if how == "bug":
        assert reason.code == "engine.error"
        assert "RuntimeError: a bug, as told" in reason.message
        assert "Traceback" not in reason.message + reason.hint
    else:
        assert reason.code == f"faulty.{how}"
        assert reason.hint
    assert (tmp_path / "closed").exists(), "also a failed engine is closed"
    assert made.probe.downs == [reason]


def test_the_traceback_of_a_bug_is_in_the_log(
    make: MakeRig, caplog: pytest.LogCaptureFixture, expected_warnings: list[str]
) -> None:
    expected_warnings.append("the engine failed")
    made = make(Script(fail="render", how="bug"))
    made.start()
    made.speak(1, seconds(0.2))
    made.probe.wait_down()
    assert "Traceback" in caplog.text
    assert "_reach" in caplog.text


def test_what_the_engine_logs_arrives_with_its_name_and_level(
    make: MakeRig, caplog: pytest.LogCaptureFixture, expected_warnings: list[str]
) -> None:
    expected_warnings.append("a warning from render")
    made = make(Script(fail="render", how="log"))
    made.start()
    made.speak_whole(1, seconds(0.2))
    assert ("faulty", logging.WARNING, "a warning from render") in caplog.record_tuples


def test_an_engine_that_is_not_installed_is_named(make: MakeRig) -> None:
    made = make(Script(), factory="tests.helpers.no_such_engine:Engine")
    made.host.start(made.request)
    reason = made.probe.wait_down()
    assert reason.code == "engine.not_installed"
    assert "no_such_engine" in reason.message
    assert reason.permanent


def test_a_picture_larger_than_asked_for_is_refused(make: MakeRig) -> None:
    made = make(Script(), factory="tests.helpers.faulty_engine:HugeEngine")
    made.host.start(made.request)
    reason = made.probe.wait_down()
    assert reason.code == "engine.picture_size"
    assert "640x360" in reason.message


def test_an_engine_that_hangs_is_given_up(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(fail="render", how="hang"), options=HostOptions(silence_limit_s=1.5))
    made.start()
    made.speak(1, seconds(0.5), end=False)
    wait_until((tmp_path / "reached").exists)
    reason = made.probe.wait_down()
    assert reason.code == "engine.hung"
    assert not reason.permanent
    assert not made.host.running


def test_an_engine_that_never_gets_ready_is_given_up(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(fail="load", how="hang"), options=HostOptions(load_limit_s=1.0))
    made.host.start(made.request)
    assert made.probe.wait_down().code == "engine.load_timeout"


def test_nobody_waits_for_an_engine_that_hangs(make: MakeRig, tmp_path: Path) -> None:
    """More speech than any pipe holds; when a minute of it lies about, the engine is given up without further ado."""
    made = make(Script(fail="render", how="hang"), options=HostOptions(silence_limit_s=1000))
    made.start()
    made.host.new_turn(1, 0)
    slowest_s = 0.0
    for at in range(100):
        begun_s = time.monotonic()
        made.host.push(1, samples(at * 48_000, 48_000))
        made.host.release(1)
        slowest_s = max(slowest_s, time.monotonic() - begun_s)
    assert slowest_s < 0.5
    assert made.probe.wait_down().code == "engine.hung"
    (tmp_path / "let go").touch()


def test_speech_that_is_none_brings_the_engine_down_and_nothing_else(
    make: MakeRig, expected_warnings: list[str]
) -> None:
    expected_warnings.append("could not be")
    made = make(Script())
    made.start()
    made.host.new_turn(1, 0)
    made.host.push(1, np.zeros((4, 4), np.complex64))  # what it must never be
    assert made.probe.wait_down().code == "engine.host"
    assert made.start()
    assert made.speak_whole(1, seconds(0.2))


def test_a_listener_that_fails_brings_the_engine_down_and_nothing_else(
    make: MakeRig, tmp_path: Path, expected_warnings: list[str]
) -> None:
    expected_warnings.append("the engine host failed")
    made = make(Script())
    made.probe.fails = True
    made.host.start(made.request)
    assert made.probe.wait_down().code == "engine.host"
    assert (tmp_path / "closed").exists()


def test_stopping_an_engine_that_hangs_takes_a_moment(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(fail="load", how="hang"))
    made.host.start(made.request)
    wait_until((tmp_path / "reached").exists)
    begun_s = time.monotonic()
    made.host.stop()
    assert time.monotonic() - begun_s < 10
    assert made.probe.downs == [None]


def test_the_heart_beats_while_it_idles_and_while_it_waits_for_credit(make: MakeRig) -> None:
    made = make(Script(counts=(10,)))
    made.probe.releases = False
    made.start()
    made.probe.wait(lambda: len(made.probe.stats) == 1)
    assert made.probe.stats[0].audio_ns == 0
    made.speak(1, seconds(0.5))
    made.probe.wait(lambda: len(made.probe.stats) == 2)
    made.host.release(6)
    made.probe.releases = True
    made.probe.wait(lambda: made.probe.done)
    count = len(made.probe.stats)
    made.probe.wait(lambda: len(made.probe.stats) > count)
    assert sum(stats.audio_ns for stats in made.probe.stats) == 520_000_000  # thirteen chunks of 40 ms
    assert 0 < made.probe.stats[-1].chunk_p99_ns < NS_PER_S


def test_stop_reaches_an_engine_that_draws_and_closes_it(make: MakeRig, tmp_path: Path) -> None:
    made = make(Script(counts=(100,), chunk=16_000, picture_ms=20))
    made.start()
    made.speak(1, seconds(1))
    made.probe.wait(lambda: made.probe.frames)
    made.host.stop()
    assert made.probe.downs == [None]
    assert (tmp_path / "closed").exists()


def test_it_can_be_started_again_from_where_its_end_is_told(make: MakeRig) -> None:
    made = make(Script(fail="render", fail_at=1))
    made.probe.starts_again = made.request
    made.start()
    made.speak(1, seconds(0.5))
    made.probe.wait(lambda: len(made.probe.infos) == 2)
    made.host.stop()
    assert [reason and reason.code for reason in made.probe.downs] == ["faulty.app", None]


def test_one_worker_at_a_time(make: MakeRig) -> None:
    made = make(Script())
    made.start()
    with pytest.raises(RuntimeError):
        made.host.start(made.request)
