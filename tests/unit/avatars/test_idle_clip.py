from __future__ import annotations

import math
import os
import random
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.avatars.idle import IdleHost
from app.avatars.idle_clip import ClipKey, ClipStore, IdleClip
from app.base.settings import ProgramSettings
from app.media.jpeg import JpegDecoder
from app.media.types import NS_PER_S, Pixels, ProgramFormat
from app.program.compositor import Compositor

WIDTH, HEIGHT, FPS = 64, 96, 25
FRAME_NS = NS_PER_S // FPS
MOUTH = (0.3, 0.6, 0.7, 0.8)
KEY = ClipKey.of(b"the picture that was sent", "soulx-flashtalk-14b", WIDTH, HEIGHT, FPS)


def drawn(right: float, openness: float = 0.0, light: float = 0.0) -> bytes:
    """A host as a server might send it: a face ``right`` pixels from the middle, its mouth open or closed."""
    fine = np.full((HEIGHT * 4, WIDTH * 4, 3), np.array((120, 110, 90)) + light, np.uint8)
    middle = round((WIDTH / 2 + right) * 4)
    cv2.ellipse(fine, (middle, 190), (90, 130), 0, 0, 360, (170, 190, 230), -1)
    cv2.ellipse(fine, (middle, 265), (40, round(4 + 24 * openness)), 0, 0, 360, (40, 40, 150), -1)
    small = cv2.resize(fine, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, (cv2.IMWRITE_JPEG_QUALITY, 85))[1].tobytes()


def swaying(seconds: float, period_s: float = 3.0, dawn: float = 0.0) -> list[bytes]:
    """A host that comes back to where it was, in the same movement; it gets lighter by ``dawn`` levels a second."""
    count = round(seconds * FPS)
    return [drawn(4 * math.sin(math.tau * n / FPS / period_s), light=dawn * n / FPS) for n in range(count)]


def sliding(seconds: float) -> list[bytes]:
    """A host that slowly moves aside, resting twice, and never comes back."""
    count = round(seconds * FPS)
    return [drawn(12 * n / count - 6 + 0.9 * math.sin(2 * math.tau * n / count)) for n in range(count)]


def played(clip: IdleHost) -> list[Pixels]:
    """Every picture of one round."""
    return [clip.picture(n * FRAME_NS) for n in range(round(clip.loop_ns / FRAME_NS))]


def steps(pictures: list[Pixels]) -> list[float]:
    """How much every picture differs from the one before it; the first from the last."""
    return [
        float(np.sqrt(np.mean((a.astype(float) - b) ** 2)))
        for a, b in zip(pictures, [pictures[-1], *pictures], strict=False)
    ]


def openness(picture: Pixels) -> float:
    """Red pixels of the mouth."""
    return float(((picture[..., 2].astype(int) - picture[..., 1]) > 60).sum())


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    """An empty store."""
    return ClipStore(tmp_path / "idle")


class TestTheLoop:
    @pytest.mark.parametrize("film", [swaying(5.0, dawn=2.0), sliding(4.0), swaying(2.5, 7.0)])
    def test_nothing_jumps_more_at_the_seam_than_elsewhere(self, store: ClipStore, film: list[bytes]) -> None:
        moved = steps(played(store.make(KEY, film)))
        assert max(moved[:7]) <= max(moved[7:])
        assert max(moved[7:]) > 0.5  # it does move

    def test_a_movement_that_comes_back_is_played_forwards(self, store: ClipStore) -> None:
        clip = store.make(KEY, swaying(5.0, dawn=2.0))
        assert abs(clip.loop_ns - 3 * NS_PER_S) <= FRAME_NS

    def test_its_end_fades_into_its_beginning(self, store: ClipStore) -> None:
        film = np.stack(played(store.make(KEY, swaying(5.0, dawn=2.0))))
        light = film[:, :8, :8, :3].mean(axis=(1, 2, 3))
        assert np.ptp(light) > 4
        assert np.abs(light - np.roll(light, 1)).max() < 2

    def test_any_other_forwards_and_backwards(self, store: ClipStore) -> None:
        pictures = played(store.make(KEY, sliding(4.0)))
        count = len(pictures)
        assert count > 3 * FPS
        assert all((pictures[n] == pictures[count - n]).all() for n in range(1, count))

    @pytest.mark.parametrize("move", [swaying(6.0), sliding(6.0)])
    def test_begins_and_ends_with_the_mouth_closed(self, store: ClipStore, move: list[bytes]) -> None:
        film = [drawn(0.0, 1.0)] * FPS + move + [drawn(0.0, 1.0)] * FPS  # nothing is calmer than that open mouth

        pictures = played(store.make(KEY, film, MOUTH))

        closed = openness(JpegDecoder().decode(drawn(0.0)))
        assert max(openness(picture) for picture in pictures[:10] + pictures[-10:]) < 1.5 * closed

    @pytest.mark.parametrize("count", [1, 2, 3, 12])
    def test_however_few_pictures_there_are(self, store: ClipStore, count: int) -> None:
        clip = store.make(KEY, swaying(1.0)[:count])
        assert clip.loop_ns >= FRAME_NS
        assert clip.picture(NS_PER_S).shape == (HEIGHT, WIDTH, 4)

    def test_pictures_of_different_sizes_are_refused(self, store: ClipStore) -> None:
        other = cv2.imencode(".jpg", np.zeros((32, 32, 3), np.uint8))[1].tobytes()
        with pytest.raises(ValueError, match="one size"):
            store.make(KEY, [*swaying(1.0), other])

    @pytest.mark.parametrize("film", [[], [b"nothing"], [*swaying(0.2), b"\xff\xd8"]])
    def test_what_is_no_film_is_refused(self, store: ClipStore, film: list[bytes]) -> None:
        with pytest.raises(ValueError, match="picture"):
            store.make(KEY, film)
        assert store.find(KEY) is None


class TestPlaying:
    def test_a_phase_has_always_the_same_picture(self, store: ClipStore) -> None:
        clip = store.make(KEY, swaying(4.0))
        phases = [random.Random(n).randrange(3600 * NS_PER_S) for n in range(20)]
        first = [clip.picture(phase).copy() for phase in phases]
        again = [clip.picture(phase) for phase in reversed(phases)]
        assert all((a == b).all() for a, b in zip(first, reversed(again), strict=True))

    def test_standby_is_the_loop(self, store: ClipStore) -> None:
        clip = store.make(KEY, swaying(5.0))
        for phase in (0, clip.loop_ns // 3, clip.loop_ns - 1):
            assert (clip.standby(phase) == clip.standby(phase + 5 * clip.loop_ns)).all()

    @pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (640, 360)])
    def test_fills_its_place_at_any_program_size(self, store: ClipStore, size: tuple[int, int]) -> None:
        program = ProgramFormat(*size, 30)
        settings = ProgramSettings(background="green", avatar_fit="contain", ai_label=False)
        clip = store.make(KEY, swaying(1.0))

        pixels = Compositor(program, settings).compose(None, clip.picture(0), 0.0).pixels

        _, height = Compositor(program, settings).avatar_size(WIDTH / HEIGHT)
        green = (pixels[..., 1] > 150) & (pixels[..., 0] < 90) & (pixels[..., 2] < 90)
        covered = ~green
        assert abs(int(covered.any(axis=1).sum()) - height) <= 2


class TestKeeping:
    def test_what_was_made_is_found(self, store: ClipStore) -> None:
        made = store.make(KEY, swaying(5.0))
        found = store.find(KEY)
        assert found is not None
        assert found.loop_ns == made.loop_ns
        assert all((a == b).all() for a, b in zip(played(found), played(made), strict=True))

    @pytest.mark.parametrize(
        "other",
        [
            ClipKey.of(b"another picture", KEY.model, WIDTH, HEIGHT, FPS),
            ClipKey.of(b"the picture that was sent", "wav2lip", WIDTH, HEIGHT, FPS),
            ClipKey.of(b"the picture that was sent", KEY.model, HEIGHT, WIDTH, FPS),
            ClipKey.of(b"the picture that was sent", KEY.model, WIDTH, HEIGHT, 30),
        ],
    )
    def test_only_for_the_same_avatar_model_and_geometry(self, store: ClipStore, other: ClipKey) -> None:
        store.make(KEY, swaying(1.0))
        assert store.find(other) is None

    @pytest.mark.parametrize(
        "damage",
        [lambda c: c[:-1], lambda c: b"", lambda c: c + b"\0", lambda c: c[: len(c) // 2], lambda c: b"x" * 99],
    )
    def test_a_damaged_one_is_dropped_and_made_anew(self, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
        store = ClipStore(tmp_path)
        store.make(KEY, swaying(1.0))
        path = tmp_path / KEY.file_name
        path.write_bytes(damage(path.read_bytes()))

        assert store.find(KEY) is None
        assert not path.exists()
        store.make(KEY, swaying(1.0))
        assert store.find(KEY) is not None

    def test_no_changed_bit_goes_unnoticed(self, tmp_path: Path) -> None:
        store, chance = ClipStore(tmp_path), random.Random(3)
        store.make(KEY, swaying(0.5))
        path = tmp_path / KEY.file_name
        whole = path.read_bytes()
        for at in [*range(60), *(chance.randrange(len(whole)) for _ in range(100))]:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
            assert store.find(KEY) is None

    def test_the_longest_unused_make_room(self, tmp_path: Path) -> None:
        film = swaying(1.0)
        ClipStore(tmp_path).make(KEY, film)
        size = (tmp_path / KEY.file_name).stat().st_size
        store = ClipStore(tmp_path, limit_bytes=3 * size + size // 2)
        keys = [ClipKey.of(b"%d" % n, "model", WIDTH, HEIGHT, FPS) for n in range(3)]
        for age, key in enumerate((KEY, keys[0], keys[1])):
            store.make(key, film)
            os.utime(tmp_path / key.file_name, (1000 + age, 1000 + age))
        assert store.find(KEY) is not None  # used again: no longer the oldest

        store.make(keys[2], film)

        kept = {key for key in (KEY, *keys) if store.find(key) is not None}
        assert kept == {KEY, keys[1], keys[2]}
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3.5 * size

    def test_a_folder_that_cannot_be_written_costs_only_the_keeping(
        self, tmp_path: Path, expected_warnings: list[str]
    ) -> None:
        expected_warnings.append("could not be kept")
        (tmp_path / "file").write_bytes(b"")
        store = ClipStore(tmp_path / "file")
        assert isinstance(store.make(KEY, swaying(1.0)), IdleClip)
        assert store.find(KEY) is None
