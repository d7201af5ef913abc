"""What a report must not tell."""

from __future__ import annotations

import getpass
import socket
from pathlib import Path

import pytest

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.report import names_in, redacted
from app.base.settings import CurrentSettings, MixerSettings, RecordingSettings, Settings, VoiceSettings


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
        ("studio.changed changed={'avatar_id': 'grace-hopper', 'turn': 3}", "grace", "'turn': 3"),
        ("""changed={'recording_path': "/mnt/Ada's show.mp4", 'recording': 'on'}""", "mnt", "'recording': 'on'"),
        ("cannot read /home/hopper/show.txt: gone", "hopper", "show.txt: gone"),
        ("cannot read C:\\Users\\Hopper\\show.txt: gone", "Hopper", "show.txt: gone"),
        ("cannot read /run/media/hopper/show.txt: gone", "hopper", "show.txt: gone"),
        ("no route to fe80::1c2a:4dff:fe01:2 today", "1c2a", "today"),
        ("no route to 2001:db8:1:2:3:4:5:6 today", "db8", "today"),
    ],
)
def test_what_belongs_to_somebody_goes_and_the_rest_stays(text: str, gone: str, kept: str) -> None:
    said = redacted(text, ["Ada Lovelace"])
    assert gone not in said
    assert kept in said


def test_user_and_computer_are_nobodys_business() -> None:
    said = redacted(f"{getpass.getuser()} on {socket.gethostname()}", [])
    assert said == "[user] on [computer]" or getpass.getuser() == socket.gethostname()


def test_what_the_settings_name_goes_whether_it_is_there_or_not() -> None:
    settings = Settings(
        voice=VoiceSettings(microphone="Ada's AirPods"),
        mixer=MixerSettings(monitor_device="Grace's headphones"),
        recording=RecordingSettings(folder=Path("/mnt/lovelace")),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="Attic", url="http://gpu.hopper.example:9000"),)),
        current=CurrentSettings(profile="Wedding"),
    )
    text = (
        "The microphone “Ada's AirPods” of the settings is not there. Grace's headphones went away. "
        "Wrote /mnt/lovelace/1.mp4. Attic: cannot resolve gpu.hopper.example. The profile Wedding is in use. "
        "Microphone default."
    )
    said = redacted(text, names_in(settings))
    for gone in ("AirPods", "Grace", "lovelace", "Attic", "hopper", "Wedding"):
        assert gone not in said
    assert said.endswith("Microphone default.")


def test_what_helps_is_left_alone() -> None:
    text = "12:00:01 INFO app.studio: engine=builtin fps=30.0 lagged=3 monkey keyboard"
    assert redacted(text, []) == text
