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

from app.avatars.detector import FaceDetector  # noqa: E402  (after the path that leads to it)
from app.avatars.face import Face  # noqa: E402
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


# ---- his form

MOUTH_LINE = curve((0, 785), (12, 782), (28, 784), (50, 783), (70, 777), (80, 772))
LIP_TOP = curve((0, 764), (8, 759), (20, 754), (38, 759), (58, 767), (82, 772))
LIP_BOTTOM = curve((0, 823), (22, 821), (42, 812), (62, 794), (82, 772))
SHOULDER = [(0, 965), (110, 965), (160, 973), (230, 1007), (320, 1045), (400, 1087), (456, 1145), (492, 1235),
            (512, 1335), (530, 1455), (540, 1555)]  # fmt: skip
COLLAR = [(0, 1061), (40, 1055), (84, 1033), (122, 995), (150, 951), (170, 895), (540, 200)]
FLAP = [(150, 939), (168, 951), (214, 989), (252, 1021), (236, 1065), (212, 1121), (176, 1095), (142, 1059),
        (122, 1015), (124, 975), (136, 947)]  # fmt: skip
EYE = 104.0
UPPER_LID = curve((56, 572), (67, 558), (83, 542), (104, 536), (127, 541), (144, 553), (156, 566))
LOWER_LID = curve((56, 572), (73, 579), (94, 583), (119, 581), (142, 574), (156, 566))


def head_width(grow: float = 0.0) -> Field:
    """Half the width of the head at every height; ``grow`` beyond the skull."""
    above = np.clip(1 - np.clip((480 - Y) / (244 + grow), 0, 1) ** 2.2, 0, 1) ** (1 / 2.2)
    below = np.clip(1 - np.clip((Y - 590) / 322, 0, 1) ** 2.85, 0, 1) ** 0.64
    return ((219 + grow) * above * below).astype(np.float32)


def head_form() -> tuple[Field, Field]:
    """How far the head comes forward, and where it is."""
    wide = head_width()
    across = OUT / np.maximum(wide, 1.0)
    inside = (across < 1) & (wide > 0)
    round_ = np.sqrt(np.clip(1 - across**2.3, 0, 1))
    above = np.sqrt(np.clip(1 - (np.clip(600 - Y, 0, None) / 358) ** 2.4, 0, 1))
    below = np.sqrt(np.clip(1 - (np.clip(Y - 600, 0, None) / 318) ** 5, 0, 1))
    z = 215 * round_ * above * below
    z += 7 * bump(70, 502, 52, 16) + 8 * bump(124, 498, 44, 16, 10)
    z -= 30 * bump(EYE, 560, 56, 27) + 20 * bump(52, 556, 20, 24)
    z += 26 * bump(EYE, 562, 35, 19)
    z += 6 * bump(0, 420, 150, 60) - 12 * bump(220, 470, 40, 70)
    z += 15 * bump(152, 655, 66, 44, -20) - 10 * bump(150, 745, 50, 50)
    z += 14 * bump(0, 775, 92, 56) + 18 * bump(0, 872, 52, 30) - 11 * bump(0, 834, 60, 12)
    z += 8 * bump(150, 815, 50, 50)
    z += nose_form()
    z -= 6.5 * stroke(curve((54, 698), (80, 720), (102, 748), (110, 776)), 9)
    z -= 5 * bump(0, 738, 8, 15) - 3 * bump(13, 738, 5, 16)
    z += 9 * bump(0, 768, 62, 10) + 6 * bump(20, 766, 18, 8) + 14 * bump(0, 803, 54, 13) + 5 * bump(24, 801, 22, 11)
    z -= 9 * stroke(MOUTH_LINE, 4) + 7 * bump(90, 771, 8, 8)
    z += 9 * bump(128, 706, 44, 34, -30)
    for line in (
        ((0, 446), (60, 440), (130, 446)),
        ((0, 420), (70, 413), (120, 418)),
        ((0, 470), (40, 466), (90, 470)),
    ):
        z -= 0.8 * stroke(curve(*line), 4)
    for line in (((164, 560), (182, 552)), ((164, 570), (184, 572)), ((160, 580), (178, 590))):
        z -= 1.3 * stroke(curve(*line), 2.5)
    return blur(z.astype(np.float32), 3), blur(inside.astype(np.float32), 1)


def nose_form() -> Field:
    """Bridge, tip and wings."""
    length = np.clip((Y - 520) / 172, 0, 1)
    ridge = 10 + 46 * length**1.6
    wide = 17 + 13 * length
    end = 1 - smooth(Y + 0.010 * OUT**2, 692, 726)
    start = smooth(Y, 486, 560)
    bridge = ridge * np.exp(-0.5 * (OUT / wide) ** 2) * end * start
    tip = 20 * bump(0, 684, 25, 21)
    wings = 25 * bump(41, 697, 14, 15) - 6 * stroke(curve((57, 682), (63, 696), (58, 710)), 5)
    return (bridge + tip + wings - 10 * bump(21, 716, 12, 6)).astype(np.float32)


def body_form() -> tuple[Field, Field, Field, Field]:
    """Neck: how far forward and where; clothes: the same."""
    neck_wide = through([(695, 146), (855, 142), (915, 144), (965, 156), (1015, 196), (1065, 280), (1155, 420)], Y)
    neck = smooth(neck_wide - OUT, -1, 1) * (Y > 715) * (Y < 1155)
    across = np.clip(OUT / neck_wide, 0, 1)
    z = 130 * np.sqrt(np.clip(1 - across**2, 0, 1))
    z += 8 * stroke(curve((126, 835), (94, 925), (40, 1017)), 15) + 7 * bump(0, 945, 16, 26) - 9 * bump(0, 1031, 26, 18)
    edge = Y - through(SHOULDER, OUT)
    jumper = smooth(np.minimum(edge, Y - through(COLLAR, OUT)), -1, 1)
    near = np.clip(edge / 330, 0, 1)
    chest = 210 * np.sqrt(near * (2 - near)) * np.sqrt(np.clip(1 - (OUT / 580) ** 2.4, 0, 1))
    chest += 16 * bump(160, 1285, 120, 110)
    for points, deep in (
        (((500, 1395), (440, 1295), (404, 1195)), 16), (((400, 1395), (388, 1345), (360, 1285)), 9),
        (((320, 1065), (250, 1125), (150, 1151)), 6), (((220, 1035), (180, 1105), (90, 1145)), 5),
        (((60, 1395), (70, 1345), (110, 1295)), 5),
    ):  # fmt: skip
        chest -= deep * stroke(curve(*points), 12)
    return blur(z.astype(np.float32), 3), neck.astype(np.float32), blur(chest.astype(np.float32), 4), jumper


def light(z: Field, *, shine: float = 0.0, wrap: float = 0.35) -> tuple[Field, Field]:
    """How much light falls on a relief, 0..1, and how much of it shines back."""
    dy, dx = np.gradient(z)
    long = np.sqrt(dx * dx + dy * dy + 1)
    nx, ny, nz = -dx / long, -dy / long, 1 / long
    key = np.clip((nx * -0.52 + ny * -0.50 + nz * 0.69 + wrap) / (1 + wrap), 0, 1)
    fill = np.clip(nx * 0.75 + nz * 0.4, 0, 1) * 0.16
    sky = (0.5 - 0.5 * ny) * 0.13
    hollow = np.clip((blur(z, 14) - z) / 16, -0.35, 1)
    value = 0.06 + 0.70 * key**1.15 + fill + sky - 0.20 * hollow
    hx, hy, hz = -0.30, -0.29, 0.91
    gloss = np.clip(nx * hx + ny * hy + nz * hz, 0, 1) ** 34 * shine
    return value.astype(np.float32), gloss.astype(np.float32)


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
    white[:] = (206, 194, 186)
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
    """Write reference and preview, and what the detector finds in the reference."""
    reference = folder / "reference.png"
    image.convertToFormat(QImage.Format.Format_ARGB32).save(str(reference), None, 0)
    image.scaledToHeight(400, Qt.TransformationMode.SmoothTransformation).save(str(folder / "preview.png"), None, 0)
    faces = FaceDetector(ROOT / "resources" / "models").find(load_picture(reference))
    if len(faces) != 1:
        sys.exit(f"the detector finds {len(faces)} faces")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["width"], manifest["height"] = WIDTH, HEIGHT
    manifest["metadata"]["face"] = Face.of(faces[0].points, WIDTH, HEIGHT, "detector").model_dump(mode="json")
    text = re.sub(r"\[\s+([\d.]+),\s+([\d.]+)\s+\]", r"[\1, \2]", json.dumps(manifest, indent=2))
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    app = QGuiApplication(sys.argv[:1])
    main(Path(sys.argv[1]))
