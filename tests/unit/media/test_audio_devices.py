from __future__ import annotations

from typing import Any

from app.media.audio_devices import DEFAULT, PulseDevice, find_device, name_devices


class Listing:
    """PortAudio's lists, written down by hand."""

    def __init__(self) -> None:
        self.host_apis: list[dict[str, Any]] = []
        self.devices: list[dict[str, Any]] = []

    def add(self, host_api: str, *names: str, inputs: int = 0, outputs: int = 2, rate: float = 48_000.0) -> None:
        """Add devices of a host API; the first is its default."""
        known = [api["name"] for api in self.host_apis]
        if host_api not in known:
            self.host_apis.append({"name": host_api, "default_input_device": -1, "default_output_device": -1})
            known.append(host_api)
        number = known.index(host_api)
        for direction, channels in (("input", inputs), ("output", outputs)):
            if channels and self.host_apis[number][f"default_{direction}_device"] < 0:
                self.host_apis[number][f"default_{direction}_device"] = len(self.devices)
        for name in names:
            self.devices.append(
                {
                    "name": name,
                    "hostapi": number,
                    "max_input_channels": inputs,
                    "max_output_channels": outputs,
                    "default_low_input_latency": 0.01,
                    "default_low_output_latency": 0.01,
                    "default_samplerate": rate,
                }
            )


def _windows() -> Listing:
    listing = Listing()
    listing.add(
        "MME", "Microsoft Sound Mapper - Output", "Speakers (Realtek(R) Audio)", "CABLE Input (VB-Audio Virtual C"
    )
    listing.add("MME", "Microsoft Sound Mapper - Input", "Microphone (USB Audio CODEC )", inputs=2, outputs=0)
    listing.add(
        "Windows DirectSound",
        "Primary Sound Driver",
        "Speakers (Realtek(R) Audio)",
        "CABLE Input (VB-Audio Virtual Cable)",
    )
    listing.add("Windows WASAPI", "CABLE Input (VB-Audio Virtual Cable)", "Speakers (Realtek(R) Audio)")
    listing.add("Windows WASAPI", "Microphone (USB Audio CODEC )", inputs=1, outputs=0, rate=44_100.0)
    listing.add("Windows WASAPI", "Speakers (Realtek(R) Audio) [Loopback]", inputs=2, outputs=0)
    listing.add("Windows WDM-KS", "Speakers 1 (Realtek HD Audio output)")
    return listing


def test_windows_shows_every_device_once_and_wasapi_is_preferred() -> None:
    listing = _windows()
    speakers = name_devices("output", listing.devices, listing.host_apis)
    assert [device.name for device in speakers] == [
        DEFAULT,
        "CABLE Input (virtual cable)",
        "Speakers (Realtek(R) Audio)",
    ]
    cable = speakers[1]
    assert cable.virtual_cable
    assert [way.host_api for way in cable.ways] == ["Windows WASAPI", "Windows DirectSound", "MME"]
    assert not speakers[2].virtual_cable
    assert [way.host_api for way in speakers[0].ways] == ["Windows WASAPI", "Windows DirectSound", "MME"]


def test_windows_microphones_keep_their_own_rate() -> None:
    listing = _windows()
    microphones = name_devices("input", listing.devices, listing.host_apis)
    assert [device.name for device in microphones] == [DEFAULT, "Microphone (USB Audio CODEC )"]
    way = microphones[1].ways[0]
    assert (way.host_api, way.rate_hz, way.channels) == ("Windows WASAPI", 44_100, 1)


def test_mac_cables_are_named_as_such() -> None:
    listing = Listing()
    listing.add("Core Audio", "MacBook Pro Speakers")
    listing.add("Core Audio", "BlackHole 2ch", "Loopback Audio", inputs=2)
    names = [device.name for device in name_devices("output", listing.devices, listing.host_apis)]
    assert names == [
        DEFAULT,
        "MacBook Pro Speakers",
        "BlackHole 2ch (virtual cable)",
        "Loopback Audio (virtual cable)",
    ]


def test_bare_alsa_shows_cards_and_not_its_plug_ins() -> None:
    listing = Listing()
    listing.add(
        "ALSA", "default", "HDA Intel PCH: ALC257 Analog (hw:0,0)", "sysdefault", "dmix", "surround40", "my_own"
    )
    names = [device.name for device in name_devices("output", listing.devices, listing.host_apis)]
    assert names == [DEFAULT, "HDA Intel PCH: ALC257 Analog", "my_own"]


PULSE = (
    PulseDevice("alsa_output.pci", "Built-in Audio Analog Stereo", False),
    PulseDevice("avatar", "Avatar", True),
    PulseDevice("avatar2", "Avatar", True),
)


def test_a_sound_server_shows_its_own_devices_in_place_of_the_cards() -> None:
    listing = Listing()
    listing.add("ALSA", "default", "HDA Intel PCH: ALC257 Analog (hw:0,0)", "pulse", "pipewire", "my_own")
    speakers = name_devices("output", listing.devices, listing.host_apis, PULSE)
    assert [device.name for device in speakers] == [
        DEFAULT,
        "Built-in Audio Analog Stereo",
        "Avatar (virtual cable)",
        "Avatar (virtual cable) 2",
        "my_own",
    ]
    assert [device.virtual_cable for device in speakers] == [False, False, True, True, False]
    assert (speakers[3].ways[0].index, speakers[3].ways[0].pulse) == (2, "avatar2")


def test_a_sound_server_without_a_door_to_it_changes_nothing() -> None:
    listing = Listing()
    listing.add("ALSA", "default", "HDA Intel PCH: ALC257 Analog (hw:0,0)")
    names = [device.name for device in name_devices("output", listing.devices, listing.host_apis, PULSE)]
    assert names == [DEFAULT, "HDA Intel PCH: ALC257 Analog"]


def test_nothing_there() -> None:
    assert name_devices("input", [], []) == ()


def test_settings_may_hold_the_friendly_name_or_the_systems() -> None:
    listing = _windows()
    speakers = name_devices("output", listing.devices, listing.host_apis)
    for name in ("CABLE Input (virtual cable)", "CABLE Input (VB-Audio Virtual Cable)"):
        assert find_device(speakers, name) is speakers[1]
    assert find_device(speakers, DEFAULT) is speakers[0]
    assert find_device(speakers, "CABLE") is None
