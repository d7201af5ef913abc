"""The check-up: how checks are run, and how their findings are told."""

from __future__ import annotations

import json
import threading
import time

import pytest

from app.base.errors import AppError
from app.base.settings import Settings
from app.cli.console import Console
from app.cli.doctor import examine, mend
from app.studio.checkup import Check, Finding, Light, Remedy, Step, run_checks

GREEN = Finding(Light.GREEN, "All is well.")
AMBER = Finding(Light.AMBER, "There is no camera.", "Install one.")
RED = Finding(Light.RED, "The disk is full.", "Make room.")


def _raise(error: Exception) -> Check:
    def check() -> Finding:
        raise error

    return check


def test_findings_come_in_the_order_of_the_checks_however_long_they_take() -> None:
    def slow() -> Finding:
        time.sleep(0.1)
        return AMBER

    assert list(run_checks({"slow": slow, "quick": lambda: GREEN}).items()) == [("slow", AMBER), ("quick", GREEN)]


def test_checks_run_at_the_same_time() -> None:
    meeting = threading.Barrier(3, timeout=5)

    def meet() -> Finding:
        meeting.wait()
        return GREEN

    assert set(run_checks(dict.fromkeys("abc", meet)).values()) == {GREEN}


def test_an_expected_error_is_red_with_its_own_words() -> None:
    found = run_checks({"engine": _raise(AppError("engine.gone", "The engine is gone.", "Install it."))})["engine"]
    assert found == Finding(Light.RED, "The engine is gone.", "Install it.", Remedy(page="connection"))


def test_a_broken_check_is_red_and_spoils_no_other(expected_warnings: list[str]) -> None:
    expected_warnings.append("the check broken failed")
    found = run_checks({"broken": _raise(KeyError("x")), "fine": lambda: GREEN})
    assert found["broken"].light is Light.RED
    assert "KeyError" in found["broken"].message
    assert found["fine"] == GREEN


def test_a_check_that_hangs_is_red_and_does_not_hold_up_the_rest() -> None:
    release = threading.Event()

    def hang() -> Finding:
        release.wait(10)
        return GREEN

    found = run_checks({"hanging": hang, "fine": lambda: GREEN}, timeout_s=0.2)
    release.set()
    assert found["hanging"].light is Light.RED
    assert "no answer" in found["hanging"].message
    assert found["fine"] == GREEN


@pytest.mark.parametrize(("findings", "code"), [([GREEN], 0), ([GREEN, AMBER], 0), ([GREEN, AMBER, RED], 1)])
def test_only_red_is_a_failure(findings: list[Finding], code: int) -> None:
    checks = {f"check{number}": lambda found=found: found for number, found in enumerate(findings)}
    assert examine(checks, Console(), as_json=False) == code


def test_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    steps = (Step("Load it.", "modprobe it"), Step("Look.", link="https://example.org"))
    found = Finding(Light.AMBER, "There is no camera.", "Install one.", Remedy(mend="camera", steps=steps))
    examine({"camera": lambda: found}, Console(), as_json=True)
    (check,) = json.loads(capsys.readouterr().out)["checks"]
    assert check == {
        "id": "camera",
        "status": "amber",
        "message": "There is no camera.",
        "fix": "Install one.",
        "fix_by_itself": True,
        "steps": [
            {"text": "Load it.", "command": "modprobe it", "link": ""},
            {"text": "Look.", "command": "", "link": "https://example.org"},
        ],
    }


def test_people_see_light_name_sentence_and_fix(capsys: pytest.CaptureFixture[str]) -> None:
    examine({"camera": lambda: AMBER, "disk": lambda: GREEN}, Console(), as_json=False)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:2] == ["amber", "camera"]
    assert lines[1] == ["->", "Install", "one."]
    assert lines[2] == ["green", "disk", "All", "is", "well."]


def test_people_see_what_the_studio_does_and_what_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    by_itself = Finding(Light.AMBER, "There is no cable.", "Make one.", Remedy(mend="cable"))
    by_hand = Finding(Light.RED, "There is no driver.", "Install it.", Remedy(steps=(Step("Install.", "apt it"),)))
    examine({"audio_out": lambda: by_itself, "camera": lambda: by_hand}, Console(), as_json=False)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == "-> Make one. (doctor --fix audio_out)"
    assert lines[3:] == ["-> Install it.", "1. Install. apt it"]


def test_what_is_asked_for_is_mended_with_what_the_one_before_left(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []

    def cable(settings: Settings) -> Finding:
        if not done:
            return Finding(Light.AMBER, "There is no cable.", "Make one.", Remedy(mend="cable"))
        if settings.audio_out.device is None:
            return Finding(Light.AMBER, "Nobody uses it.", "Use it.", Remedy(changes=(("audio_out.device", "Cable"),)))
        return GREEN

    settings = mend(
        ["cable", "cable", "cable", "camera"],
        lambda now: {"cable": lambda: cable(now), "camera": lambda: AMBER},
        {"cable": lambda: done.append("cable")},
        Settings(),
        Console(),
    )
    assert done == ["cable"]
    assert settings.audio_out.device == "Cable"
    assert capsys.readouterr().err.splitlines() == [
        "cable: done.",
        "cable: done.",
        "cable: nothing needs to be mended.",
        "camera: the studio cannot mend this by itself. Install one.",
    ]
    with pytest.raises(AppError, match="no check nonsense"):
        mend(["nonsense"], lambda now: {}, {}, Settings(), Console())
