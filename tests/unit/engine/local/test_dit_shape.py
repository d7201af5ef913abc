"""What tensor shapes say about a checkpoint."""

from __future__ import annotations

import gzip
import json

import pytest

from app.engine.local.dit_shape import DiTShape, Shape, ShapeError, expected_tensors, read_shape
from tests.helpers.tiny_models import GOLDEN, SHAPES


def published(model: str) -> dict[str, Shape]:
    """The tensors of a real-size checkpoint."""
    with gzip.open(GOLDEN / f"keys_{model}_dit.json.gz", "rt") as file:
        return {name: tuple(shape) for name, shape in json.load(file).items()}


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (
            "flashhead_pro",
            DiTShape("flashhead", 1536, 8960, 256, 12, 30, 32, 16, (1, 2, 2), 9216, 512, 32, 1536, frame_stride=4),
        ),
        (
            "flashhead_lite",
            DiTShape("flashhead", 1536, 8960, 256, 12, 30, 256, 128, (1, 1, 1), 9216, 512, 32, 1536, frame_stride=8),
        ),
        (
            "flashtalk",
            DiTShape("flashtalk", 5120, 13824, 256, 40, 40, 36, 16, (1, 2, 2), 9216, 512, 32, 768, 4, 4096, 1280),
        ),
    ],
)
def test_every_size_of_the_published_checkpoints_is_read(model: str, expected: DiTShape) -> None:
    assert read_shape(published(model)) == expected


def test_names_for_people_follow_from_the_shapes() -> None:
    titles = {kind: shape.title for kind, shape in SHAPES.items()}
    assert titles == {"flashhead_lite": "FlashHead Lite", "flashhead_pro": "FlashHead Pro", "flashtalk": "FlashTalk"}


@pytest.mark.parametrize("kind", SHAPES)
def test_what_is_expected_of_a_shape_reads_as_that_shape(kind: str) -> None:
    assert read_shape(expected_tensors(SHAPES[kind])) == SHAPES[kind]


def test_heads_are_taken_from_the_settings_where_they_are_not_of_128() -> None:
    tensors = expected_tensors(SHAPES["flashtalk"])
    assert read_shape(tensors, heads=2).heads == 2
    with pytest.raises(ShapeError):
        read_shape(tensors, heads=3)


def test_what_does_not_fit_is_named() -> None:
    tensors = published("flashhead_pro")
    lacking = {name: shape for name, shape in tensors.items() if name != "blocks.7.ffn.2.bias"}
    with pytest.raises(ShapeError, match=r"tensors are missing \(1\), for example blocks\.7\.ffn\.2\.bias"):
        read_shape(lacking)
    with pytest.raises(ShapeError, match=r"tensors are unknown to this model \(1\), for example blocks\.0\.lora"):
        read_shape(tensors | {"blocks.0.lora": (1,)})
    with pytest.raises(ShapeError, match=r"blocks\.3\.norm3\.weight has the shape \[7\], expected \[1536\]"):
        read_shape(tensors | {"blocks.3.norm3.weight": (7,)})
    with pytest.raises(ShapeError, match="not the weights of FlashHead or FlashTalk"):
        read_shape({"conv.weight": (1, 2)})
