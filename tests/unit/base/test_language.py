"""The language of what the studio writes itself: reports, and the names of the first scenes."""

from __future__ import annotations

import pytest

from app.base.language import spoken_language
from app.base.settings import WindowSettings


@pytest.mark.parametrize(
    ("chosen", "system", "spoken"),
    [
        ("zh_CN", "en_US", "zh_CN"),
        ("en", "zh_CN", "en"),
        ("system", "zh_CN", "zh_CN"),
        ("system", "Chinese (Simplified)_China", "zh_CN"),
        ("system", "zh_TW", "en"),
        ("system", "de_DE", "en"),
        ("system", None, "en"),
    ],
)
def test_it_is_the_windows(chosen: str, system: str | None, spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (system, "UTF-8"))
    assert spoken_language(WindowSettings.model_validate({"language": chosen}).language) == spoken
