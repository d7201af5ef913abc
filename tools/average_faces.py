"""Makes resources/models/mean_face.npy: the mean of the faces in some pictures, each also mirrored.

    python tools/average_faces.py PORTRAIT...

Portraits should be frontal, calm and with closed lips. What is kept is 468 points that look like nobody.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.avatars.detector import FaceDetector  # noqa: E402  (after the path that leads to it)
from app.avatars.face import Points  # noqa: E402
from app.avatars.pictures import load_picture  # noqa: E402

MODELS = ROOT / "resources" / "models"


def aligned(points: Points, target: Points) -> Points:
    """``points``, moved, turned and scaled onto ``target`` with the least error."""
    a, b = (np.ascontiguousarray(one, np.float64).view(np.complex128).ravel() for one in (points, target))
    a, centre = a - a.mean(), b.mean()
    moved = a * (np.vdot(a, b - centre) / np.vdot(a, a)) + centre
    return moved.view(np.float64).reshape(-1, 2).astype(np.float32)


def main() -> None:
    """Average, and say how far the single faces lie from the mean."""
    detector = FaceDetector(MODELS)
    pictures = [load_picture(Path(name), 2160) for name in sys.argv[1:]]
    faces = [
        detector.find(np.ascontiguousarray(p))[0].points for picture in pictures for p in (picture, picture[:, ::-1])
    ]
    mean = faces[0]
    for _ in range(3):
        mean = np.mean([aligned(face, mean) for face in faces], axis=0, dtype=np.float32)
    eyes = mean[263] - mean[33]
    turn = np.arctan2(eyes[1], eyes[0])
    mean = mean @ np.array(((np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))), np.float32)
    mean = (mean - mean.min(axis=0)) / np.ptp(mean[:, 1])
    errors = [np.hypot(*(aligned(face, mean) - mean).T).mean() for face in faces]
    print("mean distance from the mean face, in face heights:", [round(float(error), 4) for error in errors])
    np.save(MODELS / "mean_face.npy", mean.astype(np.float32))


if __name__ == "__main__":
    main()
