"""A real OBS (Debian's packages obs-studio and obs-plugins) that its user has set up, on a screen of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.running import running, wait_for_text
from tests.helpers.x_server import x_server

PASSWORD = "a password of OBS"
PATIENCE_S = 420.0  # one slow processor draws its window
_READY = "Server started successfully on port"
_NAMES = "Name=Main\n"


@dataclass(frozen=True)
class RealObs:
    """A running one.

    Attributes:
        port: of its WebSocket server.
        log: what it says.
        recordings: where its recordings go.
        display: the X server that its window is on.
    """

    port: int
    log: Path
    recordings: Path
    display: str

    def wait_for(self, text: str) -> None:
        """Until its log has it."""
        wait_for_text(text, self.log, PATIENCE_S)


@contextmanager
def real_obs(
    folder: Path, port: int, *, stream: str = "", fps: int = 5, environment: dict[str, str] | None = None
) -> Iterator[RealObs]:
    """Start it, and end it politely: some of its files are finished only then.

    Args:
        folder: its files go below.
        port: of its WebSocket server, which asks for ``PASSWORD``.
        stream: where it streams to, RTMP.
        fps: of its picture of 640x360; without a graphics card a processor draws a few.
        environment: variables beside those of this process.
    """
    program = shutil.which("obs")
    assert program is not None, "OBS is missing: install Debian's packages obs-studio and obs-plugins"
    recordings, log = folder / "recordings", folder / "obs.log"
    _set_up(folder / "config" / "obs-studio", port, recordings, stream, fps)
    with x_server() as display:
        own = {
            **(environment or {}),
            "DISPLAY": display,
            "HOME": str(folder),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        command = ["stdbuf", "-oL", program, "--multi", "--websocket_ipv4_only"]
        with running(log, *command, environment=own):
            obs = RealObs(port, log, recordings, display)
            obs.wait_for(f"{_READY} {port}")
            yield obs


def _set_up(config: Path, port: int, recordings: Path, stream: str, fps: int) -> None:
    """As it is when somebody has used it: no first steps, one profile, its server on."""
    profile = config / "basic" / "profiles" / "Main"
    profile.mkdir(parents=True)
    (config / "basic" / "scenes").mkdir(parents=True)
    recordings.mkdir()
    (config / "global.ini").write_text(
        "[General]\nFirstRun=true\nLicenseAccepted=true\nEnableAutoUpdates=false\n"
        "[Basic]\nProfile=Main\nProfileDir=Main\nSceneCollection=Main\nSceneCollectionFile=Main\n"
        "[OBSWebSocket]\nFirstLoad=false\nServerEnabled=true\nAlertsEnabled=false\nAuthRequired=true\n"
        f"ServerPort={port}\nServerPassword={PASSWORD}\n"
    )
    (profile / "basic.ini").write_text(
        f"[General]\n{_NAMES}[Output]\nMode=Simple\n"
        f"[SimpleOutput]\nFilePath={recordings}\nRecFormat=mkv\nRecEncoder=x264\nStreamEncoder=x264\nVBitrate=500\n"
        f"[Video]\nBaseCX=640\nBaseCY=360\nOutputCX=640\nOutputCY=360\nFPSType=1\nFPSInt={fps}\n"
    )
    service = {"type": "rtmp_custom", "settings": {"server": stream, "key": "key", "use_auth": False}}
    (profile / "service.json").write_text(json.dumps(service))
