"""The form of Elias, whom ``paint_portrait.py`` paints: how far every point of him comes forward, and its light."""

from __future__ import annotations

import numpy as np
from easel import OUT, Field, Y, blur, bump, curve, smooth, stroke, through

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
