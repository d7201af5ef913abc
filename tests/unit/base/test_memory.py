"""What becomes of memory that is free."""

from __future__ import annotations

import subprocess
import sys

import pytest

_AGAIN = """
import resource
import numpy as np
from app.base.memory import use_one_heap

use_one_heap()

def draw():
    for _ in range(100):
        parts = [np.ones(130_000, np.uint8) for _ in range(7)]

draw()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
draw()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc for it")
def test_what_is_made_again_and_again_stays_at_hand() -> None:
    done = subprocess.run([sys.executable, "-c", _AGAIN], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 1000, "a page fault for every page of every block"


_ONCE = """
import psutil
import numpy as np
from app.base.memory import give_back_free_memory, use_one_heap

use_one_heap()

def held():
    return psutil.Process().memory_info().rss

pictures = [np.ones(1_000_000, np.uint8) for _ in range(20)]
lasting = np.ones(100, np.uint8)  # behind them: the heap cannot simply end sooner
before = held()
del pictures
kept = held()
give_back_free_memory()
print(before - kept, before - held())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc for it")
def test_what_was_needed_once_is_given_back_when_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", _ONCE], capture_output=True, text=True, check=True, timeout=60)
    kept, given_back = map(int, done.stdout.split())
    assert kept < 2_000_000
    assert given_back > 15_000_000


_LATER = """
import gc
import weakref
from app.base.memory import settle

imported = [[] for _ in range(1_000_000)]
gc.collect()
settle()

class Dialog:
    def __init__(self):
        self.itself = self

dialog = Dialog()
gc.collect(1)  # it was open for a while
old = weakref.ref(dialog)
del dialog
made = 0
while old() is not None and made < 200_000:
    imported.append([])
    made += 1
print(made)
"""


def test_what_is_left_behind_later_goes_without_waiting_for_all_that_was_imported() -> None:
    done = subprocess.run([sys.executable, "-c", _LATER], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 150_000
