"""What of the collected files is packed."""

from __future__ import annotations

import pytest

from installers.trimming import Entry, trimmed

OPENCV = "opencv_python_headless.libs"


def entries(*paths: str) -> list[Entry]:
    return [(path, f"/site-packages/{path}", "BINARY") for path in paths]


def names(found: list[Entry]) -> list[str]:
    return [to for to, _, _ in found]


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/lib/libQt6QmlModels.so.6",
        "PySide6/Qt6Network.dll",
        "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/opengl32sw.dll",
        "ai_edge_litert/libLiteRtWebGpuAccelerator.so",
        "cv2/opencv_videoio_ffmpeg500_64.dll",
        "espeakng_loader/libespeak-ng.so.1.52.0",
        "libasound.so.2",
        "libglib-2.0.so.0",
        "libgtk-3.so.0",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "keyring-25.7.0.dist-info/RECORD",
    ],
)
def test_what_no_studio_uses_stays_out(path: str) -> None:
    assert trimmed(entries(path)) == []
    assert trimmed([(path.replace("/", "\\"), "", "BINARY")]) == []


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/lib/libQt6XcbQpa.so.6",
        "PySide6/Qt/lib/libQt6Svg.so.6",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "ai_edge_litert/libpywrap_litert_common.so",
        "espeakng_loader/libespeak-ng.so",
        "espeakng_loader/espeak-ng-data/ru_dict",
        "studio/app/cli/run.py",
        "keyring-25.7.0.dist-info/METADATA",
        "keyring-25.7.0.dist-info/entry_points.txt",
        "cv2/cv2.abi3.so",
        "libportaudio.so.2",
        "libxcb-cursor.so.0",
        "libcrypto.so.3",
    ],
)
def test_what_is_used_stays(path: str) -> None:
    assert names(trimmed(entries(path))) == [path]


LINUX = entries(
    "av.libs/libavcodec-5e6b81c2.so.62.28.102",
    "av.libs/libavutil-5809ad29.so.60.26.102",
    "av.libs/libSvtAv1Enc-9393c086.so.4.1.0",
    "av.libs/libsharpyuv-48a062bd.so.0.1.2",
    "av.libs/libx265-f5385bb8.so.216",
    f"{OPENCV}/libavcodec-c4204469.so.62.28.101",
    f"{OPENCV}/libavutil-befbbc48.so.60.26.101",
    f"{OPENCV}/libvpx-4fb239ff.so.11.0.1",
    f"{OPENCV}/libcrypto-5409cd36.so.1.1.1k",
    f"{OPENCV}/libopenblasp-r0-59ffcd50.3.15.so",
    f"{OPENCV}/libgfortran-83c28eba.so.5.0.0",
    f"{OPENCV}/libpng16-529cb57a.so.16.58.0",
    f"{OPENCV}/libavif-43e630fc.so.16.4.2",
)
LINKS: list[Entry] = [
    ("libavcodec-c4204469.so.62.28.101", f"{OPENCV}/libavcodec-c4204469.so.62.28.101", "SYMLINK"),
    ("libvpx-4fb239ff.so.11.0.1", f"{OPENCV}/libvpx-4fb239ff.so.11.0.1", "SYMLINK"),
]


def test_opencv_gets_the_other_ffmpeg_and_leaves_what_stands_behind_its_own() -> None:
    found = {to: (source, kind) for to, source, kind in trimmed([*LINUX, *LINKS])}
    assert found[f"{OPENCV}/libavcodec-c4204469.so.62.28.101"] == (
        "../av.libs/libavcodec-5e6b81c2.so.62.28.102",
        "SYMLINK",
    )
    assert f"{OPENCV}/libavif-43e630fc.so.16.4.2" in found
    gone = {
        f"{OPENCV}/libvpx-4fb239ff.so.11.0.1",
        f"{OPENCV}/libcrypto-5409cd36.so.1.1.1k",
        "libvpx-4fb239ff.so.11.0.1",
    }
    assert not gone & found.keys()
    assert "libavcodec-c4204469.so.62.28.101" in found  # a link to a link


def test_what_is_loaded_and_never_called_is_stood_in_for() -> None:
    found = {to: (source, kind) for to, source, kind in trimmed(LINUX)}
    assert found[f"{OPENCV}/libopenblasp-r0-59ffcd50.3.15.so"] == ("libpng16-529cb57a.so.16.58.0", "SYMLINK")
    assert found["av.libs/libSvtAv1Enc-9393c086.so.4.1.0"] == ("libsharpyuv-48a062bd.so.0.1.2", "SYMLINK")
    assert found["av.libs/libx265-f5385bb8.so.216"][1] == "BINARY", "FFmpeg asks it what it can do"


def test_an_ffmpeg_of_another_major_version_is_not_taken_for_it() -> None:
    parted = [(to.replace(".so.60.26.102", ".so.61.1.100"), source, kind) for to, source, kind in LINUX]
    kept = {(to, kind) for to, _, kind in trimmed(parted)}
    assert (f"{OPENCV}/libavcodec-c4204469.so.62.28.101", "BINARY") in kept
    assert (f"{OPENCV}/libvpx-4fb239ff.so.11.0.1", "BINARY") in kept
