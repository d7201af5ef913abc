"""What several end-to-end tests need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.pulse import PrivatePulse


@pytest.fixture
def pulse() -> Iterator[PrivatePulse]:
    """A sound server with a speaker and a microphone, running."""
    server = PrivatePulse()
    try:
        server.start()
        yield server
    finally:
        server.stop()
