"""What every section of the settings is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of all sections: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def bounds(section: type[Section], field: str) -> tuple[int, int]:
    """The least and the most that a whole number of the settings may be."""
    marks = section.model_fields[field].metadata
    least = next(mark.ge for mark in marks if hasattr(mark, "ge"))
    return least, next(mark.le for mark in marks if hasattr(mark, "le"))
