"""Teaches the network of the mouth: Adam on the weighted square error, with numpy."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.builtin.mouth import CONTEXT, mouth_features
from app.engine.builtin.voice import BANDS
from tools.mouth_targets import KINDS

HIDDEN = ((320, 160), (320, 160))
"""Of each network; what two of them agree on is right more often than what either says."""
EPOCHS = 6
BATCH = 512
DROPOUT = 0.1
BLUR = 0.05  # of the inputs, so that no fine trait of a voice is learned
STEP = 2e-3
IMPORTANCE = (1.0, 1.2, 2.0, 2.6)
"""Of the outputs: errors in pressing and tucking lips are seen more than others."""
RARE = (0.0, 0.3, 1.0, 1.0)
"""How much more a hop counts whose lips are rounded, pressed or tucked: there are few of them."""
KIND_IMPORTANCE = 0.7
"""Of what is said. Nobody asks for it later, but who has to tell "k" from "p" sees better what lips do."""

THROATS = 0.065  # spread of the throats' lengths, as a logarithm
TILT_DB = 3.2  # spread of the gains of microphones and throats, in each of
KNOTS = 6  # ranges of the spectrum

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Layers = list[tuple[Floats, Floats]]
"""Weights and bias of each layer of a network."""
_BEHIND, _AHEAD = -CONTEXT[0], CONTEXT[-1]
_ONES = np.eye(len(KINDS), dtype=np.float32)


@dataclass(frozen=True)
class Line:
    """What was heard of one line, and the mouth that belongs to it; in half precision, as there are millions of hops.

    Attributes:
        bands_db: shape ``(hops + CONTEXT[-1], BANDS)``.
        usual_db: shape ``(hops, BANDS)``; see ``Heard``.
        stressed_db: shape ``(hops,)``; see ``Heard``.
        wanted: shape ``(hops, 4)``.
        kinds: what is said, a place in ``KINDS``; shape ``(hops,)``.
    """

    bands_db: Halves
    usual_db: Halves
    stressed_db: Floats
    wanted: Halves
    kinds: NDArray[np.int8]


class Lessons:
    """All lines, end to end; gives batches in which every speaker and every microphone is another one."""

    def __init__(self, lines: list[Line], rng: np.random.Generator) -> None:
        self._rng = rng
        before = np.full((_BEHIND, BANDS), -100, np.float16)
        self._bands = np.concatenate([part for line in lines for part in (before, line.bands_db)])
        self._usual = np.concatenate([line.usual_db for line in lines])
        self._stressed = np.concatenate([line.stressed_db for line in lines])
        self._wanted = np.concatenate([line.wanted for line in lines])
        self._kinds = np.concatenate([line.kinds for line in lines])
        lengths = np.array([len(line.wanted) for line in lines])
        extra = np.repeat(np.arange(len(lines)) * (_BEHIND + _AHEAD) + _BEHIND, lengths)
        self._places = np.arange(len(self._wanted)) + extra
        self._knots = np.stack(
            [np.interp(np.linspace(0, KNOTS - 1, BANDS), np.arange(KNOTS), one) for one in np.eye(KNOTS)]
        ).astype(np.float32)

    def __len__(self) -> int:
        return len(self._wanted) // BATCH

    def epoch(self) -> NDArray[np.intp]:
        """What each batch is of, shape ``(len(self), BATCH)``."""
        return self._rng.permutation(len(self._wanted))[: len(self) * BATCH].reshape(-1, BATCH)

    def batch(self, chosen: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Features and mouths of the hops ``chosen``, and a one for what is said there.

        Shapes ``(BATCH, features)`` and ``(BATCH, 4 + len(KINDS))``.
        """
        rng = self._rng
        throat = _throat(float(np.exp(rng.normal(0, THROATS))))
        bands = self._bands[self._places[chosen][:, None] + np.array(CONTEXT)].astype(np.float32) @ throat
        usual = self._usual[chosen].astype(np.float32) @ throat
        tilt = rng.normal(0, TILT_DB, (len(chosen), KNOTS)).astype(np.float32) @ self._knots
        rows = mouth_features(bands + tilt[:, None], usual + tilt, self._stressed[chosen])
        wanted = np.concatenate([self._wanted[chosen].astype(np.float32), _ONES[self._kinds[chosen]]], axis=1)
        return rows + BLUR * rng.standard_normal(rows.shape, np.float32), wanted


def _throat(longer: float) -> Floats:
    """What makes the bands of one speaker those of one whose formants are ``longer`` times as low."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (80.0, 7600.0))
    mels = np.linspace(low, high, BANDS + 2)[1:-1]
    hz = 700 * (10 ** (mels / 2595) - 1) * longer
    source = np.interp(2595 * np.log10(1 + hz / 700), mels, np.arange(BANDS))
    first = np.clip(np.floor(source).astype(int), 0, BANDS - 2)
    table = np.zeros((BANDS, BANDS), np.float32)
    table[first, np.arange(BANDS)] = 1 - (source - first)
    table[first + 1, np.arange(BANDS)] = source - first
    return table


def beginner(hidden: tuple[int, ...], rng: np.random.Generator) -> Layers:
    """Weights and biases of a network that knows nothing yet."""
    sizes = ((len(CONTEXT) + 1) * BANDS, *hidden, len(IMPORTANCE) + len(KINDS))
    return [
        (rng.normal(0, np.sqrt(2 / size), (size, following)).astype(np.float32), np.zeros(following, np.float32))
        for size, following in itertools.pairwise(sizes)
    ]


def train(lessons: Lessons, hidden: tuple[int, ...], rng: np.random.Generator) -> Layers:
    """Weights and biases of a network's layers, of the mouth alone; dropout keeps it from learning voices by heart."""
    layers = [[weights, bias] for weights, bias in beginner(hidden, rng)]
    moments = [[(np.zeros_like(part), np.zeros_like(part)) for part in layer] for layer in layers]
    steps, total = 0, EPOCHS * len(lessons)
    for epoch in range(EPOCHS):
        loss = 0.0
        for chosen in lessons.epoch():
            steps += 1
            pace = STEP * 0.5 * (1 + np.cos(np.pi * steps / total))
            error, slopes = _slopes(layers, *lessons.batch(chosen), rng)
            loss += error
            for layer, moment, slope in zip(layers, moments, slopes, strict=True):
                for part in (0, 1):
                    _adam(layer[part], moment[part], slope[part], pace, steps)
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {loss / len(lessons):.4f}", flush=True)
    mouth = len(IMPORTANCE)
    layers[-1] = [layers[-1][0][:, :mouth], layers[-1][1][:mouth]]
    return [(weights, bias) for weights, bias in layers]


def joined(networks: list[Layers]) -> Layers:
    """One network that answers the mean of what ``networks`` do, which have equally many layers."""
    first, *between, last = zip(*networks, strict=True)
    layers = [(np.concatenate([w for w, _ in first], axis=1), np.concatenate([b for _, b in first]))]
    for layer in between:
        weights = np.zeros((sum(len(w) for w, _ in layer), sum(len(b) for _, b in layer)), np.float32)
        row = column = 0
        for part, bias in layer:  # each on its own
            weights[row : row + len(part), column : column + len(bias)] = part
            row, column = row + len(part), column + len(bias)
        layers.append((weights, np.concatenate([b for _, b in layer])))
    share = np.float32(1 / len(networks))
    return [*layers, (share * np.concatenate([w for w, _ in last]), share * np.sum([b for _, b in last], axis=0))]


def _slopes(
    layers: list[list[Floats]], rows: Floats, wanted: Floats, rng: np.random.Generator
) -> tuple[float, list[tuple[Floats, Floats]]]:
    inputs, masks = [rows], []
    for weights, bias in layers[:-1]:
        raw = inputs[-1] @ weights + bias
        mask = (raw > 0) * (rng.random(raw.shape, np.float32) > DROPOUT) / np.float32(1 - DROPOUT)
        masks.append(mask.astype(np.float32))
        inputs.append(raw * masks[-1])
    weights, bias = layers[-1]
    importance = _importance(wanted)
    difference = (inputs[-1] @ weights + bias - wanted) * importance
    back = np.float32(2 / len(rows)) * difference * importance
    slopes: list[tuple[Floats, Floats]] = []
    for number in range(len(layers) - 1, -1, -1):
        slopes.insert(0, (inputs[number].T @ back, back.sum(axis=0)))
        if number:
            back = (back @ layers[number][0].T) * masks[number - 1]
    return float((difference**2).sum(axis=1).mean()), slopes


def _importance(wanted: Floats) -> Floats:
    mouth = wanted[:, : len(IMPORTANCE)]
    rare = np.abs(mouth * (mouth * (1, -1, 1, 1) > 0)) @ np.array(RARE)
    of_mouth = np.array(IMPORTANCE) * np.sqrt(1 + rare)[:, None]
    of_kinds = np.full((len(wanted), len(KINDS)), KIND_IMPORTANCE)
    return np.concatenate([of_mouth, of_kinds], axis=1).astype(np.float32)


def _adam(values: Floats, moment: tuple[Floats, Floats], slope: Floats, pace: float, steps: int) -> None:
    first, second = moment
    first += 0.1 * (slope - first)
    second += 0.001 * (slope**2 - second)
    values -= np.float32(pace) * (first / (1 - 0.9**steps)) / (np.sqrt(second / (1 - 0.999**steps)) + 1e-8)
