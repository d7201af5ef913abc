"""What is done in the window before a picture is taken of it, and what stands in its dialogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.avatars.crop import Rest
from app.avatars.detector import FaceDetector
from app.avatars.face_handles import handles_of, suggested_handles
from app.avatars.import_check import examine
from app.avatars.pictures import load_picture
from app.avatars.resampling import fit
from app.base.paths import resources_dir
from app.media.pixels import ProgramPicture
from app.studio.snapshot import (
    CropView,
    PortraitView,
)
from app.ui.about import AboutDialog
from app.ui.main_window import MainWindow
from app.ui.widgets import Column
from tests.helpers.qt import until
from tests.helpers.scripted_studio import draw_host

PORTRAIT = Path(__file__).parents[1] / "data" / "astronaut.jpg"


def portrait_view(found: bool = True) -> PortraitView:
    picture = load_picture(PORTRAIT)
    height, width, _ = picture.shape
    faces = [face.points for face in FaceDetector(resources_dir() / "models").find(picture)] if found else []
    handles = handles_of(faces[0]) if faces else suggested_handles(width, height)
    size = np.array((width, height), np.float32)
    points = faces[0] / size if faces else None
    notices = examine(picture, faces)
    return PortraitView("Eileen Collins", picture, handles.scaled(1 / width, 1 / height), points, notices)


def warned_view() -> PortraitView:
    """A portrait of which much is to be said."""
    view = portrait_view()
    assert view.points is not None
    height, width, _ = view.picture.shape
    blurred = fit(fit(view.picture, width // 8, height // 8), width // 2, height // 2)
    points = view.points * np.array((width // 2, height // 2), np.float32)
    return replace(view, notices=examine(blurred, (points, points)))


def show_script(window: MainWindow) -> None:
    window.script.show()
    QApplication.sendPostedEvents()


def show_mixer(window: MainWindow) -> None:
    """Open the Audio Mixer dock."""
    window.mixer.show()
    QApplication.sendPostedEvents()


def show_stats(window: MainWindow) -> None:
    window.stats.show()
    QApplication.sendPostedEvents()


def edit_script(window: MainWindow) -> None:
    lines = window.script.panel.list
    lines.setFocus()
    lines.setCurrentIndex(lines.model().index(3, 0))
    lines.edit(lines.currentIndex())


def open_variables(window: MainWindow) -> QWidget | None:
    from app.ui.script_dialogs import VariablesDialog

    window.script.panel.variables_wanted.emit()
    return window.findChild(VariablesDialog)


def scroll_down(window: MainWindow) -> None:
    (column,) = (one for one in window.findChildren(Column) if one.isAncestorOf(window.voice))
    bar = column.verticalScrollBar()
    bar.setValue(bar.maximum())


def crop_view() -> CropView:
    picture = load_picture(PORTRAIT)
    (face, *_) = FaceDetector(resources_dir() / "models").find(picture)
    return CropView("a1", "Professor Maximiliane von Hohenstein", Rest(picture, face.points))


def open_assistant(page: int, height_px: int) -> Callable[[MainWindow], QWidget | None]:
    def act(window: MainWindow) -> QWidget | None:
        from app.ui.assistant import Assistant

        window.before_show.open_assistant()
        assistant = window.findChild(Assistant)
        assert assistant is not None
        if height_px:
            assistant.resize(assistant.width(), height_px)
        for _ in range(page):
            assistant.next()
        assistant.stage.show_picture(ProgramPicture(draw_host(1280, 720, mouth=0.6)))
        return assistant

    return act


def open_preflight(window: MainWindow) -> QWidget | None:
    from app.ui.preflight_panel import PreflightDialog

    window.before_show.open_preflight()
    dialog = window.findChild(PreflightDialog)
    assert dialog is not None
    return dialog


def find_crop_dialog(window: MainWindow) -> QWidget | None:
    from app.ui.crop_dialog import CropDialog

    return window.findChild(CropDialog)


def find_import_dialog(window: MainWindow) -> QWidget | None:
    from app.ui.import_dialog import ImportDialog

    return window.findChild(ImportDialog)


def try_to_close(window: MainWindow) -> QWidget | None:
    window.close()
    return QApplication.activeModalWidget()


def open_page(
    page: str, change: bool = False, height_px: int = 640, end: bool = False
) -> Callable[[MainWindow], QWidget | None]:
    def act(window: MainWindow) -> QWidget | None:
        from app.ui.settings_dialog import SettingsDialog

        window.open_settings(page)
        dialog = window.findChild(SettingsDialog)
        assert dialog is not None
        dialog.resize(760, height_px)
        if end:
            QApplication.sendPostedEvents()
            scroll = dialog._stack.currentWidget()
            assert isinstance(scroll, QScrollArea)
            scroll.verticalScrollBar().setValue(10_000)
        if change:
            dialog._editors["camera", "colours"][1].show_value("bt601")
            dialog._on_edited()
        return dialog

    return act


def open_about(window: MainWindow) -> QWidget | None:
    """What the studio says of itself."""
    window.help.open_about()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    until(lambda: dialog.licences.toPlainText() != "")
    return dialog


def open_recordings(window: MainWindow) -> QWidget | None:
    """The list out of which recordings are chosen that are removed."""
    from app.ui.choose_dialog import ChooseDialog

    open_page("storage")(window)
    clean = window.findChild(QPushButton, "recordings.clean")
    assert isinstance(clean, QPushButton)
    clean.click()
    return window.findChild(ChooseDialog)


def open_terms(window: MainWindow) -> QWidget | None:
    from app.ui.terms_dialog import TermsDialog

    open_page("models")(window)
    button = window.findChild(QPushButton, "flashhead-lite.fetch")
    assert isinstance(button, QPushButton)
    button.click()
    return window.findChild(TermsDialog)
