"""A packaged studio with the real camera, as a second program sees it: ``guest_packaged_scenario.py FOLDER``.

Runs inside the guest; ``test_packaged.py`` starts it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import psutil  # noqa: E402  a script's path begins at its own folder

from tests.e2e.guest_program_scenario import FPS, HERE, helper_state, hosts, say, viewer  # noqa: E402
from tests.helpers.program import Program  # noqa: E402
from tests.helpers.recording import Recording  # noqa: E402

LINE = "Good evening, everybody. This is the packaged studio, and it speaks to you from its own camera."
PATIENCE_S = 180  # at most: on a busy computer the guest has a small part of one processor


def main(folder: Path) -> None:
    """The built-in engine in a process of its own, the camera's own program, a recording, and the end of it all."""
    recording, script = HERE / "show.mp4", HERE / "show.txt"
    script.write_text(LINE, "utf-8")
    options = ["--engine", "builtin", "--engine-isolation", "process", "run", "--camera", "--record", str(recording)]
    # Spoken until it is ended: on a busy computer a viewer takes longer to start than a line to be spoken. And it
    # starts once the show is on: it would take the processor from the encoder's start.
    options += ["--script", str(script), "--loop"]
    with Program(HERE, *options, command=[str(folder / "flashtalk-studio")]) as program:
        program.wait_for(lambda one: one.is_now("camera", "on"), PATIENCE_S)
        helper = psutil.Process(helper_state(program)["pid"])
        assert Path(helper.exe()) == folder / "flashtalk-camera", helper.exe()
        assert Path(program.engine().exe()) == folder / "flashtalk-studio", program.engine().exe()
        program.wait_for(lambda one: "speaking" in one.values("speech"), PATIENCE_S)
        with viewer(PATIENCE_S) as watching:
            watching.wait_for(lambda lines: len({line["crc"] for line in hosts(lines)}) > 2 * FPS, PATIENCE_S)
            seen = hosts(watching.lines)
        assert program.end(timeout_s=PATIENCE_S) == 0, program.story()
        helper.wait(PATIENCE_S)  # ended by a show that has ended
    say(pictures=len(seen), different=len({line["crc"] for line in seen}), problems=program.problems())
    notices = {"recording.disk_low"}  # the guest's own disk is small
    assert set(program.problems()) <= notices
    recorded = Recording(recording)
    pictures, loudness = sum(1 for _ in recorded.lumas()), float(np.sqrt(np.mean(recorded.samples**2)))
    say(recorded=pictures, loudness=loudness)
    assert pictures > FPS
    assert loudness > 0.005


if __name__ == "__main__":
    HERE.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(HERE)
    main(Path(sys.argv[1]))
    say(done="packaged")
