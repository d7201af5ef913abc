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
