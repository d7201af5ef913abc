"""A system that lacks parts, for the tests of the launcher."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import studio


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the system lack everything but these probes."""

    def lack(*present: str) -> None:
        monkeypatch.setattr(studio, "is_present", lambda probe: probe in present)

    return lack
