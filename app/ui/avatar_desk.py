"""Everything the window does with avatars beside choosing one: import, export, remove and undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.workers import Worker
from app.studio.commands import DuplicateAvatar, ExportAvatar, OpenCrop, OpenImport, RemoveAvatar
from app.studio.snapshot import AvatarEntry, CropView, PortraitView, Snapshot
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.crop_dialog import CropDialog
    from app.ui.import_dialog import ImportDialog

PICTURE_SUFFIXES = frozenset(("png", "jpg", "jpeg", "jpe", "jfif", "webp"))
# What may be dropped. Also other pictures: the studio says in a sentence why they cannot be used.
_IMPORTABLE = PICTURE_SUFFIXES | {"zip", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif", "svg", "psd"}


class AvatarDesk(QObject):
    """Asks the user and the studio. Lives on the GUI thread; never looks into a file itself.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)
    _encoded = Signal(bytes)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._dialog: ImportDialog | None = None
        self._answered: PortraitView | None = None
        self._crop: CropDialog | None = None
        self._cropped: CropView | None = None
        self._on_program: str | None = None
        self._encoder: Worker | None = None
        self._encoded.connect(self._open_pasted, Qt.ConnectionType.QueuedConnection)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Open the dialog for a picture that has been looked at, and close it when the studio is done with it."""
        dialog, view = self._dialog, snapshot.portrait
        if dialog is not None and dialog.view is not view:
            dialog.end()
            dialog = None
        if view is not None and dialog is None and view is not self._answered:
            self._answered = view
            self._open_dialog(view)
        if self._dialog is not None:
            self._dialog.show_snapshot(snapshot)
        self._on_program = snapshot.avatar_id
        if snapshot.crop is not None and snapshot.crop is not self._cropped:
            self._cropped = snapshot.crop
            self._open_crop(snapshot.crop, snapshot)

    def choose_files(self) -> None:
        """Let the user choose pictures or zip files to import."""
        dialog = QFileDialog(self._window, self.tr("Import Avatar"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*.{suffix}" for suffix in sorted(PICTURE_SUFFIXES | {"zip"}))
        dialog.setNameFilters(
            [self.tr("Pictures and avatars ({patterns})").format(patterns=patterns), self.tr("All files (*)")]
        )
        dialog.filesSelected.connect(lambda paths: self.open([Path(path) for path in paths]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_folder(self) -> None:
        """Let the user choose the folder of an avatar to import."""
        dialog = QFileDialog(self._window, self.tr("Import Avatar Folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.open([Path(path)]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open(self, paths: list[Path]) -> None:
        """Import these, one after another."""
        for path in paths:
            self.command.emit(OpenImport(path))

    def paste(self) -> None:
        """Import the picture, or the files, that are on the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if paths := importable(mime):
            self.open(paths)
        elif mime.hasFormat("image/png"):
            self._open_pasted(bytes(mime.data("image/png").data()))
        elif mime.hasImage() and self._encoder is None:
            image = QImage(mime.imageData())
            self._encoder = Worker("clipboard", lambda: self._encoded.emit(_as_png(image)))
            self._encoder.start()

    def crop(self, entry: AvatarEntry) -> None:
        """Let the user choose which part of the avatar's picture servers are sent."""
        self.command.emit(OpenCrop(entry.id))

    def crop_on_program(self) -> None:
        """The same for the avatar on the program."""
        if self._on_program is not None:
            self.command.emit(OpenCrop(self._on_program))

    def export(self, entry: AvatarEntry) -> None:
        """Let the user choose where to write the avatar."""
        dialog = QFileDialog(self._window, self.tr("Export {name}").format(name=entry.name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setNameFilters([self.tr("Zip files (*.zip)")])
        dialog.selectFile(f"{entry.id}.zip")
        dialog.fileSelected.connect(lambda path: self.command.emit(ExportAvatar(entry.id, Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def duplicate(self, entry: AvatarEntry) -> None:
        """Make another avatar like it; its name is changed like any other's."""
        self.command.emit(DuplicateAvatar(entry.id, self.tr("{name} copy").format(name=entry.name)))

    def remove(self, entry: AvatarEntry) -> None:
        """Remove the avatar. Nobody is asked, for it can be undone."""
        self.command.emit(RemoveAvatar(entry.id, entry.name))

    def close(self) -> None:
        """Close what is open, and wait for a picture that is being read from the clipboard."""
        if self._dialog is not None:
            self._dialog.end()
        if self._crop is not None:
            self._crop.reject()
        if self._encoder is not None:
            self._encoder.join()

    def _open_pasted(self, data: bytes) -> None:
        self._encoder = None
        self.command.emit(OpenImport(data, self.tr("Pasted picture")))

    def _open_dialog(self, view: PortraitView) -> None:
        from app.ui.import_dialog import ImportDialog  # not needed for the first picture

        dialog = self._dialog = ImportDialog(self._theme, view, self._window)
        dialog.command.connect(self.command)
        dialog.finished.connect(lambda: self._forget(dialog))
        dialog.show()
        dialog.activateWindow()

    def _open_crop(self, view: CropView, snapshot: Snapshot) -> None:
        from app.ui.crop_dialog import CropDialog

        if self._crop is not None:  # of another avatar
            self._crop.end()
        dialog = self._crop = CropDialog(self._theme, view, snapshot, self._window)
        dialog.command.connect(self.command)
        dialog.finished.connect(lambda: self._forget_crop(dialog))
        dialog.show()
        dialog.activateWindow()

    def _forget_crop(self, dialog: CropDialog) -> None:
        dialog.deleteLater()
        if self._crop is dialog:
            self._crop = None

    def _forget(self, dialog: ImportDialog) -> None:
        dialog.deleteLater()
        if self._dialog is dialog:
            self._dialog = None


def importable(mime: QMimeData) -> list[Path]:
    """What of a drag or a clipboard may become an avatar, told by the names: looking into it is the studio's work."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    # Folders mostly have no suffix, and are told with a slash at the end or without.
    return [path for path in paths if path.suffix.lower().removeprefix(".") in _IMPORTABLE or not path.suffix]


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
