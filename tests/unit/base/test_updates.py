"""Whether a newer studio was published, asked of a server that answers as GitHub does."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base import fetching
from app.base.errors import AppError
from app.base.updates import Release, newer_release, numbers
from app.base.version import Build, this_build
from app.cli.arguments import parse_arguments
from app.cli.console import Console
from app.keeping import updates
from tests.helpers.web_server import WebHandler, WebServer, answering

CERTIFICATE = Path(__file__).parents[2] / "helpers" / "self_signed.pem"
PAGE = "https://example.org/releases/0.2.0"


class Publisher:
    """Answers with ``body`` and ``status``, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body = json.dumps({"tag_name": "v0.2.0", "body": "- Faster.", "html_url": PAGE, "assets": []}).encode()
        self.asked: list[tuple[str, str | None]] = []
        publisher = self

        class Handler(WebHandler):
            def do_GET(self) -> None:
                publisher.asked.append((self.path, self.headers.get("Authorization")))
                self.send_response(publisher.status)
                self.send_header("Location", "https://localhost/elsewhere")
                self.end_headers()
                self.wfile.write(publisher.body)

        self.server = WebServer(Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def build(self, version: str = "0.1.0") -> Build:
        return Build(version, "0123456789ab", f"https://localhost:{self.server.server_address[1]}/latest")


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    trusting.check_hostname = False
    monkeypatch.setattr(fetching, "tls", lambda: trusting)
    made = Publisher()
    with answering(made.server):
        yield made


def test_a_newer_version_is_told_with_its_notes_after_one_request(publisher: Publisher) -> None:
    assert newer_release(publisher.build()) == Release("0.2.0", "- Faster.", PAGE)
    assert publisher.asked == [("/latest", None)]


@pytest.mark.parametrize("version", ["0.2.0", "0.2", "0.10.0", "1.0.0"])
def test_the_newest_version_hears_of_none(publisher: Publisher, version: str) -> None:
    assert newer_release(publisher.build(version)) is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"{}"),
        (302, b"{}"),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"[" * 100_000),
        (200, b'{"tag_name": "nightly", "html_url": "https://example.org"}'),
        (200, b'{"tag_name": "v9.0.0", "html_url": "file:///etc/passwd"}'),
        (200, b"x" * 1_100_000),
    ],
)
def test_an_answer_that_is_none_is_said_in_one_sentence(publisher: Publisher, status: int, body: bytes) -> None:
    publisher.status, publisher.body = status, body
    with pytest.raises(AppError) as caught:
        newer_release(publisher.build())
    assert caught.value.code == "updates.failed"
    assert len(publisher.asked) == 1


def test_nobody_is_asked_in_clear(publisher: Publisher) -> None:
    build = publisher.build()
    with pytest.raises(AppError, match="https"):
        newer_release(Build(build.version, "", build.releases.replace("https", "http")))
    assert publisher.asked == []


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(AppError, match="in vain"):
        newer_release(Build("0.1.0", "", "https://127.0.0.1:9/latest"))


def test_a_copy_that_was_published_nowhere_says_so() -> None:
    with pytest.raises(AppError, match="does not know where"):
        newer_release(Build("0.1.0"))


def test_versions_are_compared_as_numbers() -> None:
    assert numbers("v1.10") > numbers("1.9.9")
    assert numbers("1.0.0") == numbers("1")
    for no_version in ("checkout", "", "v", "1.2.3.4.5"):
        with pytest.raises(ValueError, match=r"^" + no_version.replace(".", r"\.")):
            numbers(no_version)


def test_the_command_line_tells_it(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.cli.updates.this_build", publisher.build)
    assert updates(parse_arguments(["updates"]), Console()) == 0
    assert PAGE in capsys.readouterr().out
    assert updates(parse_arguments(["updates", "--json"]), Console()) == 0
    assert json.loads(capsys.readouterr().out)["newer"]["version"] == "0.2.0"
    assert this_build().releases == ""
