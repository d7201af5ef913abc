"""What was published of the files in a folder of weights, kept beside them: it tells offline whether they are whole."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.base.fetching import Checksum
from app.engine.local.hub import HubFile

log = logging.getLogger(__name__)

_NAME = ".fetched.json"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a file must be: its size and its checksum."""

    size_bytes: int
    checksum: Checksum


def read_receipts(folder: Path) -> dict[str, Receipt]:
    """By path below ``folder``; empty where nothing was fetched, or what was kept cannot be read."""
    try:
        kept = json.loads((folder / _NAME).read_text("utf-8"))
        return {
            path: Receipt(int(row["size_bytes"]), Checksum(row["kind"], row["value"])) for path, row in kept.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.info("%s cannot be read: %s", folder / _NAME, error)
        return {}


def add_receipts(folder: Path, files: Iterable[HubFile]) -> None:
    """Keep what was published of ``files``, beside what is known of others. Raises OSError."""
    new = {file.path: Receipt(file.size_bytes, file.checksum) for file in files}
    _write(folder, read_receipts(folder) | new)


def drop_receipts(folder: Path, paths: Iterable[str]) -> None:
    """Forget these files. Raises OSError."""
    gone = set(paths)
    _write(folder, {path: receipt for path, receipt in read_receipts(folder).items() if path not in gone})


def _write(folder: Path, receipts: Mapping[str, Receipt]) -> None:
    if not receipts:
        (folder / _NAME).unlink(missing_ok=True)
        return
    rows = {
        path: {"size_bytes": one.size_bytes, "kind": one.checksum.kind, "value": one.checksum.value}
        for path, one in receipts.items()
    }
    new = folder / f"{_NAME}.new"
    new.write_text(json.dumps(rows, indent=1), "utf-8")
    new.replace(folder / _NAME)
