from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.avatars.bundle import open_bundle
from app.avatars.light2d import layer_path, read_light2d
from app.base.errors import AppError
from tests.helpers.avatars import layered_bundle, light2d_config, look_layers, looks_config, still_bundle


def refusal(folder: Path, config: dict[str, Any]) -> AppError:
    with pytest.raises(AppError) as error:
        read_light2d(open_bundle(layered_bundle(folder, config)))
    return error.value


def test_reads_canvas_layers_levels_and_movement(tmp_path: Path) -> None:
    drawing = read_light2d(open_bundle(layered_bundle(tmp_path / "host")))

    assert drawing is not None
    assert (drawing.canvas.width, drawing.canvas.height) == (100, 200)
    assert [layer.source for layer in drawing.mouths["neutral"]] == [
        "layers/closed.png",
        "layers/small.png",
        "layers/medium.png",
        "layers/large.png",
    ]
    assert [layer.source for layer in drawing.blinks] == ["layers/blink.png"]
    assert drawing.audio.attack_ms == 45
    assert drawing.audio.silence_gate == 0.025  # not in the file
    assert drawing.animation.breath_period_ms == 2600


def test_a_photo_is_no_drawing(tmp_path: Path) -> None:
    assert read_light2d(open_bundle(still_bundle(tmp_path / "host"))) is None


def test_our_own_finer_steps_replace_the_usual_ones(tmp_path: Path) -> None:
    config = light2d_config()
    mouth = config["layers"]["mouth"]
    config["studio"] = {
        "mouth": {"neutral": [mouth["closed"], mouth["large"]], "wide": [mouth["closed"], mouth["medium"]]},
        "blink": [config["layers"]["blink"], config["layers"]["blink"]],
    }

    drawing = read_light2d(open_bundle(layered_bundle(tmp_path / "host", config)))

    assert drawing is not None
    assert len(drawing.mouths["neutral"]) == 2
    assert len(drawing.mouths["wide"]) == 2
    assert len(drawing.blinks) == 2


def test_an_avatar_that_cannot_blink_is_welcome(tmp_path: Path) -> None:
    config = light2d_config()
    del config["layers"]["blink"]

    drawing = read_light2d(open_bundle(layered_bundle(tmp_path / "host", config)))

    assert drawing is not None
    assert drawing.blinks == []


def test_names_the_mouth_that_is_missing(tmp_path: Path) -> None:
    config = light2d_config()
    del config["layers"]["mouth"]["large"]

    error = refusal(tmp_path / "host", config)

    assert error.message == 'avatar.json of avatar host cannot be used: "layers.mouth.large" is missing.'


def test_names_the_layer_that_is_missing(tmp_path: Path) -> None:
    config = light2d_config()
    config["layers"]["mouth"]["small"]["source"] = "layers/nowhere.png"

    assert "the layer layers/nowhere.png is missing" in refusal(tmp_path / "host", config).message


@pytest.mark.parametrize(
    "rect", [[0, 0, 0, 10], [200, 0, 10, 10], [-50, 0, 20, 10], [0, 0, 1e9, 10], [0, 0, float("nan"), 10]]
)
def test_refuses_places_off_the_canvas(tmp_path: Path, rect: list[float]) -> None:
    config = light2d_config()
    config["layers"]["blink"]["rect"] = rect

    assert "layers/blink.png has an impossible place" in refusal(tmp_path / "host", config).message


def test_refuses_a_canvas_that_would_eat_the_memory(tmp_path: Path) -> None:
    config = light2d_config()
    config["canvas"] = {"width": 100_000, "height": 100_000}

    assert "canvas" in refusal(tmp_path / "host", config).message


def test_refuses_a_layer_outside_the_bundle(tmp_path: Path) -> None:
    config = light2d_config()
    config["layers"]["base"]["source"] = "../../secret.png"
    (tmp_path / "secret.png").write_bytes(b"")

    assert refusal(tmp_path / "host", config).code == "avatar.unsafe_path"


def test_a_layer_may_be_the_bundles_own_reference(tmp_path: Path) -> None:
    config = light2d_config()
    config["layers"]["base"]["source"] = "../base.png"
    folder = layered_bundle(tmp_path / "host", config)
    (folder / "light2d" / "layers" / "base.png").rename(folder / "base.png")
    bundle = open_bundle(folder)

    drawing = read_light2d(bundle)

    assert drawing is not None
    assert layer_path(bundle, drawing.layers.base).samefile(folder / "base.png")


def test_reads_looks_and_leaves_those_it_does_not_know(tmp_path: Path) -> None:
    folder = layered_bundle(tmp_path / "host", looks_config())
    look_layers(folder)

    drawing = read_light2d(open_bundle(folder))

    assert drawing is not None
    assert sorted(drawing.looks) == ["doubt", "smile", "surprise"]
    assert [len(steps) for steps in drawing.looks["smile"].mouth] == [2, 2]


def test_names_the_layer_of_a_look_that_is_missing(tmp_path: Path) -> None:
    assert "the layer layers/brows-1.png is missing" in refusal(tmp_path / "host", looks_config()).message


def test_refuses_a_look_with_an_empty_row_of_mouths(tmp_path: Path) -> None:
    config = looks_config()
    config["studio"]["looks"]["smile"]["mouth"][1] = []

    assert "studio.looks.smile.mouth.1" in refusal(tmp_path / "host", config).message
