"""The scripted server, running."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.omnirt_client import SMALL
from tests.helpers.omnirt_server import OmniRTServer


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer(geometry=SMALL) as running:
        yield running
