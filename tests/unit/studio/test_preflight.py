"""The preflight of a running studio: what is checked, told and mended, as whoever asks the studio sees it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from app.base.errors import AppError
from app.base.settings import Settings
from app.studio.checkup import Check, Finding, Light, Remedy
from app.studio.commands import CheckEverything, MendFinding, StartRecording
from app.studio.preflight import Preflight, ShowNow
from app.studio.snapshot import EngineState, OutputState
from tests.helpers.small_studio import SmallStudio

GREEN = Finding(Light.GREEN, "All is well.")


@contextmanager
def running(
    checks: Callable[[Settings, ShowNow | None], Mapping[str, Check]],
    mends: Mapping[str, Callable[[], None]] | None = None,
) -> Iterator[SmallStudio]:
    small = SmallStudio(preflight=Preflight(checks, mends or {}))
    try:
        small.wait(lambda now: now.engine is EngineState.READY)
        yield small
    finally:
        small.studio.close()


def test_findings_come_one_by_one_and_stay_until_there_are_new_ones() -> None:
    slow_may_go = threading.Event()

    def slow() -> Finding:
        assert slow_may_go.wait(20)
        return GREEN

    with running(lambda settings, now: {"quick": lambda: GREEN, "slow": slow}) as small:
        assert small.studio.snapshot().preflight.names == ()
        small.studio.post(CheckEverything())
        state = small.wait(lambda now: "quick" in now.preflight.findings).preflight
        assert (state.names, state.checking) == (("quick", "slow"), frozenset({"slow"}))
        slow_may_go.set()
        state = small.wait(lambda now: bool(now.preflight.names) and not now.preflight.checking).preflight
        assert dict(state.findings) == {"quick": GREEN, "slow": GREEN}
        slow_may_go.clear()
        small.studio.post(CheckEverything())
        state = small.wait(lambda now: now.preflight.checking == {"slow"}).preflight
        assert state.findings["slow"] == GREEN, "what was known is not forgotten meanwhile"
        slow_may_go.set()
        small.wait(lambda now: not now.preflight.checking)


def test_checks_see_the_settings_of_now_and_the_engine_that_runs() -> None:
    seen: list[tuple[Settings, ShowNow | None]] = []

    def checks(settings: Settings, now: ShowNow | None) -> dict[str, Check]:
        seen.append((settings, now))
        return {"one": lambda: GREEN}

    with running(checks) as small:
        small.studio.post(CheckEverything())
        small.wait(lambda now: "one" in now.preflight.findings)
        settings, now = seen[0]
        assert settings == small.studio.snapshot().settings
        assert now is not None
        assert now.engine is not None
        assert now.engine.name == small.studio.snapshot().engine_name
        assert now.look().engine is EngineState.READY


def test_a_setting_that_mends_is_applied_saved_and_checked_again() -> None:
    def checks(settings: Settings, now: ShowNow | None) -> dict[str, Check]:
        wrong = settings.audio_out.device != "Speaker"
        remedy = Remedy(changes=(("audio_out.device", "Speaker"),))
        return {"audio_out": lambda: Finding(Light.AMBER, "Nobody hears it.", "Use it.", remedy) if wrong else GREEN}

    with running(checks) as small:
        small.studio.post(CheckEverything())
        small.wait(lambda now: "audio_out" in now.preflight.findings)
        small.studio.post(MendFinding("audio_out"))
        small.wait(lambda now: now.preflight.findings["audio_out"] == GREEN)
        assert small.saved[-1].audio_out.device == "Speaker"
        small.wait(lambda now: now.audio_out is OutputState.ON)


def test_what_is_done_on_the_system_is_told_while_it_lasts_and_checked_again() -> None:
    may_go, made = threading.Event(), threading.Event()

    def make() -> None:
        assert may_go.wait(20)
        made.set()

    def check() -> Finding:
        return GREEN if made.is_set() else Finding(Light.AMBER, "None.", "Make it.", Remedy(mend="cable"))

    with running(lambda settings, now: {"cable": check, "other": lambda: GREEN}, {"cable": make}) as small:
        small.studio.post(CheckEverything())
        small.wait(lambda now: "cable" in now.preflight.findings)
        small.studio.post(MendFinding("other"))  # nothing to be done
        small.studio.post(MendFinding("cable"))
        small.wait(lambda now: now.preflight.mending == "cable")
        may_go.set()
        state = small.wait(lambda now: now.preflight.findings["cable"] == GREEN).preflight
        assert (state.mending, state.problem) == ("", None)


def test_why_it_could_not_be_mended_is_told_beside_the_finding() -> None:
    def refuse() -> None:
        raise AppError("camera.driver_not_loaded", "The password was not given.", "Try again.")

    broken = Finding(Light.AMBER, "None.", "Load it.", Remedy(mend="camera"))
    with running(lambda settings, now: {"camera": lambda: broken}, {"camera": refuse}) as small:
        small.studio.post(CheckEverything())
        small.wait(lambda now: "camera" in now.preflight.findings)
        small.studio.post(MendFinding("camera"))
        state = small.wait(lambda now: now.preflight.problem is not None).preflight
        assert state.problem is not None
        assert (state.problem[0], state.problem[1].hint) == ("camera", "Try again.")
        assert small.studio.snapshot().problems == (), "it concerns nobody who does not look at the preflight"


def test_a_recording_is_not_cut_short_for_a_smaller_picture() -> None:
    slow = Finding(Light.RED, "Too slow.", "Make it smaller.", Remedy(changes=(("program.fps", 25),)))
    with running(lambda settings, now: {"engine": lambda: slow}) as small:
        small.studio.post(StartRecording())
        small.wait(lambda now: now.recording is OutputState.ON)
        small.studio.post(CheckEverything())
        small.wait(lambda now: "engine" in now.preflight.findings)
        small.studio.post(MendFinding("engine"))
        state = small.wait(lambda now: now.preflight.problem is not None)
        assert state.settings.program.fps == 30
        assert state.recording is OutputState.ON


def test_a_studio_that_closes_does_not_wait_for_a_password() -> None:
    password = threading.Event()
    broken = Finding(Light.AMBER, "None.", "Load it.", Remedy(mend="camera"))
    with running(lambda settings, now: {"camera": lambda: broken}, {"camera": lambda: _wait(password)}) as small:
        small.studio.post(CheckEverything())
        small.wait(lambda now: "camera" in now.preflight.findings)
        small.studio.post(MendFinding("camera"))
        small.wait(lambda now: now.preflight.mending == "camera")
        small.studio.close()
        assert not password.is_set()
        password.set()


def _wait(event: threading.Event) -> None:
    assert event.wait(20)
