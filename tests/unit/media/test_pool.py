"""Buffers are used again when, and only when, nobody can see them any more."""

from __future__ import annotations

import threading
import weakref

import numpy as np

from app.media.pixels import ProgramPicture
from app.media.pool import LARGEST, WINDOW, PicturePool
from app.media.types import Pixels


def address(buffer: Pixels) -> int:
    return int(buffer.__array_interface__["data"][0])


def test_a_buffer_that_nobody_holds_is_used_again() -> None:
    pool = PicturePool()
    first = address(pool.take(4, 6))
    assert address(pool.take(4, 6)) == first


def test_a_buffer_that_is_held_by_a_picture_or_a_view_is_not() -> None:
    pool = PicturePool()
    picture = ProgramPicture(pool.take(4, 6))
    view = pool.take(4, 6)[1:, 2:]
    memory = pool.take(4, 6).data
    held = {address(picture.pixels), address(view) - 4 * (6 + 2), address(np.asarray(memory))}
    assert len(held) == 3
    assert address(pool.take(4, 6)) not in held
    del view
    assert address(pool.take(4, 6)) in held


def test_another_size_begins_anew() -> None:
    pool = PicturePool()
    pool.take(4, 6)
    assert pool.take(8, 2).shape == (8, 2, 4)
    assert pool.take(4, 6).shape == (4, 6, 4)


def test_pools_share_the_buffers_of_a_size_for_as_long_as_one_of_them_takes_some() -> None:
    rest, speech = PicturePool(), PicturePool()
    buffer = weakref.ref(rest.take(4, 7))
    both = rest.take(4, 7), speech.take(4, 7)
    assert address(both[0]) != address(both[1])
    assert buffer() is both[0]
    del both, rest
    assert speech.take(4, 7) is buffer()
    del speech
    assert buffer() is None, "nobody takes pictures of that size any more"


def test_more_than_it_keeps_are_still_handed_out() -> None:
    pool = PicturePool()
    held = [pool.take(2, 2) for _ in range(LARGEST + 5)]
    assert len({address(buffer) for buffer in held}) == LARGEST + 5


def test_what_was_needed_once_is_given_back_and_what_is_needed_stays() -> None:
    pool = PicturePool()
    once = [pool.take(4, 6) for _ in range(5)]
    first = address(once[0])
    buffers = [weakref.ref(buffer) for buffer in once]
    once.clear()
    for _ in range(2 * WINDOW):
        both = pool.take(4, 6), pool.take(4, 6)
        del both
    assert [buffer() is not None for buffer in buffers] == [True, True, False, False, False]
    assert address(pool.take(4, 6)) == first


def test_a_picture_that_somebody_still_looks_at_outlives_the_pool_s_memory_of_it() -> None:
    pool = PicturePool()
    before = [pool.take(4, 6) for _ in range(3)]
    last = before.pop()
    last[:] = 7
    before.clear()
    for _ in range(2 * WINDOW):
        pool.take(4, 6)[:] = 1
    assert (last == 7).all()


def test_two_threads_never_get_the_same_buffer() -> None:
    pool = PicturePool()
    failures: list[str] = []

    def work(number: int) -> None:
        for _ in range(3000):
            buffer = pool.take(8, 8)
            buffer[:] = number
            if not np.all(buffer == number):
                failures.append("somebody else wrote into it")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
