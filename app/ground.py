"""What every command stands on: folders, crash report, log and settings, in this order."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from app.base.crash import CrashGuard
from app.base.errors import AppError, Problem, Severity
from app.base.local_settings import LocalModel
from app.base.log import Logging, log_event
from app.base.named_files import NamedFiles
from app.base.omnirt_settings import RemoteModel
from app.base.opentalking_environment import BACKENDS, EnvironmentOverlay, read_environment, with_server
from app.base.paths import Paths
from app.base.profile import PROFILE_SUFFIX, read_profile, with_profile
from app.base.scene_store import SCENES_SUFFIX
from app.base.secrets import hold_secret, server_key
from app.base.settings import Settings
from app.base.settings_store import SettingsStore
from app.base.version import this_build
from app.studio.kept_settings import SetsDoor

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.001
"""How long a thread may keep the interpreter from the others. With Python's own 5 ms a busy window makes the pump late:
see ``docs/decisions``."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A command's ground.

    Attributes:
        paths: the folders, which exist.
        recordings: where recordings go if the settings name no folder; None: the system's videos folder.
        settings: as they are stored, with what the environment and the command line laid over them.
        problems: what was wrong with what the run before left, and with the environment.
        origins: the environment variable that a setting comes from, by ``"section.field"``.
        save: stores changed settings, without what was laid over them. Raises AppError.
        sets: where profiles and scene collections are kept.

    """

    paths: Paths
    recordings: Path | None
    settings: Settings
    problems: tuple[Problem, ...]
    origins: Mapping[str, str]
    save: Callable[[Settings], None]
    sets: SetsDoor


class Overlay:
    """What the environment and the command line lay over the settings that are kept. One thread.

    Args:
        stored: the settings as they are kept.
        lay: lays it over such settings.
    """

    def __init__(self, stored: Settings, lay: Callable[[Settings], Settings]) -> None:
        self._lay = lay
        self._stored, self.laid = stored, lay(stored)

    def bare(self, settings: Settings) -> Settings:
        """``settings`` without it, as they may be kept."""
        return without_overlay(settings, self._stored, self.laid)

    def adopt(self, stored: Settings) -> Settings:
        """Lie over other settings from now on; gives them with it."""
        self._stored, self.laid = stored, self._lay(stored)
        return self.laid


SAFE_MODE = Problem(
    "app.safe_mode",
    "Safe mode: the built-in engine draws, espeak-ng speaks, and no sound device is open.",
    "Your settings stay as they are. Quit and start again to leave it.",
    Severity.NOTICE,
)


@contextmanager
def standing_ground(options: argparse.Namespace, log_name: str, *, watch: bool) -> Iterator[Ground]:
    """Lay the ground, and clear up afterwards. The main thread. Raises AppError.

    Args:
        options: the common options of the command line.
        log_name: the log file is called so.
        watch: leave a crash report; one process of a user at a time may.

    """
    paths = Paths.find(options.basedir)
    paths.make()
    store = SettingsStore(paths.settings_file)
    stored, problem = store.load()
    storage = stored.storage
    paths = paths.moved(storage.logs_folder, storage.clips_folder, storage.quantised_folder)
    problems: list[Problem | None] = []
    with ExitStack() as stack:
        if watch:
            guard = CrashGuard(paths.crash_file)
            problems.append(guard.start())
            stack.callback(guard.close)
        stack.enter_context(logging_to(options, paths.logs / f"{log_name}.log"))
        log_event(
            log, "app.started", version=this_build().words, python=platform.python_version(), system=platform.platform()
        )
        environment = read_environment(os.environ)
        problems += [problem, *environment.problems]
        if getattr(options, "safe_mode", False):
            problems.append(SAFE_MODE)
        files = NamedFiles(paths.profiles, PROFILE_SUFFIX)

        def lay(own: Settings) -> Settings:
            own = _lay_profile(own, files, None if options.command is None else options.profile)
            return _lay_command_line(lay_environment(own, environment), options, environment.key)

        overlay = Overlay(stored, lay)
        yield Ground(
            paths=paths,
            recordings=None if options.basedir is None else options.basedir.absolute() / "recordings",
            settings=overlay.laid,
            problems=tuple(problem for problem in problems if problem is not None),
            origins=environment.origins,
            save=lambda settings: store.save(overlay.bare(settings)),
            sets=SetsDoor(files, NamedFiles(paths.scene_collections, SCENES_SUFFIX), overlay.bare, overlay.adopt),
        )
        log_event(log, "app.ended")


def _lay_profile(settings: Settings, files: NamedFiles, name: str | None) -> Settings:
    """``settings`` with this profile, for this run only; None: with their own. Raises AppError."""
    if name is None or name.casefold() == settings.current.profile.casefold():
        return settings
    known = {one.casefold(): one for one in files.names()}
    if name.casefold() not in known:
        raise AppError(
            "sets.unknown", f"None is called {name}.", f"There is {', '.join(known.values())}.", permanent=True
        )
    return with_profile(settings, known[name.casefold()], read_profile(files.read(name)))[0]


def lay_environment(stored: Settings, environment: EnvironmentOverlay) -> Settings:
    """``stored`` with what the environment asks for."""
    laid = {"engine.kind": environment.engine, "local.model": environment.model, **environment.folders}
    settings = lay_over(stored, laid)
    return lay_server(settings, environment.url, "OpenTalking", environment.key) if environment.url else settings


def lay_server(settings: Settings, url: str, name: str, key: str) -> Settings:
    """``settings`` with the server at ``url`` in use, with this key for as long as the program runs."""
    servers, name = with_server(settings.omnirt.servers, url, name)
    if key:
        hold_secret(server_key(name), key)
    return lay_over(settings, {"omnirt.servers": servers, "omnirt.server": name})


def _lay_command_line(settings: Settings, options: argparse.Namespace, key: str) -> Settings:
    kind = options.engine if options.backend is None else BACKENDS[options.backend]
    if options.omnirt is not None:
        kind = kind or "omnirt"
        host = urlsplit(options.omnirt).hostname or ""
        # Whoever types an address has been asked; the command says what that means.
        allowed = tuple(dict.fromkeys((*settings.omnirt.allow_plain, host)))
        settings = lay_server(settings, options.omnirt, urlsplit(options.omnirt).netloc, key)
        settings = lay_over(settings, {"omnirt.allow_plain": allowed})
    settings = lay_over(settings, {"engine.kind": kind, "engine.isolation": options.engine_isolation})
    if getattr(options, "safe_mode", False):
        return _safe(settings)
    if options.backend == "local" and options.model is None:
        return lay_over(settings, {"local.model": "flashtalk"})  # whose backend OpenTalking means
    return _lay_model(settings, options.model)


def _safe(settings: Settings) -> Settings:
    """``settings`` with what can hardly fail, for a start after a crash."""
    quiet = settings.audio_out.model_copy(update={"device": None})
    engine = {"engine.kind": "builtin", "engine.isolation": "process", "voice.providers": ("espeak",)}
    return lay_over(settings.model_copy(update={"audio_out": quiet}), engine)


def _lay_model(settings: Settings, model: str | None) -> Settings:
    """``settings`` with this model of the engine that they are for. Raises AppError for one that it does not have."""
    kind = "local" if settings.engine.kind == "local" else "omnirt"
    known = get_args(LocalModel if kind == "local" else RemoteModel)
    if model is not None and model not in known:
        where = "on this computer" if kind == "local" else "on a server"
        raise AppError(
            "engine.model",
            f"There is no model {model} {where}.",
            f"Use --model with one of {', '.join(known)}, or another --engine.",
            permanent=True,
        )
    return lay_over(settings, {f"{kind}.model": model})


def logging_to(options: argparse.Namespace, log_file: Path | None) -> Logging:
    """The log as the command line asks for it. Raises AppError."""
    level = logging.getLevelNamesMapping()[options.log_level.upper()]
    try:
        return Logging(log_file, json_log=options.json_log, level=level)
    except OSError as error:
        raise AppError(
            "log.not_writable",
            f"The log cannot be written to {error.filename}: {error.strerror}.",
            "Name another file with --json-log.",
            permanent=True,
        ) from error


def lay_over(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """``settings`` with other values, by ``"section.field"``; None leaves a value as it is."""
    for name, value in changes.items():
        if value is not None:
            section, field = name.split(".")
            changed = getattr(settings, section).model_copy(update={field: value})
            settings = settings.model_copy(update={section: changed})
    return settings


def without_overlay(settings: Settings, stored: Settings, laid: Settings) -> Settings:
    """``settings`` as they may be stored: what was only laid over ``stored``, and is as it was laid, is taken off."""
    kept = settings
    for section in Settings.model_fields:
        restored: dict[str, object] = {}
        for field in type(getattr(settings, section)).model_fields:
            before, over, now = (getattr(getattr(one, section), field) for one in (stored, laid, settings))
            if over != before and now == over:
                restored[field] = before
        kept = kept.model_copy(update={section: getattr(kept, section).model_copy(update=restored)})
    borrowed = [one for one in laid.omnirt.servers if one not in stored.omnirt.servers]
    return lay_over(kept, {"omnirt.servers": tuple(one for one in kept.omnirt.servers if one not in borrowed)})


def has_display() -> bool:
    """Whether a window can open. Windows and macOS have a desktop; elsewhere the environment tells."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
