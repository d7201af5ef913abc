"""What the check-up finds: with real parts where a machine has them, with lists of devices where it may have none."""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from app import checks
from app.avatars.library import Library
from app.base.errors import AppError
from app.base.omnirt_settings import ServerProfile
from app.base.paths import Paths, resources_dir
from app.base.settings import Settings, VoiceSettings
from app.cli.arguments import parse_arguments
from app.engine.base import EngineInfo
from app.ground import lay_over, standing_ground
from app.media.audio_devices import AudioDevice
from app.parts import RealParts
from app.sinks.encoders import SOFTWARE, EncoderReport
from app.sinks.virtual_camera_devices import CameraDevice
from app.studio.checkup import Light
from tests.helpers.health_server import health_server
from tests.helpers.tiny_models import write_wav2lip

CABLE = AudioDevice("CABLE Input (virtual cable)", "CABLE Input", True, ())
SPEAKER = AudioDevice("Speakers", "Speakers", False, ())
DEFAULT = AudioDevice("default", "default", False, ())
MICROPHONE = AudioDevice("Yeti", "Yeti", False, ())


@pytest.fixture
def parts(tmp_path: Path) -> RealParts:
    paths = Paths.find(tmp_path)
    paths.make()
    return RealParts(paths)


def test_python_and_packages_are_here() -> None:
    assert checks.check_python().light is Light.GREEN


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PACKAGES", ("av", "no_such_package"))
    found = checks.check_python()
    assert found.light is Light.RED
    assert "no_such_package" in found.message
    assert "av" not in found.message.split()


def test_settings_that_had_to_be_mended_are_told(tmp_path: Path) -> None:
    options = parse_arguments([f"--basedir={tmp_path}", "doctor"])
    with standing_ground(options, "doctor", watch=False) as ground:
        assert checks.check_settings(ground).light is Light.GREEN
    (tmp_path / "config" / "settings.toml").write_text("[program]\nfps = 24\n", encoding="utf-8")
    with standing_ground(options, "doctor", watch=False) as ground:
        found = checks.check_settings(ground)
    assert found.light is Light.AMBER
    assert "program.fps" in found.message


def test_bundled_avatars_are_in_order_and_a_broken_one_is_named(tmp_path: Path) -> None:
    bundled = resources_dir() / "avatars"
    assert checks.check_avatars(Library((bundled,))).light is Light.GREEN
    (tmp_path / "broken").mkdir()
    found = checks.check_avatars(Library((bundled, tmp_path)))
    assert found.light is Light.AMBER
    assert "broken" in found.message
    assert checks.check_avatars(Library((tmp_path,))).light is Light.RED
    assert checks.check_avatars(Library(())).light is Light.RED


def test_where_no_face_can_be_found_the_show_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert checks.check_faces().light is Light.GREEN
    monkeypatch.setattr(checks, "models_dir", lambda: tmp_path)
    found = checks.check_faces()
    assert found.light is Light.AMBER
    assert "by hand" in found.fix


@pytest.mark.parametrize("isolation", ["thread", "process"])
def test_the_engine_really_loads(parts: RealParts, isolation: str) -> None:
    settings = lay_over(Settings(), {"engine.isolation": isolation})
    found = checks.check_engine(parts, settings, threading.Lock())
    assert "Mira" in found.message
    assert "ms" in found.message


def test_a_server_is_reached_and_asked_for_nothing_more(parts: RealParts) -> None:
    with health_server() as server:
        servers = (ServerProfile(name="near", url=server.url),)
        settings = lay_over(Settings(), {"engine.kind": "omnirt", "omnirt.servers": servers})
        found = checks.check_engine(parts, settings, threading.Lock())
        assert found.light is Light.GREEN
        assert server.url in found.message
        assert server.paths == ["/healthz"]
    with pytest.raises(AppError, match="Nothing listens"):
        checks.check_engine(parts, settings, threading.Lock())


def test_a_model_is_looked_at_and_not_loaded(parts: RealParts, tmp_path: Path) -> None:
    file = write_wav2lip(tmp_path)
    wanted = {"engine.kind": "local", "local.model": "wav2lip", "local.ckpt_dir": file}
    settings = lay_over(Settings(), wanted | {"engine.python": Path(sys.executable)})
    found = checks.check_engine(parts, settings, threading.Lock())
    assert found.light is Light.GREEN
    assert str(file) in found.message
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(AppError, match=file.name):
        checks.check_engine(parts, settings, threading.Lock())


@pytest.mark.parametrize(
    ("render_ms", "light"), [(5.0, Light.GREEN), (16.0, Light.GREEN), (20.0, Light.AMBER), (40.0, Light.RED)]
)
def test_an_engine_is_judged_by_the_time_of_a_slot(parts: RealParts, render_ms: float, light: Light) -> None:
    info = EngineInfo("Fast", 30, 16_000, 33_333_333, 0, int(render_ms * 1e6), 10, 10)
    found = checks.judge_engine(info, "Mira", 30)
    assert found.light is light
    assert f"{render_ms:.1f} ms" in found.message
    chunk_of_30 = EngineInfo("Chunky", 30, 16_000, 10**9, 0, int(30 * render_ms * 1e6), 10, 10)
    assert checks.judge_engine(chunk_of_30, "Mira", 30).light is light


def test_an_avatar_that_cannot_be_loaded_is_an_error_with_its_own_words(parts: RealParts) -> None:
    with pytest.raises(AppError, match="nobody"):
        checks.check_engine(parts, lay_over(Settings(), {"window.avatar": "nobody"}), threading.Lock())


def test_a_typed_line_is_spoken(parts: RealParts) -> None:
    try:
        assert checks.check_speech(parts, Settings()).light is Light.GREEN
    finally:
        parts.close()


def test_a_chosen_voice_that_cannot_speak_is_told_with_who_speaks_instead(parts: RealParts) -> None:
    voice = VoiceSettings(providers=("openai",), openai_url="http://127.0.0.1:9/v1")
    try:
        found = checks.check_speech(parts, Settings(voice=voice))
    finally:
        parts.close()
    assert found.light is Light.AMBER
    assert found.message.startswith("espeak-ng speaks instead: The speech server http://127.0.0.1:9/v1")
    assert found.fix


def test_microphones() -> None:
    found = checks.check_microphone(lambda: (), "default")
    assert (found.light, bool(found.fix)) == (Light.AMBER, True)
    found = checks.check_microphone(lambda: (DEFAULT, MICROPHONE), "default")
    assert (found.light, "Yeti" in found.message) == (Light.GREEN, True)
    found = checks.check_microphone(lambda: (DEFAULT, MICROPHONE), "Rode")
    assert (found.light, "Rode" in found.message, "Yeti" in found.fix) == (Light.AMBER, True, True)


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_sound_devices_and_virtual_cables(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert checks.check_audio_out(lambda: (), None).light is Light.AMBER
    without_cable = checks.check_audio_out(lambda: (DEFAULT, SPEAKER), None)
    assert (without_cable.light, bool(without_cable.fix)) == (Light.AMBER, True)
    with_cable = checks.check_audio_out(lambda: (DEFAULT, CABLE), CABLE.name)
    assert (with_cable.light, CABLE.name in with_cable.message) == (Light.GREEN, True)
    gone = checks.check_audio_out(lambda: (DEFAULT, CABLE), "Headset")
    assert (gone.light, "Headset" in gone.message) == (Light.AMBER, True)


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_cameras(monkeypatch: pytest.MonkeyPatch, platform: str, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    missing = checks.check_camera(lambda: [], "")
    assert (missing.light, bool(missing.fix)) == (Light.AMBER, True)
    camera = CameraDevice("Virtual Camera", "v4l2loopback", str(tmp_path / "video0"))
    assert "Virtual Camera" in checks.check_camera(lambda: [camera], "").message
    assert checks.check_camera(lambda: [camera], camera.device).light is Light.GREEN
    other = checks.check_camera(lambda: [camera], "/dev/video9")
    assert (other.light, "Virtual Camera" in other.fix) == (Light.AMBER, True)


def test_a_camera_that_may_not_be_opened_is_red() -> None:
    camera = CameraDevice("Virtual Camera", "v4l2loopback", "/dev/no-such-camera")
    found = checks.check_camera(lambda: [camera], "")
    assert (found.light, "not allowed" in found.message) == (Light.RED, True)


@pytest.mark.skipif(sys.platform != "linux", reason="nobody else tells who has a device open")
def test_whoever_has_the_camera_is_named(tmp_path: Path) -> None:
    device = tmp_path / "video0"
    device.touch()
    with device.open():
        found = checks.check_camera(lambda: [CameraDevice("Virtual Camera", "v4l2loopback", str(device))], "")
    assert "(" in found.message
    assert "has open" in found.message


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
    found = checks.check_encoders(Settings(), threading.Lock())
    assert (found.light, word in found.message) == (light, True)


def test_recordings_can_be_encoded_here() -> None:
    assert checks.check_encoders(Settings(), threading.Lock()).light is Light.GREEN


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("free", "light"), [(10**12, Light.GREEN), (10**9, Light.AMBER), (10**7, Light.RED)])
def test_room_for_recordings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, light: Light) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: _Usage(10**13, 0, free))
    found = checks.check_disk(tmp_path / "not" / "made" / "yet")
    assert found.light is light
    assert str(tmp_path) in found.message


def test_display_and_sleep_are_never_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert checks.check_display().light is Light.GREEN
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert checks.check_display().light is Light.AMBER
    assert checks.check_awake().light in (Light.GREEN, Light.AMBER)


def test_every_check_has_its_stable_name(tmp_path: Path, parts: RealParts) -> None:
    with standing_ground(parse_arguments([f"--basedir={tmp_path}"]), "doctor", watch=False) as ground:
        assert list(checks.all_checks(ground, parts)) == [
            "python", "settings", "avatars", "faces", "engine", "speech", "microphone",
            "audio_out", "camera", "encoders", "disk", "display", "awake",
        ]  # fmt: skip
