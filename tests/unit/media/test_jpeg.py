from __future__ import annotations

import random
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.media.jpeg import MAX_SIDE_PX, JpegDecoder, JpegEncoder, jpeg_size


def smooth(width_px: int, height_px: int) -> NDArray[np.uint8]:
    """Colours that change slowly in all three channels, B G R."""
    across, down = np.meshgrid(np.linspace(0, 1, width_px), np.linspace(0, 1, height_px))
    channels = (255 * across, 255 * down, 127.5 * (1 + np.sin(5 * across + 3 * down)))
    return np.stack(channels, axis=-1).astype(np.uint8)


def encoded(picture: NDArray[np.uint8], *options: int) -> bytes:
    """A JPEG by another encoder than the one whose decoder is tested."""
    done, data = cv2.imencode(".jpg", picture, options)
    assert done
    return data.tobytes()


def with_size(data: bytes, width_px: int, height_px: int) -> bytes:
    """The same with another size in its head."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + height_px.to_bytes(2, "big") + width_px.to_bytes(2, "big") + data[at + 4 :]


QUALITY, PROGRESSIVE = cv2.IMWRITE_JPEG_QUALITY, cv2.IMWRITE_JPEG_PROGRESSIVE
FACE = encoded(smooth(96, 160), QUALITY, 50)


class TestSize:
    @pytest.mark.parametrize("options", [(), (PROGRESSIVE, 1), (cv2.IMWRITE_JPEG_RST_INTERVAL, 2)])
    def test_is_read_from_the_head(self, options: tuple[int, ...]) -> None:
        assert jpeg_size(encoded(smooth(96, 160), *options)) == (96, 160)

    def test_of_a_preview_inside_does_not_count(self) -> None:
        preview = encoded(smooth(16, 16))
        holding = b"\xff\xd8\xff\xe1" + (len(preview) + 2).to_bytes(2, "big") + preview + FACE[2:]
        assert jpeg_size(holding) == (96, 160)

    @pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff" * 100, b"\x89PNG\r\n\x1a\n", FACE[:20], FACE[:2] * 50])
    def test_of_something_else_is_refused_in_words(self, data: bytes) -> None:
        with pytest.raises(ValueError, match="JPEG"):
            jpeg_size(data)


class TestDecoding:
    @pytest.mark.parametrize("quality", [40, 85])
    @pytest.mark.parametrize("sampling", [0x221111, 0x111111])
    def test_colours_are_those_of_libjpeg(self, quality: int, sampling: int) -> None:
        data = encoded(smooth(416, 704), QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling)

        pixels = JpegDecoder().decode(data)

        expected = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert expected is not None
        off = np.abs(pixels[..., :3].astype(int) - expected)
        assert off.mean() < 1.5  # their inverse transforms round differently
        assert np.percentile(off, 99) <= 4
        assert pixels.shape == (704, 416, 4)
        assert (pixels[..., 3] == 255).all()

    @pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (0, 0, 255), (0, 255, 0), (16, 9, 235)])
    def test_the_full_range_is_used(self, colour: tuple[int, int, int]) -> None:
        pixels = JpegDecoder().decode(encoded(np.full((32, 32, 3), colour, np.uint8), QUALITY, 95))
        assert np.abs(pixels[..., :3].astype(int) - colour).max() <= 2

    def test_grey_odd_sizes_and_progressive_ones_come_in_any_order(self) -> None:
        decoder = JpegDecoder()
        odd = decoder.decode(encoded(smooth(97, 161)))
        assert odd.shape == (161, 97, 4)
        assert odd.flags.c_contiguous
        grey = decoder.decode(encoded(np.full((40, 24), 200, np.uint8)))
        assert np.abs(grey[..., :3].astype(int) - 200).max() <= 2
        assert decoder.decode(encoded(smooth(64, 32), PROGRESSIVE, 1)).shape == (32, 64, 4)

    def test_a_picture_stays_as_it_was_while_others_are_decoded(self) -> None:
        decoder = JpegDecoder()
        first = decoder.decode(FACE)
        before = first.copy()
        decoder.decode(encoded(np.zeros((160, 96, 3), np.uint8)))
        assert (first == before).all()


class TestGarbage:
    def test_too_large_a_picture_is_refused_before_it_is_decoded(self) -> None:
        with pytest.raises(ValueError, match=f"5000x200 px, more than {MAX_SIDE_PX}"):
            JpegDecoder().decode(with_size(FACE, 5000, 200))

    def test_a_second_head_with_another_size_is_refused(self) -> None:
        small = encoded(smooth(16, 16))
        scan = small.index(b"\xff\xda")
        head = FACE[FACE.index(b"\xff\xc0") : FACE.index(b"\xff\xc4")]
        with pytest.raises(ValueError, match="damaged"):
            JpegDecoder().decode(small[:scan] + head + small[scan:])

    def test_a_picture_that_is_cut_off_is_refused(self) -> None:
        with pytest.raises(ValueError, match="cut off"):
            JpegDecoder().decode(FACE[: len(FACE) // 2])

    def test_a_picture_with_a_hole_is_refused_instead_of_smeared(self) -> None:
        data = encoded(smooth(96, 160), QUALITY, 95)
        with pytest.raises(ValueError, match="damaged"):
            JpegDecoder().decode(data[:-900] + data[-500:])

    def test_whatever_comes_it_is_a_picture_or_a_sentence(self, capfd: pytest.CaptureFixture[str]) -> None:
        chance, decoder = random.Random(5), JpegDecoder()
        whole = decoder.decode(FACE)
        said: set[str] = set()
        refused = 0
        for _ in range(1500):
            data = mutated(FACE, chance)
            try:
                pixels = decoder.decode(data)
            except ValueError as error:
                said.add(str(error))
                refused += 1
            else:
                assert pixels.shape[1::-1] == jpeg_size(data)
            assert (decoder.decode(FACE) == whole).all()  # nothing of the broken one is left behind
        assert 500 < refused < 1500
        assert all("JPEG" in sentence for sentence in said)
        assert capfd.readouterr().err == ""

    def test_another_kind_of_picture_is_refused(self) -> None:
        codec = av.CodecContext.create("png", "w")
        codec.width, codec.height, codec.pix_fmt = 16, 16, "rgb24"
        (packet,) = codec.encode(av.VideoFrame(16, 16, "rgb24"))
        with pytest.raises(ValueError, match="not a JPEG"):
            JpegDecoder().decode(bytes(packet))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """``data`` with some bytes changed, cut out, put in, or cut off."""
    out = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(out)) if chance.random() < 0.5 else chance.randrange(min(700, len(out)))
        kind = chance.randrange(8)
        if kind == 0:
            out[at : at + chance.randrange(1, 100)] = b""
        elif kind == 1:
            out[at:at] = chance.randbytes(chance.randrange(1, 50))
        elif kind == 2:
            del out[max(at, 2) :]
        else:
            out[at] = chance.randrange(256)
        out = out or bytearray(b"\xff")
    return bytes(out)


@pytest.mark.parametrize(
    ("size_px", "encoded_px"), [((640, 480), (448, 336)), ((97, 161), (96, 160)), ((8, 6), (8, 6))]
)
def test_what_is_encoded_is_small_enough_and_comes_back(size_px: tuple[int, int], encoded_px: tuple[int, int]) -> None:
    encoder = JpegEncoder(448)
    picture = np.zeros((size_px[1], size_px[0], 4), np.uint8)
    picture[:, : size_px[0] // 2, 2] = 200
    for pts in (7, 8, 9):  # microseconds, as a camera's driver counts
        frame = av.VideoFrame.from_numpy_buffer(picture, format="bgra")
        frame.pts, frame.time_base = pts, Fraction(1, 1_000_000)
        jpeg = encoder.encode(frame)
        assert jpeg_size(jpeg) == encoded_px
        back = JpegDecoder().decode(jpeg)
        assert abs(int(back[encoded_px[1] // 2, encoded_px[0] // 4, 2]) - 200) < 8
        assert back[encoded_px[1] // 2, -2, 2] < 8
