"""``python -m flashtalk_speech``."""

from __future__ import annotations

import sys

from flashtalk_speech.main import main

if __name__ == "__main__":
    sys.exit(main())
