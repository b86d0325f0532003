"""Read a campaign file and the tables beside it; tell all faults at once, with file, line and key.

Checked: tests/studies/test_campaign_file.py.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from windlass.base.entries import entry, entry_figure
from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.campaign.crew import dose
from windlass.campaign.tables import (
    Campaign,
    Commodity,
    Demand,
    Departure,
    Leg,
    Limit,
    Node,
    Process,
    Supply,
    Vehicle,
)
from windlass.campaign.tables_check import check
from windlass.economics import prices
from windlass.studies.campaign_capacity import capacities
from windlass.studies.campaign_file import (
    CampaignFile,
    CommodityPart,
    LegPart,
    SupplyPart,
    VehiclePart,
)
from windlass.studies.quantities import Money
from windlass.studies.toml_file import lay, line_of, parsed, place, read, value

_UNIT: Final = re.compile(r"^\s*(?P<key>[^\[\]]+?)\s*(?:\[(?P<unit>[^\]]*)\])?\s*$")


def load(path: Path, *, sets: Iterable[str] = ()) -> CampaignFile:
    """Return what a campaign file says, with overrides "a.b.c=value" laid over it.

    Raises SourceError for a file that cannot be read, InvalidInput or InvalidInputs for its faults.
    """
    text = read(path, "campaign")
    data = parsed(text, path, "campaign")
    for item in sets:
        key, equals, given = (part.strip() for part in item.partition("="))
        if not equals or not key:
            raise InvalidInput(
                "override is not KEY=VALUE", value=item, remedy='write end="2040-01-01"'
            )
        lay(data, key, value(given), where="--set")
    _beside(data, path)
    try:
        return CampaignFile.model_validate(data)
    except ValidationError as error:
        faults = [_fault(fault, text, path) for fault in error.errors()]
        raise (faults[0] if len(faults) == 1 else InvalidInputs(faults)) from error


def _beside(data: dict[str, Any], path: Path) -> None:
    """Lay the CSV tables that the file names beside what it says itself."""
    names = data.get("csv")
    if not isinstance(names, dict):
        return
    for table in ("supply", "demand"):
        if isinstance(names.get(table), str):
            data.setdefault(table, []).extend(rows(path.parent / names[table]))
    if isinstance(names.get("departure"), str):
        where = path.parent / names["departure"]
        for row in rows(where):
            leg = str(row.pop("leg", ""))
            legs = data.get("leg", {})
            if leg not in legs:
                near = difflib.get_close_matches(leg, legs, n=3, cutoff=0.3)
                raise InvalidInput(
                    "departure of a leg that is not there", value=leg, where=str(where),
                    remedy=f"near: {', '.join(near)}" if near else "name its leg in a column leg",
                )  # fmt: skip
            for end in ("from", "to"):
                if end in row and str(row[end]) != str(legs[leg].get(end)):
                    raise InvalidInput(
                        f"departure of leg {leg} goes {end} another node than the leg",
                        value=row[end], where=str(where),
                        remedy=f"the leg says {legs[leg].get(end)}: mend the one or the other",
                    )  # fmt: skip
            legs[leg].setdefault("departures", []).append(row)


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a CSV table; a unit stands in its column's heading: "dv [km/s]".

    A heading "shares.tug" gives a key within a table.  Empty cells are left out.
    """
    text = read(path, "table")
    table = csv.reader(io.StringIO(text))
    heads = next(table, [])
    columns = []
    for head in heads:
        match = _UNIT.match(head)
        if match is None:
            raise InvalidInput("heading of a column", value=head, where=str(path))
        columns.append((match["key"], match["unit"]))
    found = []
    for number, cells in enumerate(table, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            raise InvalidInput(
                f"row has {len(cells)} cells for {len(columns)} columns", where=place(path, number)
            )
        row: dict[str, Any] = {}
        for (key, unit), cell in zip(columns, cells, strict=True):
            if cell.strip():
                given = f"{cell.strip()} {unit}" if unit else value(cell.strip())
                lay(row, key, given, where=place(path, number))
        found.append(row)
    return found


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
    shown = None if kind == "missing" or isinstance(given, dict | list) else given
    if shown is not None and repr(shown) in message:
        shown = None
    key = ".".join(parts)
    where = place(path, line_of(text, parts))
    return InvalidInput(f"{key}: {message}" if key else message, value=shown, remedy=remedy,
                        where=where)  # fmt: skip


def _known(parts: list[str]) -> list[str]:
    """Return the keys that may stand beside the last part of a path."""
    model: Any = CampaignFile
    for part in parts[:-1]:
        names = {one.alias or name: one for name, one in model.model_fields.items()}
        if part not in names:
            continue
        found = names[part].annotation
        inner = [one for one in getattr(found, "__args__", (found,)) if isinstance(one, type)]
        models = [one for one in inner if issubclass(one, BaseModel)]
        model = models[0] if models else model
    return [one.alias or name for name, one in model.model_fields.items()]


def _rated(file: CampaignFile) -> None:
    """Raise InvalidInput where a place has no rate of dose, or an agency no limit."""
    places = [(f"node.{key}.where", one.where) for key, one in file.node.items()]
    places += [(f"leg.{key}.where", one.where) for key, one in file.leg.items()]
    agencies = [(f"commodity.{key}.agency", one.agency) for key, one in file.commodity.items()]
    agencies += [(f"team.{key}.agency", one.agency) for key, one in file.team.items()]
    for rows, known in ((places, dose.rates()), (agencies, dose.limits())):
        for where, key in rows:
            if key and key not in known:
                raise InvalidInput(
                    f"{where}: not in data/dose.toml", value=key,
                    remedy=f"one of {', '.join(known)}",
                )  # fmt: skip


def tables(file: CampaignFile) -> Campaign:
    """Return the tables of a campaign; InvalidInput or InvalidInputs where they do not fit."""
    commodities = tuple(_commodity(key, part) for key, part in file.commodity.items())
    _rated(file)
    return check(
        Campaign(
            name=file.name,
            start_s=file.start,
            end_s=file.end,
            nodes=tuple(
                Node(key=key, stay=one.stay, storage=one.storage, where=one.where, title=one.title)
                for key, one in file.node.items()
            ),
            commodities=commodities,
            vehicles=tuple(_vehicle(key, one, file) for key, one in file.vehicle.items()),
            legs=tuple(_leg(key, one, file) for key, one in file.leg.items()),
            supplies=tuple(_supply(one, file) for one in file.supply),
            demands=tuple(_demands(file)),
            processes=tuple(
                Process(key=key, node=one.node, unit=one.unit, makes=one.makes)
                for key, one in file.process.items()
            ),
            limits=(
                *(
                    Limit(key=key, legs=tuple(one.legs), flights=one.flights, span_s=one.span,
                          vehicles=tuple(one.vehicles), closed=tuple(one.closed))
                    for key, one in file.limit.items()
                ),
                *capacities(file),
            ),
            currency=file.currency,
            sources=tuple(sorted({one.source for one in file.leg.values() if one.source})),
        )
    )  # fmt: skip


def _commodity(key: str, part: CommodityPart) -> Commodity:
    return Commodity(
        key=key,
        unit_kg=part.each or 1.0,
        whole=part.each is not None,
        fluid=part.fluid,
        boiloff_1_s=part.boiloff,
        uses=part.uses,
        seat=part.seat,
        agency=part.agency,
        supply_class=part.supply_class,
    )


def _vehicle(key: str, part: VehiclePart, file: CampaignFile) -> Vehicle:
    lift, flight_price = part.lift, money(part.flight_price, file)
    if part.use is not None:
        entry("launchers", part.use)
        if lift is None:
            lift = entry_figure("launchers", part.use, "leo", name=f"{key}.lift").value
        if part.flight_price is None:
            price = entry_figure("launchers", part.use, "price", name=f"{key}.price")
            flight_price = prices.in_year(price, prices.year_of(file.currency)).value
    return Vehicle(
        key=key,
        title=part.title,
        dry_kg=part.dry or 0.0,
        isp_s=part.isp or 0.0,
        burns=part.burns,
        hold_kg=part.hold if part.hold is not None else (lift or 0.0 if part.use else 0.0),
        tanks=part.tanks,
        seats=part.seats,
        lift_kg=lift,
        rides=tuple(part.rides),
        expended=part.expended,
        upkeep=part.upkeep,
        price=money(part.price, file),
        flight_price=flight_price,
    )


def _leg(key: str, part: LegPart, file: CampaignFile) -> Leg:
    departures = tuple(
        Departure(date_s=one.date, dv_m_s=one.dv, duration_s=one.duration, shares=one.shares,
                  source=one.source)
        for one in part.departures
    )  # fmt: skip
    if part.every is not None and part.first is not None:
        count = math.floor((file.end - part.first) / part.every) + 1
        departures = tuple(
            Departure(date_s=part.first + k * part.every) for k in range(max(0, count))
        )
    inside = tuple(one for one in departures if file.start <= one.date_s <= file.end)
    if departures and not inside:
        raise InvalidInput(
            f"leg.{key}: none of its departures lies within the campaign",
            remedy="give other dates, or a longer campaign",
        )
    return Leg(
        key=key,
        origin=part.origin,
        destination=part.destination,
        duration_s=part.duration,
        vehicles=tuple(part.vehicles),
        dv_m_s=part.dv,
        departures=inside,
        shares=part.shares,
        lifts=part.lifts,
        launch=part.launch,
        unlimited=part.unlimited,
        where=part.where,
        source=part.source,
    )


def _supply(part: SupplyPart, file: CampaignFile) -> Supply:
    return Supply(
        node=part.node,
        item=part.item,
        amount=math.inf if part.amount is None else part.amount,
        from_s=-math.inf if part.start is None else part.start,
        until_s=math.inf if part.until is None else part.until,
        rate_1_s=math.inf if part.rate is None else part.rate,
        price=money(part.price, file),
    )


def _demands(file: CampaignFile) -> list[Demand]:
    found = []
    for part in file.demand:
        if part.times > 1 and part.every is None:
            raise InvalidInput(
                "demand that comes several times", value=part.times, remedy='give every = "90 d"'
            )
        for k in range(part.times):
            name = part.anchor or f"{part.item} at {part.node}"
            found.append(
                Demand(
                    node=part.node,
                    item=part.item,
                    amount=part.amount,
                    date_s=part.date + k * (part.every or 0.0),
                    anchor=name if part.times == 1 else f"{name} {k + 1}",
                )
            )
    return found


def money(given: Money | Mapping[str, Any] | None, file: CampaignFile) -> float:
    """Return money, or a price a kg, in the campaign's currency."""
    if given is None:
        return 0.0
    one = given if isinstance(given, Money) else Money.model_validate(given)
    here, there = prices.year_of(one.currency), prices.year_of(file.currency)
    return one.value * prices.index(there) / prices.index(here)
