"""Whether a newer studio was published: one question over HTTPS, to where this copy came from. Nothing is installed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from app.base.errors import AppError
from app.base.version import Build

_MOST_BYTES = 1_000_000
_TIMEOUT_S = 10.0
_VERSION = re.compile(r"v?(\d{1,6}(?:\.\d{1,6}){0,3})(?![\d.])")


@dataclass(frozen=True, slots=True)
class Release:
    """A studio that was published.

    Attributes:
        version: of it.
        notes: what is new, Markdown by its makers.
        page: address for a browser.

    """

    version: str
    notes: str
    page: str


def newer_release(build: Build) -> Release | None:
    """The newest studio if it is newer than this one. Blocks for as long as the network takes. Raises AppError.

    The answer is that of GitHub for ``/repos/OWNER/NAME/releases/latest``
    (https://docs.github.com/rest/releases/releases#get-the-latest-release), of which three fields are read.
    """
    if not build.releases:
        raise AppError(
            "updates.unknown",
            "This copy of the studio does not know where newer ones are published.",
            "Look where you got it.",
        )
    try:
        told = json.loads(_ask(build))
        found = Release(str(told["tag_name"]), str(told.get("body") or ""), str(told["html_url"]))
        newer = numbers(found.version) > numbers(build.version)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unanswered("its answer cannot be understood") from error
    if not found.page.startswith("https://"):
        raise _unanswered("its page is not reached over https")
    return Release(found.version.removeprefix("v"), found.notes, found.page) if newer else None


def numbers(version: str) -> tuple[int, ...]:
    """What decides which is newer; zeros at the end do not count. Raises ValueError."""
    found = _VERSION.match(version)
    if found is None:
        raise ValueError(version)
    return tuple(map(int, re.sub(r"(\.0+)+$", "", found[1]).split(".")))


def _ask(build: Build) -> bytes:
    import httpx  # not at the top: it brings 7 MB that a studio which never asks has no use for

    from app.base.fetching import tls

    headers = {"Accept": "application/json", "User-Agent": f"FlashTalk-Studio/{build.version}"}
    if not build.releases.startswith("https://"):
        raise _unanswered("it is not reached over https")
    try:
        with httpx.stream("GET", build.releases, headers=headers, timeout=_TIMEOUT_S, verify=tls()) as answer:
            if answer.status_code != httpx.codes.OK:
                raise _unanswered(f"it answers with {answer.status_code}")
            data = b""
            for block in answer.iter_bytes():
                data += block
                if len(data) > _MOST_BYTES:
                    raise _unanswered("its answer has no end")
            return data
    except httpx.HTTPError as error:
        raise _unanswered(str(error) or type(error).__name__) from error


def _unanswered(reason: str) -> AppError:
    return AppError("updates.failed", f"Where the studio is published was asked in vain: {reason}.", "Try again later.")
