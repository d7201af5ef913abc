"""The browser source: who may read it, what they are sent, and that nobody keeps anybody waiting."""

from __future__ import annotations

import itertools
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx
import numpy as np
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.base.errors import AppError, Problem
from app.base.paths import resources_dir
from app.base.secrets import BROWSER_TOKEN, hold_secret
from app.base.settings import BrowserSettings
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat
from app.sinks import browser_server
from app.sinks.browser_picture import PictureEncoder, mask_png
from app.sinks.browser_source import BrowserSource
from app.sinks.runner import SinkRunner, SinkState
from tests.helpers.browser_reader import (
    CYCLE,
    BrowserReader,
    Picture,
    Sound,
    alpha_of,
    counting_tick,
    decoded,
    numbered_host,
)
from tests.helpers.engine_probe import wait_until
from tests.helpers.numbered import read_number
from tests.helpers.real_omnirt import free_port

TOKEN = "the-token-of-these-tests"
PROGRAM = ProgramFormat(320, 180, 30)
FOLDER = resources_dir() / "browser_source"


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.base.secrets._this_run", {})
    hold_secret(BROWSER_TOKEN, TOKEN)


@pytest.fixture
def program() -> ProgramFormat:
    return PROGRAM


@pytest.fixture
def source(program: ProgramFormat) -> Iterator[BrowserSource]:
    made = BrowserSource(BrowserSettings(port=free_port()), FOLDER)
    made.open(program)
    yield made
    made.close()


def url(source: BrowserSource, path: str = "/", **query: str) -> str:
    return str(httpx.URL(source.address.partition("/?")[0] + path, params=query))


def number_of(picture: Picture) -> int:
    return read_number(picture.pixels[..., 1])


class TestReading:
    def test_every_slot_has_its_picture_and_exactly_its_samples(self, source: BrowserSource) -> None:
        with BrowserReader(source.address) as reader:
            assert reader.program == PROGRAM
            wait_until(lambda: source.readers == 1)
            for slot in range(1000, 1030):
                source.write(counting_tick(slot, PROGRAM))
                sound, picture = reader.next(), reader.next()
                assert isinstance(sound, Sound)
                assert isinstance(picture, Picture)
                assert (sound.slot, picture.slot, number_of(picture)) == (slot, slot, slot)
                assert int(sound.samples[0]) + CYCLE // 2 == PROGRAM.first_sample(slot) % CYCLE

    def test_sound_is_carried_without_any_loss(self, source: BrowserSource) -> None:
        with BrowserReader(source.address) as reader:
            wait_until(lambda: source.readers == 1)
            for slot in range(500, 520):
                source.write(counting_tick(slot, PROGRAM))
            heard: list[Sound] = []
            while len(heard) < 20:
                message = reader.next()
                if isinstance(message, Sound):
                    heard.append(message)
        assert [one.slot for one in heard] == list(range(500, 520))
        numbers = np.concatenate([one.samples for one in heard]).astype(int) + CYCLE // 2
        first = PROGRAM.first_sample(500)
        assert (numbers == np.arange(first, first + len(numbers)) % CYCLE).all()

    def test_whoever_comes_late_sees_the_picture_that_stays(self, source: BrowserSource) -> None:
        still = numbered_host(77, PROGRAM)
        for slot in range(3):
            source.write(counting_tick(slot, PROGRAM, still))
        with BrowserReader(source.address) as reader:
            assert number_of(reader.picture()) == 77
            with BrowserReader(source.address) as second:
                assert number_of(second.picture()) == 77

    def test_nothing_is_encoded_while_nobody_reads(
        self, source: BrowserSource, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        encoded: list[int] = []
        real = PictureEncoder.encode

        def encode(self: PictureEncoder, slot: int, pixels: Pixels) -> bytes:
            encoded.append(slot)
            return real(self, slot, pixels)

        monkeypatch.setattr(PictureEncoder, "encode", encode)
        for slot in range(10):
            source.write(counting_tick(slot, PROGRAM))
        with BrowserReader(source.address) as reader:
            assert reader.picture().slot == 9
        assert encoded == [9]
        assert source.skipped == 0

    def test_an_encoder_that_fails_ends_the_source_in_a_sentence(
        self, monkeypatch: pytest.MonkeyPatch, expected_warnings: list[str]
    ) -> None:
        expected_warnings += ["thread browser pictures died", "sink browser source ended"]

        def encode(self: PictureEncoder, slot: int, pixels: Pixels) -> bytes:
            raise MemoryError("no room for a picture")

        monkeypatch.setattr(PictureEncoder, "encode", encode)
        source = BrowserSource(BrowserSettings(port=free_port()), FOLDER)
        problems: list[Problem] = []
        runner = SinkRunner(source, PROGRAM, problems.append)
        runner.start()
        wait_until(lambda: runner.state is SinkState.ON)
        with BrowserReader(source.address):
            wait_until(lambda: source.readers == 1)
            slots = itertools.count(1000)

            def ended() -> bool:
                runner.write(counting_tick(next(slots), PROGRAM))
                return bool(problems)

            wait_until(ended)
        runner.stop()
        assert runner.state is SinkState.OFF
        assert "no room for a picture" in problems[0].message

    def test_an_encoder_that_is_too_slow_leaves_out_pictures_and_no_sound(
        self, source: BrowserSource, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gate, busy = threading.Event(), threading.Event()
        real = PictureEncoder.encode

        def encode(self: PictureEncoder, slot: int, pixels: Pixels) -> bytes:
            busy.set()
            assert gate.wait(10)
            return real(self, slot, pixels)

        monkeypatch.setattr(PictureEncoder, "encode", encode)
        with BrowserReader(source.address) as reader:
            wait_until(lambda: source.readers == 1)
            source.write(counting_tick(1, PROGRAM))
            assert busy.wait(10)
            for slot in range(2, 12):
                source.write(counting_tick(slot, PROGRAM))
            assert [reader.next().slot for _ in range(11)] == list(range(1, 12)), "sound is there at once"
            assert source.skipped == 9
            gate.set()
            assert [number_of(reader.picture()) for _ in range(2)] == [1, 11], "then the newest"

    def test_without_transparency_the_whole_picture_is_sent(self) -> None:
        whole = BrowserSource(BrowserSettings(port=free_port(), transparent=False), FOLDER)
        whole.open(PROGRAM)
        with ExitStack() as stack:
            stack.callback(whole.close)
            reader = stack.enter_context(BrowserReader(whole.address))
            whole.write(counting_tick(5, PROGRAM))
            assert (reader.picture().pixels[..., 3] == 255).all()


class TestPictures:
    def test_alpha_is_exact_and_colours_are_near(self) -> None:
        encoder, host = PictureEncoder(), numbered_host(12345, PROGRAM).cutout()
        seen = _decoded(encoder.encode(3, host))
        assert (seen[..., 3] == host[..., 3]).all()
        shown = seen[..., :3].astype(float) * seen[..., 3:] / 255
        assert np.abs(shown - host[..., :3]).mean() < 2
        assert seen[90, 200].tolist() == [0, 0, 0, 0]

    def test_only_what_is_seen_is_sent(self) -> None:
        small = np.zeros((720, 1280, 4), np.uint8)
        small[300:340, 500:560] = (10, 200, 30, 255)
        message = PictureEncoder().encode(1, small)
        assert len(message) < 2000
        seen = _decoded(message, ProgramFormat())
        assert (seen[..., 3] == small[..., 3]).all()
        assert np.abs(seen[305:335, 505:555, :3].astype(int) - (10, 200, 30)).max() < 6

    def test_nothing_at_all(self) -> None:
        assert not _decoded(PictureEncoder().encode(1, np.zeros((180, 320, 4), np.uint8))).any()

    def test_a_mask_that_stays_is_the_same_and_one_that_changes_is_not(self) -> None:
        encoder, host = PictureEncoder(), numbered_host(1, PROGRAM).cutout()
        first = encoder.encode(1, host)
        assert encoder.encode(2, host)[16:] == first[16:]
        host = host.copy()
        host[100, 20] = 0
        assert _decoded(encoder.encode(3, host))[100, 20, 3] == 0


def _decoded(message: bytes, program: ProgramFormat = PROGRAM) -> Pixels:
    return decoded(message, program).pixels


class TestTheDoor:
    def test_the_page_and_its_sound(self, source: BrowserSource) -> None:
        page = httpx.get(source.address)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "{{" not in page.text
        sound = httpx.get(url(source, "/sound.js", token=TOKEN))
        assert (sound.status_code, sound.headers["cross-origin-resource-policy"]) == (200, "same-origin")
        assert httpx.get(url(source, "/other", token=TOKEN)).status_code == 404
        assert httpx.post(source.address).status_code == 405

    @pytest.mark.parametrize("query", [{}, {"token": "wrong"}, {"token": ""}])
    def test_without_the_token_there_is_nothing(self, source: BrowserSource, query: dict[str, str]) -> None:
        for path in ("/", "/sound.js", "/program", "/nothing"):
            assert httpx.get(url(source, path, **query)).status_code == 401
        with pytest.raises(InvalidStatus) as status:
            connect(url(source, "/program", **query).replace("http", "ws")).__enter__()
        assert status.value.response.status_code == 401

    @pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
    def test_a_page_of_another_origin_gets_nothing(self, source: BrowserSource, origin: str) -> None:
        for path in ("/", "/sound.js"):
            assert httpx.get(url(source, path, token=TOKEN), headers={"Origin": origin}).status_code == 403
        headers = {"Origin": origin}
        with pytest.raises(InvalidStatus) as status:
            connect(url(source, "/program", token=TOKEN).replace("http", "ws"), additional_headers=headers).__enter__()
        assert status.value.response.status_code == 403

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
    def test_a_name_that_somebody_lets_lead_here_gets_nothing(self, source: BrowserSource, host: str) -> None:
        assert httpx.get(source.address, headers={"Host": host}).status_code == 403

    def test_a_port_that_is_taken_is_said(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            source = BrowserSource(BrowserSettings(port=port), FOLDER)
            with pytest.raises(AppError, match=f"port {port}") as error:
                source.open(PROGRAM)
            source.close()
        assert error.value.code == "browser_source.port"
        assert "attempting" not in error.value.message, "Python's words for programmers"

    def test_the_token_is_kept_for_the_next_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept: dict[str, str] = {}
        monkeypatch.setattr("app.base.secrets.secret", kept.get)
        monkeypatch.setattr("app.base.secrets.keep_secret", kept.__setitem__)
        addresses = set()
        port = free_port()
        for _ in range(2):
            source = BrowserSource(BrowserSettings(port=port), FOLDER)
            source.open(PROGRAM)
            addresses.add(source.address)
            source.close()
        assert len(addresses) == 1
        assert len(kept[BROWSER_TOKEN]) >= 32


class TestOthers:
    @pytest.mark.parametrize("program", [ProgramFormat()])
    def test_one_that_takes_nothing_keeps_nobody_waiting(
        self, source: BrowserSource, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(browser_server, "_STUCK_S", 1000.0)
        noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 4), np.uint8)
        noise[..., 3] = 255
        deaf = _deaf_reader(source)
        with deaf, BrowserReader(source.address) as reader:
            wait_until(lambda: source.readers == 2)
            slot = 0
            while source.readers == 2:
                slot += 1
                source.write(counting_tick(slot, PROGRAM, ProgramPicture(noise)))
                while reader.next().slot < slot:
                    pass
                assert slot < 1000, "it was never hung up on"
                if source.skipped >= 90:
                    monkeypatch.setattr(browser_server, "_STUCK_S", 2.0)
            assert source.skipped >= 90, "what waited for it is left out at once"

    @pytest.mark.parametrize("program", [ProgramFormat()])
    def test_closing_waits_for_nobody(self, source: BrowserSource) -> None:
        deaf = _deaf_reader(source)
        with deaf:
            wait_until(lambda: source.readers == 1)
            pixels = np.random.default_rng(1).integers(0, 256, (720, 1280, 4), np.uint8)
            for slot in range(60):
                source.write(counting_tick(slot, PROGRAM, ProgramPicture(pixels.copy())))
            begun = time.monotonic()
            source.close()
            assert time.monotonic() - begun < 4

    def test_only_so_many_may_read(self, source: BrowserSource, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(browser_server, "MOST_READERS", 1)
        with BrowserReader(source.address):
            wait_until(lambda: source.readers == 1)
            with pytest.raises(InvalidStatus) as status, BrowserReader(source.address):
                pass
        assert status.value.response.status_code == 503

    def test_readers_who_say_something_are_sent_away(self, source: BrowserSource) -> None:
        with connect(url(source, "/program", token=TOKEN).replace("http", "ws")) as talker:
            talker.recv(10)
            wait_until(lambda: source.readers == 1)
            talker.send("hello")
            wait_until(lambda: _is_left(source))


def _is_left(source: BrowserSource) -> bool:
    """Whether nobody reads any more, which is seen when something is sent."""
    source.write(counting_tick(1, PROGRAM))
    return source.readers == 0


def _deaf_reader(source: BrowserSource) -> socket.socket:
    """Has shaken hands, and reads nothing from then on."""
    port = int(source.address.partition("/?")[0].rpartition(":")[2])
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", port))
    raw.sendall(
        f"GET /program?token={TOKEN} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "\r\n".encode()
    )
    return raw


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_malformed_requests_and_messages_do_no_harm(source: BrowserSource, count: int) -> None:
    dice = random.Random(11)
    port = int(source.address.partition("/?")[0].rpartition(":")[2])
    plain = f"GET /?token=x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    upgrade = (
        f"GET /program?token={TOKEN} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()
    with BrowserReader(source.address) as reader:
        wait_until(lambda: source.readers == 1)
        for number in range(count):
            broken = bytearray(upgrade + dice.randbytes(dice.randrange(200)) if number % 2 else plain)
            for _ in range(dice.randint(0 if number % 4 == 1 else 1, 6)):
                at = dice.randrange(len(broken))
                broken[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 4))
            with socket.create_connection(("127.0.0.1", port), 5) as raw, suppress(OSError):
                raw.sendall(broken)
            if number % 100 == 0:
                source.write(counting_tick(number, PROGRAM))
                assert reader.next(20).slot == number, "whoever reads goes on reading"
                assert number_of(reader.picture()) == number
    assert httpx.get(source.address, timeout=20).status_code == 200
    wait_until(lambda: _is_left(source))


def test_masks_are_png_that_others_read_too() -> None:
    alpha = np.random.default_rng(4).integers(0, 256, (37, 53), np.uint8)
    assert (alpha_of(mask_png(alpha)) == alpha).all()
