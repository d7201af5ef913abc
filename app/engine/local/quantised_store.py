"""Quantised weights on disk: a folder for each checkpoint and format, a file for each block.

The list of contents is written last, with sums that show damage and the error that was measured. What is not whole is
made anew; what cannot be written is made anew every time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from app.engine.local.dit import AudioDiT, DiTBlock
from app.engine.local.quantised import (
    DTYPES,
    Bits,
    QuantisedLinear,
    check_card,
    linears,
    outside_blocks_to,
    quantise_model,
)

log = logging.getLogger(__name__)

_VERSION = 1
"""Goes up when the same checkpoint is quantised otherwise."""

_ENDS = 1 << 16
"""Bytes at both ends of a file that tell it from others; the first hold the names and shapes of its tensors."""


def identity(files: Sequence[Path]) -> str:
    """Tells this checkpoint from others and from its next version, without reading all of it."""
    digest = hashlib.sha256()
    for file in files:
        about = file.stat()
        digest.update(f"{file.name} {about.st_size} {about.st_mtime_ns}\n".encode())
        with file.open("rb") as opened:
            digest.update(opened.read(_ENDS))
            opened.seek(max(0, about.st_size - _ENDS))
            digest.update(opened.read(_ENDS))
    return digest.hexdigest()[:24]


def load_quantised(dit: AudioDiT, bits: Bits, device: torch.device, files: Sequence[Path], cache: Path | None) -> float:
    """Quantise ``dit`` and move it to ``device``, from ``cache`` where it is there; the error that was measured.

    Args:
        dit: with its exact weights, in its number format.
        bits: the format of the large matrices.
        device: where to.
        files: of the checkpoint.
        cache: folder to keep quantised weights in.

    Raises AppError where the card does not compute in the format.
    """
    check_card(bits, device)
    if cache is None:
        return quantise_model(dit, bits, device)
    folder = cache / f"{identity(files)}-{bits}-{str(dit.dtype).removeprefix('torch.')}-{_VERSION}"
    found = _read(folder, dit, bits)
    if found is not None:
        blocks, error = found
        _put(dit, blocks, device)
        return error
    writer = _Writer(folder)
    error = quantise_model(dit, bits, device, writer.add)
    writer.finish(error)
    return error


def _read(folder: Path, dit: AudioDiT, bits: Bits) -> tuple[list[dict[str, Tensor]], float] | None:
    """The tensors of every block, mapped, and the error; None: they are not there, or not whole."""
    try:
        contents = json.loads((folder / "contents.json").read_text("utf-8"))
        blocks = [_checked(folder / _name(number), total) for number, total in enumerate(contents["sums"])]
        error = float(contents["error"])
        fits = len(blocks) == len(dit.blocks) and all(
            _fits(tensors, block, bits) for tensors, block in zip(blocks, dit.blocks, strict=True)
        )
    except FileNotFoundError:
        return None
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error_found:
        log.info("Quantised weights in %s are damaged and made anew (%s).", folder, error_found)
        return None
    return (blocks, error) if fits else None


def _checked(file: Path, total: int) -> dict[str, Tensor]:
    tensors = load_file(file)
    if _sum(tensors) != total:
        raise ValueError(f"{file.name} has changed")
    return tensors


def _sum(tensors: dict[str, Tensor]) -> int:
    return sum(int(x.contiguous().view(torch.uint8).sum(dtype=torch.int64)) for x in tensors.values())


def _fits(tensors: dict[str, Tensor], block: DiTBlock, bits: Bits) -> bool:
    wanted = {f"{name}.weight": (linear.weight.shape, DTYPES[bits]) for name, linear in _named(block)}
    wanted |= {f"{name}.scale": ((linear.weight.shape[0], 1), torch.float32) for name, linear in _named(block)}
    return wanted.keys() == tensors.keys() and all(
        (tuple(tensors[name].shape), tensors[name].dtype) == (tuple(shape), dtype)
        for name, (shape, dtype) in wanted.items()
    )


def _named(block: DiTBlock) -> list[tuple[str, Any]]:
    names = {module: name for name, module in block.named_modules()}
    return [(names[linear], linear) for _, _, linear in linears(block)]


def _put(dit: AudioDiT, blocks: list[dict[str, Tensor]], device: torch.device) -> None:
    outside_blocks_to(dit, device)
    for block, tensors in zip(dit.blocks, blocks, strict=True):
        for (name, _), (parent, own, linear) in zip(_named(block), list(linears(block)), strict=True):
            weight, scale = (tensors[f"{name}.{part}"].to(device) for part in ("weight", "scale"))
            setattr(parent, own, QuantisedLinear(weight, scale, linear.bias.data))
        block.to(device)


class _Writer:
    """Keeps block after block, until one cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums: list[int] = []
        self._failed = False

    def add(self, number: int, block: DiTBlock) -> None:
        """Keep a quantised block."""
        if self._failed:
            return
        tensors = {
            f"{name}.{part}": getattr(module, part).cpu().contiguous()
            for name, module in block.named_modules()
            if isinstance(module, QuantisedLinear)
            for part in ("weight", "scale")
        }
        try:
            if number == 0:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder.mkdir(parents=True)
            save_file(tensors, self._folder / _name(number))
        except (OSError, SafetensorError) as error:
            self._give_up(error)
        self._sums.append(_sum(tensors))

    def finish(self, error: float) -> None:
        """Say that all blocks are there."""
        if self._failed:
            return
        try:
            contents = json.dumps({"error": error, "sums": self._sums})
            (self._folder / "contents.json").write_text(contents, "utf-8")
        except OSError as failure:
            self._give_up(failure)

    def _give_up(self, error: Exception) -> None:
        self._failed = True
        log.warning("Quantised weights cannot be kept in %s and are made anew next time (%s).", self._folder, error)
        shutil.rmtree(self._folder, ignore_errors=True)


def _name(number: int) -> str:
    return f"block-{number:02}.safetensors"
