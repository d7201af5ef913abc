"""The report on the command line."""

from __future__ import annotations

from app.avatars.library import Library
from app.base.paths import Paths
from app.base.report import make_report
from app.base.settings import Settings
from app.cli.arguments import OK
from app.cli.console import Console


def tell_report(paths: Paths, library: Library, settings: Settings, console: Console) -> int:
    """Print what helps when something went wrong, without secrets and names."""
    own = [entry for entry in library.list() if entry.folder.parent == paths.avatars]
    names = [name for entry in own for name in (entry.name, entry.id)]
    names += [server.name for server in settings.omnirt.servers]
    devices = (settings.voice.microphone, settings.voice.webcam, settings.audio_out.device, settings.camera.device)
    names += [device for device in devices if device and device != "default"]
    facts = (f"engine: {settings.engine.kind}", f"program: {settings.program.size} at {settings.program.fps}")
    console.result(make_report(paths, facts, names))
    return OK
