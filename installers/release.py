"""What stands beside the files of a release: ``python -m installers.release``, in the folder with all of them.

Checks that the tag that is released is the version of the sources, then writes ``SHA256SUMS`` into that folder and this
version's part of the changelog into ``build/notes.md``.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

import build_spec

SUMS = "SHA256SUMS"


def main(folder: Path, tag: str) -> int:
    """Both files."""
    version = build_spec.version()
    if tag and tag.removeprefix("v") != version:
        sys.exit(f"The tag {tag} is not the version of pyproject.toml, {version}: change one of them.")
    changes = (build_spec.ROOT / "CHANGELOG.md").read_text("utf-8")
    build_spec.WORK.mkdir(exist_ok=True)
    (build_spec.WORK / "notes.md").write_text(notes(changes, version), "utf-8")
    (folder / SUMS).write_text(sums(folder), "utf-8")
    return 0


def notes(changelog: str, version: str) -> str:
    """What the changelog says of this version. Leaves where it says nothing."""
    parts = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    for part in parts:
        title, _, text = part.partition("\n")
        if re.match(rf"{re.escape(version)}(\s|$)", title) and text.strip():
            return text.strip() + "\n"
    sys.exit(f'CHANGELOG.md says nothing of {version}: add a part with the heading "## {version}".')


def sums(folder: Path) -> str:
    """A line for each file as ``sha256sum`` writes and checks it."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != SUMS)
    lines = []
    for path in files:
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), os.environ.get("GITHUB_REF_NAME", "")))
