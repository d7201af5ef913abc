"""The Audio Mixer: fader, Sync Offset and monitor, on the samples and slots that come out of a real studio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError, Severity
from app.base.settings import EngineSettings, MixerSettings, ProgramSettings, Settings, VoiceSettings
from app.engine.testcard.reader import read
from app.media import test_signal
from app.media.clock import VirtualClock
from app.media.fader import RAMP_SAMPLES, gain_of
from app.media.pacer import Pacer
from app.media.pixels import ProgramPicture
from app.media.types import (
    PROGRAM_RATE_HZ,
    AudioChunk,
    ProgramFormat,
    Samples,
    SlotPlan,
    SlotSound,
    Tick,
    ns_to_samples,
)
from app.studio import commands as do
from app.studio.asking import commands_of
from app.studio.mixer import Mixer
from app.studio.pump import Pump
from app.studio.snapshot import OutputState, Snapshot, SpeechState
from app.studio.sound_outlets import DeviceOutlet
from app.studio.sync_offset import LatePictures, SyncOffset
from tests.helpers.small_parts import CollectingSpeaker
from tests.helpers.small_studio import SmallStudio

PROGRAM = ProgramFormat()


def slot(number: int, *, live: bool = False, rest: bool = False) -> SlotPlan:
    count = PROGRAM.sample_count(number)
    samples = np.zeros(count, np.float32) if rest else test_signal.samples(number * count, count)
    return SlotPlan(number, 1, live, None if rest else number, None, 0.0, samples)


# ---- the fader, slot by slot


def test_the_avatar_is_faded_and_the_streamers_own_voice_is_not() -> None:
    mixer = Mixer(MixerSettings(avatar_gain_db=-20))
    faded, own = mixer.shape(slot(0)), mixer.shape(slot(1, live=True))
    np.testing.assert_allclose(faded.samples, slot(0).samples * 0.1, atol=1e-7)
    np.testing.assert_allclose(own.samples[RAMP_SAMPLES:], slot(1).samples[RAMP_SAMPLES:], atol=1e-7)


def test_at_rest_in_the_middle_a_plan_passes_as_it_is() -> None:
    plan = slot(0)
    assert Mixer(MixerSettings()).shape(plan) is plan


def test_the_meters_show_what_is_behind_the_fader() -> None:
    mixer = Mixer(MixerSettings())
    for number in range(30):
        mixer.shape(slot(number))
    loud, loud_rms = mixer.avatar_level_dbfs, mixer.avatar_rms_dbfs
    assert loud_rms < loud <= 0.0
    mixer.settings = MixerSettings(avatar_gain_db=-20)
    for number in range(30, 60):
        mixer.shape(slot(number))
    assert mixer.avatar_level_dbfs == pytest.approx(loud - 20, abs=8)
    mixer.settings = MixerSettings(avatar_muted=True)
    for number in range(60, 150):
        mixer.shape(slot(number))
    assert mixer.avatar_level_dbfs == float("-inf")


def test_the_avatars_meter_does_not_show_the_streamer() -> None:
    mixer = Mixer(MixerSettings())
    for number in range(10):
        mixer.shape(slot(number, live=True))
    assert mixer.avatar_level_dbfs == float("-inf")
    assert mixer.level_dbfs > -40


@pytest.mark.parametrize("after", [MixerSettings(avatar_muted=True), MixerSettings(avatar_gain_db=-20)])
def test_a_change_in_the_middle_of_a_line_does_not_click(after: MixerSettings) -> None:
    mixer = Mixer(MixerSettings())
    tone = (0.5 * np.sin(2 * np.pi * 200 * np.arange(8 * 1600) / PROGRAM_RATE_HZ)).astype(np.float32)
    out = []
    for number in range(8):
        mixer.settings = after if number in (2, 3, 4) else MixerSettings()
        out.append(mixer.shape(replace(slot(number), samples=tone[number * 1600 : (number + 1) * 1600])).samples)
    # A 200 Hz tone at 0.5 moves 0.0131 a sample; the ramp adds at most 0.5 / RAMP_SAMPLES.
    assert float(np.abs(np.diff(np.concatenate(out))).max()) < 0.0131 + 0.5 / RAMP_SAMPLES + 1e-4


# ---- Sync Offset in slots and samples


@pytest.mark.parametrize("fps", [25, 30, 50, 60])
@pytest.mark.parametrize("offset_ms", [-500, -499, -34, -33, -1, 0, 1, 33, 500])
def test_an_offset_is_exact(fps: int, offset_ms: int) -> None:
    program = ProgramFormat(fps=fps)
    offset = SyncOffset.of(offset_ms, program)
    picture = program.first_sample(offset.picture_slots)
    assert offset.sound_samples - picture == offset_ms * PROGRAM_RATE_HZ // 1000
    assert 0 <= offset.sound_samples <= 24_000
    assert offset.sound_samples < program.sample_count(0) or offset.picture_slots == 0  # the picture waits no longer


class VirtualOutputs:
    """Pacer, pump and the outlets of camera, device and recording in virtual time: every slot is told by its content.

    Pictures carry the number of the sample that they belong to.
    """

    def __init__(self, fps: int) -> None:
        self.program = ProgramFormat(16, 16, fps)
        self.offset_ms = 0
        self.camera: dict[int, int] = {}  # slot in which the camera got a picture: the picture's sample
        self.device: list[Samples] = []
        self.recording: list[tuple[int, Samples]] = []
        pacer = Pacer(self.program)
        pacer.expect_pictures(False)
        pacer.begin_turn(1, live=False)
        pacer.push_audio(AudioChunk(1, 0, test_signal.samples(0, 20 * PROGRAM_RATE_HZ)))
        clock = VirtualClock()
        self.pump = Pump(clock, self.program, pacer, self._compose, first_slot=0, shape=Mixer(MixerSettings()).shape)
        self.pump.lead_slots = 3
        self.pump.early = [DeviceOutlet(self, voice=True, offset=self._offset, on_slot=lambda sound: None)]
        self.pump.due = [_Taker(lambda tick: self.recording.append((_number(tick), tick.samples)))]
        camera = _Taker(lambda tick: self.camera.update({tick.slot: _number(tick)}))
        self.pump.latest = [LatePictures(camera, lambda: self._offset().picture_slots)]

    def write(self, sound: SlotSound) -> None:
        """As the device."""
        self.device.append(sound.samples)

    def run(self, slots: int) -> None:
        for _ in range(slots):
            self.pump.step()

    def apart(self, slots: int) -> set[int]:
        """By how many samples sound is later than picture in the latest slots; between -1 s and 1 s is looked."""
        last = max(self.camera)
        sound = np.concatenate(self.device)
        found = set[int]()
        for slot in range(last - slots + 1, last + 1):
            first = self.program.first_sample(slot)
            place = test_signal.locate(sound[first : first + 2_000], near=self.camera[slot], within=PROGRAM_RATE_HZ)
            assert place is not None
            found.add(self.camera[slot] - place)
        return found

    def _offset(self) -> SyncOffset:
        return SyncOffset.of(self.offset_ms, self.program)

    def _compose(self, plan: SlotPlan) -> ProgramPicture:
        pixels = np.zeros((16, 16, 4), np.uint8)
        number = 0 if plan.pts_ns is None else ns_to_samples(plan.pts_ns + 500)
        pixels.reshape(-1)[:8] = np.frombuffer(number.to_bytes(8, "little"), np.uint8)
        return ProgramPicture(pixels)


@dataclass(frozen=True)
class _Taker:
    take: Callable[[Tick], object]

    def write(self, tick: Tick) -> None:
        self.take(tick)


def _number(tick: Tick) -> int:
    return int.from_bytes(tick.picture.pixels.reshape(-1)[:8].tobytes(), "little")


@pytest.mark.parametrize(
    "fps", [25, 30, pytest.param(50, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.slow)]
)
def test_camera_and_device_are_apart_by_the_offset_in_every_slot_and_the_recording_is_not(fps: int) -> None:
    outputs = VirtualOutputs(fps)
    outputs.run(2 * fps)
    assert outputs.apart(fps) == {0}
    for offset_ms in (120, 500, -20, -500, 1, -1, 0):
        outputs.offset_ms = offset_ms
        outputs.run(2 * fps)
        assert outputs.apart(fps) == {offset_ms * PROGRAM_RATE_HZ // 1000}
    for number, samples in outputs.recording[3:]:
        np.testing.assert_array_equal(samples, test_signal.samples(number, len(samples)))


def test_a_camera_that_has_to_wait_shows_something_at_once() -> None:
    outputs = VirtualOutputs(30)
    outputs.offset_ms = -500
    outputs.run(3)
    assert len(outputs.camera) == 1


# ---- in a studio


@pytest.fixture
def small(request: pytest.FixtureRequest) -> Iterator[SmallStudio]:
    mixer = getattr(request, "param", MixerSettings())
    program = ProgramSettings(ai_label=False)
    settings = Settings(engine=EngineSettings(kind="testcard"), program=program, mixer=mixer)
    studio = SmallStudio(settings=settings)
    try:
        yield studio
    finally:
        studio.studio.close()


def on_air(small: SmallStudio, seconds: float = 300.0) -> None:
    small.studio.post(do.SetAudioOut("speaker"))
    small.studio.post(do.StartCamera())
    small.studio.post(do.StartRecording(None))
    small.wait(lambda now: now.camera is OutputState.ON and now.recording is OutputState.ON)
    small.studio.post(do.SpeakFile(Path(f"{seconds}.wav")))
    small.wait(lambda now: now.speech is SpeechState.SPEAKING)


def change(small: SmallStudio, **mixer: object) -> Snapshot:
    settings = small.studio.snapshot().settings
    changed = settings.model_copy(update={"mixer": settings.mixer.model_copy(update=mixer)})
    small.studio.post(do.ApplySettings(changed))
    return small.wait(lambda now: now.settings.mixer == changed.mixer)


def spoken(small: SmallStudio, most: int = 10) -> list[tuple[int, Samples]]:
    """Pictures and sound of the latest slots of the recording in which the host spoke: where the engine is slow, it
    rests in between."""
    ticks = list(small.recordings[-1].ticks)[-40:]
    readings = [(reading.index, tick.samples) for tick in ticks if (reading := read(tick.picture.pixels)) is not None]
    assert len(readings) >= 3
    return readings[-most:]


def heard(speaker: CollectingSpeaker, number: int) -> Samples:
    """What the device was given for a slot and the one after it."""
    sounds = {sound.slot: sound.samples for _, sound in list(speaker.sounds)}
    return np.concatenate((sounds[number], sounds[number + 1]))


def apart(small: SmallStudio) -> set[int]:
    """Samples by which the sound of the device is later than the picture of the camera, in the latest slots."""
    found = set[int]()
    known = {sound.slot for _, sound in list(small.speakers[-1].sounds)}
    for tick in list(small.cameras[-1].ticks)[-6:]:
        reading = read(tick.picture.pixels)
        if reading is None or tick.slot + 1 not in known:
            continue
        pictured = reading.index * PROGRAM_RATE_HZ // 30
        place = test_signal.locate(heard(small.speakers[-1], tick.slot), near=pictured, within=40_000)
        found.add(-1 if place is None else pictured - place)
    return found


def test_an_offset_that_changes_on_air_reaches_camera_and_device(small: SmallStudio) -> None:
    on_air(small)
    for offset_ms in (200, -300, 0):
        change(small, sync_offset_ms=offset_ms)
        small.wait(lambda _, wanted={offset_ms * PROGRAM_RATE_HZ // 1000}: apart(small) == wanted, 60.0)  # type: ignore[misc]  # a default


def test_muting_the_avatar_on_air_is_heard_everywhere_and_stops_no_picture(small: SmallStudio) -> None:
    on_air(small)
    change(small, avatar_muted=True)

    def silent(_: Snapshot) -> bool:
        ticks = list(small.recordings[-1].ticks)[-6:]
        seen = any(read(tick.picture.pixels) is not None for tick in ticks)  # the host speaks on
        return seen and not any(tick.samples.any() for tick in ticks)

    small.wait(silent, 60.0)
    assert not any(sound.samples.any() for _, sound in list(small.speakers[-1].sounds)[-3:])
    change(small, avatar_muted=False)
    small.wait(lambda now: now.avatar_level_dbfs > -60, 60.0)


def test_a_gain_holds_from_the_next_slot_on_for_all_that_hear_it(small: SmallStudio) -> None:
    on_air(small)
    change(small, avatar_gain_db=-20)
    small.pass_slots(10)
    gain = np.float32(gain_of(-20, muted=False))
    for index, samples in spoken(small, 3):
        np.testing.assert_allclose(samples, test_signal.samples(index * 1600, 1600) * gain, atol=1e-6)


def test_the_monitor_hears_what_it_is_asked_to(small: SmallStudio) -> None:
    change(small, monitor_device="Headphones")
    on_air(small)
    small.pass_slots(10)
    monitor = small.monitors[-1]
    assert monitor.device_name == "Headphones"

    def pairs() -> list[tuple[Samples, Samples]]:
        """What device and monitor were given for the latest slots in which viewers hear something."""
        heard = {sound.slot: sound.samples for _, sound in list(monitor.sounds)[-12:]}
        sounds = [sound for _, sound in list(small.speakers[-1].sounds)[-12:]]
        return [(one.samples, heard[one.slot]) for one in sounds if one.slot in heard and one.samples.any()]

    small.wait(lambda _: len(pairs()) > 3, 60.0)
    for viewers, streamer in pairs():
        np.testing.assert_array_equal(streamer, viewers)
    change(small, monitor_avatar=False)
    small.wait(lambda _: len(pairs()) > 3 and not any(streamer.any() for _, streamer in pairs()), 60.0)


def test_the_monitor_leaves_the_own_voice_out_unless_it_is_wanted(small: SmallStudio) -> None:
    change(small, monitor_device="Headphones")
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda now: now.speech is SpeechState.LIVE)
    monitor = small.monitors[-1]

    def live() -> list[Samples]:
        return [sound.samples for _, sound in list(monitor.sounds)[-3:] if sound.live]

    small.wait(lambda _: len(live()) == 3)
    assert not any(samples.any() for samples in live())
    change(small, monitor_microphone=True)
    small.wait(lambda _: len(live()) == 3 and all(samples.any() for samples in live()))


def test_a_monitor_that_is_the_sound_device_is_not_opened_twice(small: SmallStudio) -> None:
    small.studio.post(do.SetAudioOut("Headphones"))
    small.wait(lambda now: now.audio_out is OutputState.ON)
    change(small, monitor_device="Headphones")
    now = small.wait(lambda now: bool(now.problems))
    assert [(p.code, p.severity) for p in now.problems] == [("monitor.same", Severity.WARNING)]
    assert small.monitors == []
    change(small, monitor_device=None)
    small.wait(lambda now: not now.problems)


def test_a_monitor_that_is_missing_is_opened_when_it_is_plugged_in(small: SmallStudio) -> None:
    change(small, monitor_device="nothing")
    now = small.wait(lambda now: bool(now.problems))
    assert now.problems[0].severity is Severity.WARNING
    on_air(small)  # and viewers notice nothing
    assert small.studio.snapshot().audio_out is OutputState.ON


def test_mute_and_gain_of_the_microphone_are_given_to_it_live(small: SmallStudio) -> None:
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda now: now.speech is SpeechState.LIVE)
    settings = small.studio.snapshot().settings
    voice = settings.voice.model_copy(update={"muted": True, "gain_db": 6})
    small.studio.post(do.ApplySettings(settings.model_copy(update={"voice": voice})))
    small.wait(lambda now: now.settings.voice.muted)
    assert len(small.microphones) == 1  # the device stays open
    assert small.microphones[0].voice == voice


# ---- asked for by other programs


def asked(name: str, **fields: object) -> Settings:
    (command,) = commands_of(name, fields, Snapshot(Settings()), own=False)
    assert isinstance(command, do.ApplySettings)
    return command.settings


def test_a_strip_is_set_by_other_programs() -> None:
    assert asked("strip", strip="microphone", gain_db=6, muted=True).voice == VoiceSettings(gain_db=6, muted=True)
    expected = MixerSettings(avatar_gain_db=-6, monitor_avatar=False)
    assert asked("strip", strip="avatar", gain_db="-6", monitor="off").mixer == expected
    assert asked("strip", strip="microphone", monitor=True).mixer == MixerSettings(monitor_microphone=True)
    assert asked("sync_offset", ms="-120").mixer == MixerSettings(sync_offset_ms=-120)
    assert asked("monitor", device="Headphones").mixer == MixerSettings(monitor_device="Headphones")
    assert asked("monitor").mixer.monitor_device is None


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("strip", {"strip": "microphone"}),
        ("strip", {"strip": "drums", "muted": True}),
        ("strip", {"strip": "microphone", "gain_db": 31}),
        ("strip", {"strip": "avatar", "gain_db": "loud"}),
        ("sync_offset", {"ms": 501}),
        ("sync_offset", {}),
        ("monitor", {"device": 7}),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(name: str, fields: dict[str, object]) -> None:
    with pytest.raises(AppError) as refused:
        commands_of(name, fields, Snapshot(Settings()), own=False)
    assert refused.value.message.endswith(".")
