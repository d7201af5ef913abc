"""The scripted server's habits and faults are those that were seen."""

from __future__ import annotations

import time

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from app.media.jpeg import JpegDecoder, jpeg_size
from tests.helpers.omnirt_client import ask, audi, draw, error_of, init, opened, received
from tests.helpers.omnirt_pictures import Mark, jpeg_mark, split_vidx
from tests.helpers.omnirt_script import (
    Act,
    Close,
    Error,
    Forget,
    Frames,
    Garbage,
    Raw,
    Sized,
    Slow,
    Stall,
    Trickle,
)
from tests.helpers.omnirt_server import OmniRTServer


class TestHabits:
    def test_pictures_that_lag_by_a_chunk(self, server: OmniRTServer) -> None:
        server.lookahead = 1
        with opened(server) as connection:
            assert ask(connection, init())["lookahead_chunks"] == 1
            replies = [draw(connection) for _ in range(3)]
        assert [len(reply) for reply in replies] == [0, 4, 4]
        assert [jpeg_mark(reply[0]) for reply in replies[1:]] == [Mark(0, 0, 0), Mark(1, 0, 0)]

    def test_a_short_first_chunk(self, server: OmniRTServer) -> None:
        server.short_first = 3
        with opened(server) as connection:
            ask(connection, init())
            replies = [draw(connection) for _ in range(2)]
        assert [len(reply) for reply in replies] == [1, 4]
        assert jpeg_mark(replies[1][0]) == Mark(0, 1, 0)

    def test_a_message_for_each_picture(self, server: OmniRTServer) -> None:
        server.progressive = True
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
            marks = [[jpeg_mark(jpeg) for jpeg in split_vidx(received(connection))] for _ in range(4)]
        assert marks == [[Mark(0, frame, 0)] for frame in range(4)]

    def test_a_fake_runtime(self, server: OmniRTServer) -> None:
        server.fake = True
        with opened(server) as connection:
            ask(connection, init())
            (jpeg,) = draw(connection)
        picture = JpegDecoder().decode(jpeg)
        assert np.ptp(picture, axis=(0, 1)).max() <= 2

    def test_time_is_taken_as_the_test_says(self, server: OmniRTServer) -> None:
        waited: list[float] = []
        server.wait, server.init_s, server.render_s = waited.append, 60.0, 0.95
        server.on_chunk = {1: Slow(7.0)}.get
        with opened(server) as connection:
            ask(connection, init())
            draw(connection)
            draw(connection)
        assert waited == [60.0, 0.95, 7.95]

    def test_time_is_taken_by_the_clock(self, server: OmniRTServer) -> None:
        server.render_s = 0.1
        with opened(server) as connection:
            ask(connection, init())
            began = time.monotonic()
            draw(connection)
        assert time.monotonic() - began >= 0.1
        assert server.chunks[0].answered_ns - server.chunks[0].received_ns >= 100e6


class TestFaults:
    @pytest.mark.parametrize("code", [1000, 1006, 1009, 1011])
    def test_the_connection_is_closed_in_mid_stream(self, server: OmniRTServer, code: int) -> None:
        server.on_chunk = {1: Close(code)}.get
        with opened(server) as connection:
            ask(connection, init())
            draw(connection)
            connection.send(audi())
            with pytest.raises(ConnectionClosed):
                connection.recv(10)
            assert connection.close_code == code

    def test_an_init_goes_wrong(self, server: OmniRTServer) -> None:
        server.on_init = {0: Error("Init failed: no memory")}.get
        with opened(server) as connection:
            assert ask(connection, init()) == {"type": "error", "message": "Init failed: no memory"}
            assert ask(connection, init())["type"] == "init_ok"

    def test_the_session_is_lost_once(self, server: OmniRTServer) -> None:
        server.on_chunk = {0: Forget()}.get
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
            for _ in range(2):
                assert error_of(connection)["message"].startswith("No active session")
                connection.send(audi())
            error_of(connection)
            ask(connection, init())
            assert len(draw(connection)) == 4

    @pytest.mark.parametrize(
        ("act", "sizes"),
        [
            (Frames(0), []),
            (Frames(2), [(64, 96)] * 2),
            (Sized(80, 48), [(80, 48)] * 4),
        ],
    )
    def test_other_pictures_come(self, server: OmniRTServer, act: Act, sizes: list[tuple[int, int]]) -> None:
        server.on_chunk = {0: act}.get
        with opened(server) as connection:
            ask(connection, init())
            assert [jpeg_size(jpeg) for jpeg in draw(connection)] == sizes

    def test_no_pictures_come(self, server: OmniRTServer) -> None:
        acts: dict[int, Act] = {0: Garbage(), 1: Raw(b"VIDX\xff\xff\xff\xff"), 2: Error()}
        server.on_chunk = acts.get
        with opened(server) as connection:
            ask(connection, init())
            for jpeg in draw(connection):
                with pytest.raises(ValueError, match="JPEG"):
                    JpegDecoder().decode(jpeg)
            connection.send(audi())
            assert received(connection) == b"VIDX\xff\xff\xff\xff"
            connection.send(audi())
            assert "code" not in error_of(connection)
            assert jpeg_mark(draw(connection)[0]) == Mark(3, 0, 0)

    def test_a_stall_lasts_until_it_is_ended(self, server: OmniRTServer) -> None:
        server.on_chunk = {0: Stall()}.get
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
            with pytest.raises(TimeoutError):
                connection.recv(0.05)
            server.resume.set()
            assert len(split_vidx(received(connection))) == 4

    def test_a_client_may_leave_during_a_stall(self, server: OmniRTServer) -> None:
        server.on_chunk = {0: Stall()}.get
        with opened(server) as connection:
            ask(connection, init())
            connection.send(audi())
        server.until(lambda: "0 gone 1000" in server.events)

    def test_a_trickle(self, server: OmniRTServer) -> None:
        waited: list[float] = []
        server.wait = waited.append
        server.on_chunk = {0: Trickle()}.get
        with opened(server) as connection:
            ask(connection, init())
            jpegs = draw(connection)
        size = 8 + sum(4 + len(jpeg) for jpeg in jpegs)
        assert sum(waited) == pytest.approx(size / 2048, abs=0.3)

    def test_a_restart_loses_everything_but_the_port(self, server: OmniRTServer) -> None:
        with opened(server) as connection:
            ask(connection, init())
            server.stop()
            with pytest.raises(ConnectionClosedError):
                connection.recv(10)
            with pytest.raises(ConnectionRefusedError):
                opened(server)
            server.start()
        with opened(server) as connection:
            connection.send(audi())
            assert error_of(connection)["message"].startswith("No active session")
