"""What a report must not tell."""

from __future__ import annotations

import getpass
import socket
from pathlib import Path

import pytest

from app.base.report import redacted


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("Authorization: Bearer abcDEF.123-xyz sent", "abcDEF", "sent"),
        ("OMNIRT_API_KEY='s3cr3t-value' is set", "s3cr3t", "is set"),
        ("the token hf_abcdefghijkl failed", "hf_abcdefghijkl", "failed"),
        ("answered at http://user:pw@10.0.0.5:9000/healthz", "10.0.0.5", "/healthz"),
        ("answered at http://user:pw@10.0.0.5:9000/healthz", "pw@", "/healthz"),
        ("mail to ada.lovelace@example.org now", "lovelace", "now"),
        (f"wrote {Path.home()}/Ada's diary/one two.mp4: done", "diary", "done"),
        ("avatar Ada Lovelace on stage", "Ada", "on stage"),
    ],
)
def test_what_belongs_to_somebody_goes_and_the_rest_stays(text: str, gone: str, kept: str) -> None:
    said = redacted(text, ["Ada Lovelace"])
    assert gone not in said
    assert kept in said


def test_user_and_computer_are_nobodys_business() -> None:
    said = redacted(f"{getpass.getuser()} on {socket.gethostname()}", [])
    assert said == "[user] on [computer]" or getpass.getuser() == socket.gethostname()


def test_what_helps_is_left_alone() -> None:
    text = "12:00:01 INFO app.studio: engine=builtin fps=30.0 lagged=3 monkey keyboard"
    assert redacted(text, []) == text
