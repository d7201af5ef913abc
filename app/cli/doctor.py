"""The check-up on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from app.base.errors import AppError
from app.base.settings import Settings
from app.cli.arguments import FAILED, OK
from app.cli.console import Console
from app.studio.checkup import Check, Finding, Light, run_checks, with_values


def examine(checks: Mapping[str, Check], console: Console, *, as_json: bool) -> int:
    """Run the checks, print what they found, and give the exit code: failed if anything is red."""
    findings = run_checks(checks)
    if as_json:
        listing = [_as_json(name, found) for name, found in findings.items()]
        console.result(json.dumps({"checks": listing}, ensure_ascii=False, indent=2))
    else:
        console.result("\n".join(line for name, found in findings.items() for line in _lines(name, found)))
    return FAILED if any(found.light is Light.RED for found in findings.values()) else OK


def mend(
    wanted: Sequence[str],
    checks: Callable[[Settings], Mapping[str, Check]],
    mends: Mapping[str, Callable[[], None]],
    settings: Settings,
    console: Console,
) -> Settings:
    """Do what mends the findings of the ``wanted`` checks, and give the settings that came of it. Raises AppError."""
    for name in wanted:
        known = checks(settings)
        if name not in known:
            raise AppError("doctor.no_such_check", f"There is no check {name}.", f"Use one of: {', '.join(known)}.")
        found = run_checks({name: known[name]})[name]
        if found.light is Light.GREEN:
            console.say(f"{name}: nothing needs to be mended.")
        elif not found.remedy.by_itself:
            console.say(f"{name}: the studio cannot mend this by itself. {found.fix}")
        else:
            if found.remedy.mend:
                mends[found.remedy.mend]()
            settings = with_values(settings, found.remedy.changes)
            console.say(f"{name}: done.")
    return settings


def _as_json(name: str, found: Finding) -> dict[str, object]:
    steps = [{"text": step.text, "command": step.command, "link": step.link} for step in found.remedy.steps]
    return {
        "id": name,
        "status": found.light.value,
        "message": found.message,
        "fix": found.fix,
        "fix_by_itself": found.remedy.by_itself,
        "steps": steps,
    }


def _lines(name: str, found: Finding) -> list[str]:
    margin = f"{'':<6} {'':<14}"
    lines = [f"{found.light.value:<6} {name:<14} {found.message}"]
    if found.fix:
        offer = f" (doctor --fix {name})" if found.remedy.by_itself else ""
        lines.append(f"{margin} -> {found.fix}{offer}")
    for number, step in enumerate(found.remedy.steps, 1):
        how = step.command or step.link
        lines.append(f"{margin}    {number}. {step.text}{f' {how}' if how else ''}")
    return lines
