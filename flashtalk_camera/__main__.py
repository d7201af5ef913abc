"""``python -m flashtalk_camera``."""

from __future__ import annotations

import sys

from flashtalk_camera.main import main

if __name__ == "__main__":
    sys.exit(main())
