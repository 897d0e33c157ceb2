"""Finding of one check of `wood doctor`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FindingState = Literal["well", "warning", "ill"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: `code` names a sentence of `[cli.doctor]`, `params` what stands in its braces."""

    state: FindingState
    code: str
    params: Mapping[str, int | str]
