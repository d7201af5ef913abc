"""Where the studio keeps its files on this system."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from app.base.errors import AppError
from app.base.storage import REPORTS

APP_NAME = "FlashTalk Studio"

# A Unix socket's whole path may have 103 bytes on macOS and 107 on Linux; this leaves 20 for its name.
_LONGEST_RUNTIME_PATH = 83


@dataclass(frozen=True, slots=True)
class Paths:
    """The studio's folders. Nothing is created before ``make``.

    Attributes:
        config: settings and window geometry.
        data: the user's avatars and other things worth a backup.
        cache: what can be made again.
        logs: the log and the crash report.
        runtime: sockets and shared files of the running studio; nobody else may read it. Short enough for
            a Unix socket with a name of up to 20 characters.
        clips_moved: where the user wants drawn hosts; None: in the cache.
        quantised_moved: where the user wants quantised weights; None: in the cache.

    """

    config: Path
    data: Path
    cache: Path
    logs: Path
    runtime: Path
    clips_moved: Path | None = None
    quantised_moved: Path | None = None

    @classmethod
    def find(cls, basedir: Path | None = None) -> Paths:
        """The folders of this user, or all of them below ``basedir`` (portable use and tests)."""
        if basedir is None:
            dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
            return cls(
                config=Path(dirs.user_config_path),
                data=Path(dirs.user_data_path),
                cache=Path(dirs.user_cache_path),
                logs=Path(dirs.user_log_path),
                runtime=_short(_user_runtime(dirs)),
            )
        base = basedir.expanduser().absolute()
        return cls(base / "config", base / "data", base / "cache", base / "logs", _short(base / "run"))

    @property
    def settings_file(self) -> Path:
        """The settings, TOML."""
        return self.config / "settings.toml"

    @property
    def scenes_file(self) -> Path:
        """The scene collection, JSON."""
        return self.config / "scenes.json"

    @property
    def scene_collections(self) -> Path:
        """Scene collections that are not in use; made when there is one."""
        return self.config / "scenes"

    @property
    def profiles(self) -> Path:
        """Profiles that are not in use; made when there is one."""
        return self.config / "profiles"

    @property
    def window_file(self) -> Path:
        """Geometry of the window, INI. Losing it costs nothing."""
        return self.config / "window.ini"

    @property
    def log_file(self) -> Path:
        """The log for people."""
        return self.logs / "studio.log"

    @property
    def crash_file(self) -> Path:
        """What the interpreter writes when it dies."""
        return self.logs / "crash.log"

    @property
    def reports(self) -> Path:
        """Reports on the health of shows, and their tables."""
        return self.logs / REPORTS

    @property
    def avatars(self) -> Path:
        """The user's own avatars."""
        return self.data / "avatars"

    @property
    def show_file(self) -> Path:
        """The script on the desk and what waits to be spoken, JSON."""
        return self.data / "show.json"

    @property
    def obs_undo_file(self) -> Path:
        """What takes back the changes in OBS, JSON."""
        return self.data / "obs_undo.json"

    @property
    def voices(self) -> Path:
        """Neural voices that were fetched; made when there is one."""
        return self.data / "voices"

    @property
    def voice_library(self) -> Path:
        """The Python that they speak with, where the studio has installed it: among them, and removed like one."""
        return self.voices / "Piper library"

    @property
    def clips(self) -> Path:
        """Drawn hosts: at rest, in a folder for each kind of engine, and what they are drawn from."""
        return self.clips_moved or self.cache

    @property
    def quantised(self) -> Path:
        """Quantised weights, and what is compiled for the card."""
        return self.quantised_moved or self.cache / "quantised"

    @property
    def measured(self) -> Path:
        """What graphics cards were measured to hold."""
        return self.cache / "local"

    @property
    def models(self) -> Path:
        """Weights of models that were fetched or imported, where the settings name no other folder."""
        return self.data / "models"

    @property
    def gpu_runtime(self) -> Path:
        """The Python and the PyTorch that models run with, where the studio has installed them."""
        return self.data / "gpu-runtime"

    def moved(self, logs: Path | None, clips: Path | None, quantised: Path | None) -> Paths:
        """With the folders that the user has moved; None: where it was. A log folder that is gone counts as None."""
        if logs is not None:
            try:
                _make(logs, 0o777)
            except AppError:
                logs = None
        return replace(self, logs=logs or self.logs, clips_moved=clips, quantised_moved=quantised)

    def make(self) -> None:
        """Create the folders. Raises AppError when that is impossible or the runtime folder is somebody else's."""
        for folder in (self.config, self.data, self.cache, self.logs, self.avatars):
            _make(folder, 0o777)
        _make(self.runtime, 0o700)
        if os.name == "posix":
            self._guard_runtime()

    def _guard_runtime(self) -> None:
        # The fallback lies in a folder that everybody can write to, under a name that can be guessed.
        info = self.runtime.lstat()
        if self.runtime.is_symlink() or info.st_uid != os.getuid():
            raise AppError(
                "paths.runtime_not_ours",
                f"The folder {self.runtime} belongs to somebody else.",
                "Remove it, or start with --basedir and a folder of your own.",
                permanent=True,
            )
        if info.st_mode & 0o077:
            self.runtime.chmod(0o700)


def source_root() -> Path:
    """The folder with our source, ``resources`` and ``requirements``.

    A packaged studio has it, too, in a folder without anything else: engines run it with a Python of their own, which
    must not find this one's packages.
    """
    packed = getattr(sys, "_MEIPASS", None)
    return Path(packed) / "studio" if packed is not None else Path(__file__).resolve().parents[2]


def resources_dir() -> Path:
    """The files shipped with the studio."""
    return source_root() / "resources"


def models_dir() -> Path:
    """Where the models that find faces are."""
    return resources_dir() / "models"


def _user_runtime(dirs: platformdirs.PlatformDirs) -> Path:
    if os.name != "posix" or sys.platform == "darwin":
        return Path(dirs.user_runtime_path)
    # platformdirs' own way out, a folder in a /tmp/runtime-UID, trusts that nobody else made that one first.
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(session) / APP_NAME if session and Path(session).is_dir() else _private(Path(APP_NAME))


def _short(runtime: Path) -> Path:
    if os.name != "posix" or len(os.fsencode(runtime)) <= _LONGEST_RUNTIME_PATH:
        return runtime
    return _private(runtime)


def _private(runtime: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(runtime)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"flashtalk-{os.getuid()}-{digest}"


def _make(folder: Path, mode: int) -> None:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise AppError(
            "paths.not_writable",
            f"The folder {folder} cannot be created: {error.strerror or error}.",
            "Make room or give yourself the right to write there, or start with --basedir and another folder.",
            permanent=True,
        ) from error
