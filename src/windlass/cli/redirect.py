"""``windlass redirect``: which technique turns an asteroid aside, or brings it to a place.

Checked: tests/cli/test_redirect.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.output import AsJson, Catalogues, console, emit, say, write_page

if TYPE_CHECKING:
    from windlass.catalogue.physical import Given
    from windlass.catalogue.target import Target
    from windlass.redirect.ship import Ship
    from windlass.store.run import Run
    from windlass.studies.redirect_ask import RedirectAsk

redirect = App(name="redirect", help="Techniques that change an asteroid's course, side by side.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Ships at the asteroid: the same for every technique.

    Parameters
    ----------
    ships:
        How many.
    dry:
        Dry mass of one.
    propellant:
        Propellant of one on arrival.
    power:
        Power into the thrusters of one, at 1 au.
    isp:
        Specific impulse.
    efficiency:
        Share of that power that becomes thrust.
    launcher:
        Launcher of the table whose curve and price count.
    vehicles:
        Digging vehicles that feed a mass driver, in place of its own diggers.
    vehicle:
        Kind of these vehicles: ipex-class or mine-class.
    """

    ships: int = 1
    dry: str = "5.5 t"
    propellant: str = "6 t"
    power: str = "40 kW"
    isp: str = "3000 s"
    efficiency: float = 0.6
    launcher: str = "falcon-heavy-expendable"
    vehicles: int = 0
    vehicle: str = "ipex-class"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Aside:
    """Turn it aside.

    Parameters
    ----------
    deflect:
        Shift its encounter with Earth.
    lead:
        Time from the first launch to the encounter.
    encounter:
        A date near the encounter; without it the nearest one before 2150.
    radii:
        Distance from the middle of Earth, in its radii, that must be reached from a hit.
    keyholes:
        Look for keyholes of the encounter.
    """

    deflect: Annotated[bool, Parameter(negative="")] = False
    lead: str = "20 yr"
    encounter: str | None = None
    radii: float = 1.0
    keyholes: bool = True


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Bring:
    """Bring it to a place.

    Parameters
    ----------
    deliver:
        Destination: mars-orbit or lunar-dro.
    start:
        First launch.
    within:
        Time from then until it is there.
    fly:
        Technique whose delivery is solved and flown among all bodies as well, minutes each: the
        one that delivers most, unless given; all for each that delivers anything, none for none.
    """

    deliver: str | None = None
    start: str = "2030-01-01"
    within: str = "20 yr"
    fly: Annotated[tuple[str, ...], Parameter(negative="")] = ("best",)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Asteroid:
    """What the asteroid is, in place of what is known.

    Parameters
    ----------
    diameter:
        Its diameter.
    density:
        Its density.
    spin:
        Its spin period.
    tumbles:
        Whether it turns about no fixed axis.
    material:
        Ground that an impact meets: dimorphos, rubble, boulders, porous or rock.
    yield_:
        Yield of each explosive, in kt of TNT.
    """

    diameter: str | None = None
    density: str | None = None
    spin: str | None = None
    tumbles: Annotated[bool, Parameter(negative="")] = False
    material: str = "rubble"
    yield_: Annotated[float, Parameter(name="--yield")] = 300.0


@redirect.command
def compare(
    target: str,
    /,
    *,
    aside: Aside | None = None,
    bring: Bring | None = None,
    fleet: Fleet | None = None,
    body: Asteroid | None = None,
    only: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    catalogue: Catalogues = (),
    fresh: Annotated[bool, Parameter(negative="")] = False,
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Compare all techniques for an asteroid: which suffice, how far, what they take, how sure.

    Parameters
    ----------
    target:
        Number, name or designation of the asteroid, or the file of a scenario (.toml) that assumes
        one.
    only:
        Technique to be compared; may be given again. All of them unless given.
    catalogue:
        Catalogue file (SBDB, MPC, Parquet, CSV) whose rows go before the packaged table.
    fresh:
        Compute it even if it is kept.
    out:
        Page to write; without it reports/redirect-NAME-RUN.html.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.progress import Bars
    from windlass.store import Store
    from windlass.studies import redirect_run as runs

    aside, bring = aside or Aside(), bring or Bring()
    if aside.deflect == (bring.deliver is not None):
        raise InvalidInput(
            "what the asteroid is to do is not clear", value=target,
            remedy="give --deflect, or --deliver with a destination",
        )  # fmt: skip
    found, own, notes = _found(target, catalogue)
    ask = _ask(found, own, aside, bring, fleet or Fleet(), body or Asteroid(), only)
    run, again = runs.kept(
        ask, store=Store.open(), notes=notes, fly=_flown(bring.fly), holes=aside.keyholes,
        fresh=fresh, progress=Bars(),
    )  # fmt: skip
    page = write_redirect(run, out)
    if as_json:
        emit({"run_id": run.run_id, "kept": again} | run.result | {"page": str(page)})
    else:
        say(run.result["lines"])
        _show(run.result)
        say([f"Page: {page}"])
    return EXIT_OK if any(row["feasible"] for row in run.result["techniques"]) else EXIT_INFEASIBLE


def write_redirect(run: Run, out: Path | None) -> Path:
    """Write the page of a comparison that is kept; return where."""
    from windlass.report.redirect_page import redirect_page

    name = re.sub(r"[^0-9A-Za-z]+", "-", run.result["designation"]).strip("-")
    page = out or Path("reports") / f"redirect-{name}-{run.run_id[:12]}.html"
    write_page(page, redirect_page(run.result))
    return page


def _found(name: str, catalogue: tuple[Path, ...]) -> tuple[Target, Given | None, tuple[str, ...]]:
    """Return an asteroid, what a scenario says of it beside the catalogue, and notes on that."""
    from windlass.bodies import settle
    from windlass.catalogue.collection import lookup
    from windlass.catalogue.read import with_files
    from windlass.studies import assumed, bench
    from windlass.studies.load import load

    known = with_files(catalogue) if catalogue else None
    if not name.endswith(".toml"):
        return settle.one(lookup(name, known)), None, ()
    scenario = load(Path(name))
    notes = ["What the asteroid is, is the scenario's."]
    if scenario.orbit is not None:
        notes.append("Its orbit is the scenario's, assumed: of no known body.")
    return assumed.target_of(scenario, known), bench.given(scenario), tuple(notes)


def _ask(
    target: Target, own: Given | None, aside: Aside, bring: Bring, fleet: Fleet, body: Asteroid,
    only: tuple[str, ...],
) -> RedirectAsk:  # fmt: skip
    from windlass.base.epochs import parse_epoch
    from windlass.base.units import parse
    from windlass.studies.redirect_ask import RedirectAsk

    common: dict[str, Any] = {
        "target": target, "ship": _ship(fleet), "count": fleet.ships, "launcher": fleet.launcher,
        "material": body.material, "yield_kt": body.yield_, "tumbles": body.tumbles,
        "body": _body(body, own), "dug_kg_s": _dug(fleet),
    }  # fmt: skip
    if only:
        common["only"] = only
    if aside.deflect:
        return RedirectAsk(
            mode="deflect", lead_s=parse(aside.lead, "s", where="--lead"), radii=aside.radii,
            encounter_s=None if aside.encounter is None
            else parse_epoch(aside.encounter, where="--encounter"),
            span_s=(target.orbit.epoch_s + parse("2 yr", "s"), parse_epoch("2150")), **common,
        )  # fmt: skip
    return RedirectAsk(
        mode="deliver", to=bring.deliver or "", begins_s=parse_epoch(bring.start, where="--start"),
        within_s=parse(bring.within, "s", where="--within"), **common,
    )  # fmt: skip


def _flown(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the techniques that are flown; best, all and none are none of the table."""
    from windlass.redirect.techniques import choices

    for key in keys:
        if key not in ("best", "all", "none"):
            choices(key)
    return tuple(key for key in keys if key != "none")


def _ship(fleet: Fleet) -> Ship:
    from windlass.base.units import parse
    from windlass.redirect.ship import Ship

    return Ship(
        dry_kg=parse(fleet.dry, "kg", where="--dry"),
        propellant_kg=parse(fleet.propellant, "kg", where="--propellant"),
        power_w=parse(fleet.power, "W", where="--power"),
        isp_s=parse(fleet.isp, "s", where="--isp"), efficiency=fleet.efficiency,
    )  # fmt: skip


def _dug(fleet: Fleet) -> float | None:
    """Return what the vehicles dig [kg/s], None without any."""
    from windlass.base.entries import entry_figure
    from windlass.campaign.fleet import dug_kg_s

    if fleet.vehicles < 0:
        raise InvalidInput("--vehicles", value=fleet.vehicles, remedy="give 0 or more")
    if not fleet.vehicles:
        return None
    rate, works = (
        entry_figure("excavators", fleet.vehicle, part, name=f"fleet.excavator_{part}").value
        for part in ("rate", "availability")
    )
    return dug_kg_s(fleet.vehicles, rate, works)


def _body(body: Asteroid, own: Given | None) -> Given:
    """Return what is given of the asteroid: by the command, else by the scenario."""
    from dataclasses import replace

    from windlass.base.units import parse
    from windlass.catalogue.physical import Given

    def read(text: str | None, unit: str, where: str) -> float | None:
        return None if text is None else parse(text, unit, where=where)

    told: dict[str, Any] = {
        "diameter_m": read(body.diameter, "m", "--diameter"),
        "density_kg_m3": read(body.density, "kg/m3", "--density"),
        "spin_period_s": read(body.spin, "s", "--spin"),
    }  # fmt: skip
    return replace(own or Given(), **{k: v for k, v in told.items() if v is not None})


def _show(told: dict[str, Any]) -> None:
    """Print the table of techniques."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("technique", "does it", "share", "years", "launches", "largest, t", "ships"):
        left = name in ("technique", "does it")
        table.add_column(name, justify="left" if left else "right", no_wrap=not left)
    for row in told["techniques"]:
        table.add_row(
            row["title"].lower(), "yes" if row["feasible"] else "no", _share(row),
            _number(row.get("time_yr"), 1), _number(row["launches"], 0),
            _tonnes(row["largest_kg"]), _count(row["ships_for_this_asteroid"]),
        )  # fmt: skip
    console().print(table)
    say(
        [
            "share: of what is needed; largest: of its density that each could do it to; ships: "
            "how many for this one."
        ]
    )
    for row in told["techniques"]:
        if not row["feasible"] and row["share_of_needed"] is None:
            say([f"{row['title']}: {row['why']}"])


def _share(row: dict[str, Any]) -> str:
    share = row["share_of_needed"]
    from windlass.base.words import number

    return "–" if share is None else number(float(f"{share:.2g}"), 2)


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _count(value: int | None) -> str:
    from windlass.base.words import great

    return "–" if value is None else great(value, 3)


def _tonnes(kg: float | None) -> str:
    from windlass.base.words import great

    return "–" if kg is None else great(float(f"{kg / 1e3:.3g}"), 3)
