from __future__ import annotations

import os
import time

import pytest

from app.media.types import ProgramFormat
from app.sinks import encoders
from app.sinks.encoders import SOFTWARE, choose_encoder, failure_of, hardware_candidates, probe_encoders
from tests.helpers.recording import SMALL


def test_software_works_everywhere() -> None:
    assert failure_of(SOFTWARE, SMALL, "good") is None


def test_an_encoder_that_cannot_open_says_why() -> None:
    assert failure_of(SOFTWARE, ProgramFormat(width_px=321, height_px=180), "good")


def test_candidates_follow_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("av.codecs_available", {"h264_videotoolbox", "h264_nvenc", "h264_amf"})
    assert hardware_candidates("darwin") == ("h264_videotoolbox",)
    assert hardware_candidates("win32") == ("h264_nvenc", "h264_amf")


def test_the_first_hardware_encoder_that_works_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    working = {"h264_qsv", "h264_amf", SOFTWARE}
    monkeypatch.setattr(encoders, "hardware_candidates", lambda: ("h264_nvenc", "h264_qsv", "h264_amf"))
    monkeypatch.setattr(encoders, "failure_of", lambda codec, *_: None if codec in working else "no driver")
    assert choose_encoder(SMALL, "good", hardware=True) == "h264_qsv"
    assert choose_encoder(SMALL, "good", hardware=False) == SOFTWARE
    working.clear()
    assert choose_encoder(SMALL, "good", hardware=True) == SOFTWARE


def test_the_probe_reports_every_encoder_by_a_name_for_people() -> None:
    reports = probe_encoders(SMALL)
    assert [report.codec for report in reports] == [*hardware_candidates(), SOFTWARE]
    assert reports[-1].failure is None
    assert reports[-1].name == "software (x264)"


def _crash(*_: object) -> None:
    os._exit(11)


def _hang(*_: object) -> None:
    time.sleep(60)


@pytest.mark.parametrize("body", [_crash, pytest.param(_hang, marks=pytest.mark.slow)], ids=["crashes", "hangs"])
def test_a_driver_that_takes_its_process_along_is_a_report_too(monkeypatch: pytest.MonkeyPatch, body: object) -> None:
    monkeypatch.setattr(encoders, "_probe", body)
    monkeypatch.setattr(encoders, "_PROBE_TIMEOUT_S", 3.0)
    assert {report.failure for report in probe_encoders(SMALL)} == {"its driver hung or crashed"}
