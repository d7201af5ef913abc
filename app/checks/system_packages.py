"""How the user's Linux installs what is missing."""

from __future__ import annotations

import platform
from collections.abc import Mapping


def install_command(commands: Mapping[str, str]) -> str:
    """The command for this system, of those for each family: debian, fedora, arch, suse. An unknown one is debian."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    families = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".replace("opensuse", "suse").split()
    known = (command for family in families for name, command in commands.items() if family.startswith(name))
    return next(known, commands["debian"])
