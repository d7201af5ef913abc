"""The check-up on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.cli.arguments import FAILED, OK
from app.cli.console import Console
from app.studio.checkup import Check, Finding, Light, run_checks


def examine(checks: Mapping[str, Check], console: Console, *, as_json: bool) -> int:
    """Run the checks, print what they found, and give the exit code: failed if anything is red."""
    findings = run_checks(checks)
    if as_json:
        listing = [
            {"id": name, "status": found.light.value, "message": found.message, "fix": found.fix}
            for name, found in findings.items()
        ]
        console.result(json.dumps({"checks": listing}, ensure_ascii=False, indent=2))
    else:
        console.result("\n".join(line for name, found in findings.items() for line in _lines(name, found)))
    return FAILED if any(found.light is Light.RED for found in findings.values()) else OK


def _lines(name: str, found: Finding) -> list[str]:
    lines = [f"{found.light.value:<6} {name:<14} {found.message}"]
    return [*lines, f"{'':<6} {'':<14} -> {found.fix}"] if found.fix else lines
