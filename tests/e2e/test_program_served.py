"""Two real programs: one serves its engine, the other has its host drawn by it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.program import Program, run_program
from tests.helpers.real_omnirt import free_port
from tests.helpers.recording import Recording

KEY = "a key of some length"


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals between processes")
def test_a_second_computer_draws_the_host(tmp_path: Path) -> None:
    port = free_port()
    with Program(tmp_path / "gpu", "serve", f"--port={port}", environment={"OMNIRT_API_KEY": KEY}) as server:
        server.wait_for(lambda one: "Press Ctrl+C" in one.stderr(), timeout_s=120)
        url = server.stdout().strip()
        assert url == f"http://127.0.0.1:{port}"
        assert KEY not in server.stderr() + server.stdout()

        refused = run_program(tmp_path / "stranger", "run", "--omnirt", url, "--say", "Hello.", "--record")
        assert refused.process.returncode == 1
        assert "key" in refused.stderr()

        words = ("run", "--omnirt", url, "--say", "Good evening.", "--record")
        streamer = run_program(tmp_path / "streamer", *words, timeout_s=180, OMNIRT_API_KEY=KEY)
        assert streamer.process.returncode == 0, streamer.stderr()
        recording = Recording(Path(streamer.stdout().strip()))
        assert np.abs(recording.samples).max() > 0.05
        assert "OmniRT flashtalk" in streamer.values("engine_name")
        server.wait_for(lambda one: "The session has ended." in one.stderr())
        assert server.end(signal.SIGINT) == 0
        assert not server.warnings()


def test_what_cannot_be_served_is_said(tmp_path: Path) -> None:
    program = run_program(tmp_path, "serve", "--engine=testcard")
    assert program.process.returncode == 1
    assert "--engine local" in program.stderr()
