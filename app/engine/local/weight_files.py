"""What weight files say of themselves before anything of them is loaded. Pure: needs no torch and runs no pickle.

Of safetensors the header is read, which names every tensor with its shape and its place in the file. Of ``.pth`` files
(a zip archive whose ``data.pkl`` names the tensors) the names are read off the pickle's strings, without executing it.
"""

from __future__ import annotations

import json
import pickletools
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.base.errors import AppError
from app.engine.local.dit_shape import Shape

_HEADER_LIMIT = 100 * 1024 * 1024  # what the format allows
_SIZE_BYTES = 8


def refusal(path: Path, reason: str, hint: str = "Download or copy it again, completely.") -> AppError:
    """Why weights are not taken; ``reason`` follows the file's name."""
    return AppError("local.weights", f"{path} cannot be used: {reason}.", hint, permanent=True)


def need(path: Path) -> Path:
    """``path``, if it is a file with something in it. Raises AppError."""
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError as error:
        raise refusal(path, f"it cannot be read ({error.strerror})", "Check who may read it.") from error
    if size is None:
        raise refusal(path, "it is missing")
    if not size:
        raise refusal(path, "it is empty")
    return path


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises AppError."""
    try:
        content = json.loads(need(path).read_text("utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise refusal(path, "it is no JSON that can be read") from error
    if not isinstance(content, dict):
        raise refusal(path, "it holds no settings")
    return content


def safetensors_shapes(path: Path) -> dict[str, Shape]:
    """Names and shapes of the tensors in a file that is there from its first byte to its last. Raises AppError."""
    try:
        with need(path).open("rb") as file:
            length = int.from_bytes(file.read(_SIZE_BYTES), "little")
            if not 2 <= length <= _HEADER_LIMIT:
                raise refusal(path, "it is no safetensors file")
            head = file.read(length)
        if len(head) < length:
            raise refusal(path, "it is cut off within its header")
        header = json.loads(head)
        header.pop("__metadata__", None)
        shapes = {name: tuple(int(size) for size in entry["shape"]) for name, entry in header.items()}
        end = max((int(entry["data_offsets"][1]) for entry in header.values()), default=0)
    except OSError as error:
        raise refusal(path, f"it cannot be read ({error.strerror})", "Check who may read it.") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise refusal(path, "it is no safetensors file") from error
    size, whole = path.stat().st_size, _SIZE_BYTES + length + end
    if size != whole:
        raise refusal(path, f"it has {size} bytes of {whole}" if size < whole else "there is more in it than it says")
    return shapes


def shards(folder: Path) -> list[Path]:
    """The safetensors files of a model in its folder: one, or all that its index names. Raises AppError."""
    index = folder / "diffusion_pytorch_model.safetensors.index.json"
    if not index.is_file():
        return [need(folder / "diffusion_pytorch_model.safetensors")]
    names = read_json(index).get("weight_map")
    if not isinstance(names, dict) or not names or not all(_is_plain(name) for name in names.values()):
        raise refusal(index, "it names no files of this folder")
    return [need(folder / name) for name in sorted(set(names.values()))]


def _is_plain(name: object) -> bool:
    return isinstance(name, str) and name == Path(name).name


def all_shapes(files: Iterable[Path]) -> dict[str, Shape]:
    """Names and shapes of the tensors in several files. Raises AppError."""
    shapes: dict[str, Shape] = {}
    for file in files:
        shapes |= safetensors_shapes(file)
    return shapes


def pickled_names(path: Path) -> frozenset[str] | None:
    """All strings in the pickle of a ``.pth`` file, tensor names among them; None: its format has no list of contents.

    Raises AppError where the archive is not complete.
    """
    with need(path).open("rb") as file:
        start = file.read(4)
    if start[:1] == b"\x80":  # before torch 1.6: one pickle after another, nothing can be said beforehand
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            places = [entry for entry in archive.namelist() if entry.endswith("/data.pkl")]
            pickled = archive.read(places[0])
    except (zipfile.BadZipFile, IndexError, OSError, NotImplementedError) as error:
        raise refusal(path, "it is cut off, or no file of weights") from error
    try:
        return frozenset(argument for _, argument, _ in pickletools.genops(pickled) if isinstance(argument, str))
    except ValueError as error:
        raise refusal(path, "its list of contents is damaged") from error


def check_names(path: Path, wanted: Iterable[str], what: str) -> None:
    """Whether a file of either kind holds tensors whose names end in all of ``wanted``. Raises AppError."""
    names = safetensors_shapes(path).keys() if path.suffix == ".safetensors" else pickled_names(path)
    if names is None:
        return
    for name in wanted:
        if not any(found == name or found.endswith(f".{name}") for found in names):
            raise refusal(path, f"these are not the weights of {what}: {name} is missing")
