"""Writes the licences of a packaged studio into it, and the list of its parts (SBOM) beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import build_spec
from installers.components import Component, bundled_components

OWN_TEXTS = Path(__file__).resolve().parent / "licences"
FOLDER = "licences"

OFFER = """\
Source code of the parts under the GPL and the LGPL
===================================================

FlashTalk Studio's own source is under the Apache License 2.0 (LICENSE). The package that you have contains parts by
others under other licences; THIRD-PARTY.txt lists all of them, and the folders beside it hold their texts.

As a whole the package is distributed under the terms of the GNU General Public License, version 3 or later, because
FFmpeg with x264 and x265 is in it. Two programs in it stand on their own, share no memory with the studio, and talk
to it through pipes and sockets:

- flashtalk-camera: its source is MIT, it uses pyvirtualcam (GNU GPL, version 2);
- flashtalk-speech: its source is MIT, it uses espeak-ng (GNU GPL, version 3 or later).

Qt, PySide6 and edge-tts are used under the GNU LGPL, version 3. They lie in this package as files of their own: replace
them by your own builds of the same versions if you like.

For at least three years from the day you received this package, whoever distributes it gives everybody who asks the
complete corresponding source code of these parts, in the versions that THIRD-PARTY.txt names, on a medium customarily
used for software, for no more than what that costs. Ask where you got this package from{where}.
"""


def write_notices(bundled: Mapping[str, str], made: Path) -> None:
    """Licences into the folder or the application ``made``; the SBOM into ``dist``.

    Args:
        bundled: every file in it, and where it came from.
        made: what was packed.

    """
    components = bundled_components(bundled.values())
    target = licences_folder(made)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for own in sorted(OWN_TEXTS.iterdir()):
        shutil.copy(own, target)
    shutil.copy(build_spec.ROOT / "LICENSE", target)
    for component in components:
        _copy_texts(component, target / component.name)
    where = build_spec.releases().replace("api.github.com/repos", "github.com").removesuffix("/latest")
    (target / "SOURCE-OFFER.txt").write_text(OFFER.format(where=f" ({where})" if where else ""), "utf-8")
    (target / "THIRD-PARTY.txt").write_text(as_text(components), "utf-8")
    sbom = build_spec.DIST / f"{build_spec.download_name()}.cdx.json"
    sbom.write_text(json.dumps(as_cyclonedx(components), indent=1) + "\n", "utf-8")


def licences_folder(made: Path) -> Path:
    """Where the studio looks for them: beside its own source."""
    inside = made / "Contents" / "Resources" if made.suffix == ".app" else made / "_internal"
    return inside / build_spec.ROOM / FOLDER


def as_text(components: Sequence[Component]) -> str:
    """A list for people."""
    blocks = []
    for one in components:
        lines = [f"{one.name} {one.version}", f"  licence: {one.licence}"]
        lines += [f"  {one.inside}"] if one.inside else []
        lines += [f"  {one.home}"] if one.home else []
        blocks.append("\n".join(lines))
    head = "Parts by others in FlashTalk Studio. The folders beside this file hold their licences.\n\n"
    return head + "\n\n".join(blocks) + "\n"


def as_cyclonedx(components: Sequence[Component]) -> dict[str, object]:
    """The list for machines, CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json)."""
    entries = [
        {
            "type": "library",
            "bom-ref": _package_url(one),
            "name": one.name,
            "version": one.version,
            "licenses": [{"license": {"name": one.licence}}],
            "purl": _package_url(one),
        }
        for one in components
    ]
    own = {"type": "application", "name": build_spec.NAME, "version": build_spec.version()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**own, "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": entries,
    }


def _package_url(one: Component) -> str:
    space = "debian/" if one.kind == "deb" else ""
    return f"pkg:{one.kind}/{space}{quote(one.name)}@{quote(one.version)}"


def _copy_texts(component: Component, target: Path) -> None:
    for number, text in enumerate(component.texts):
        target.mkdir(exist_ok=True)
        name = text.name if not (target / text.name).exists() else f"{number}-{text.name}"
        shutil.copy(text, target / name)
