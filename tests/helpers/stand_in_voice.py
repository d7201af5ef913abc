"""A neural voice small enough to be made in a test: an ONNX model of five steps, with Piper's inputs and output.

It says a steady buzz, ``SAMPLES_PER_PHONEME`` samples for each phoneme, whatever its speed. Written by hand in the wire
format of protocol buffers (onnx.proto), for want of a smaller real one.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

RATE_HZ = 16_000
SAMPLES_PER_PHONEME = 800
LEVEL = 0.25
_FLOAT, _INT64 = 1, 7


def write_voice(folder: Path, name: str) -> Path:
    """Write model and description of a voice; returns the model."""
    model = folder / name / f"{name}.onnx"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(model_bytes())
    model.with_name(f"{model.name}.json").write_text(description())
    return model


def description() -> str:
    """What Piper reads beside a model."""
    letters = "_^$ abcdefghijklmnopqrstuvwxyz.,!?ˈˌːəɛɪʊʌɔæɹʃθðŋɑɐɜɚᵻɡ"
    return json.dumps(
        {
            "audio": {"sample_rate": RATE_HZ},
            "espeak": {"voice": "en-us"},
            "phoneme_type": "espeak",
            "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
            "num_symbols": 256,
            "num_speakers": 1,
            "phoneme_id_map": {letter: [number] for number, letter in enumerate(letters)},
        }
    )


def model_bytes() -> bytes:
    """input (1, n) -> output (1, 1, n * SAMPLES_PER_PHONEME): every phoneme as a stretch of the level."""
    nodes = [
        _node("Cast", ["input"], ["numbers"], _attribute("to", 2, _FLOAT)),
        _node("Mul", ["numbers", "zero"], ["zeros"]),
        _node("Unsqueeze", ["zeros", "axis"], ["tall"]),
        _node("Add", ["tall", "buzz"], ["wide"]),
        _node("Reshape", ["wide", "flat"], ["output"]),
    ]
    buzz = [LEVEL if n % 100 < 50 else -LEVEL for n in range(SAMPLES_PER_PHONEME)]
    weights = [
        _tensor("zero", _FLOAT, [], struct.pack("<f", 0.0)),
        _tensor("axis", _INT64, [1], struct.pack("<q", 2)),
        _tensor("buzz", _FLOAT, [SAMPLES_PER_PHONEME], struct.pack(f"<{SAMPLES_PER_PHONEME}f", *buzz)),
        _tensor("flat", _INT64, [3], struct.pack("<3q", 1, 1, -1)),
    ]
    inputs = [("input", _INT64), ("input_lengths", _INT64), ("scales", _FLOAT)]
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _field(2, b"voice"),
            *(_field(5, weight) for weight in weights),
            *(_field(11, _value(name, kind)) for name, kind in inputs),
            _field(12, _value("output", _FLOAT)),
        ]
    )
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))


def _varint(value: int) -> bytes:
    data = b""
    while value > 127:
        data += bytes([value & 127 | 128])
        value >>= 7
    return data + bytes([value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _attribute(name: str, kind: int, value: int) -> bytes:
    return _field(1, name.encode()) + _number(3, value) + _number(20, kind)


def _node(operator: str, inputs: list[str], outputs: list[str], attribute: bytes = b"") -> bytes:
    names = b"".join([*(_field(1, name.encode()) for name in inputs), *(_field(2, name.encode()) for name in outputs)])
    return names + _field(4, operator.encode()) + (_field(5, attribute) if attribute else b"")


def _tensor(name: str, kind: int, shape: list[int], data: bytes) -> bytes:
    dimensions = b"".join(_number(1, size) for size in shape)
    return dimensions + _number(2, kind) + _field(8, name.encode()) + _field(9, data)


def _value(name: str, kind: int) -> bytes:
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind)))
