"""Tests of the local engine's models: they run in the environment that has torch, and are not collected elsewhere."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

HAS_TORCH = importlib.util.find_spec("torch") is not None

collect_ignore_glob: list[str] = []
if HAS_TORCH:
    import torch

    torch.set_num_threads(1)  # other tests run beside these; threads that wait for each other would spin
    collect_ignore_glob = ["test_runtime.py"]  # of the installer, which needs uv and runs in the window's environment
else:
    from pathlib import Path

    _PURE = {
        "test_checkpoints.py",
        "test_dit_shape.py",
        "test_hub.py",
        "test_runtime.py",
        "test_store.py",
        "test_store_import.py",
    }
    collect_ignore_glob = [path.name for path in Path(__file__).parent.glob("test_*.py") if path.name not in _PURE]


@pytest.fixture(autouse=True)
def _no_gradients() -> Iterator[None]:
    """Nothing here trains."""
    if not HAS_TORCH:
        yield
        return
    with torch.inference_mode():
        yield
