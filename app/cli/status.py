"""How the running studio is doing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.cli.arguments import NOT_RUNNING, OK
from app.cli.console import Console
from app.studio.control import ask_status


def tell_status(runtime: Path, console: Console, *, as_json: bool) -> int:
    """Ask the studio whose private folder is ``runtime``, and give the exit code. Raises AppError."""
    answer = ask_status(runtime)
    if as_json:
        console.result(json.dumps({"running": answer is not None, **(answer or {})}, ensure_ascii=False, indent=2))
    elif answer is None:
        console.result("not running")
    else:
        console.result("\n".join(_lines(answer)))
    return OK if answer is not None else NOT_RUNNING


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
