"""What is found of microphone, sound device and virtual cable, on three systems."""

from __future__ import annotations

import sys

import pytest

from app.base.settings import Settings, VoiceSettings
from app.checks import sound
from app.checks.sound import check_audio_out, check_microphone, listen
from app.ground import lay_over
from app.media.audio_devices import AudioDevice
from app.parts import RealParts
from app.studio.checkup import Light, with_values
from app.studio.preflight import ShowNow
from app.studio.snapshot import Snapshot
from tests.helpers.pulse import private_audio

CABLE = AudioDevice("CABLE Input (virtual cable)", "CABLE Input", True, ())
SPEAKER = AudioDevice("Speakers", "Speakers", False, ())
DEFAULT = AudioDevice("default", "default", False, ())
MICROPHONE = AudioDevice("Yeti", "Yeti", False, ())


def into(device: str | None) -> Settings:
    settings = Settings()
    return settings.model_copy(update={"audio_out": settings.audio_out.model_copy(update={"device": device})})


def test_microphones() -> None:
    voice = VoiceSettings()
    found = check_microphone(lambda: (), voice, lambda: -30.0)
    assert (found.light, bool(found.fix)) == (Light.AMBER, True)
    found = check_microphone(lambda: (DEFAULT, MICROPHONE), voice, lambda: -30.0)
    assert (found.light, "-30 dBFS" in found.message) == (Light.GREEN, True)
    gone = check_microphone(lambda: (DEFAULT, MICROPHONE), VoiceSettings(microphone="Rode"), lambda: -30.0)
    assert (gone.light, "Rode" in gone.message) == (Light.AMBER, True)
    assert gone.remedy.changes == (("voice.microphone", "default"),)


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_a_microphone_that_hears_nothing_may_be_muted_or_forbidden(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    found = check_microphone(lambda: (DEFAULT,), VoiceSettings(), lambda: float("-inf"))
    assert found.light is Light.AMBER
    assert bool(found.remedy.steps[-1].link) == (platform != "linux"), "the page of the privacy settings"


def test_a_microphone_that_is_too_loud_is_turned_down_where_the_studio_made_it_so() -> None:
    loud = check_microphone(lambda: (DEFAULT,), VoiceSettings(gain_db=20), lambda: -0.1)
    assert (loud.light, loud.remedy.changes) == (Light.AMBER, (("voice.gain_db", 0),))
    assert check_microphone(lambda: (DEFAULT,), VoiceSettings(), lambda: 0.0).remedy.page == "audio"


def test_the_studio_s_own_microphone_is_asked_while_it_is_on(parts: RealParts) -> None:
    snapshot = Snapshot(Settings(), microphone_on=True, microphone_level_dbfs=-21.0)
    assert listen(parts, VoiceSettings(microphone="no such device"), ShowNow(None, lambda: snapshot)) == -21.0


@pytest.mark.serial
def test_a_real_microphone_is_listened_to(parts: RealParts, monkeypatch: pytest.MonkeyPatch) -> None:
    with private_audio(monkeypatch):
        assert listen(parts, VoiceSettings(), None) < sound._SILENT_DBFS, "nobody speaks into the null sink"
        parts.close()


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_sound_devices_and_virtual_cables(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sound, "can_make_cable", lambda: False)
    for none in (check_audio_out(lambda: (), Settings()), check_microphone(lambda: (), VoiceSettings(), lambda: -30.0)):
        assert none.light is Light.AMBER
        assert any(step.link for step in none.remedy.steps) == (platform != "linux"), "the page of the sound settings"
    without_cable = check_audio_out(lambda: (DEFAULT, SPEAKER), Settings())
    assert (without_cable.light, bool(without_cable.fix)) == (Light.AMBER, True)
    first = without_cable.remedy.steps[0]
    assert first.link.startswith("https://") or first.command.startswith("sudo apt install")
    with_cable = check_audio_out(lambda: (DEFAULT, CABLE), into(CABLE.name))
    assert (with_cable.light, CABLE.name in with_cable.message) == (Light.GREEN, True)
    gone = check_audio_out(lambda: (DEFAULT, SPEAKER), into("Headset"))
    assert (gone.light, "Headset" in gone.message) == (Light.AMBER, True)
    assert gone.remedy.changes == (("audio_out.device", "default"),)


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "fedora"}, "sudo dnf install pulseaudio-utils"),
        ({"ID": "cachyos", "ID_LIKE": "arch"}, "sudo pacman -S libpulse"),
        ({"ID": "opensuse-tumbleweed"}, "sudo zypper install pulseaudio-utils"),
        ({"ID": "somebodys"}, "sudo apt install pulseaudio-utils"),
    ],
)
def test_what_makes_the_cable_is_installed_as_the_system_does_it(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], command: str
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sound, "can_make_cable", lambda: False)
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: release)
    assert check_audio_out(lambda: (DEFAULT,), Settings()).remedy.steps[0].command == command


def test_a_cable_that_nothing_goes_into_is_used_when_it_is_told_to() -> None:
    devices = (DEFAULT, SPEAKER, CABLE)
    for chosen in (None, "default", "Speakers"):
        found = check_audio_out(lambda: devices, into(chosen))
        assert found.light is Light.AMBER
        settings = with_values(into(chosen), found.remedy.changes)
        assert check_audio_out(lambda: devices, settings).light is Light.GREEN


def test_linux_makes_the_cable_itself_and_again_after_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sound, "can_make_cable", lambda: True)
    assert check_audio_out(lambda: (DEFAULT,), Settings()).remedy.mend == "cable"
    ours = lay_over(Settings(), {"audio_out.device": "FlashTalk Studio (virtual cable)"})
    assert check_audio_out(lambda: (DEFAULT, CABLE), ours).remedy.mend == "cable"
