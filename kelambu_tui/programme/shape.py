"""What all parts of a programme file are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Limit

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Rupiah = Annotated[int, Limit(ge=0)]
Share = Annotated[float, Limit(ge=0, le=1)]
Bound = int | None


class Shape(BaseModel):
    """A frozen part of a programme file; unknown keys are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Shape):
    """One text in Bahasa Indonesia and in English; `locale.pick` chooses."""

    id: Words
    en: Words
