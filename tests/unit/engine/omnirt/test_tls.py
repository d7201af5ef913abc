"""A whole engine that speaks with its server through TLS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest

from tests.helpers.engine_probe import seconds
from tests.helpers.omnirt_script import Kind
from tests.helpers.omnirt_server import CERTIFICATE, OmniRTServer
from tests.unit.engine.omnirt.conftest import GEOMETRY, Studio, begun, paired


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    """One whose certificate nobody but its owner vouches for."""
    with OmniRTServer("app", GEOMETRY, tls=True) as made:
        yield made


@pytest.mark.parametrize(
    ("kind", "model"),
    [("app", "flashtalk"), ("app", "flashhead"), ("standalone", "flashtalk"), ("gateway", "flashtalk")],
)
def test_every_picture_belongs_to_its_sound(server: OmniRTServer, studio: Studio, kind: Kind, model: str) -> None:
    server.kind = kind
    engine, first = begun(studio, server, model=model, ca_file=CERTIFICATE)
    frames = engine.speak_whole(1, seconds(1.0))
    assert paired(frames, first) == [0] * 33


@pytest.mark.parametrize("ca_file", [None, Path(certifi.where())])
def test_without_the_right_authority_nothing_is_sent(
    server: OmniRTServer, studio: Studio, ca_file: Path | None
) -> None:
    engine = studio.engine(ca_file=ca_file, key="secret")
    engine.host.start(engine.request)
    reason = engine.probe.wait_down()
    assert (reason.code, reason.permanent) == ("engine.server_certificate", True)
    assert reason.message.startswith("The certificate of 127.0.0.1 is not trusted: ")
    assert reason.message.count(".") == 4, "one sentence, and the dots of the address"
    assert (server.http, server.handshakes) == ([], [])
