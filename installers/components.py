"""What other people's work is in a packaged studio, found out from the files that are really in it."""

from __future__ import annotations

import functools
import platform
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

INSIDE: Mapping[str, str] = {
    "av": "brings FFmpeg with x264 and x265, as a whole under GPL-2.0-or-later, and the libraries that these use",
    "opencv-python-headless": "brings OpenCV (Apache-2.0) and libraries named in its LICENSE-3RD-PARTY.txt",
    "pyside6-essentials": "brings Qt, of which LGPL-3.0 modules are included, and ICU",
    "shiboken6": "used under LGPL-3.0",
    "espeakng-loader": "brings espeak-ng, GPL-3.0-or-later; used by flashtalk-speech alone",
    "pyvirtualcam": "GPL-2.0; used by flashtalk-camera alone",
    "edge-tts": "used under LGPL-3.0",
    "numpy": "brings OpenBLAS (BSD-3-Clause) and GCC's run-time library (GPL-3.0 with the GCC exception)",
}
"""What a package's own notes do not say, by its name as indexes write it."""
PACKERS = ("pyinstaller", "pyinstaller-hooks-contrib")
"""Their loader and hooks are in every package."""
_TEXTS = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


@dataclass(frozen=True, slots=True)
class Component:
    """Somebody's work.

    Attributes:
        name: as its index or system writes it.
        version: of it.
        licence: in the words of its makers.
        home: address; may be empty.
        kind: ``"pypi"``, ``"deb"`` or ``"generic"``, as package URLs write it.
        inside: what more is to be said of it.
        texts: files with its licences and notices.

    """

    name: str
    version: str
    licence: str
    home: str
    kind: str
    inside: str = ""
    texts: tuple[Path, ...] = field(default=(), repr=False)


def bundled_components(sources: Iterable[str]) -> list[Component]:
    """Whose files these are, sorted by name; our own are nobody's here."""
    owners = _owners()
    distributions, system = dict[str, metadata.Distribution](), dict[str, Component]()
    for source in sources:
        path = Path(source).resolve()
        if path in owners:
            distributions[_name(owners[path])] = owners[path]
        elif path.is_relative_to("/usr/lib") or path.is_relative_to("/lib"):
            package = _debian_package(path)
            if package is not None and not package.name.startswith(("libpython3", "python3")):
                system[package.name] = package
    for packer in PACKERS:
        distributions[packer] = metadata.distribution(packer)
    found = [_python(), *map(_of_distribution, distributions.values()), *system.values()]
    return sorted(found, key=lambda one: one.name.lower())


def _owners() -> dict[Path, metadata.Distribution]:
    """Every installed file and the package that it belongs to."""
    owners = {}
    for one in metadata.distributions():
        for file in one.files or ():
            owners[Path(str(one.locate_file(file))).resolve()] = one
    return owners


def _name(one: metadata.Distribution) -> str:
    return one.metadata["Name"].lower().replace("_", "-")


def _of_distribution(one: metadata.Distribution) -> Component:
    about = one.metadata
    classified = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if "License ::" in line]
    # Some write the whole text where its name belongs.
    named = (_field(about, "License-Expression"), _field(about, "License").strip().partition("\n")[0])
    licence = next((words for words in (*named, ", ".join(classified)) if words and len(words) < 120), "see its texts")
    pages = [line.partition(",")[2].strip() for line in about.get_all("Project-URL") or ()]
    home = _field(about, "Home-page") or next(iter(pages), "")
    return Component(_name(one), one.version, licence, home, "pypi", INSIDE.get(_name(one), ""), tuple(_texts_of(one)))


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return next(iter(about.get_all(name) or ()), "")


def _texts_of(one: metadata.Distribution) -> Iterator[Path]:
    for file in one.files or ():
        in_info = file.parts[0].endswith(".dist-info") and (
            "licenses" in file.parts or "license_files" in file.parts or file.name.upper().startswith(_TEXTS)
        )
        beside = len(file.parts) <= 2 and file.name.upper().startswith(_TEXTS)
        path = Path(str(one.locate_file(file)))
        if (in_info or beside) and path.is_file() and path.suffix not in (".py", ".pyc"):
            yield path


def _python() -> Component:
    places = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    debian = Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright")
    texts = tuple(path for path in (*places, debian) if path.is_file())[:1]
    return Component("python", platform.python_version(), "PSF-2.0", "https://www.python.org", "generic", texts=texts)


@functools.cache
def _debian_package(path: Path) -> Component | None:
    """The package that a library of the building system came with; None: no package has it."""
    for candidate in (path, Path("/") / path.relative_to("/usr") if path.is_relative_to("/usr") else path):
        found = _output("dpkg-query", "-S", str(candidate)).partition(": ")[0].partition(",")[0]
        if found:
            break
    else:
        return None
    version, _, home = _output("dpkg-query", "-W", "-f", "${Version}\t${Homepage}", found).partition("\t")
    copyright_file = Path("/usr/share/doc") / found.partition(":")[0] / "copyright"
    texts = (copyright_file,) if copyright_file.is_file() else ()
    return Component(found.partition(":")[0], version, "see its texts", home, "deb", texts=texts)


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:  # no Debian
        return ""
