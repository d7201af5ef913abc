"""How the running studio is doing, and the OmniRT server that it draws with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import AppError
from app.base.omnirt_settings import ServerProfile, travels_in_clear
from app.base.secrets import secret, server_key
from app.cli.arguments import FAILED, NOT_RUNNING, OK
from app.cli.console import Console
from app.studio.control import ask_status

if TYPE_CHECKING:
    from app.engine.omnirt.discovery import ModelStatus, ServerKind


@dataclass(frozen=True, slots=True)
class AskedServer:
    """The server that is asked, too.

    Attributes:
        profile: which one.
        url: its address.
        ours: it stands in the settings or in the environment.
        decides: it was named on the command line: the exit code tells of it.

    """

    profile: ServerProfile
    url: str
    ours: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """What a server says; ``models`` is None where it was not asked for them."""

    url: str
    kind: ServerKind | None = None
    models: tuple[ModelStatus, ...] | None = None
    error: AppError | None = None

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        models = None if self.models is None else [
            {"id": model.id, "state": model.word, "reason": model.reason} for model in self.models
        ]  # fmt: skip
        error = None if self.error is None else {"code": self.error.code, "message": self.error.message}
        return {"url": self.url, "kind": self.kind and self.kind.value, "models": models, "error": error}

    def lines(self) -> Iterator[str]:
        """For people and for scripts."""
        yield f"omnirt: {self.url}"
        yield f"omnirt_kind: {'-' if self.kind is None else self.kind.value}"
        yield f"omnirt_models: {', '.join(m.id for m in self.models or () if m.connected) or '-'}"
        for model in self.models or ():
            yield f"model: {model.id}: {model.word}: {_word(model.reason)}"
        if self.error is not None:
            yield f"problem: {self.error.code}: {_word(self.error.message)}"


def tell_status(runtime: Path, server: AskedServer | None, console: Console, *, as_json: bool) -> int:
    """Ask the studio whose private folder is ``runtime``, then the server. Gives the exit code; raises AppError."""
    answer = ask_status(runtime)
    said = None if server is None else ask_server(server, console, live=answer is not None and _draws_or_airs(answer))
    if as_json:
        content: dict[str, Any] = {"running": answer is not None, **(answer or {})}
        if said is not None:
            content["omnirt"] = said.as_json()
        console.result(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        lines = ["not running"] if answer is None else _lines(answer)
        console.result("\n".join([*lines, *(said.lines() if said is not None else ())]))
    if server is not None and said is not None and server.decides:
        if said.error is not None:
            console.error(said.error)
        return OK if said.error is None else FAILED
    return OK if answer is not None else NOT_RUNNING


def ask_server(server: AskedServer, console: Console, *, live: bool) -> ServerAnswer:
    """What the server says; of a show that is ``live`` only whether it is there, which disturbs nobody."""
    from app.engine.omnirt.discovery import ServerKind, find_kind, models, request_headers

    profile = server.profile
    kind = None
    try:
        if travels_in_clear(server.url, ()):
            console.say(f"What is sent to {server.url} travels unencrypted: it is in no private network.")
        headers = request_headers(secret(server_key(profile.name)) or "", profile.headers)
        kind = find_kind(server.url, headers, profile.ca_file)
        if kind is ServerKind.STANDALONE:  # which model it has, it tells only whoever opens a session
            return ServerAnswer(server.url, kind)
        if live:
            console.say("A show is live: the server was not asked for its models, which could interrupt the show.")
            return ServerAnswer(server.url, kind)
        if not server.ours:
            console.say(
                f"Asking {server.url} for its models: if a standalone server stands behind it, whoever has a session "
                "there loses it."
            )
        return ServerAnswer(server.url, kind, models(server.url, headers, profile.ca_file))
    except AppError as error:
        return ServerAnswer(server.url, kind, error=error)


def _draws_or_airs(answer: dict[str, Any]) -> bool:
    """Whether discovery could end what the studio shows. One that draws by itself has no session to lose."""
    return bool(answer["state"].get("live")) or answer["state"].get("engine_kind") == "omnirt"


def _lines(answer: dict[str, Any]) -> list[str]:
    """``name: value`` on every line; ``-`` for what is not known."""
    values = {"running": "yes", "pid": answer["pid"], **answer["state"], **answer["measures"]}
    lines = [f"{name}: {_word(value)}" for name, value in values.items()]
    return lines + [f"problem: {problem['code']}: {_word(problem['message'])}" for problem in answer["problems"]]


def _word(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("\n", " ")
