"""Paint the portrait of Elias: a man who does not exist. A tool for whoever draws hosts; the studio never needs it.

    QT_QPA_PLATFORM=offscreen python tools/paint_portrait.py resources/avatars/elias

He is modelled as relief (how far every point of head, neck and clothes comes forward), lit from the upper left,
coloured by a painter's ramp from shadow to light, given eyes, brows, lips and hair, and painted over with brush strokes
that follow the form, coarse ones first and fine ones where the eye looks. The same numbers every time.

Written are ``reference.png`` (transparent around him), ``preview.png``, and into ``manifest.json`` where the face is.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from easel import (  # noqa: E402  (beside this file)
    HEIGHT,
    MIDDLE,
    OUT,
    SIDE,
    TOP,
    WIDTH,
    Field,
    X,
    Y,
    blur,
    brush,
    bump,
    curve,
    image_of,
    lay,
    noise,
    over,
    ramp,
    shape,
    smooth,
    stroke,
    through,
)
from elias_form import (  # noqa: E402
    COLLAR,
    EYE,
    FLAP,
    LIP_BOTTOM,
    LIP_TOP,
    LOWER_LID,
    MOUTH_LINE,
    UPPER_LID,
    body_form,
    head_form,
    head_width,
    light,
)

from app.avatars.detector import FaceDetector  # noqa: E402  (after the path that leads to it)
from app.avatars.face import Face, Points  # noqa: E402
from app.avatars.pictures import load_picture  # noqa: E402

SKIN = ((0.0, (34, 17, 15)), (0.22, (84, 44, 32)), (0.45, (139, 84, 58)), (0.68, (184, 124, 90)),
        (0.86, (214, 160, 124)), (1.0, (240, 202, 170)))  # fmt: skip
WOOL = ((0.0, (8, 20, 28)), (0.3, (18, 52, 66)), (0.6, (34, 88, 106)), (0.85, (70, 130, 148)), (1.0, (124, 176, 188)))
COTTON = (
    (0.0, (66, 52, 48)),
    (0.3, (140, 122, 112)),
    (0.6, (206, 192, 178)),
    (0.85, (240, 230, 218)),
    (1.0, (255, 250, 242)),
)
HAIR = ((0.0, (10, 8, 9)), (0.5, (30, 24, 24)), (0.8, (62, 52, 50)), (1.0, (112, 98, 92)))


# Landmarks of the mesh. Eyes: outer corner, upper lid, inner corner, lower lid from the outside; lips: rows from left.
LEFT_EYE = [33, 246, 161, 160, 159, 158, 157, 173, 133, 7, 163, 144, 145, 153, 154, 155]
RIGHT_EYE = [263, 466, 388, 387, 386, 385, 384, 398, 362, 249, 390, 373, 374, 380, 381, 382]
LIPS = [
    [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
    [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
    [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
    [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
]


# ---- his colours


def paint_skin(z: Field) -> NDArray[np.float32]:
    """Face, lit and tinted."""
    value, gloss = light(z, shine=0.34)
    value += 0.018 * noise(9, 1) + 0.012 * noise(2, 2)
    value -= 0.16 * bump(0, 728, 34, 10) * smooth(Y, 708, 724)  # under the nose
    value -= 0.10 * bump(12, 838, 46, 9)
    picture = ramp(SKIN, np.clip(value, 0, 1))
    for colour, cover in (
        ((188, 84, 62), 0.30 * bump(140, 672, 58, 40) + 0.26 * bump(0, 690, 32, 26) + 0.2 * bump(44, 694, 14, 16)),
        ((206, 150, 96), 0.16 * bump(0, 430, 160, 60)),
        ((92, 60, 58), 0.20 * beard()),
        ((96, 50, 46), 0.30 * bump(EYE, 590, 44, 9, 6) + 0.26 * bump(EYE, 532, 52, 13) + 0.32 * bump(60, 562, 14, 16)),
    ):
        lay(picture, colour, np.clip(cover, 0, 1))
    picture += gloss[..., None] * np.array((255, 226, 196), np.float32) * 0.55
    return picture


def beard() -> Field:
    """Where a beard would grow: shaven, it is a cool shadow."""
    jaw = smooth(Y + 0.25 * OUT, 770, 850) * smooth(head_width() - OUT, -20, 40)
    return np.clip(jaw + 0.8 * bump(0, 742, 70, 14) + 0.8 * bump(190, 720, 18, 60) - bump(0, 790, 80, 26), 0, 1)


def paint_ears(picture: NDArray[np.float32]) -> Field:
    """Both ears; returns where they are."""
    ear = shape(*curve((210, 540), (226, 514), (248, 508), (264, 528), (266, 572), (256, 624), (242, 662), (224, 682),
                       (208, 676)))  # fmt: skip
    rim = curve((218, 556), (230, 522), (250, 518), (258, 540), (258, 580), (250, 622), (240, 646))
    z = 30 * bump(246, 590, 26, 70) + 17 * stroke(rim, 5) + 14 * bump(232, 655, 11, 15)
    z += 10 * stroke(curve((226, 560), (238, 556), (243, 586), (236, 622)), 5) - 20 * bump(224, 606, 9, 18)
    value, gloss = light(blur(z, 2), shine=0.3)
    skin = ramp(SKIN, np.clip(value - 0.10, 0, 1))
    lay(skin, (150, 62, 48), 0.34 * bump(246, 590, 20, 60))
    lay(skin, (58, 26, 22), 0.6 * stroke(curve((232, 538), (247, 532), (250, 566), (244, 606)), 3.5))
    lay(skin, (40, 17, 15), 0.8 * bump(223, 606, 7, 14))
    skin += gloss[..., None] * 120
    lay(picture, skin, ear)
    return ear


def paint_eyes(picture: NDArray[np.float32]) -> None:
    """Eyes, looking at you."""
    opening = shape(*UPPER_LID, *reversed(LOWER_LID))
    white = np.empty_like(picture)
    white[:] = (196, 182, 172)
    lay(white, (150, 118, 108), smooth(np.abs(OUT - EYE), 22, 48))
    lay(white, (178, 96, 84), 0.8 * bump(62, 570, 6, 5))
    distance = np.hypot(OUT - EYE, Y - 560)
    turn = np.arctan2(Y - 560, X - MIDDLE - SIDE * EYE)
    lay(white, (34, 18, 13), smooth(21.5 - distance, -1, 1.5))
    iris = 0.5 + 0.18 * np.sin(turn * 23 + 2 * np.sin(turn * 7)) + 0.35 * np.sin(turn - 0.4)
    lay(white, ramp(((0, (52, 27, 17)), (0.5, (92, 52, 30)), (1, (146, 92, 54))), np.clip(iris, 0, 1)),
        smooth(18.5 - distance, -2, 3) * 0.9)  # fmt: skip
    lay(white, (12, 7, 7), smooth(9.5 - distance, -1, 1))
    lay(white, (30, 14, 14), 0.72 * stroke(UPPER_LID, 8))
    catch = np.exp(-0.5 * (((X - MIDDLE - SIDE * EYE + 7) / 3.6) ** 2 + ((Y - 553) / 3.4) ** 2))
    lay(white, (255, 252, 246), np.clip(1.3 * catch, 0, 1))
    lay(white, (170, 150, 140), 0.4 * np.exp(-0.5 * (((X - MIDDLE - SIDE * EYE - 7) / 5) ** 2 + ((Y - 568) / 3) ** 2)))
    lay(picture, white, opening)
    lay(picture, (66, 32, 26), 0.62 * stroke(curve((62, 552), (82, 532), (106, 525), (132, 530), (158, 549)), 3))
    lay(
        picture,
        (196, 138, 104),
        0.35 * stroke(curve((84, 536), (106, 532), (128, 536)), 3) * smooth(EYE + 40 - OUT, 0, 30),
    )
    lay(picture, (190, 124, 100), 0.6 * stroke([(x, y + 2.5) for x, y in LOWER_LID], 1.8))
    lay(picture, (58, 28, 24), 0.35 * stroke([(x, y + 6.5) for x, y in LOWER_LID[12:]], 2.2))
    lay(picture, (14, 8, 9), 0.96 * stroke([(x, y - 1) for x, y in UPPER_LID[6:-6]], 2.3))


def paint_mouth(picture: NDArray[np.float32]) -> None:
    """Lips, closed and at ease."""
    value = picture.mean(axis=2) / 255
    upper = blur(shape(*LIP_TOP, *reversed(MOUTH_LINE)), 1)
    lower = blur(shape(*MOUTH_LINE, *reversed(LIP_BOTTOM)), 1)
    tone = np.clip(value * 1.25 - 0.12, 0, 1)
    lay(picture, ramp(((0, (50, 20, 22)), (0.5, (132, 68, 62)), (1, (190, 116, 102))), tone - 0.06), upper * 0.85)
    lay(picture, ramp(((0, (66, 28, 28)), (0.5, (158, 84, 76)), (1, (222, 146, 128))), tone), lower * 0.85)
    creases = 0.5 + 0.5 * np.sin(OUT * 0.62 + 1.5 * noise(6, 5))
    lay(picture, (92, 42, 40), 0.10 * creases * lower)
    lay(picture, (244, 190, 170), np.clip(0.42 * bump(22, 804, 20, 4.5), 0, 1))
    lay(picture, (38, 14, 15), 0.92 * stroke(MOUTH_LINE, 2.3))
    lay(picture, (44, 18, 17), 0.55 * bump(83, 771, 5, 3.5))
    lay(picture, (70, 34, 28), 0.35 * bump(0, 833, 40, 5))


def paint_nostrils(picture: NDArray[np.float32]) -> None:
    """Nostrils and the creases around the wings of the nose."""
    lay(picture, (28, 12, 11), np.clip(0.95 * bump(22, 714, 11, 4.2, -10), 0, 1))
    lay(picture, (54, 25, 20), 0.42 * stroke(curve((30, 717), (46, 717), (58, 708), (61, 694)), 3))
    lay(picture, (62, 30, 24), 0.35 * stroke(curve((0, 722), (14, 719), (24, 717)), 3))


def hairline() -> Field:
    """How much hair grows where, by the skull's outline and the line across forehead and temples."""
    line = through([(0, 366), (60, 360), (112, 362), (158, 384), (182, 420), (194, 462), (200, 504), (208, 560),
                    (216, 640), (540, 660)], OUT)  # fmt: skip
    ragged = 5 * noise(2, 11) + 4 * noise(7, 12)
    cap = (
        smooth(head_width(9) * (1 - 0.03 * smooth(Y, 500, 600)) - OUT + 2 * noise(2, 13), -2, 2)
        * (Y < 640)
        * (head_width(9) > 2)
    )
    fade = smooth(line - Y + ragged, -16, 22)
    return (cap * fade * (1 - 0.5 * smooth(Y, 470, 620))).astype(np.float32)


def paint_brows(picture: NDArray[np.float32]) -> None:
    """Hair by hair."""
    chance = np.random.default_rng(41)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = np.array(curve((58, 510), (86, 503), (118, 496), (148, 498), (177, 513)))
    for side in (-1, 1):
        for _ in range(620):
            along = chance.uniform(0, 1) ** 0.85
            x, y = middle[int(along * (len(middle) - 1))]
            thick = np.interp(along, (0, 0.12, 0.5, 0.8, 1), (6, 10, 10.5, 7, 2.5))
            y += thick * np.clip(chance.normal(0, 0.5), -1, 1)
            lean = np.interp(along, (0, 0.2, 0.6, 1), (-66, -36, -6, 24)) + chance.normal(0, 9)
            long = chance.uniform(9, 17) * (1 - 0.3 * along)
            dx, dy = long * np.cos(np.radians(lean)), long * np.sin(np.radians(lean))
            shade = chance.uniform(0.6, 1.3)
            painter.setPen(
                QPen(
                    QColor(
                        int(24 * shade),
                        int(16 * shade),
                        int(15 * shade),
                        int(np.interp(along, (0, 0.25, 0.8, 1), (35, 80, 80, 50))),
                    ),
                    chance.uniform(1.2, 2.4),
                )
            )
            start = QPointF(MIDDLE + side * (x - dx / 2), y - dy / 2 - TOP)
            painter.drawLine(start, QPointF(MIDDLE + side * (x + dx / 2), y + dy / 2 - TOP))
    painter.end()
    over(picture, image)


def curls(z: Field, hair: Field) -> QImage:
    """Short curls all over the hair, lit like the head."""
    chance = np.random.default_rng(61)
    value, _ = light(blur(z, 12))
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rows, columns = np.nonzero(hair > 0.25)
    for n in chance.integers(0, rows.size, 15_000):
        x, y = float(columns[n]), float(rows[n])
        lit = float(value[rows[n], columns[n]])
        tone = ramp(HAIR, np.array([[np.clip(lit * 1.25 - 0.28 + chance.normal(0, 0.16), 0, 1)]], np.float32))[0, 0]
        alpha = int(190 * hair[rows[n], columns[n]] ** 1.5)
        painter.setPen(QPen(QColor(*(int(v) for v in tone), alpha), chance.uniform(1.2, 2.6)))
        radius = chance.uniform(2, 4.5)
        start, sweep = int(chance.uniform(0, 360) * 16), int(chance.uniform(90, 230) * 16)
        painter.drawArc(round(x - radius), round(y - radius), round(2 * radius), round(2 * radius), start, sweep)
    painter.end()
    return image


def paint_hair(picture: NDArray[np.float32], z: Field) -> Field:
    """Short cropped hair; returns where it is."""
    cover = hairline()
    curls = np.clip(0.6 * noise(2, 21) + 0.55 * noise(4, 22) + 0.25 * noise(1, 23), -1.2, 1.2)
    value, _ = light(blur(z, 16) + 2.2 * curls)
    lay(picture, ramp(HAIR, np.clip(value * 0.95 - 0.10, 0, 1)), cover * 0.97)
    return cover


def dress(picture: NDArray[np.float32], z: Field, body: Field) -> None:
    """A cream T-shirt under an open jacket."""
    value, _ = light(z, wrap=0.2)
    neck = Y - through(COLLAR, OUT)
    edge = through([(945, 118), (1055, 108), (1155, 118), (1275, 134), (1405, 146)], Y)  # where the jacket begins
    edge = edge + 3 * np.sin(Y / 46) * SIDE
    shirt = value - 0.24 * np.exp(-0.5 * ((edge - OUT + 2) / 16) ** 2)
    shirt += 0.04 * smooth(24 - neck, -3, 3) - 0.14 * np.exp(-0.5 * ((neck - 27) / 4) ** 2)
    for points in (((0, 1285), (40, 1215), (96, 1155)), ((20, 1395), (60, 1325), (110, 1265))):
        shirt -= 0.07 * stroke(curve(*points), 9) * (1 + 0.5 * SIDE)
    lay(picture, ramp(COTTON, np.clip(shirt + 0.02 * noise(3, 32), 0, 1)), body)
    knit = 0.02 * np.sin(OUT * 0.9 + 0.15 * Y) + 0.03 * noise(3, 31)
    wool = value - 0.12 + knit - 0.18 * np.exp(-0.5 * ((OUT - edge - 26) / 2.5) ** 2)
    wool += 0.12 * np.exp(-0.5 * ((OUT - edge - 3) / 3) ** 2)
    flap = blur(shape(*FLAP), 1)
    wool -= 0.30 * np.roll(blur(flap, 7), 9, 0) * (1 - flap)
    jacket = smooth(OUT - edge, -1.5, 1.5) * body * smooth(neck, -2, 2)
    lay(picture, ramp(WOOL, np.clip(wool, 0, 1)), jacket)
    lapel = value - 0.04 + knit + 0.10 * np.clip((1115 - Y) / 160, 0, 1) - 0.16 * smooth(148 - OUT, 0, 34)
    lapel -= 0.16 * stroke([(x * 0.93 + 11, y * 0.985 + 12) for x, y in FLAP[2:9]], 2)
    lay(picture, ramp(WOOL, np.clip(lapel, 0, 1)), flap)


def main(folder: Path) -> None:
    """Write all files of the avatar in ``folder``."""
    picture, cover, z, hair = model()
    around = cover > 0.5  # beyond his outline his colours go on, or the brush would bring in others
    spread = blur(around.astype(np.float32), 12) + 1e-3
    beyond = np.stack([blur(picture[..., c] * around, 12) / spread for c in range(3)], axis=-1)
    picture = np.where(cover[..., None] > 0.98, picture, beyond)
    fine = np.clip(bump(EYE, 545, 62, 46) + bump(0, 785, 100, 42) + 0.6 * bump(0, 690, 60, 40), 0, 1)
    fine = np.maximum(fine, 0.8 * smooth(24 - np.abs(Y - through(COLLAR, OUT) - 16), -6, 6) * (Y > 945))
    painting = brush(picture, fine)
    over(painting, curls(z, hair))
    save(image_of(painting, cover), folder)


def model() -> tuple[NDArray[np.float32], Field, Field, Field]:
    """The lit model before the brush, where he is, the form of his head, and where there is hair."""
    z, head = head_form()
    neck_z, neck, chest_z, clothes = body_form()
    value, gloss = light(neck_z, shine=0.1)
    shadow = blur(smooth(np.roll(head_width(), 66, 0) - np.abs(X - 24 - MIDDLE), -30, 30) * (Y > 700) * (Y < 990), 16)
    value = value - 0.06 - 0.34 * shadow
    picture = ramp(SKIN, np.clip(value, 0, 1))
    lay(picture, (150, 70, 50), np.clip(0.25 * bump(0, 955, 100, 70), 0, 1))
    picture += gloss[..., None] * 60
    cover = neck.copy()
    ears = paint_ears(picture)
    skin = paint_skin(z)
    paint_mouth(skin)
    paint_nostrils(skin)
    paint_eyes(skin)
    paint_brows(skin)
    lay(picture, skin, head)
    hair = paint_hair(picture, z)
    cover = np.maximum.reduce([cover, ears, head, hair])
    dress(picture, chest_z, clothes)
    return picture, np.maximum(cover, clothes), z, hair


def save(image: QImage, folder: Path) -> None:
    """Write reference and preview, and where the face is."""
    reference = folder / "reference.png"
    image.convertToFormat(QImage.Format.Format_ARGB32).save(str(reference), None, 0)
    image.scaledToHeight(400, Qt.TransformationMode.SmoothTransformation).save(str(folder / "preview.png"), None, 0)
    faces = FaceDetector(ROOT / "resources" / "models").find(load_picture(reference))
    if len(faces) != 1:
        sys.exit(f"the detector finds {len(faces)} faces")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["width"], manifest["height"] = WIDTH, HEIGHT
    points = as_painted(faces[0].points)
    manifest["metadata"]["face"] = Face.of(points, WIDTH, HEIGHT, "user").model_dump(mode="json")
    text = re.sub(r"\[\s+([\d.]+),\s+([\d.]+)\s+\]", r"[\1, \2]", json.dumps(manifest, indent=2))
    path.write_text(text + "\n", encoding="utf-8")


def as_painted(points: Points) -> Points:
    """The landmarks that the detector has found, with eyes and lips where they were painted: it is some pixels off."""
    places = np.add(points, (0, TOP))
    wanted: dict[int, tuple[float, float]] = {}
    for side, eye in ((-1, LEFT_EYE), (1, RIGHT_EYE)):
        for row, lid in ((eye[:9], UPPER_LID), ([eye[0], *eye[9:], eye[8]], LOWER_LID)):
            wanted |= _on_line(places, row, (MIDDLE + side * lid[-1][0], MIDDLE + side * lid[0][0]), lid)
    for row, line in ((LIPS[0], LIP_TOP), (LIPS[1], LIP_BOTTOM), (LIPS[2], MOUTH_LINE), (LIPS[3], MOUTH_LINE)):
        wanted |= _on_line(places, row, (MIDDLE - line[-1][0], MIDDLE + line[-1][0]), line)
    known = list(wanted)
    moves = np.array([wanted[n] for n in known]) - places[known]
    near = np.exp(-0.5 * (np.linalg.norm(places[:, None] - places[known], axis=2) / 14) ** 2)
    moved = points + (near @ moves) / np.maximum(near.sum(axis=1), 1)[:, None]
    moved[known] = points[known] + moves
    return np.asarray(moved, np.float32)


def _on_line(
    places: Points, row: list[int], ends: tuple[float, float], line: list[tuple[float, float]]
) -> dict[int, tuple[float, float]]:
    """Landmarks in a row, from left to right or the other way, spread along a painted line as they were found."""
    first, last = places[row[0], 0], places[row[-1], 0]
    outs, ys = np.array(sorted(line)).T
    found = {}
    for n in row:
        x = float(np.interp((places[n, 0] - first) / (last - first), (0, 1), ends))
        found[n] = (x, float(np.interp(abs(x - MIDDLE), outs, ys)))
    return found


if __name__ == "__main__":
    app = QGuiApplication(sys.argv[:1])
    main(Path(sys.argv[1]))
