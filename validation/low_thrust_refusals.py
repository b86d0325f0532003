"""Judge what is said to returns that cannot be: what binds, and a nearest ask that can be flown.

Each ask lacks something else; the nearest that it is told is then asked as it stands, and its mass
must come home.
"""

from dataclasses import replace

from validation.table import Row, at_most
from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.base.errors import NotSolved
from windlass.catalogue.collection import lookup
from windlass.kernels import status as st
from windlass.lowthrust.return_ask import ReturnAsk
from windlass.lowthrust.return_nearest import Nearest
from windlass.lowthrust.return_plan import beside, plan_return

NAME = "return, impossible asks"
SOURCE = "no published value"


def rows() -> list[Row]:
    """What binds, and the nearest ask in earnest, for each."""
    made: list[Row] = []
    for words, binds, ask in asks():
        near = beside(ask)
        made += [_named(words, binds, ask), *_flown(words, near)]
    return made


def asks() -> list[tuple[str, str, ReturnAsk]]:
    """Asks that lack something: in words, what that is, the ask."""
    span = parse_epoch("2026-01-01"), parse_epoch("2032-01-01")
    whole = ReturnAsk(
        name="2008 HU4", orbit=lookup("2008 HU4").orbit, arrives_s=span, within_s=8.0 * YEAR_S,
        power_w=40e3, isp_s=3000.0, returned_kg=1e6, capture="flyby", climb=None,
    )  # fmt: skip
    few = replace(whole, returned_kg=None, xenon_kg=400.0, within_s=6.0 * YEAR_S)
    return [
        ("1000 t, 5 kW, a year", "time", replace(whole, power_w=5e3, within_s=YEAR_S)),
        ("1000 t, 40 kW, 4 years", "power", replace(whole, within_s=4.0 * YEAR_S)),
        ("400 kg of xenon, 6 years", "xenon", few),
    ]


def _named(words: str, binds: str, ask: ReturnAsk) -> Row:
    """Whether the refusal names what binds, and a nearest ask."""
    said, status = "", st.OK
    try:
        plan_return(ask)
    except NotSolved as reason:
        said, status = str(reason), reason.status
    named = f"{binds} does not suffice" in said and "nearest ask that can be flown" in said
    named = named and status == st.NO_SOLUTION
    return Row(f"{NAME}: {words}", f"named: {binds}", 1.0, float(named), 0.0, "1", SOURCE)


def _flown(words: str, near: Nearest | None) -> list[Row]:
    """That the nearest ask is solved, and brings no less than was told."""
    name = f"{NAME}: {words}"
    if near is None:
        return [Row(name, "a nearest ask", 1.0, 0.0, 0.0, "1", SOURCE)]
    plan = plan_return(near.ask)
    told, brings = near.returned_kg / 1e3, plan.returned_kg / 1e3
    return [
        at_most(
            capability=name,
            quantity=f"asked as told ({near.words}): {brings:,.1f} t, below {told:,.1f} t by",
            limit=0.0, computed=max(0.0, 1.0 - brings / told), unit="1", source=SOURCE,
        ),
        at_most(
            capability=name, quantity="flown by another integrator, off", limit=1000.0,
            computed=max(leg.flown.miss_m for leg in plan.trip.legs) / 1e3, unit="km",
            source=SOURCE,
        ),
    ]  # fmt: skip
