"""The window: Qt, and nothing but Qt."""

import builtins

# PySide6 takes Python's import over: it reads, and keeps, the source of whatever is imported after it, looking for
# modules that want Qt's names in another style (``from __feature__ import snake_case``). None of ours does. It would
# cost 9 MB and a part of the time until the window is open.
_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _import
