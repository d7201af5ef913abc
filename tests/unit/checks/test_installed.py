"""What the check-up finds: with real parts where a machine has them, with lists of devices where it may have none."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from app.avatars.library import Library
from app.base.paths import resources_dir
from app.base.settings import Settings, VoiceSettings
from app.checks import all_checks, installed
from app.cli.arguments import parse_arguments
from app.ground import standing_ground
from app.parts import RealParts
from app.sinks.encoders import SOFTWARE, EncoderReport
from app.studio.checkup import Light
from app.studio.preflight import ShowNow
from app.studio.snapshot import OutputState, Snapshot


def test_python_and_packages_are_here() -> None:
    assert installed.check_python().light is Light.GREEN


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "PACKAGES", ("av", "no_such_package"))
    found = installed.check_python()
    assert found.light is Light.RED
    assert "no_such_package" in found.message
    assert "av" not in found.message.split()


def test_settings_that_had_to_be_mended_are_told(tmp_path: Path) -> None:
    options = parse_arguments([f"--basedir={tmp_path}", "doctor"])
    with standing_ground(options, "doctor", watch=False) as ground:
        assert installed.check_settings(ground).light is Light.GREEN
    (tmp_path / "config" / "settings.toml").write_text("[program]\nfps = 24\n", encoding="utf-8")
    with standing_ground(options, "doctor", watch=False) as ground:
        found = installed.check_settings(ground)
    assert found.light is Light.AMBER
    assert "program.fps" in found.message


def test_bundled_avatars_are_in_order_and_a_broken_one_is_named(tmp_path: Path) -> None:
    bundled = resources_dir() / "avatars"
    assert installed.check_avatars(Library((bundled,))).light is Light.GREEN
    (tmp_path / "broken").mkdir()
    found = installed.check_avatars(Library((bundled, tmp_path)))
    assert found.light is Light.AMBER
    assert "broken" in found.message
    assert installed.check_avatars(Library((tmp_path,))).light is Light.RED
    assert installed.check_avatars(Library(())).light is Light.RED


def test_where_no_face_can_be_found_the_show_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert installed.check_faces().light is Light.GREEN
    monkeypatch.setattr(installed, "models_dir", lambda: tmp_path)
    found = installed.check_faces()
    assert found.light is Light.AMBER
    assert "by hand" in found.fix


def test_a_typed_line_is_spoken(parts: RealParts) -> None:
    try:
        assert installed.check_speech(parts, Settings()).light is Light.GREEN
    finally:
        parts.close()


def test_a_chosen_voice_that_cannot_speak_is_told_with_who_speaks_instead(parts: RealParts) -> None:
    voice = VoiceSettings(providers=("openai",), openai_url="http://127.0.0.1:9/v1")
    try:
        found = installed.check_speech(parts, Settings(voice=voice))
    finally:
        parts.close()
    assert found.light is Light.AMBER
    assert found.message.startswith("espeak-ng speaks instead: The speech server http://127.0.0.1:9/v1")
    assert found.fix


@pytest.mark.parametrize(
    ("failures", "light", "word"),
    [
        ({"h264_nvenc": None, SOFTWARE: None}, Light.GREEN, "nvenc"),
        ({"h264_nvenc": "no driver", SOFTWARE: None}, Light.GREEN, "no hardware encoder"),
        ({"h264_nvenc": "no driver", SOFTWARE: "broken"}, Light.RED, "broken"),
    ],
)
def test_encoders_are_judged(
    monkeypatch: pytest.MonkeyPatch, failures: dict[str, str | None], light: Light, word: str
) -> None:
    reports = tuple(EncoderReport(codec, codec, failure) for codec, failure in failures.items())
    monkeypatch.setattr("app.sinks.encoders.probe_encoders", lambda program: reports)
    found = installed.check_encoders(Settings(), threading.Lock())
    assert (found.light, word in found.message) == (light, True)


def test_a_recording_that_is_being_made_is_not_disturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sinks.encoders.probe_encoders", lambda program: pytest.fail("probed"))
    now = ShowNow(None, lambda: Snapshot(Settings(), recording=OutputState.PAUSED))
    assert installed.check_encoders(Settings(), threading.Lock(), now).light is Light.GREEN


def test_recordings_can_be_encoded_here() -> None:
    assert installed.check_encoders(Settings(), threading.Lock()).light is Light.GREEN


def test_display_and_sleep_are_never_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert installed.check_display().light is Light.GREEN
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert installed.check_display().light is Light.AMBER
    assert installed.check_awake().light in (Light.GREEN, Light.AMBER)


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_a_computer_that_falls_asleep_is_told_how_not_to(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(installed, "awake_method", lambda: None)
    found = installed.check_awake()
    assert found.light is Light.AMBER
    assert bool(found.remedy.steps[0].link) == (platform != "linux")


def test_every_check_has_its_stable_name(tmp_path: Path, parts: RealParts) -> None:
    with standing_ground(parse_arguments([f"--basedir={tmp_path}"]), "doctor", watch=False) as ground:
        assert list(all_checks(ground, parts, ground.settings)) == [
            "python", "settings", "engine", "server", "gpu", "avatars", "faces", "speech", "microphone",
            "audio_out", "camera", "encoders", "disk", "clock", "display", "awake",
        ]  # fmt: skip
