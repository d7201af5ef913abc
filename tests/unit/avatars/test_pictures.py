from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.avatars.exif import orientation
from app.avatars.pictures import load_picture
from app.avatars.resampling import Grid, fit, is_opaque, resample
from app.base.errors import AppError
from app.media.types import Pixels
from tests.helpers.avatars import RED, bgra, plain, write_picture


def png(width: int, height: int, depth: int, colour_type: int, rows: bytes, palette: bytes = b"") -> bytes:
    """A PNG by hand, for what encoders do not offer."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    chunks = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    if palette:
        chunks.insert(1, chunk(b"PLTE", palette))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class TestLoading:
    def test_colours_arrive_as_they_are(self, tmp_path: Path) -> None:
        path = write_picture(tmp_path / "a.png", plain(7, 5, (10, 200, 30, 255)))

        pixels = load_picture(path)

        assert pixels.shape == (5, 7, 4)
        assert pixels.flags.c_contiguous
        assert (pixels == (30, 200, 10, 255)).all()

    def test_alpha_is_premultiplied(self, tmp_path: Path) -> None:
        pixels = load_picture(write_picture(tmp_path / "a.png", plain(3, 3, (255, 128, 0, 128))))
        assert bgra(pixels, 1, 1) == (0, 64, 128, 128)

    def test_what_is_clear_has_no_colour(self, tmp_path: Path) -> None:
        pixels = load_picture(write_picture(tmp_path / "a.png", plain(3, 3, (255, 128, 7, 0))))
        assert not pixels.any()

    def test_jpeg(self, tmp_path: Path) -> None:
        path = write_picture(tmp_path / "a.jpg", plain(32, 32, RED), "mjpeg", "yuvj444p")

        pixels = load_picture(path)

        assert is_opaque(pixels)
        assert np.abs(pixels[16, 16, :3].astype(int) - (0, 0, 255)).max() < 6

    @pytest.mark.parametrize(
        ("depth", "kind", "row", "palette", "expected"),
        [
            (8, 0, b"\0\x80", b"", (128, 128, 128)),  # grey
            (16, 2, b"\0" + b"\xff\xff" + b"\0\0" * 2, b"", (0, 0, 255)),  # 16 bits a channel
            (8, 3, b"\0\x01", bytes([1, 2, 3, 40, 50, 60]), (60, 50, 40)),  # palette
            (1, 0, b"\0\x80", b"", (255, 255, 255)),  # black and white
        ],
    )
    def test_every_kind_of_png_of_one_pixel(
        self, tmp_path: Path, depth: int, kind: int, row: bytes, palette: bytes, expected: tuple[int, int, int]
    ) -> None:
        path = tmp_path / "a.png"
        path.write_bytes(png(1, 1, depth, kind, row, palette))

        pixels = load_picture(path)

        assert np.abs(pixels[0, 0, :3].astype(int) - expected).max() <= 1

    def test_a_large_picture_is_shrunk_on_request(self, tmp_path: Path) -> None:
        path = write_picture(tmp_path / "a.png", plain(400, 100, RED))
        assert load_picture(path, max_side_px=100).shape == (25, 100, 4)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(AppError) as error:
            load_picture(tmp_path / "gone.png")
        assert error.value.code == "picture.missing"
        assert "gone.png" in error.value.message

    @pytest.mark.parametrize("content", [b"", b"hello", b"#EXTM3U\nfile:///etc/passwd\n", b"RIFF\0\0\0\0AVI LIST"])
    def test_what_is_no_picture_is_refused_unread(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.png").write_bytes(content)
        with pytest.raises(AppError) as error:
            load_picture(tmp_path / "a.png")
        assert error.value.code == "picture.unknown"

    @pytest.mark.parametrize("keep", [9, 30, 60, 200])
    def test_a_picture_cut_off_is_refused_or_read_but_never_crashes(self, tmp_path: Path, keep: int) -> None:
        whole = write_picture(tmp_path / "a.png", plain(300, 300, RED)).read_bytes()
        (tmp_path / "a.png").write_bytes(whole[:keep])
        with pytest.raises(AppError) as error:
            load_picture(tmp_path / "a.png")
        assert error.value.code == "picture.broken"

    def test_a_picture_of_400_megapixels_is_refused_before_it_takes_memory(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(png(20_000, 20_000, 8, 6, b"\0" * 100))
        with pytest.raises(AppError, match="100 megapixels"):
            load_picture(tmp_path / "a.png")

    @pytest.mark.slow
    def test_a_picture_of_100_megapixels_is_read(self, tmp_path: Path) -> None:
        rows = (b"\0" + bytes(30_000)) * 10_000
        (tmp_path / "a.png").write_bytes(png(10_000, 10_000, 8, 2, rows))
        assert load_picture(tmp_path / "a.png", 2160).shape == (2160, 2160, 4)

    @pytest.mark.parametrize("size", [(100_000, 10), (10, 100_000)])
    def test_a_picture_as_thin_as_a_thread_is_refused(self, tmp_path: Path, size: tuple[int, int]) -> None:
        (tmp_path / "a.png").write_bytes(png(*size, 8, 0, b"\0" * 2_000_000))
        with pytest.raises(AppError, match="65535 pixels"):
            load_picture(tmp_path / "a.png")


PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"


def exif(orientation: int, order: str) -> bytes:
    """What a camera writes about how it was held."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    return mark + struct.pack(order + "IHHHIHHI", 8, 1, 0x112, 3, 1, orientation, 0, 0)


class TestPhotographs:
    @pytest.mark.parametrize("held", range(1, 9))
    @pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
    def test_a_photograph_is_turned_as_its_notes_say(self, tmp_path: Path, kind: str, held: int) -> None:
        plain_path, noted_path = tmp_path / f"plain.{kind}", tmp_path / f"noted.{kind}"
        assert QImage(str(PORTRAIT)).save(str(plain_path), quality=95)
        data = plain_path.read_bytes()
        if kind == "jpg":
            notes = b"Exif\0\0" + exif(held, ">")
            data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes + data[2:]
        elif kind == "png":
            chunk = b"eXIf" + exif(held, "<")
            data = (
                data[:33] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
            )
        else:
            chunks = data[12:] + b"EXIF" + struct.pack("<I", len(exif(held, "<"))) + exif(held, "<")
            data = b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
        noted_path.write_bytes(data)
        assert np.array_equal(load_picture(noted_path), as_held(load_picture(plain_path), held))

    @pytest.mark.parametrize("cut", [0, 5, 12, 20, 24, 27])
    def test_notes_that_end_too_early_say_nothing(self, cut: int) -> None:
        assert orientation(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 99, b"eXIf") + exif(6, "<")[:cut]) in (1, 6)

    @pytest.mark.parametrize(
        "kind", [QImage.Format.Format_CMYK8888, QImage.Format.Format_Grayscale8, QImage.Format.Format_RGB32]
    )
    def test_kinds_of_jpeg(self, tmp_path: Path, kind: QImage.Format) -> None:
        picture = QImage(str(PORTRAIT))
        assert picture.convertToFormat(kind).save(str(tmp_path / "a.jpg"), quality=95)
        pixels, expected = load_picture(tmp_path / "a.jpg"), load_picture(PORTRAIT)
        assert is_opaque(pixels)
        if kind == QImage.Format.Format_Grayscale8:
            assert np.array_equal(pixels[..., 0], pixels[..., 2])
            expected[..., :3] = expected[..., 1:2]
        assert np.abs(pixels.astype(int) - expected).mean() < 9

    @pytest.mark.parametrize("keep", [0.5, 0.9, 0.999])
    def test_half_a_photograph_is_not_filled_up_with_grey(self, tmp_path: Path, keep: float) -> None:
        data = PORTRAIT.read_bytes()
        (tmp_path / "a.jpg").write_bytes(data[: int(len(data) * keep)])
        with pytest.raises(AppError, match="cut off"):
            load_picture(tmp_path / "a.jpg")

    def test_a_moving_picture_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.webp").write_bytes(b"RIFF\0\0\0\0WEBPVP8X" + struct.pack("<I", 10) + bytes([2] + [0] * 9))
        with pytest.raises(AppError, match="moves"):
            load_picture(tmp_path / "a.webp")


def as_held(upright: Pixels, orientation: int) -> Pixels:
    """What is shown of a picture with this EXIF orientation."""
    turned = np.rot90(
        upright[:, ::-1] if orientation in (2, 4, 5, 7) else upright,
        {3: 2, 4: 2, 5: 1, 6: -1, 7: -1, 8: 1}.get(orientation, 0),
    )
    return np.ascontiguousarray(turned)


def ramp() -> Pixels:
    """Opaque; each pixel's blue says its column, its green its row."""
    pixels = np.full((40, 60, 4), 255, np.uint8)
    pixels[..., 0] = np.arange(60)[None, :] * 4
    pixels[..., 1] = np.arange(40)[:, None] * 4
    return pixels


class TestResampling:
    def test_at_its_own_pixels_it_changes_nothing(self) -> None:
        assert (resample(ramp(), Grid(0.5, 1, 60), Grid(0.5, 1, 40)) == ramp()).all()

    def test_half_a_pixel_further_lies_the_mean(self) -> None:
        moved = resample(ramp(), Grid(10.0, 1, 30), Grid(10.5, 1, 20))
        assert bgra(moved, 5, 5)[:2] == (4 * 15 - 2, 4 * 15)

    def test_a_slope_stays_a_slope_when_shrunk(self) -> None:
        small = fit(ramp(), 30, 20)
        assert bgra(small, 10, 10)[:2] == (4 * 20 + 2, 4 * 20 + 2)

    def test_fine_detail_is_averaged_not_picked(self) -> None:
        stripes = np.full((64, 64, 4), 255, np.uint8)
        stripes[:, ::2, :3] = 0
        small = fit(stripes, 16, 16)
        assert np.abs(small[2:-2, 2:-2, 0].astype(int) - 127).max() < 6

    def test_beyond_its_edge_it_goes_on(self) -> None:
        wide = resample(ramp(), Grid(-4.5, 1, 70), Grid(0.5, 1, 40))
        assert bgra(wide, 0, 3) == bgra(ramp(), 0, 3)
        assert bgra(wide, 69, 3) == bgra(ramp(), 59, 3)

    def test_or_is_clear_there(self) -> None:
        wide = resample(ramp(), Grid(-4.5, 1, 70), Grid(0.5, 1, 40), clear=True)
        assert not wide[:, :3].any()
        assert (wide[:, 8:60, 3] == 255).all()

    def test_soft_edges_stay_premultiplied_and_keep_their_colour(self) -> None:
        spot = np.zeros((40, 40, 4), np.uint8)
        spot[12:28, 12:28] = (40, 80, 160, 255)
        out = resample(spot, Grid(0.3, 0.37, 100), Grid(0.1, 0.41, 90), clear=True)
        assert (out[..., :3] <= out[..., 3:]).all()
        inside = out[..., 3] > 200
        red = out[..., 2][inside].astype(float) / out[..., 3][inside] * 255
        assert np.abs(red - 160).max() < 3

    def test_a_grid_moves_into_the_pixels_of_a_finer_file(self) -> None:
        grid = Grid(10.5, 1.0, 4).moved(10.0, 2.0)
        assert (grid.first, grid.step, grid.blur) == (1.0, 2.0, 2.0)
