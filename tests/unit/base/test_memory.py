"""What becomes of memory that is free."""

from __future__ import annotations

import subprocess
import sys

import pytest

_FREED = """
import numpy as np
from app.base.memory import use_one_heap

def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

use_one_heap()
photo = np.ones(30_000_000, np.uint8)
del photo
pictures = [np.ones(8_000_000, np.uint8) for _ in range(4)]
above = [np.ones(30_000, np.uint8) for _ in range(20)]
before = resident_bytes()
del pictures
print((before - resident_bytes()) // 1_000_000)
"""


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


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc for it, and reads /proc")
def test_large_pictures_go_back_to_the_system_whatever_was_freed_before_them() -> None:
    done = subprocess.run([sys.executable, "-c", _FREED], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) > 28


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc for it")
def test_what_is_made_again_and_again_stays_at_hand() -> None:
    done = subprocess.run([sys.executable, "-c", _AGAIN], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 1000, "a page fault for every page of every block"
