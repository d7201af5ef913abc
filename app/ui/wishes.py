"""What the assistant and the preflight want of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Wishes(QObject):
    """Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.
        settings_wanted: this page of the settings is to be opened.
        import_wanted: the user wants to choose a picture for an avatar.
        paste_wanted: the user wants to import what is on the clipboard.
        file_wanted: the user wants to choose a file to speak.

    """

    command = Signal(object)
    settings_wanted = Signal(str)
    import_wanted = Signal()
    paste_wanted = Signal()
    file_wanted = Signal()
