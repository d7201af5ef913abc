"""The variables of OpenTalking's users."""

from pathlib import Path

import pytest

from app.base.omnirt_settings import ServerProfile
from app.base.opentalking_environment import read_environment, with_server


def test_an_empty_environment_asks_for_nothing() -> None:
    asked = read_environment({"PATH": "/bin", "OMNIRT_ENDPOINT": " "})
    assert (asked.engine, asked.url, asked.key, asked.origins, asked.problems) == (None, "", "", {}, ())


def test_the_endpoint_and_its_key() -> None:
    asked = read_environment({"OMNIRT_ENDPOINT": "http://gpu:9000", "OMNIRT_API_KEY": "abc"})
    assert (asked.url, asked.key, asked.engine) == ("http://gpu:9000", "abc", None)
    assert asked.origins == {"omnirt.server": "OMNIRT_ENDPOINT"}
    assert "abc" not in repr(asked)


def test_opentalkings_own_endpoint_comes_first() -> None:
    asked = read_environment({"OMNIRT_ENDPOINT": "http://old", "OPENTALKING_OMNIRT_ENDPOINT": "http://new"})
    assert (asked.url, asked.origins["omnirt.server"]) == ("http://new", "OPENTALKING_OMNIRT_ENDPOINT")


@pytest.mark.parametrize(
    ("backend", "engine"), [("omnirt", "omnirt"), ("direct_ws", "omnirt"), ("LOCAL", "local"), ("mock", "testcard")]
)
def test_backends_are_engines(backend: str, engine: str) -> None:
    asked = read_environment({"OPENTALKING_FLASHTALK_BACKEND": backend})
    assert asked.engine == engine
    assert asked.origins["engine.kind"] == "OPENTALKING_FLASHTALK_BACKEND"


def test_flashtalk_on_this_computer_and_where_it_lies() -> None:
    folders = {"OPENTALKING_FLASHTALK_CKPT_DIR": "./models/a", "OPENTALKING_FLASHTALK_WAV2VEC_DIR": "/models/b"}
    asked = read_environment({"OPENTALKING_FLASHTALK_BACKEND": "local", **folders})
    assert asked.model == "flashtalk"
    assert asked.folders == {"local.ckpt_dir": Path("models/a"), "local.wav2vec_dir": Path("/models/b")}
    assert asked.origins == {
        "engine.kind": "OPENTALKING_FLASHTALK_BACKEND",
        "local.model": "OPENTALKING_FLASHTALK_BACKEND",
        "local.ckpt_dir": "OPENTALKING_FLASHTALK_CKPT_DIR",
        "local.wav2vec_dir": "OPENTALKING_FLASHTALK_WAV2VEC_DIR",
    }
    assert read_environment({"OPENTALKING_FLASHTALK_BACKEND": "omnirt"}).model is None


def test_another_backend_is_refused_by_name() -> None:
    asked = read_environment({"OPENTALKING_FLASHTALK_BACKEND": "quantum"})
    (problem,) = asked.problems
    assert asked.engine is None
    assert "OPENTALKING_FLASHTALK_BACKEND" in problem.message
    assert "'quantum'" in problem.message
    assert "omnirt, direct_ws, local, mock" in problem.hint


def test_a_standalone_server() -> None:
    both = {"OPENTALKING_OMNIRT_ENDPOINT": "http://gpu", "OPENTALKING_FLASHTALK_WS_URL": "ws://gpu:18766"}
    assert read_environment(both).url == "http://gpu"
    assert read_environment({**both, "OPENTALKING_FLASHTALK_BACKEND": "direct_ws"}).url == "ws://gpu:18766"
    assert read_environment({"OPENTALKING_FLASHTALK_WS_URL": "ws://gpu:18766"}).url == "ws://gpu:18766"
    assert read_environment({"OPENTALKING_FLASHTALK_BACKEND": "direct_ws"}).url == "ws://localhost:8765"


def test_what_is_no_address_is_ignored_and_told() -> None:
    asked = read_environment({"OMNIRT_ENDPOINT": "gpu:9000", "OMNIRT_API_KEY": "abc"})
    assert (asked.url, asked.origins) == ("", {})
    assert "OMNIRT_ENDPOINT is ignored" in asked.problems[0].message


def test_a_server_that_is_known_keeps_its_name() -> None:
    known = (ServerProfile(name="mine", url="http://gpu"), ServerProfile(name="OpenTalking", url="http://old"))
    assert with_server(known, "http://gpu", "OpenTalking") == (known, "mine")
    servers, name = with_server(known, "http://new", "OpenTalking")
    assert name == "OpenTalking 2"
    assert servers == (*known, ServerProfile(name="OpenTalking 2", url="http://new"))
