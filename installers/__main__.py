"""``python -m installers``: the packed studio and what people download, for the system that this runs on."""

from __future__ import annotations

import sys

import build_spec

if __name__ == "__main__":
    build_spec.main()
    if sys.platform == "win32":
        from installers.windows.package import main
    elif sys.platform == "darwin":
        from installers.macos.package import main
    else:
        from installers.linux.package import main
    sys.exit(main())
