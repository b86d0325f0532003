"""Judge verdicts: published trips flown by all forces, their judges, their files, what never
certifies."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from validation.nhats import EXACT
from validation.table import Row, at_most
from windlass.base.epochs import parse_epoch
from windlass.catalogue.collection import lookup
from windlass.transfers import nhats
from windlass.verify import export, files, trips
from windlass.verify.examine import Asked, examine
from windlass.verify.judge import judge
from windlass.verify.keep_out import upper
from windlass.verify.outcome import Known, Outcome
from windlass.verify.plan import Plan

SOURCE = "nhats2012, service's records"
OWN = "no published value"
AT = "2026-01-01T00:00:00"


def rows() -> list[Row]:
    """All of them."""
    found: list[Row] = []
    made = dict(flown())
    for name, _, _, _, _, _, *speeds in EXACT:
        plan = made[name]
        found.append(
            Row(f"NHATS trip flown by all forces, {name}", "total", speeds[-1],
                plan.total_m_s / 1e3, 0.01, "km/s", SOURCE, relative=True)
        )  # fmt: skip
        worst = max(one.same_forces_m for one in judge(plan))
        found.append(at_most(
            capability=f"judging integrator, trip to {name}", quantity="off at the end of a phase",
            limit=1.0, computed=worst / 1e3, unit="km", source=OWN,
        ))  # fmt: skip
        found.append(again(name, plan))
    return [*found, *never(made["2001 GP2"]), *bounds()]


def flown() -> Iterator[tuple[str, Plan]]:
    """The published trips, from perigee to entry, the planet's dates free by some days."""
    for name, launch, out, stay, back, *_ in EXACT:
        target = lookup(name)
        rock = trips.Asteroid(title=target.title, orbit=target.orbit)
        dates = trips.Dates(
            launch_s=parse_epoch(launch), out_d=float(out), stay_d=float(stay), back_d=float(back)
        )
        yield name, trips.trip(rock, dates, nhats.Rules(), retime=True).plan


def again(name: str, plan: Plan) -> Row:
    """A trip's OEM file read and flown again."""
    with tempfile.TemporaryDirectory() as folder:
        paths = export.write(plan, Path(folder), "trip", created=AT)
        back = files.flown(files.read(paths["oem"]))
    return at_most(
        capability=f"file of the trip to {name}", quantity="flown again, greatest miss", limit=1.0,
        computed=max(arc.greatest_m for arc in back.arcs) / 1e3, unit="km", source=OWN,
    )  # fmt: skip


def never(plan: Plan) -> list[Row]:
    """A trip that flies as designed, by the certainty of its asteroid's orbit."""
    assert plan.orbit is not None
    asked = Asked(samples=300, missed=False)
    certified = {}
    for code in range(10):
        orbit = replace(plan.orbit, uncertainty=code, precision="full")
        outcome = Outcome(
            name=plan.name, title=plan.title, kind="trip", plan=replace(plan, orbit=orbit), why="",
            claimed_m_s=plan.total_m_s, known=Known(orbit=orbit, covariance=None, told="a test"),
        )  # fmt: skip
        certified[code] = examine(outcome, asked).verdict.word == "certified"
    return [
        Row("certificates", "condition codes 5 to 9 that certify", 0.0,
            float(sum(certified[code] for code in range(5, 10))), 0.0, "", OWN),
        Row("certificates", "condition code 0 certifies a trip that flies", 1.0,
            float(certified[0]), 0.0, "", OWN),
    ]  # fmt: skip


def bounds() -> list[Row]:
    """The rule of three and its neighbours: no hit in n flights, with 95 %."""
    return [
        Row("binomial bound", f"none of {n}", 1.0 - 0.05 ** (1.0 / n), upper(0, n, 0.95), 1e-9, "",
            "clopper1934")
        for n in (200, 12_000)
    ]  # fmt: skip
