"""Makes the installer for Windows: ``python -m installers.windows.package``. Needs ``makensis`` (NSIS 3).

``FLASHTALK_SIGN``, where it is set, is the command that signs a file whose name is put behind it, for example
``signtool sign /fd sha256 /tr http://timestamp.example /td sha256 /n "Name"``. It signs the programs, the installer and
the uninstaller.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import build_spec

SCRIPT = Path(__file__).with_name("studio.nsi")
PROGRAMS = (*(program.name for program in build_spec.PROGRAMS), build_spec.COMMAND_LINE)


def main() -> int:
    """``dist/flashtalk-studio-VERSION-windows-MACHINE.exe``."""
    sign = os.environ.get("FLASHTALK_SIGN", "")
    if sign:
        for name in PROGRAMS:
            subprocess.run([*shlex.split(sign), str(build_spec.FOLDER / f"{name}.exe")], check=True)
    made = make_installer(build_spec.FOLDER, build_spec.WORK / "icons" / "studio.ico", build_spec.DIST, sign)
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
    return 0


def make_installer(payload: Path, icon: Path, folder: Path, sign: str = "") -> Path:
    """The installer of what lies in ``payload``, in ``folder``."""
    made = folder / f"{build_spec.download_name()}.exe"
    facts = {"VERSION": build_spec.version(), "PAYLOAD": payload, "OUTPUT": made, "ICON": icon}
    facts |= {"SIGN": sign} if sign else {}
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    command = [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    subprocess.run([*command, *(f"-D{name}={value}" for name, value in facts.items()), str(SCRIPT)], check=True)
    return made


if __name__ == "__main__":
    sys.exit(main())
