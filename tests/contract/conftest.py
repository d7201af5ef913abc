"""Engines to be tried out, in a thread and in a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.engine.base import EngineRequest
from app.engine.host import HostOptions
from app.engine.launch import Isolation
from tests.helpers.engine_probe import MakeRig, Rig, rig
from tests.helpers.faulty_engine import FACTORY, Script


@pytest.fixture(params=["thread", "process"])
def isolation(request: pytest.FixtureRequest) -> Isolation:
    value: Isolation = request.param
    return value


@pytest.fixture
def make(isolation: Isolation, tmp_path: Path) -> Iterator[MakeRig]:
    """Makes a rig from a script and changes to the options."""
    with ExitStack() as stack:

        def enter(script: Script, factory: str = FACTORY, options: HostOptions | None = None) -> Rig:
            script.write(tmp_path)
            kept = replace(options or HostOptions(credits=6), isolation=isolation)
            made: AbstractContextManager[Rig] = rig(factory, EngineRequest(tmp_path, 64, 36, 25), kept)
            return stack.enter_context(made)

        yield enter
