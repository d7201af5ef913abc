"""The environment variables that OpenTalking's users already have, as an overlay over the settings.

Their meaning, from OpenTalking's documentation and code: ``OPENTALKING_OMNIRT_ENDPOINT``, or else ``OMNIRT_ENDPOINT``,
is OmniRT's address and ``OMNIRT_API_KEY`` its key; ``OPENTALKING_FLASHTALK_BACKEND`` says what draws, and
``OPENTALKING_FLASHTALK_WS_URL`` where a standalone FlashTalk server is, for ``direct_ws`` and for older settings that
name nothing else. With ``local`` FlashTalk runs on this computer, ``OPENTALKING_FLASHTALK_CKPT_DIR`` is the folder of
its weights and ``OPENTALKING_FLASHTALK_WAV2VEC_DIR`` that of what hears for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.base.errors import Problem, Severity
from app.base.omnirt_settings import ServerProfile, checked_url

BACKENDS = {"omnirt": "omnirt", "direct_ws": "omnirt", "local": "local", "mock": "testcard"}
"""OpenTalking's back-ends, and the engines that stand for them."""

DIRECT_URL = "ws://localhost:8765"
"""Where OpenTalking looks for a standalone server if it is told nothing."""

_BACKEND = "OPENTALKING_FLASHTALK_BACKEND"
_DIRECT = "OPENTALKING_FLASHTALK_WS_URL"
_ENDPOINTS = ("OPENTALKING_OMNIRT_ENDPOINT", "OMNIRT_ENDPOINT")
_KEY = "OMNIRT_API_KEY"
_FOLDERS = {
    "local.ckpt_dir": "OPENTALKING_FLASHTALK_CKPT_DIR",
    "local.wav2vec_dir": "OPENTALKING_FLASHTALK_WAV2VEC_DIR",
}


@dataclass(frozen=True, slots=True)
class EnvironmentOverlay:
    """What the environment asks for.

    Attributes:
        engine: kind of the engine; None: as in the settings.
        url: address of the server; empty: as in the settings.
        model: what this computer is to draw with; None: as in the settings.
        folders: of its files, by ``"section.field"``.
        key: the key of the server in the environment or on the command line; empty: as in the keyring.
        origins: the variable that each of the settings comes from, by ``"section.field"``.
        problems: what cannot be followed.

    """

    engine: str | None = None
    url: str = ""
    model: str | None = None
    folders: Mapping[str, Path] = field(default_factory=dict)
    key: str = field(default="", repr=False)
    origins: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_environment(environment: Mapping[str, str]) -> EnvironmentOverlay:
    """What the variables in ``environment`` ask for; what makes no sense is left out and told. Never raises."""
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    problems: list[Problem] = []
    backend = given.get(_BACKEND, "").lower()
    if backend and backend not in BACKENDS:
        problems.append(_ignored(_BACKEND, f"there is no backend {backend!r:.60}", f"Use {', '.join(BACKENDS)}."))
        backend = ""
    endpoint = next((name for name in _ENDPOINTS if name in given), "")
    source = _DIRECT if backend == "direct_ws" or (_DIRECT in given and not endpoint and not backend) else endpoint
    url = given.get(source, DIRECT_URL if source == _DIRECT else "")
    origins = {"engine.kind": _BACKEND} if backend else {}
    folders = {name: Path(given[variable]) for name, variable in _FOLDERS.items() if variable in given}
    origins |= {name: _FOLDERS[name] for name in folders}
    if backend == "local":
        origins["local.model"] = _BACKEND
    if url:
        try:
            url = checked_url(url)
            origins["omnirt.server"] = source if source in given else _BACKEND
        except ValueError as error:
            problems.append(_ignored(source, str(error), "Correct it or unset it."))
            url = ""
    return EnvironmentOverlay(
        engine=BACKENDS[backend] if backend else None,
        url=url,
        model="flashtalk" if backend == "local" else None,
        folders=folders,
        key=given.get(_KEY, ""),
        origins=origins,
        problems=tuple(problems),
    )


def with_server(servers: tuple[ServerProfile, ...], url: str, name: str) -> tuple[tuple[ServerProfile, ...], str]:
    """``servers`` with one at ``url``, and what that one is called: ``name``, unless it is known or the name taken."""
    for profile in servers:
        if profile.url == url:
            return servers, profile.name
    taken = {profile.name for profile in servers}
    free = next(one for one in (name, *(f"{name} {number}" for number in range(2, 1000))) if one not in taken)
    return (*servers, ServerProfile(name=free, url=url)), free


def _ignored(variable: str, why: str, hint: str) -> Problem:
    return Problem(
        f"settings.environment_{variable.lower()}",
        f"The environment variable {variable} is ignored: {why}.",
        hint,
        Severity.WARNING,
    )
