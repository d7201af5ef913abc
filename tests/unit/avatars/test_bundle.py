from __future__ import annotations

from pathlib import Path

import pytest

from app.avatars.bundle import open_bundle, path_inside
from app.base.errors import AppError
from tests.helpers.avatars import CLEAR, layered_bundle, manifest, plain, still_bundle, write_json, write_picture


def test_reads_what_the_manifest_says(tmp_path: Path) -> None:
    folder = still_bundle(tmp_path / "host", metadata={"matting_status": "opaque", "brand_new_key": [1, {"a": 2}]})

    bundle = open_bundle(folder)

    assert (bundle.id, bundle.name) == ("host", "A Host")
    assert (bundle.manifest.fps, bundle.manifest.width, bundle.manifest.height) == (25, 100, 200)
    assert bundle.manifest.metadata["brand_new_key"] == [1, {"a": 2}]


def test_takes_versions_and_ids_that_are_numbers(tmp_path: Path) -> None:
    bundle = open_bundle(still_bundle(tmp_path / "7", id=7, version=1.0, name=None))

    assert (bundle.id, bundle.name, bundle.manifest.version) == ("7", "7", "1.0")


@pytest.mark.parametrize("key", ["id", "model_type", "fps", "sample_rate", "width", "height", "version"])
def test_names_the_key_that_is_missing(tmp_path: Path, key: str) -> None:
    folder = still_bundle(tmp_path / "host", **{key: None})

    with pytest.raises(AppError) as error:
        open_bundle(folder)

    assert error.value.code == "avatar.invalid"
    assert error.value.message == f'manifest.json of avatar host cannot be used: "{key}" is missing.'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{not json", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "valid"),
        (b" " * (4 * 2**20 + 1), "larger than 4 MB"),
    ],
)
def test_refuses_a_manifest_that_is_none_in_one_sentence(tmp_path: Path, text: bytes, reason: str) -> None:
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "manifest.json").write_bytes(text)

    with pytest.raises(AppError) as error:
        open_bundle(tmp_path / "host")

    assert error.value.message.startswith("manifest.json of avatar host cannot be used: ")
    assert reason in error.value.message
    assert "\n" not in error.value.message


def test_refuses_impossible_sizes(tmp_path: Path) -> None:
    folder = still_bundle(tmp_path / "host", width=0)

    with pytest.raises(AppError, match='"width": input should be greater than 0'):
        open_bundle(folder)


def test_a_folder_without_a_manifest_is_no_avatar(tmp_path: Path) -> None:
    with pytest.raises(AppError) as error:
        open_bundle(tmp_path)

    assert error.value.code == "avatar.no_manifest"


def test_a_folder_that_was_taken_away_is_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="The avatar ada is gone") as error:
        open_bundle(tmp_path / "ada")

    assert error.value.code == "avatar.gone"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    folder = still_bundle(tmp_path / "host")
    text = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(b"\xef\xbb\xbf" + text)

    assert open_bundle(folder).id == "host"


class TestReference:
    def test_is_found_by_name(self, tmp_path: Path) -> None:
        folder = still_bundle(tmp_path / "host")
        assert open_bundle(folder).reference == folder / "reference.png"

    def test_is_found_by_metadata(self, tmp_path: Path) -> None:
        folder = still_bundle(tmp_path / "host", metadata={"source_image_path": "source/me.png"})
        (folder / "source").mkdir()
        (folder / "reference.png").rename(folder / "source" / "me.png")

        assert open_bundle(folder).reference == folder / "source" / "me.png"

    def test_outside_the_folder_is_passed_over(self, tmp_path: Path) -> None:
        write_picture(tmp_path / "secret.png", plain(4, 4, CLEAR))
        folder = still_bundle(tmp_path / "host", metadata={"source_image": "../secret.png"})
        (folder / "reference.png").unlink()

        assert open_bundle(folder).reference is None

    def test_else_the_first_frame(self, tmp_path: Path) -> None:
        folder = still_bundle(tmp_path / "host")
        (folder / "reference.png").unlink()
        for name in ("00002.png", "00001.png", "mouth_metadata.json"):
            (folder / "frames").mkdir(exist_ok=True)
            (folder / "frames" / name).write_bytes(b"")

        assert open_bundle(folder).reference == folder / "frames" / "00001.png"


class TestPathInside:
    @pytest.mark.parametrize("name", ["layers/base.png", "./base.png", "layers/../base.png", "läyers\\bäse 1.png"])
    def test_goes_anywhere_below(self, tmp_path: Path, name: str) -> None:
        assert path_inside(tmp_path, name).resolve().is_relative_to(tmp_path.resolve())

    @pytest.mark.parametrize(
        "name",
        [
            *("../x.png", "/etc/passwd", "layers/../../x.png", "..\\..\\x.png", "C:\\x.png", "C:x.png"),
            *("a\0b.png", "a\nb.png", "\ud800.png", "x" * 5000, "x/" * 3000),
        ],
    )
    def test_never_leads_outside(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(AppError) as error:
            path_inside(tmp_path, name)
        assert error.value.code == "avatar.unsafe_path"
        assert len(error.value.message) < 300

    def test_links_do_not_lead_outside_either(self, tmp_path: Path) -> None:
        (tmp_path / "host").mkdir()
        (tmp_path / "host" / "link").symlink_to(tmp_path)

        with pytest.raises(AppError):
            path_inside(tmp_path / "host", "link/x.png")


class TestLight2dPath:
    def test_is_named_by_the_manifest(self, tmp_path: Path) -> None:
        folder = layered_bundle(tmp_path / "host")
        assert open_bundle(folder).light2d == folder / "light2d" / "avatar.json"

    def test_is_found_without_being_named(self, tmp_path: Path) -> None:
        folder = layered_bundle(tmp_path / "host")
        write_json(folder / "manifest.json", manifest())
        assert open_bundle(folder).light2d == folder / "light2d" / "avatar.json"

    def test_of_a_photo_is_none(self, tmp_path: Path) -> None:
        assert open_bundle(still_bundle(tmp_path / "host")).light2d is None
