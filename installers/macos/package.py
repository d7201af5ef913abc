"""Signs the application for macOS, makes the disk image and has it notarised: ``python -m installers.macos.package``.

``FLASHTALK_IDENTITY``, where it is set, is the name of a Developer ID certificate in the keychain; without it the
application gets an ad-hoc signature. ``FLASHTALK_NOTARY_PROFILE``, where it is set, is a profile that ``xcrun
notarytool store-credentials`` has made; the image is sent to Apple with it, and the answer stapled to it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import build_spec

ENTITLEMENTS = Path(__file__).with_name("entitlements.plist")


def main() -> int:
    """``dist/flashtalk-studio-VERSION-darwin-MACHINE.dmg``."""
    identity, profile = (os.environ.get(f"FLASHTALK_{name}", "") for name in ("IDENTITY", "NOTARY_PROFILE"))
    for command in commands(identity, profile, image()):
        subprocess.run(command, check=True)
    print(f"{image()}: {image().stat().st_size / 1e6:.1f} MB")
    return 0


def image() -> Path:
    """Where the disk image goes."""
    return build_spec.DIST / f"{build_spec.download_name()}.dmg"


def commands(identity: str, profile: str, target: Path) -> list[list[str]]:
    """What is run, in this order. The notices came in after PyInstaller had signed, so everything is signed anew."""
    stage = build_spec.WORK / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    (stage / "Applications").symlink_to("/Applications")
    sign = ["codesign", "--force", "--deep", "--sign", identity or "-", "--entitlements", str(ENTITLEMENTS)]
    sign += ["--options", "runtime", "--timestamp"] if identity else []
    app = str(stage / build_spec.BUNDLE.name)
    wanted = [
        ["ditto", str(build_spec.BUNDLE), app],
        [*sign, app],
        ["codesign", "--verify", "--deep", "--strict", app],
        ["hdiutil", "create", "-volname", "FlashTalk Studio", "-srcfolder", str(stage), "-ov", "-format", "ULMO",
         str(target)],
    ]  # fmt: skip
    if identity:
        wanted.append(["codesign", "--sign", identity, "--timestamp", str(target)])
    if profile:
        wanted.append(["xcrun", "notarytool", "submit", str(target), "--keychain-profile", profile, "--wait"])
        wanted.append(["xcrun", "stapler", "staple", str(target)])
    return wanted


if __name__ == "__main__":
    sys.exit(main())
