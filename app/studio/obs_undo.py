"""What takes back the changes in OBS, kept in a file: the studio of the day after can do it, too."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from app.base.files import write_atomically
from app.base.secrets import BROWSER_TOKEN, secret
from app.studio.obs_plan import Request

log = logging.getLogger(__name__)

_TOKEN = "{token of the browser source}"  # noqa: S105 - stands in the file where the secret was


class ObsUndo:
    """Requests to OBS, the first to be done last. Of one thread, but for ``exists``.

    Args:
        path: the file; None: they are forgotten when the studio ends.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._requests: list[Request] | None = None  # None: not read yet
        self._kept: list[Request] = []
        self.exists = path is not None and path.exists()
        """Something can be taken back."""

    @property
    def requests(self) -> list[Request]:
        """All of them, to be changed and then kept. May wait for a keyring at first."""
        if self._requests is None:
            self._requests = self._read()
            self._kept = list(self._requests)
        return self._requests

    def keep(self) -> None:
        """Keep what they are now. The token that OBS's settings carry stays in the keyring."""
        requests = self.requests
        self.exists = bool(requests)
        if self._path is None or requests == self._kept:
            return
        self._kept = list(requests)
        try:
            if not requests:
                self._path.unlink(missing_ok=True)
                return
            text, token = json.dumps(requests, ensure_ascii=False), secret(BROWSER_TOKEN)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, (text.replace(token, _TOKEN) if token else text).encode())
        except OSError as error:
            log.info("what was changed in OBS cannot be kept in %s: %s", self._path, error)

    def _read(self) -> list[Request]:
        if self._path is None or not self.exists:
            return []
        try:
            text = self._path.read_text("utf-8")
            if _TOKEN in text:
                text = text.replace(_TOKEN, secret(BROWSER_TOKEN) or "")
            return [(str(kind), dict(data)) for kind, data in json.loads(text)]
        except (OSError, ValueError, TypeError) as error:
            log.info("what was changed in OBS before cannot be read: %s", error)
            return []
