"""The test card: what its pictures say can be read after everything that may happen to a picture."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import AppError
from app.engine.base import EngineRequest
from app.engine.testcard.code import from_bits, loudness_of, to_bits
from app.engine.testcard.engine import TestcardEngine
from app.engine.testcard.reader import Reading, read
from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.test_signal import samples
from app.media.types import PROGRAM_RATE_HZ, Pixels, Samples
from tests.helpers.testcard import pair_slots

SIZES = [(64, 36), (65, 37), (320, 180), (405, 720), (540, 720), (1280, 720), (1080, 1920)]
SIGNAL_START = 4_321


def engine(width_px: int, height_px: int, fps: int = 30) -> TestcardEngine:
    card = TestcardEngine()
    info = card.load(EngineRequest(Path(), width_px, height_px, fps))
    assert (info.width_px, info.height_px, info.fps, info.rate_hz) == (width_px, height_px, fps, PROGRAM_RATE_HZ)
    return card


def speak(card: TestcardEngine, turn: int, count: int) -> list[tuple[Pixels, Samples]]:
    """The first pictures of a turn and the samples that they were given."""
    card.begin_turn(turn, 0)
    at = 0
    pairs = []
    for _ in range(count):
        piece = samples(SIGNAL_START + at, card.next_chunk())
        rendered = card.render(piece)
        assert (rendered.start, rendered.end, rendered.count) == (at, at + len(piece), 1)
        pairs += [(picture, piece) for picture in rendered.pictures]
        at = rendered.end
    assert card.end_turn().count == 0
    return pairs


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
def test_every_picture_says_its_turn_number_and_loudness(width_px: int, height_px: int) -> None:
    pairs = speak(engine(width_px, height_px), 259, 40)
    for index, (picture, piece) in enumerate(pairs):
        assert picture.shape == (height_px, width_px, 4)
        assert picture.flags.c_contiguous
        assert (picture[..., 3] == 255).all()
        assert read(picture) == Reading(turn=3, index=index, loudness=loudness_of(piece))


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_its_pictures_cover_the_samples_of_their_time(fps: int) -> None:
    card = engine(64, 36, fps)
    pairs = speak(card, 1, 2 * fps)
    assert sum(len(piece) for _, piece in pairs) == 2 * PROGRAM_RATE_HZ
    assert len({len(piece) for _, piece in pairs}) == 1


@pytest.mark.parametrize("matrix", list(ColourMatrix))
@pytest.mark.parametrize(("width_px", "height_px"), [(64, 36), (320, 180), (1280, 720)])
def test_it_is_read_from_a_camera_picture(width_px: int, height_px: int, matrix: ColourMatrix) -> None:
    for index, (picture, piece) in enumerate(speak(engine(width_px, height_px), 1, 20)):
        planes = plane_bytes(ProgramPicture(picture).yuv420(matrix))
        luma = planes[: width_px * height_px].reshape(height_px, width_px)
        reading = read(luma)
        assert reading is not None
        assert (reading.turn, reading.index) == (1, index)
        assert abs(reading.loudness - loudness_of(piece)) <= 2


@pytest.mark.parametrize(("width_px", "height_px"), [(64, 36), (320, 180), (1280, 720)])
def test_it_is_read_at_half_its_size(width_px: int, height_px: int) -> None:
    for index, (picture, piece) in enumerate(speak(engine(width_px, height_px), 1, 20)):
        frame = av.VideoFrame.from_ndarray(picture, format="bgra")
        for format_name in ("rgb24", "bgra", "gray"):
            half = frame.reformat(width_px // 2, height_px // 2, format_name, interpolation="AREA").to_ndarray()
            reading = read(half.astype(np.uint8))
            assert reading is not None, format_name
            assert (reading.turn, reading.index) == (1, index)
            assert abs(reading.loudness - loudness_of(piece)) <= 3


@pytest.mark.parametrize("crf", ["23", "35"])
@pytest.mark.parametrize("shrink", [1, 2])
def test_it_is_read_from_a_compressed_video(crf: str, shrink: int) -> None:
    pairs = speak(engine(640, 360), 1, 60)
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        stream = out.add_stream("libx264", rate=30, options={"crf": crf, "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = 640 // shrink, 360 // shrink, "yuv420p"
        for picture, _ in pairs:
            frame = av.VideoFrame.from_ndarray(picture, format="bgra")
            out.mux(stream.encode(frame.reformat(640 // shrink, 360 // shrink, "yuv420p")))
        out.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, "r") as container:
        readings = [read(frame.to_ndarray(format="gray").astype(np.uint8)) for frame in container.decode(video=0)]
    assert [reading and reading.index for reading in readings] == list(range(60))
    for reading, (_, piece) in zip(readings, pairs, strict=True):
        assert reading is not None
        assert abs(reading.loudness - loudness_of(piece)) <= (4 if crf == "23" else 16)


def test_a_part_of_a_program_picture_can_be_read() -> None:
    (picture, _), *_ = speak(engine(320, 180), 1, 1)
    program = np.random.default_rng(0).integers(0, 256, (720, 1280, 4), np.uint8)
    program[100:280, 500:820] = picture
    assert read(program) is None
    assert read(program[100:280, 500:820]) == read(picture)


def test_a_blend_of_two_pictures_is_neither() -> None:
    pictures = [picture for picture, _ in speak(engine(320, 180), 1, 8)]
    for other in pictures[1:]:
        assert read((pictures[0] // 2 + other // 2).astype(np.uint8)) is None


def test_other_pictures_say_nothing() -> None:
    random = np.random.default_rng(0)
    for picture in (
        np.zeros((720, 1280, 4), np.uint8),
        np.full((720, 1280, 4), 255, np.uint8),
        random.integers(0, 256, (720, 1280, 4), np.uint8),
        np.linspace(0, 255, 1280).astype(np.uint8)[None, :].repeat(720, 0),
        np.zeros((4, 4, 4), np.uint8),
    ):
        assert read(picture) is None
    chess = [random.integers(0, 2, (9, 18), np.uint8).repeat(20, 0).repeat(20, 1) * np.uint8(255) for _ in range(300)]
    assert not any(read(picture) for picture in chess), "sharp black and white, but no message"


@given(index=st.integers(0, 2**32 - 1), turn=st.integers(0, 255), flips=st.sets(st.integers(0, 47), max_size=3))
def test_the_message_goes_there_and_back_and_small_damage_is_noticed(index: int, turn: int, flips: set[int]) -> None:
    bits = to_bits(index, turn)
    bits[sorted(flips)] ^= True
    assert from_bits(bits) == (None if flips else (index, turn))


def test_loudness_is_the_root_mean_square() -> None:
    assert loudness_of(np.zeros(0, np.float32)) == 0
    assert loudness_of(np.full(100, 0.25, np.float32)) == 128
    assert loudness_of(np.full(100, 0.9, np.float32)) == 255


def test_a_picture_too_small_for_it_is_refused_in_words() -> None:
    with pytest.raises(AppError, match="63x36") as caught:
        engine(63, 36)
    assert caught.value.permanent


@pytest.mark.parametrize("late", [0, 1])
def test_slots_are_paired_by_what_they_carry(late: int) -> None:
    """After two seconds of something else; once with every picture a slot late."""
    card = engine(64, 36)
    spoken = [picture for picture, _ in speak_from_the_beginning(card, 60)]
    idle = np.zeros((36, 64, 4), np.uint8)
    pictures = [idle] * (60 + late) + spoken
    sound = np.concatenate((np.zeros(2 * PROGRAM_RATE_HZ, np.float32), samples(0, 2 * PROGRAM_RATE_HZ)))
    slots = pair_slots(enumerate(pictures[:118]), sound, fps=30)
    assert [slot.reading for slot in slots[: 60 + late]] == [None] * (60 + late)
    assert [slot.sample for slot in slots[62:]] == [1600 * n for n in range(2, 58)]
    assert [slot.in_step(30) for slot in slots[62:]] == [not late] * 56


def speak_from_the_beginning(card: TestcardEngine, count: int) -> list[tuple[Pixels, Samples]]:
    card.begin_turn(1, 0)
    pieces = [samples(1600 * n, 1600) for n in range(count)]
    return [(picture, piece) for piece in pieces for picture in card.render(piece).pictures]
