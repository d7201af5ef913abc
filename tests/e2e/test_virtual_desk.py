"""Somebody works at the desk for virtual hours: scenes, sizes, rates and the mixer change at seeded random moments.

Engines are lost in the middle of lines, too. Every picture that camera and recording get is the one that was drawn from
the slot's sound, and the sound device plays exactly Sync Offset beside the camera, whatever is changed. Real: pacer,
pump, mixer, Sync Offset, scenes, compositor.
"""

from __future__ import annotations

import gc
from collections import Counter, OrderedDict
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import psutil
import pytest

from app.base.scenes import Background, Layer, Placement, Scene, SceneCollection, first_scenes
from app.base.settings import MixerSettings, ProgramSettings
from app.engine.base import EngineRequest
from app.engine.testcard.engine import TestcardEngine
from app.media import test_signal
from app.media.clock import VirtualClock
from app.media.pacer import Pacer
from app.media.types import (
    NS_PER_S,
    PROGRAM_RATE_HZ,
    AudioChunk,
    ProgramFormat,
    Samples,
    SlotSound,
    VideoFrame,
    samples_to_ns,
)
from app.program.card import card
from app.program.compositor import Compositor
from app.scene_parts import RealScenes
from app.studio import commands as do
from app.studio.mixer import Mixer
from app.studio.pump import Pump
from app.studio.scene_list import SceneList
from app.studio.sound_outlets import DeviceOutlet
from app.studio.stage import Stage
from app.studio.sync_offset import LatePictures, SyncOffset
from benchmarks.desk_checks import Pairing, PairingRecorder, Places, WatchedCamera, card_area

AHEAD = PROGRAM_RATE_HZ // 2
PIECE = 2 * test_signal.HOP
SIZES = ((160, 90), (90, 160))
RATES = (25, 30, 50, 60)
TURN_S = 90
"""A line is over then, and the next one begins."""
SETTLE_NS = 600_000_000
HOST = np.full((72, 72, 4), 90, np.uint8)


class AtRest:
    """A host that does nothing."""

    loop_ns = NS_PER_S

    def picture(self, phase_ns: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        del phase_ns
        return HOST

    def standby(self, phase_ns: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        return self.picture(phase_ns)

    def express(self, name: str, phase_ns: int) -> None: ...


class Device:
    """A sound device that keeps what it is given for a while."""

    def __init__(self) -> None:
        self.given: OrderedDict[int, Samples] = OrderedDict()

    def write(self, sound: SlotSound) -> None:
        self.given[sound.slot] = sound.samples
        while len(self.given) > 128:
            self.given.popitem(last=False)


class Camera:
    """A camera that shows nothing."""

    def write(self, tick: object) -> None: ...

    def open(self, program: ProgramFormat) -> None: ...


class Desk:
    """What a studio has between its engine and its sinks, in time that somebody moves."""

    def __init__(self, folder: Path, random: Random, longest_s: float) -> None:
        self._random = random
        self._longest_s = longest_s
        self._clock = VirtualClock()
        self._scenes = RealScenes(folder / "scenes.json", keep=False, recording_path=lambda *_: folder / "x.png")
        self._list = SceneList(_with_hosts(first_scenes("en")))
        self._settings, self._size, self._fps = ProgramSettings(ai_label=False), SIZES[0], 30
        self._mixer = Mixer(MixerSettings())
        self._turn = 0
        self.seen: Counter[str] = Counter()
        """What camera and recording of the shows that are over got."""
        self.wrong: list[str] = []
        self.lagged = self.repeated = 0
        self.done: Counter[str] = Counter()
        self._open()

    def run(self, seconds: float) -> None:
        """Work at it for so long."""
        end_ns = self._clock.now_ns() + round(seconds * NS_PER_S)
        while self._clock.now_ns() < end_ns:
            left_s = (end_ns - self._clock.now_ns()) / NS_PER_S
            self.run_unchanged(min(left_s, self._random.uniform(0.3, self._longest_s)))
            self._change()

    def run_unchanged(self, seconds: float) -> None:
        """Leave it alone for so long."""
        until_ns = self._clock.now_ns() + round(seconds * NS_PER_S)
        while self._clock.now_ns() < until_ns:
            self._feed()
            self._pump.step()

    def close(self) -> None:
        """End the show, and count what its sinks got."""
        self.lagged += self._pump.lagged
        self.repeated += self._recording.counts[
            "repeated"
        ]  # a camera may show a picture once more: it may have to wait
        for sink in (self._camera, self._recording):
            sink.finish()
            self.seen += sink.counts
            self.wrong += sink.wrong

    # ---- a show of one format, as ``studio.show`` and ``studio.outputs`` wire it

    def _open(self) -> None:
        self._program = program = ProgramFormat(*self._size, self._fps)
        self._places = Places(SETTLE_NS)
        self._pacer = Pacer(program, crossfade_ns=0)
        self._stage = Stage(program, card(program), fades=False)
        self._pump = Pump(self._clock, program, self._pacer, self._stage.compose, shape=self._mixer.shape)
        self._pump.lead_slots = 3
        device = Device()
        self._camera, self._recording = Pairing("camera", self._places), Pairing("recording", self._places)
        watched = WatchedCamera(Camera(), self._places, self._camera, [device])  # type: ignore[arg-type,list-item]  # as much of them as is used
        self._pump.early = [DeviceOutlet(device, True, self._offset, lambda sound: None)]
        self._pump.due = [PairingRecorder(self._recording)]
        self._pump.latest = [LatePictures(watched, lambda: self._offset().picture_slots)]
        self._load()
        self._begin_turn()
        self._dress()

    def _load(self) -> None:
        self._engine = TestcardEngine()
        self._engine.load(EngineRequest(Path(), *self._size, self._fps))

    def _offset(self) -> SyncOffset:
        return SyncOffset.of(self._mixer.settings.sync_offset_ms, self._program)

    def _begin_turn(self) -> None:
        self._turn += 1
        self._pushed = self._drawn = 0
        self._began = self._program.first_sample(self._pump.next_slot)
        self._engine.begin_turn(self._turn, 0)
        self._places.take_up(self._turn, 0)
        self._pacer.begin_turn(self._turn, live=False)

    def _feed(self) -> None:
        """What the engine would have drawn by now."""
        played = self._program.first_sample(self._pump.next_slot) - self._began
        if self._pushed >= TURN_S * PROGRAM_RATE_HZ:
            if played > self._pushed + AHEAD:
                self._begin_turn()
            return
        while self._drawn < played + AHEAD and self._pushed < TURN_S * PROGRAM_RATE_HZ:
            self._pacer.push_audio(AudioChunk(self._turn, self._pushed, test_signal.samples(self._pushed, PIECE)))
            self._pushed += PIECE
            self._draw()
        if self._pushed >= TURN_S * PROGRAM_RATE_HZ:
            self._pacer.end_turn(self._turn)

    def _draw(self, *, hears_later: int = 0, shown_later: int = 0) -> None:
        """What can be drawn of what was pushed; by so many slots the sound or the pictures of a faulty one are off."""
        while self._pushed - self._drawn >= (count := self._engine.next_chunk()):
            rendered = self._engine.render(test_signal.samples(self._drawn + hears_later * count, count))
            pts_ns, self._drawn = samples_to_ns(self._drawn + shown_later * count), self._drawn + count
            for picture in rendered.pictures:
                self._pacer.push_frame(VideoFrame(self._turn, pts_ns, samples_to_ns(count), picture))

    def lose_the_engine(self, **faulty: int) -> None:
        """Another one takes up the line, as ``studio.speech`` has it; it numbers its cards anew."""
        point = self._pacer.resume_point()
        if point is None:
            return
        self._drawn, _ = point
        self._load()
        self._engine.begin_turn(self._turn, 0)
        self._places.take_up(self._turn, self._drawn)
        self._draw(**faulty)

    def _dress(self) -> None:
        scene, program = self._list.scenes.scene, self._program
        opened = self._scenes.open(scene, program, self._settings, Compositor(program, self._settings), HOST)
        self._stage.set(opened.composer, AtRest(), 0)
        area = None if opened.avatar is None else card_area(program, self._settings, scene)
        self._places.note(self._clock.now_ns(), area, self._mixer.settings.sync_offset_ms)
        self._scenes.settle()

    # ---- what somebody does

    def _change(self) -> None:
        kinds: dict[str, Callable[[], None]] = {
            "scene": lambda: self._obey(do.SwitchScene(self._any_scene().number)),
            "edit": lambda: self._obey(do.EditScene(self._edited(self._any_scene()))),
            "edit on air": lambda: self._obey(do.EditScene(self._edited(self._list.scenes.scene))),
            "undo": lambda: self._obey(self._random.choice((do.UndoScenes(), do.RedoScenes()))),
            "move": lambda: self._obey(do.MoveScene(self._any_scene().number, self._random.randrange(6))),
            "collection": self._another_collection,
            "mixer": self._move_the_mixer,
            "settings": self._move_the_host,
            "profile": self._another_format,
        }
        kind = self._random.choice(list(kinds))
        kinds[kind]()
        self.done[kind] += 1
        if sum(self.done.values()) % 3 == 0:
            self.lose_the_engine()

    def _obey(self, command: do.SceneCommand) -> None:
        self._list.obey(command)
        self._dress()

    def _any_scene(self) -> Scene:
        return self._random.choice(self._list.scenes.scenes)

    def _edited(self, scene: Scene) -> Scene:
        scale, x = self._random.choice(((0.6, 0.4), (0.8, 0.6), (1.0, 0.5)))
        changes: tuple[dict[str, Any], ...] = (
            {"avatar": Placement(scale=scale, x=x), "layers": ()},  # words of a pause would lie on the card
            {"avatar": None, "layers": ()},
            {"background": Background(kind=self._random.choice(("green", "blur", "portrait")))},
            {"layers": (Layer(text=str(self._random.randrange(100)), size=0.1, y=0.1),)},
            {"layers": ()},
        )
        return scene.model_copy(update=self._random.choice(changes))

    def _another_collection(self) -> None:
        self._list = SceneList(_with_hosts(first_scenes(self._random.choice(("en", "zh_CN")))))
        self._dress()

    def _move_the_mixer(self) -> None:
        change = self._random.choice(
            (
                {"avatar_gain_db": self._random.randrange(-20, 1)},
                {"avatar_muted": not self._mixer.settings.avatar_muted},
                {"sync_offset_ms": self._random.randrange(-500, 501)},
            )
        )
        self._mixer.settings = self._mixer.settings.model_copy(update=change)
        self._dress()

    def _move_the_host(self) -> None:
        scale, x = self._random.choice(((0.6, 0.6), (0.8, 0.5), (1.0, 0.5)))
        self._settings = self._settings.model_copy(update={"avatar_scale": scale, "avatar_x": x})
        self._dress()

    def _another_format(self) -> None:
        self.close()
        self._size, self._fps = self._random.choice(SIZES), self._random.choice(RATES)
        self._open()


def _with_hosts(scenes: SceneCollection) -> SceneCollection:
    """With scenes in which the host is seen elsewhere."""
    for scale, x in ((0.6, 0.3), (0.8, 0.6)):
        scenes = scenes.with_new("Host")
        scenes = scenes.with_scene(scenes.scene.model_copy(update={"avatar": Placement(scale=scale, x=x)}))
    return scenes.on(1)


def work(folder: Path, hours: float, seed: int, longest_s: float) -> tuple[Desk, list[float]]:
    """So many hours at the desk, and how many MB the process held after each tenth of them.

    ``longest_s``: between two changes.
    """
    desk = Desk(folder, Random(seed), longest_s)
    held: list[float] = []
    for _ in range(10):
        desk.run(hours * 360)
        gc.collect()
        held.append(psutil.Process().memory_info().rss / 1e6)
    desk.close()
    return desk, held


def check(desk: Desk) -> None:
    """Every slot that could be read is right, and most could be."""
    seen = desk.seen
    assert desk.wrong == []
    assert (seen["wrong"], seen["offset wrong"], desk.lagged, desk.repeated) == (0, 0, 0, 0), seen
    everything = sum(count for name, count in seen.items() if not name.startswith("offset"))
    assert seen["exact"] + seen["exact, muted"] > 0.4 * everything, seen
    assert seen["offset exact"] > 0.05 * everything, seen
    assert len(desk.done) == 9, desk.done


def test_two_virtual_minutes_at_the_desk(tmp_path: Path) -> None:
    desk, _ = work(tmp_path, 1 / 30, seed=8, longest_s=4.0)
    check(desk)


def test_an_engine_that_is_lost_in_mid_line_is_followed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Random(8), longest_s=1.0)
    for _ in range(3):
        desk.run_unchanged(1.1)
        desk.lose_the_engine()
    desk.run_unchanged(1.1)
    desk.close()
    assert desk.wrong == []
    assert (desk.seen["wrong"], desk.lagged, desk.repeated) == (0, 0, 0)
    assert desk.seen["exact"] > 2 * 4 * 1.1 * 30 - 20


@pytest.mark.parametrize("faulty", [{"hears_later": 1}, {"shown_later": 1}, {"hears_later": -1}], ids=str)
def test_pictures_that_are_one_slot_off_after_an_engine_was_lost_are_found(
    tmp_path: Path, faulty: dict[str, int]
) -> None:
    desk = Desk(tmp_path, Random(8), longest_s=1.0)
    desk.run_unchanged(1.0)
    desk.lose_the_engine(**faulty)
    desk.run_unchanged(0.5)
    desk.close()
    assert desk.seen["wrong"] > 2 * 6, desk.seen


@pytest.mark.slow
@pytest.mark.timeout(3 * 3600)
def test_ten_virtual_hours_at_the_desk(tmp_path: Path) -> None:
    desk, held = work(tmp_path, 10, seed=8, longest_s=12.0)
    check(desk)
    assert max(held[-3:]) < max(held[:3]) + 20, held
