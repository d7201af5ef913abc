"""What scenes are made of, closed behind each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.program.scenery import SceneFiles


@pytest.fixture
def files() -> Iterator[SceneFiles]:
    files = SceneFiles()
    yield files
    files.close()
