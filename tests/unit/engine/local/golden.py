"""The golden cases: weights, inputs and noise are made from names, expected outputs are stored in ``tests/golden``."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

FOLDER = Path(__file__).resolve().parents[3] / "golden"
CASES: dict[str, Any] = json.loads((FOLDER / "cases.json").read_text("utf-8"))

Floats = NDArray[np.float32]


def draw(name: str, shape: Iterable[int]) -> Floats:
    """Normal numbers that belong to ``name``."""
    rng = np.random.Generator(np.random.Philox(key=zlib.crc32(name.encode())))
    return rng.standard_normal(tuple(shape), dtype=np.float32)


def drawn(name: str, shape: Iterable[int]) -> Tensor:
    """The same as a tensor."""
    return torch.from_numpy(draw(name, shape))


def weight(prefix: str, key: str, shape: tuple[int, ...], gain: float = 1.0) -> NDArray[Any]:
    """The weight called ``key``."""
    last = key.rsplit(".", 1)[-1]
    if last == "num_batches_tracked":
        return np.zeros(shape, np.int64)
    numbers = draw(prefix + key, shape)
    if last in ("running_var", "latents_std"):
        return np.float32(1) + np.float32(0.1) * np.abs(numbers)
    if len(shape) > 1:
        numbers *= np.float32(gain / math.sqrt(math.prod(shape[1:])))
        return numbers
    return np.float32(0.05) * numbers + np.float32(1 if last == "weight" else 0)


def weights(prefix: str, shapes: Mapping[str, Iterable[int]], gain: float = 1.0) -> dict[str, Tensor]:
    """All weights of a model."""
    return {key: torch.from_numpy(np.asarray(weight(prefix, key, tuple(s), gain))) for key, s in shapes.items()}


def speech(name: str, count: int) -> Floats:
    """Sound at 16 kHz."""
    w = 2 * np.pi * (np.arange(count, dtype=np.float64) / 16000)
    s = (0.25 * np.sin(140 * w) + 0.15 * np.sin(437 * w + 0.5) + 0.1 * np.sin(1871 * w)) * (0.6 + 0.4 * np.sin(3 * w))
    return (s + 0.02 * draw(name, (count,))).astype(np.float32)


def picture(name: str, height: int, width: int) -> NDArray[np.uint8]:
    """A portrait, R G B."""
    return np.clip(128 + 50 * draw(name, (height, width, 3)), 0, 255).astype(np.uint8)


def keys(model: str) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a real-size checkpoint."""
    with gzip.open(FOLDER / f"keys_{model}.json.gz", "rt") as file:
        return {key: tuple(shape) for key, shape in json.load(file).items()}


class Case:
    """One golden case."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.about: dict[str, Any] = CASES["cases"][name]
        self.config: dict[str, Any] = self.about["config"]
        self._expected = np.load(FOLDER / f"{name}.npz")

    def deviation(self, output: str, found: Tensor | NDArray[Any]) -> float:
        """How far ``found`` is from what is stored, in units of what is tolerated: at most 1 is well."""
        about = self.about["outputs"][output]
        full = found.detach().float().cpu().numpy() if isinstance(found, Tensor) else found
        assert list(full.shape) == about["full_shape"], (output, full.shape)
        cut = full if about["index"] == "all" or about["index"].startswith("every") else _cut(full, about["index"])
        expected = self._expected[output].astype(np.float64)
        difference = np.abs(cut.astype(np.float64) - expected)
        assert np.isfinite(difference).all(), output
        worst = float(difference.max())
        rms = math.sqrt(float((difference**2).mean()) / float((expected**2).mean()))
        ratios = []
        limit = about["tol_max"] * max(1.0, about["absmax"])
        for value, tolerated in ((worst, limit), (rms, about["tol_rel_rms"])):
            ratios.append(value / tolerated if tolerated else math.inf if value else 0.0)
        return max(ratios)

    def check(self, output: str, found: Tensor | NDArray[Any]) -> None:
        """Assert that ``found`` is what is stored."""
        deviation = self.deviation(output, found)
        assert deviation <= 1, f"{self.name}/{output}: {deviation:.3g} times what is tolerated"

    def check_weights(self, tensors: Mapping[str, Tensor], number: int | None = None) -> None:
        """Assert that the recipe made the weights that the case was made with."""
        about = self.about["weights"] if number is None else self.about["weights"][number]
        floats = [tensor.double() for tensor in tensors.values() if tensor.is_floating_point()]
        assert sum(tensor.numel() for tensor in floats) == about["numbers"]
        assert math.isclose(sum(float(t.sum()) for t in floats), about["sum"], abs_tol=1e-2, rel_tol=1e-6)
        squares = sum(float(t.square().sum()) for t in floats)
        assert math.isclose(squares, about["sum_of_squares"], rel_tol=1e-6)

    def inputs(self) -> dict[str, Tensor]:
        """Its plain inputs, by the last part of their names."""
        plain = {name: shape for name, shape in self.about["inputs"].items() if "noise/" not in name}
        return {name.rsplit("/", 1)[1]: drawn(name, shape) for name, shape in plain.items()}


def _cut(full: NDArray[Any], index: str) -> NDArray[Any]:
    """``full`` cut by an index as it is written in the case."""
    cut: NDArray[Any] = eval(f"full{index}", {"__builtins__": {}}, {"full": full})
    return cut
