"""What of the collected files is left out: libraries bring much that no studio uses.

Figures are of the Linux wheels, uncompressed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

Entry = tuple[str, str, str]
"""Path in the program, path it comes from (of a link: what it leads to), PyInstaller's word for its kind."""

_QT_MODULES = "Designer|E[gG][lL]F|Help|Labs|Network|OpenGLWidgets|Pdf|Qml|Quick|Sql|Test|UiTools|VirtualKeyboard|Xml"
_QT_PLUGINS = (
    "platforms/(lib)?q(xcb|wayland|offscreen|windows|cocoa)|xcbglintegrations/|wayland-(shell|decoration|graphics)"
    "|platforminputcontexts/(lib)?(compose|ibus)|platformthemes/|styles/|iconengines/"
    "|imageformats/(lib)?q(svg|jpeg|webp|ico)"
)
_SYSTEM = (
    "asound|c|m|mvec|dbus-1|systemd|cap|gcrypt|gpg-error|lz4|glib-2.0|gthread-2.0|gio-2.0|gobject-2.0|gmodule-2.0"
    "|pcre2-8|mount|blkid|selinux|X11|X11-xcb|fontconfig|freetype|png16|brotli.*|expat"
)
_GTK = (
    "gtk-3|gdk-3|gdk_pixbuf-2.0|epoxy|cairo.*|pango.*|pixman-1|atk.*|atspi|fribidi|harfbuzz|graphite2|thai|datrie"
    "|Xi|Xcomposite|Xdamage|Xcursor|Xfixes|Xrandr|Xinerama|Xext|Xrender|jpeg|wayland.*"
)
_DROPPED = tuple(
    re.compile(pattern)
    for pattern in (
        # Qt: modules that no widget needs, and their plug-ins (60 MB with what they draw in).
        rf"PySide6/(Qt/lib/)?(lib)?Qt6?({_QT_MODULES})",
        rf"PySide6/(Qt/)?plugins/(?!{_QT_PLUGINS})",
        r"PySide6/opengl32sw\.dll",  # widgets draw without OpenGL
        r"PySide6/(Qt/)?translations/(?!qtbase_zh_CN)",
        # LiteRT: the graphics card's part and the newer runtime; faces are found by the interpreter alone (26 MB).
        r"ai_edge_litert/(lib)?LiteRt", r"ai_edge_litert/(vendors|tools|aot)/",
        # OpenCV opens no film here: on Windows its FFmpeg is a file of its own (28 MB).
        r"cv2/opencv_videoio_ffmpeg",
        # espeak-ng's library under three names (1 MB); the one of the build's system, which is not needed.
        r"espeakng_loader/libespeak-ng\.so\.", r"libespeak-ng\.",
        # What is the system's own, and of one piece with what runs there: sound finds its plug-ins, text its fonts.
        rf"lib({_SYSTEM})\.so",
        # GTK, which only a plug-in of Qt for its dialogs needs (20 MB).
        rf"PySide6/(Qt/)?plugins/platformthemes/libqgtk3|lib({_GTK})\.so",
        # Pillow draws words; pictures are read by FFmpeg (7 MB).
        r"PIL/_(avif|webp|imagingcms|imagingtk|imagingmath|imagingmorph)",
        r"pillow\.libs/lib(avif|webp|sharpyuv|lcms2)",
        # numpy's own tests of itself.
        r"numpy/_core/(_multiarray_tests|_operand_flag_tests|_rational_tests|_struct_ufunc_tests|_umath_tests)",
        r"(.*/)?tests?/", r".*\.(pyi|h|lib|a|pxd|cmake)$",
        # pip's notes: checksums of scripts that name the folder of the build, so no two packages would be the same.
        r"[^/]+\.dist-info/(RECORD|INSTALLER|REQUESTED)$",
    )
)  # fmt: skip

_OPENCV, _AV = "opencv_python_headless.libs", "av.libs"
_FFMPEG = re.compile(rf"(?:{_OPENCV}|{_AV})/(lib(?:avcodec|avformat|avutil|swresample|swscale))-[0-9a-f]+\.so\.(\d+)\.")
_BEHIND_FFMPEG = re.compile(rf"{_OPENCV}/lib(crypto|ssl|vpx|drm|swresample|gfortran|quadmath)-")
_IDLE = re.compile(rf"{_OPENCV}/lib(openblas|aom)|{_AV}/libSvtAv1Enc-")
_SMALL = re.compile(rf"{_OPENCV}/libpng16-|{_AV}/libsharpyuv-")


def trimmed(entries: Iterable[Entry]) -> list[Entry]:
    """The files that are packed of those that were collected."""
    kept = [entry for entry in entries if not any(pattern.match(_posix(entry[0])) for pattern in _DROPPED)]
    kept = list(_without_idle_libraries(list(_with_one_ffmpeg(kept))))
    there = {_posix(entry[0]) for entry in kept}
    return [entry for entry in kept if entry[2] != "SYMLINK" or _leads_to(entry) in there]


def _with_one_ffmpeg(entries: list[Entry]) -> Iterator[Entry]:
    """On Linux OpenCV's wheel brings an FFmpeg of its own (35 MB) and is linked with it.

    It is of the same major versions as PyAV's, within which FFmpeg keeps its interface: OpenCV gets that.
    """
    libraries = {(found[1], found[2]): to for to, _, _ in entries if (found := _FFMPEG.match(to)) and _AV in to}
    wanted = {(found[1], found[2]) for to, _, _ in entries if (found := _FFMPEG.match(to)) and _OPENCV in to}
    if not wanted <= libraries.keys():
        yield from entries  # wheels that have parted: nothing is shared
        return
    for entry in entries:
        found = _FFMPEG.match(entry[0])
        if found and _OPENCV in entry[0]:
            yield entry[0], posixpath.join("..", libraries[found[1], found[2]]), "SYMLINK"
        elif not (wanted and _BEHIND_FFMPEG.match(entry[0])):
            yield entry


def _without_idle_libraries(entries: list[Entry]) -> Iterator[Entry]:
    """On Linux, libraries that are loaded, and of which nothing is called here (55 MB).

    OpenBLAS stands behind OpenCV's solve and products of matrices, SVT-AV1 behind an encoder that no recording asks
    for, aom behind OpenCV's reading of AVIF. Who is linked with them looks for a function when it is called first
    (``runtime_hook.py`` sees to that), so a small library that is there anyway stands in their place. x265 and libvpx
    must stay: FFmpeg asks them what they can do when it is asked for its encoders.
    """
    small = {
        posixpath.dirname(to): posixpath.basename(to)
        for to, _, kind in entries
        if _SMALL.match(to) and kind != "SYMLINK"
    }
    for entry in entries:
        stand_in = small.get(posixpath.dirname(entry[0])) if _IDLE.match(entry[0]) else None
        yield entry if stand_in is None else (entry[0], stand_in, "SYMLINK")


def _leads_to(link: Entry) -> str:
    to, target, _ = link
    return posixpath.normpath(posixpath.join(posixpath.dirname(_posix(to)), _posix(target)))


def _posix(path: str) -> str:
    return path.replace("\\", "/")
