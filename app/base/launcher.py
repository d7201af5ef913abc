"""What people type to start this studio. Imports nothing: engines say it, too, in a Python that has only PyTorch."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def runs_from_source() -> bool:
    """People start it with ``studio.py``; an installed studio has commands of its own, and no such file."""
    return (ROOT / "studio.py").is_file()


def command(words: str) -> str:
    """What they type to have it do ``words``."""
    return f"{'studio.py' if runs_from_source() else 'flashtalk-studio-cli'} {words}"


def install_command() -> str:
    """What they type to have PyTorch installed, which models run with."""
    return f"python3 {command('local')}" if runs_from_source() else command("runtime install")
