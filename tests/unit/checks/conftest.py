"""Real parts in a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.paths import Paths
from app.parts import RealParts


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[RealParts]:
    paths = Paths.find(tmp_path)
    paths.make()
    parts = RealParts(paths)
    yield parts
    parts.close()
