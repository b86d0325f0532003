"""Read a partners file and the campaign beside it; tell all faults at once, with file and line.

Checked: tests/studies/test_partners_file.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.economics import prices
from windlass.studies import campaign_load
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.partners_file import PartnersFile
from windlass.studies.quantities import Money
from windlass.studies.toml_file import lay, line_of, parsed, place, read, value


def load(path: Path, *, sets: Iterable[str] = ()) -> tuple[PartnersFile, CampaignFile | None]:
    """Return what a partners file says, and its campaign; overrides "a.b.c=value" laid over it.

    Raises SourceError for a file that cannot be read, InvalidInput or InvalidInputs for its faults.
    """
    text = read(path, "partners")
    data = parsed(text, path, "partners")
    for item in sets:
        key, equals, given = (part.strip() for part in item.partition("="))
        if not equals or not key:
            raise InvalidInput(
                "override is not KEY=VALUE",
                value=item,
                remedy='write want.rock.worth="4 bn USD2024"',
            )
        lay(data, key, value(given), where="--set")
    try:
        file = PartnersFile.model_validate(data)
    except ValidationError as error:
        faults = [_fault(fault, text, path) for fault in error.errors()]
        raise (faults[0] if len(faults) == 1 else InvalidInputs(faults)) from error
    if file.campaign is None:
        return file, None
    return file, campaign_load.load(path.parent / file.campaign)


def _fault(fault: Any, text: str, path: Path) -> InvalidInput:
    parts = [str(part) for part in fault["loc"]]
    kind, message, remedy = fault["type"], str(fault["msg"]).removeprefix("Value error, "), ""
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(parts[-1], _known(parts), n=3, cutoff=0.5)
        message = "unknown key"
        remedy = f"did you mean {' or '.join(near)}?" if near else "remove it"
    elif kind == "missing":
        message, remedy = "missing key", "add it"
    given = fault.get("input")
    shown = None if kind == "missing" or isinstance(given, dict | list | BaseModel) else given
    key = ".".join(parts)
    where = place(path, line_of(text, parts))
    return InvalidInput(f"{key}: {message}" if key else message, value=shown, remedy=remedy,
                        where=where)  # fmt: skip


def _known(parts: list[str]) -> list[str]:
    """Return the keys that may stand beside the last part of a path."""
    model: Any = PartnersFile
    for part in parts[:-1]:
        names = {one.alias or name: one for name, one in model.model_fields.items()}
        if part not in names:
            continue
        found = names[part].annotation
        inner = [one for one in getattr(found, "__args__", (found,)) if isinstance(one, type)]
        models = [one for one in inner if issubclass(one, BaseModel)]
        model = models[0] if models else model
    return [one.alias or name for name, one in model.model_fields.items()]


def amount(given: Money | None, currency: str) -> float:
    """Return money in a currency and year, 0 for none; InvalidInput for a year without an index."""
    if given is None:
        return 0.0
    here, there = prices.year_of(given.currency), prices.year_of(currency)
    return given.value * prices.index(there) / prices.index(here)


def amounts(given: Mapping[str, Money], currency: str) -> dict[str, float]:
    """Return several amounts of money in a currency and year."""
    return {key: amount(one, currency) for key, one in given.items()}
