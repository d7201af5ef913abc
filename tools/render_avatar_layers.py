"""Draw a layered avatar's PNG files from its SVG. A tool for whoever draws hosts; the studio never needs it.

    QT_QPA_PLATFORM=offscreen python tools/render_avatar_layers.py resources/avatars/mira

The SVG lies in ``source/<folder name>.svg``. Its top-level groups say by their ids what they are:

- ``mouth-SHAPE-N``: the mouth from barely open (1) to widest (the highest N); ``mouth-neutral-0`` is closed and is
  the beginning of every shape;
- ``eyes-half`` and ``eyes-closed``: lids over the open eyes;
- ``LOOK-face-N``: open eyes and brows of an expression from slight (1) to full, drawn instead of ``eyes-open`` and
  ``brows``;
- ``LOOK-mouth-N-STEP``: its mouths, N as before, from closed (STEP 0) to widest; the closed one may be the only one;
- everything else is the host without a mouth, in the order of drawing.

Written are ``light2d/layers/*.png``, the ``canvas``, ``layers`` and ``studio`` parts of ``light2d/avatar.json`` (its
other parts are kept), ``reference.png`` and ``preview.png``.
"""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SVG = "{http://www.w3.org/2000/svg}"
FACE = re.compile(r"(\w+)-face-\d+")
MOUTH = re.compile(r"(\w+)-mouth-(\d+)-(\d+)")
PREVIEW_HEIGHT_PX = 400
SPREAD_PX = 6
MARGIN_PX = 2
"""Transparent border of a cropped layer, so that its soft edge is never cut when the layer is scaled."""


class Drawing:
    """The SVG, of which any choice of top-level groups can be drawn."""

    def __init__(self, path: Path) -> None:
        ET.register_namespace("", SVG[1:-1])
        self._root = ET.fromstring(path.read_text(encoding="utf-8"))
        self._groups = [(g.get("id", ""), g) for g in self._root if g.tag == SVG + "g"]
        self.names = [name for name, _ in self._groups]

    def draw(self, *names: str) -> QImage:
        """The named groups over each other, on a transparent canvas."""
        for _, group in self._groups:
            if group in list(self._root):
                self._root.remove(group)
        self._root.extend(next(g for n, g in self._groups if n == name) for name in names)
        renderer = QSvgRenderer(QByteArray(ET.tostring(self._root)))
        image = QImage(renderer.defaultSize(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
        painter.end()
        return image


def opaque_box(image: QImage) -> QRect:
    """The smallest rectangle with everything visible of ``image``, and a margin."""
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    width, height, stride = alpha.width(), alpha.height(), alpha.bytesPerLine()
    data = bytes(alpha.constBits())
    rows = [data[y * stride : y * stride + width] for y in range(height)]
    used = [y for y, row in enumerate(rows) if any(row)]
    left = min(len(row) - len(row.lstrip(b"\0")) for row in rows if any(row))
    right = max(len(row.rstrip(b"\0")) for row in rows)
    box = QRect(left, used[0], right - left, used[-1] + 1 - used[0])
    return box.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX).intersected(image.rect())


def save(image: QImage, path: Path) -> None:
    """Write a PNG, compressed as well as it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.convertToFormat(QImage.Format.Format_ARGB32).save(str(path), None, 0):
        sys.exit(f"cannot write {path}")


def layer(drawing: Drawing, folder: Path, group: str) -> dict[str, Any]:
    """Draw one group; returns its entry for avatar.json."""
    return save_layer(drawing.draw(group), folder, group)


def save_layer(image: QImage, folder: Path, group: str) -> dict[str, Any]:
    """Write what is visible of ``image``; returns its entry for avatar.json."""
    box = opaque_box(image)
    save(image.copy(box), folder / "light2d" / "layers" / f"{group}.png")
    return {"source": f"layers/{group}.png", "rect": [box.x(), box.y(), box.width(), box.height()]}


def changed(image: QImage, base: QImage) -> QImage:
    """``image`` where it differs from ``base`` and a little around it: laid over the base it gives the image."""
    pixels, before = (np.frombuffer(one.constBits(), np.uint32).reshape(one.height(), -1) for one in (image, base))
    differs = pixels != before
    for axis in (0, 1):  # scaled down, the edge of a layer is soft
        differs = np.any([np.roll(differs, by, axis) for by in range(-SPREAD_PX, SPREAD_PX + 1)], axis=0)
    return QImage(np.where(differs, pixels, 0).tobytes(), image.width(), image.height(), image.format()).copy()


def looks(drawing: Drawing, folder: Path, base_groups: list[str]) -> dict[str, Any]:
    """Draw all expressions; returns their entries for avatar.json."""
    found: dict[str, Any] = {}
    base = drawing.draw(*base_groups)
    for name in drawing.names:
        face, mouth = FACE.fullmatch(name), MOUTH.fullmatch(name)
        if face is not None:
            groups = [name if group == "eyes-open" else group for group in base_groups if group != "brows"]
            entry = save_layer(changed(drawing.draw(*groups), base), folder, name)
            found.setdefault(face[1], {"face": [], "mouth": []})["face"].append(entry)
        elif mouth is not None:
            rows = found.setdefault(mouth[1], {"face": [], "mouth": []})["mouth"]
            if mouth[3] == "0":
                rows.append([])
            rows[-1].append(save_layer(drawing.draw(name), folder, name))
    return found


def main(folder: Path) -> None:
    """Write all files of the avatar in ``folder``."""
    drawing = Drawing(folder / "source" / f"{folder.name}.svg")
    mouths = [name for name in drawing.names if name.startswith("mouth-")]
    over = {name for name in drawing.names if FACE.fullmatch(name) or MOUTH.fullmatch(name)}
    over |= {*mouths, "eyes-half", "eyes-closed"}
    base_groups = [name for name in drawing.names if name not in over]
    base = drawing.draw(*base_groups)
    save(base, folder / "light2d" / "layers" / "base.png")
    entries = {name: layer(drawing, folder, name) for name in [*mouths, "eyes-half", "eyes-closed"]}
    closed = "mouth-neutral-0"
    shapes: dict[str, list[dict[str, Any]]] = {}
    for name in sorted(mouths, key=lambda n: (n.rsplit("-", 1)[0], int(n.rsplit("-", 1)[1]))):
        shape = re.fullmatch(r"mouth-(\w+)-\d+", name)
        if shape is None:
            sys.exit(f"a mouth group is named mouth-SHAPE-N, not {name}")
        shapes.setdefault(shape[1], [] if name == closed else [entries[closed]]).append(entries[name])
    neutral = shapes["neutral"]
    steps = len(neutral) - 1
    config_path = folder / "light2d" / "avatar.json"
    config = json.loads(config_path.read_text(encoding="utf-8"))
    config["canvas"] = {"width": base.width(), "height": base.height()}
    config["layers"] = {
        "base": {"source": "layers/base.png", "rect": [0, 0, base.width(), base.height()]},
        "blink": entries["eyes-closed"],
        "mouth": {
            "closed": neutral[0],
            "small": neutral[round(steps / 3)],
            "medium": neutral[round(steps * 2 / 3)],
            "large": neutral[steps],
        },
    }
    config["studio"] = {
        "mouth": shapes,
        "blink": [entries["eyes-half"], entries["eyes-closed"]],
        "looks": looks(drawing, folder, base_groups),
    }
    config_path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    reference = drawing.draw(*base_groups, closed)
    save(reference, folder / "reference.png")
    mode = Qt.TransformationMode.SmoothTransformation
    save(reference.scaledToHeight(PREVIEW_HEIGHT_PX, mode), folder / "preview.png")


if __name__ == "__main__":
    app = QGuiApplication(sys.argv[:1])
    main(Path(sys.argv[1]))
