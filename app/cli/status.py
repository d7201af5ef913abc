"""How the running studio is doing, and the OmniRT server that it draws with."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import AppError
from app.base.omnirt_settings import ServerProfile, travels_in_clear
from app.base.rungs import Rung, RungState
from app.base.secrets import secret, server_key
from app.cli.arguments import FAILED, NOT_RUNNING, OK
from app.cli.console import Console
from app.studio.connection import VERIFY_S, refusal
from app.studio.control import ask_status

_LINE_EVERY_S = 10.0

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


def tell_status(
    runtime: Path,
    server: AskedServer | None,
    console: Console,
    *,
    as_json: bool,
    verify: Callable[[], Iterator[Rung]] | None = None,
) -> int:
    """Ask the studio whose private folder is ``runtime``, then the server. Gives the exit code; raises AppError.

    Args:
        runtime: the folder.
        server: the server; None: there is none.
        console: what is said.
        as_json: for scripts.
        verify: has a host speak over the server, when nobody else does; None: nobody asked for it.

    """
    answer = ask_status(runtime)
    said = None if server is None else ask_server(server, console, live=answer is not None and _draws_or_airs(answer))
    content: dict[str, Any] = {"running": answer is not None, **(answer or {})}
    if said is not None:
        content["omnirt"] = said.as_json()
    if not as_json:
        lines = ["not running"] if answer is None else _lines(answer)
        console.result("\n".join([*lines, *(said.lines() if said is not None else ())]))
    verified: list[Rung] | None = None
    if verify is not None and said is not None and said.error is None:
        verified = []
        for rung in _verified(answer, verify):
            verified.append(rung)
            if not as_json:
                console.result("\n".join(_rung_lines(rung)))
        content["verify"] = [_as_json(rung) for rung in verified]
    if as_json:
        console.result(json.dumps(content, ensure_ascii=False, indent=2))
    if server is not None and said is not None and (server.decides or verify is not None):
        if said.error is not None:
            console.error(said.error)
        bad = said.error is not None or any(rung.state is RungState.BAD for rung in verified or ())
        return FAILED if bad else OK
    return OK if answer is not None else NOT_RUNNING


class SpeechProgress:
    """Tells on a terminal how much of a verification is over, and anywhere else now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._line_s = time.monotonic()

    def __call__(self, seconds: float) -> None:
        """So many seconds of it."""
        words = f"speaking: {seconds:.0f} of {VERIFY_S:.0f} s"
        if self._console.is_terminal:
            self._console.moving(words, every_s=0.2)
        elif time.monotonic() - self._line_s >= _LINE_EVERY_S:
            self._line_s = time.monotonic()
            self._console.say(words)


def _verified(answer: dict[str, Any] | None, verify: Callable[[], Iterator[Rung]]) -> Iterator[Rung]:
    state = answer["state"] if answer is not None else {}
    occupied = state.get("engine_kind") == "omnirt" and state.get("engine") not in ("standby", "failed")
    why_not = refusal(live=bool(state.get("live")), session_open=occupied)
    if why_not is not None:
        yield why_not
    else:
        yield from verify()


def _rung_lines(rung: Rung) -> Iterator[str]:
    yield f"verify: {rung.name}: {rung.state.value}: {_word(rung.text)}"
    for name, value in rung.figures:
        yield f"{rung.name}: {name}: {value:.3f}"
    for advice in rung.advice:
        yield f"advice: {rung.name}: {advice}"


def _as_json(rung: Rung) -> dict[str, Any]:
    return {
        "name": rung.name,
        "state": rung.state.value,
        "text": rung.text,
        "time_ms": None if rung.time_ms is None else round(rung.time_ms, 3),
        "figures": {name: round(value, 3) for name, value in rung.figures},
        "advice": list(rung.advice),
    }


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
    state = answer["state"]
    return bool(state.get("live")) or (state.get("engine_kind") == "omnirt" and state.get("engine") != "standby")


def _lines(answer: dict[str, Any]) -> list[str]:
    """``name: value`` on every line; ``-`` for what is not known."""
    values = {"running": "yes", "pid": answer["pid"], **answer["state"], **answer["measures"]}
    if (card := answer.get("card")) is not None:
        values["card"] = card["said"]
    lines = [f"{name}: {_word(value)}" for name, value in values.items()]
    return lines + [f"problem: {problem['code']}: {_word(problem['message'])}" for problem in answer["problems"]]


def _word(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("\n", " ")
