"""The commands that find out how things are, or ask the running studio: ``status``, ``doctor`` and so on."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from functools import partial

from app.base.errors import AppError
from app.base.opentalking_environment import read_environment
from app.base.paths import Paths
from app.base.settings_store import SettingsStore
from app.cli.arguments import INTERRUPTED
from app.cli.asking_arguments import asked_for
from app.cli.console import Console
from app.cli.stopping import StopSignals
from app.ground import SWITCH_INTERVAL_S, lay_environment, lay_over, lay_server, logging_to, standing_ground
from app.parts import RealParts, open_library


def status(options: argparse.Namespace, console: Console) -> int:
    """Say how the studio and its server are; with ``--verify``, after a prompt that the host has spoken."""
    from app.cli.status import AskedServer, tell_status

    if options.verify:
        return _verify(options, console)
    with logging_to(options, None):
        paths = Paths.find(options.basedir)
        environment = read_environment(os.environ)
        settings = lay_environment(SettingsStore(paths.settings_file).load()[0], environment)
        own = settings.omnirt.servers
        if options.omnirt is not None:
            settings = lay_server(settings, options.omnirt, options.omnirt, environment.key)
        server = None
        profile = settings.omnirt.profile
        if profile is not None:
            address = profile.address(settings.omnirt.model)
            server = AskedServer(profile, address, ours=profile in own, decides=options.omnirt is not None)
        return tell_status(paths.runtime, server, console, as_json=options.json)


def _verify(options: argparse.Namespace, console: Console) -> int:
    from app.cli.status import AskedServer, SpeechProgress, tell_status

    with StopSignals() as signals, standing_ground(options, "verify", watch=False) as ground, ExitStack() as stack:
        settings = lay_over(ground.settings, {"engine.kind": "omnirt", "window.avatar": options.avatar})
        profile = settings.omnirt.profile
        if profile is None:
            raise AppError(
                "engine.no_server",
                "There is no OmniRT server to verify.",
                "Name one with --omnirt, or add it in Settings > Connection.",
            )
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        address = profile.address(settings.omnirt.model)
        server = AskedServer(profile, address, ours=options.omnirt is None, decides=True)
        progress = SpeechProgress(console)
        code = tell_status(
            ground.paths.runtime,
            server,
            console,
            as_json=options.json,
            verify=lambda: parts.servers.verify(settings, signals.stopped, progress),
        )
        return INTERRUPTED if signals.stopped.is_set() else code


def ask(options: argparse.Namespace, console: Console) -> int:
    """Ask the running studio for something."""
    from app.cli.ask import ask, list_lines, list_scenes, tell_browser, tell_mixer, tell_remote, tell_stats

    with logging_to(options, None):
        runtime, wish = Paths.find(options.basedir).runtime, asked_for(options)
        if wish is None:
            tells = {"remote": tell_remote, "browser": tell_browser, "stats": tell_stats, "mixer": tell_mixer}
            tells |= {"scene": list_scenes, "lines": list_lines}
            tell = tells[options.command]
            return tell(runtime, console, as_json=options.json)
        return ask(runtime, *wish, console)


def obs(options: argparse.Namespace, console: Console) -> int:
    """Have the running studio set up OBS."""
    from app.cli.obs import lead_obs

    with logging_to(options, None):
        return lead_obs(Paths.find(options.basedir).runtime, options, console)


def calibrate(options: argparse.Namespace, console: Console) -> int:
    """Have the running studio measure camera against sound device."""
    from app.cli.calibrate import calibrate as lead

    with logging_to(options, None):
        return lead(Paths.find(options.basedir).runtime, options, console)


def report(options: argparse.Namespace, console: Console) -> int:
    """Tell all that helpers want to know of this installation, or make or show the report on a show."""
    from app.cli.report import tell_report
    from app.cli.show_report import make_report_page, show_report

    paths = Paths.find(options.basedir)
    settings = SettingsStore(paths.settings_file).load()[0]
    storage = settings.storage
    paths = paths.moved(storage.logs_folder, storage.clips_folder, storage.quantised_folder)
    match options.action:
        case "show":
            return show_report(paths.reports, console, in_browser=options.open)
        case "make":
            return make_report_page(paths.reports, options.table, settings, console)
    return tell_report(paths, open_library(paths), settings, console)


def doctor(options: argparse.Namespace, console: Console) -> int:
    """Check that everything is here, and mend what can be mended."""
    from app.checks import MENDS, all_checks
    from app.cli.doctor import examine, mend

    with standing_ground(options, "doctor", watch=False) as ground, ExitStack() as stack:
        parts = RealParts(ground.paths, ground.recordings)
        stack.callback(parts.close)
        checks = partial(all_checks, ground, parts)
        settings = mend(options.fix, checks, MENDS, ground.settings, console)
        if settings != ground.settings:
            ground.save(settings)
        return examine(checks(settings), console, as_json=options.json)


def measure(options: argparse.Namespace, console: Console) -> int:
    """Measure what the graphics card holds."""
    from app.cli.measure import measure, refuse_beside

    with StopSignals() as signals, standing_ground(options, "measure", watch=False) as ground, ExitStack() as stack:
        refuse_beside(ground.paths.runtime)
        parts = RealParts(ground.paths)
        stack.callback(parts.close)
        return measure(parts.parts(), ground.settings, console, signals.stopped, as_json=options.json)
