"""Whatever is thrown at the library: one clear sentence or an avatar that can be drawn, and nothing elsewhere."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage

from app.avatars.hosts import check
from app.avatars.keeper import Keeper
from app.avatars.library import Library
from app.avatars.shelf import Shelf
from app.base.errors import AppError
from app.base.paths import resources_dir
from tests.helpers.avatars import layered_bundle, still_bundle

PORTRAIT = Path(__file__).parents[2] / "data" / "astronaut.jpg"

DEFAULT_COUNT = 250
FULL_COUNT = 10_000
MOST_MB = 200
"""How much more memory the process may have after a mutation than before the first."""

_WORDS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
_BAD_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    1e308,
    "",
    "../../x",
    "/etc/passwd",
    [],
    {},
    "x" * 5000,
    [[[]]],
    2**70,
    "\0",
    "C:\\x",
)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """What is mutated: every kind of picture, and zips of both kinds of avatar."""
    folder = tmp_path_factory.mktemp("seeds")
    small = QImage(str(PORTRAIT)).scaled(84, 90)
    kinds = ("a.jpg", "a.png", "a.webp")
    for name in kinds:
        assert small.save(str(folder / name))
    assert small.convertToFormat(QImage.Format.Format_CMYK8888).save(str(folder / "cmyk.jpg"))
    assert small.convertToFormat(QImage.Format.Format_RGBA64).save(str(folder / "deep.png"))
    assert small.convertToFormat(QImage.Format.Format_Indexed8).save(str(folder / "palette.png"))
    pictures = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    zips = [(f"{make.__name__}.zip", zipped(make(folder / make.__name__))) for make in (still_bundle, layered_bundle)]
    return pictures + zips


def zipped(folder: Path, changes: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file():
                packed.writestr(name, (changes or {}).get(name, path.read_bytes()))
    return buffer.getvalue()


def mutated(dice: random.Random, data: bytes) -> bytes:
    """``data`` with bytes flipped, overwritten with telling numbers, cut, doubled or moved."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        place = dice.randrange(min(len(out), 64) if dice.random() < 0.4 else len(out)) if out else 0
        match dice.randrange(6):
            case 0:
                out[place : place + 1] = bytes([out[place] ^ 1 << dice.randrange(8)]) if out else b""
            case 1:
                size = dice.choice((1, 2, 4))
                word = dice.choice(_WORDS) % 256**size
                out[place : place + size] = word.to_bytes(size, dice.choice(("little", "big")))
            case 2:
                del out[place:]
            case 3:
                del out[place : place + dice.randrange(1, 64)]
            case 4:
                out[place:place] = out[place : place + dice.randrange(1, 256)]
            case _:
                out[place : place + 8] = dice.randbytes(8)
    return bytes(out)


def mutated_json(dice: random.Random, folder: Path) -> bytes:
    """A zip of the avatar in ``folder`` with values of its JSON files exchanged for bad ones."""
    changes = {}
    for path in sorted(folder.rglob("*.json")):
        content = json.loads(path.read_text())
        for _ in range(dice.randrange(3)):
            spoil(dice, content)
        changes[path.relative_to(folder).as_posix()] = json.dumps(content).encode()
    return zipped(folder, changes)


def spoil(dice: random.Random, content: object) -> None:
    """Exchange, remove or add one value, anywhere."""
    node = content
    while isinstance(node, (dict, list)) and node:
        key = dice.choice(list(node) if isinstance(node, dict) else range(len(node)))
        child = node[key]
        if isinstance(child, (dict, list)) and child and dice.random() < 0.8:
            node = child
            continue
        if dice.random() < 0.2:
            del node[key]
        else:
            node[key] = deepcopy(dice.choice(_BAD_VALUES))
        return


def cases(dice: random.Random, count: int, seeds: list[tuple[str, bytes]], folder: Path) -> Iterator[tuple[str, bytes]]:
    bundles = [still_bundle(folder / "still"), layered_bundle(folder / "layered")]
    for _ in range(count):
        if dice.random() < 0.25:
            yield "bundle.zip", mutated_json(dice, dice.choice(bundles))
        else:
            name, data = dice.choice(seeds)
            yield name, mutated(dice, data)


def bring(keeper: Keeper, shelf: Shelf, library: Library, path: Path) -> AppError | None:
    """Import it, look at what became of it and remove it again; or why it was refused."""
    try:
        imported = keeper.take(path)
    except AppError as error:
        return error
    check(library.resolve(imported.id))
    shelf.remove(imported.id)
    return None


def throw(count: int, seeds: list[tuple[str, bytes]], tmp_path: Path) -> tuple[int, int]:
    """Import ``count`` mutations; how many became avatars, and how many were refused."""
    root, inbox, work = tmp_path / "mine" / "avatars", tmp_path / "inbox", tmp_path / "work"
    inbox.mkdir()
    library = Library((root,))
    shelf = Shelf(root, library)
    keeper = Keeper(shelf, library, resources_dir() / "models")
    dice = random.Random(20_261_125)
    taken = refused = 0
    process = psutil.Process()
    before = process.memory_info().rss
    for number, (name, data) in enumerate(cases(dice, count, seeds, work)):
        path = inbox / name
        path.write_bytes(data)
        refusal = bring(keeper, shelf, library, path)
        if refusal is None:
            taken += 1
        else:
            refused += 1
            sentence = refusal.message
            assert sentence.endswith("."), f"{number}: {sentence}"
            assert len(sentence) < 1000, f"{number}: {sentence}"
            assert refusal.hint, f"{number}: {sentence}"
            assert "Traceback" not in sentence
            assert ".draft" not in sentence
        path.unlink()
        assert process.memory_info().rss - before < MOST_MB * 2**20, f"{number}: it takes memory and keeps it"
        assert [entry.name for entry in root.iterdir() if entry.name != ".removed"] == [], f"{number}: left behind"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["inbox", "mine", "work"]
    assert [entry.name for entry in (tmp_path / "mine").iterdir()] == ["avatars"]
    return taken, refused


def test_mutations_become_avatars_or_one_sentence(seeds: list[tuple[str, bytes]], tmp_path: Path) -> None:
    taken, refused = throw(DEFAULT_COUNT, seeds, tmp_path)
    assert taken > DEFAULT_COUNT // 20
    assert refused > DEFAULT_COUNT // 4


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_ten_thousand_mutations(seeds: list[tuple[str, bytes]], tmp_path: Path) -> None:
    taken, refused = throw(FULL_COUNT, seeds, tmp_path)
    assert taken + refused == FULL_COUNT
