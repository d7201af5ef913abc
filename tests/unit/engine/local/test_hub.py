"""What the hub says of a repository, and what it may not say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.base.errors import AppError
from app.base.model_catalogue import CATALOGUE, Parcel
from app.engine.local.hub import list_files
from tests.helpers.model_hub import COMMIT, LARGE_BYTES, ModelHub, model_hub

PARCEL = Parcel("owner/ears", ("config.json", "model.safetensors", "pytorch_model.bin", "sub/*"), "ears", 1)


@pytest.fixture
def hub() -> Iterator[ModelHub]:
    with model_hub() as made:
        made.files["owner/ears"] = {
            "config.json": b"{}",
            "model.safetensors": bytes(LARGE_BYTES),
            "pytorch_model.bin": bytes(LARGE_BYTES + 1),
            "README.md": b"words",
        }
        yield made


def test_files_have_their_sizes_checksums_and_a_commit_of_their_own(hub: ModelHub) -> None:
    config, weights = list_files(hub.url, PARCEL)
    assert (config.path, config.size_bytes, config.checksum.kind) == ("config.json", 2, "git")
    assert config.checksum.value == "9e26dfeeb6e641a33dae4961196235bdb965b21b"  # git hash-object of {}
    assert (weights.path, weights.checksum.kind) == ("model.safetensors", "sha256"), "not the pickle of the same"
    assert COMMIT in weights.url


@pytest.mark.parametrize("path", ["sub/../../../evil", "/sub/evil", "sub/..", "sub\\evil", "sub//evil", "sub/a\nb"])
def test_no_file_leads_out_of_the_folder(hub: ModelHub, path: str) -> None:
    hub.files["owner/ears"][path] = b"evil"
    assert {one.path for one in list_files(hub.url, PARCEL)} == {"config.json", "model.safetensors"}


@pytest.mark.parametrize(
    "lie", [lambda rows: None, lambda rows: [3], lambda rows: [{"rfilename": "config.json"}], lambda rows: {}]
)
def test_a_listing_that_is_none_is_an_error(hub: ModelHub, lie: Callable[[list[dict[str, Any]]], object]) -> None:
    hub.lie = lie
    with pytest.raises(AppError) as raised:
        list_files(hub.url, PARCEL)
    assert raised.value.code in ("models.listing", "models.gone")


def test_what_the_hub_does_not_give_out_is_said(hub: ModelHub) -> None:
    with pytest.raises(AppError, match="does not give out owner/gone"):
        list_files(hub.url, Parcel("owner/gone", ("*",), "gone", 1))


def test_every_offer_is_one_that_the_engine_reads() -> None:
    assert [offer.model for offer in CATALOGUE] == ["flashhead-lite", "flashhead-pro", "flashtalk", "wav2lip"]
    with_terms = {offer.model for offer in CATALOGUE if offer.terms}
    assert with_terms == {"flashhead-lite", "wav2lip"}
