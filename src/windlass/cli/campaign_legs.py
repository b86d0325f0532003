"""``windlass campaign legs``: dated departures of a campaign's legs, from a run or a search.

Checked: tests/cli/test_campaign_legs.py.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_OK, InvalidInput
from windlass.cli.output import AsJson, Catalogues, emit, say, write_page

if TYPE_CHECKING:
    from windlass.studies.campaign_legs import Legs

legs = App(
    name="legs",
    help="Write the dated departures of a campaign's legs as a table, from a run or a search.",
)
OUT = Path("legs.csv")


@legs.command(name="run")
def run_(
    run: str = "latest",
    /,
    *,
    leg: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    option: str = "",
    variant: str = "",
    vehicle: str = "",
    campaign: Path | None = None,
    out: Path = OUT,
    as_json: AsJson = False,
) -> int:
    """Take legs from a kept run: a study's trip, or a low-thrust return.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one, as `windlass runs` lists them.
    leg:
        NAME=PART, or NAME=PART+PART; parts: launch, spiral, out, return, insertion. May be given
        again; without it spiral, out, and home=return+insertion.
    option:
        Option of the study; the recommended one unless given.
    variant:
        Variant of the option; the one that launches least unless given.
    vehicle:
        Vehicle type of the campaign that flies them: its share of mass burnt is written, too.
    campaign:
        Campaign file that is to read them: its legs say where each begins and ends.
    out:
        Table to write (.csv).
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.store import Store
    from windlass.studies import campaign_legs, campaign_legs_run
    from windlass.studies.low_thrust_return import KIND

    kept = Store.open().get(run)
    if kept.kind not in ("study", KIND):
        raise InvalidInput(
            "the run has no legs", value=kept.kind,
            remedy="name a study or a return of `windlass runs`",
        )  # fmt: skip
    found = campaign_legs_run.of_run(
        kept.kind,
        kept.result,
        asks=_asks(leg),
        source=f"run {kept.run_id[:12]}; {_how()}",
        option=option,
        variant=variant,
        vehicle=vehicle,
        campaign=None if campaign is None else campaign_legs.ends(campaign),
    )
    return _write(found, out, as_json)


@legs.command(name="search")
def search_(
    target: str,
    /,
    *,
    depart: str,
    leg: str,
    tof: str = "60 d..700 d",
    back: Annotated[bool, Parameter(negative="")] = False,
    body: str = "earth",
    step: str = "5 d",
    revolutions: int = 1,
    window: str = "1 yr",
    keep: int = 3,
    most_dv: str | None = None,
    pays: Literal["both", "departure", "arrival"] = "both",
    parking: str | None = None,
    campaign: Path | None = None,
    catalogue: Catalogues = (),
    out: Path = OUT,
    as_json: AsJson = False,
) -> int:
    """Search departures between a planet and an asteroid; keep the best of each window of dates.

    Parameters
    ----------
    target:
        Number, name or designation of the asteroid.
    depart:
        Departure dates, such as 2035..2039.
    leg:
        Name of the leg in the campaign.
    tof:
        Flight times, such as "60 d..700 d".
    back:
        From the asteroid to the planet instead of towards it.
    body:
        The planet: earth, mars, venus …
    step:
        Step of departure and flight time.
    revolutions:
        Most full revolutions about the Sun.
    window:
        Length of a window of departure dates.
    keep:
        Most departures of a window: those of which none is both cheaper and shorter.
    most_dv:
        Δv above which none is kept.
    pays:
        Ends whose v∞ the vehicle burns; a launcher or a flyby may give the other.
    parking:
        Altitude of the circular orbit about Earth that a burn leaves or enters; without it Δv at
        Earth is v∞ itself.
    campaign:
        Campaign file that is to read them: its leg says where it begins and ends.
    catalogue:
        Catalogue file (SBDB, MPC, Parquet, CSV) whose rows go before the packaged table.
    out:
        Table to write (.csv).
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.units import parse
    from windlass.studies import campaign_legs, campaign_legs_search

    there = None if campaign is None else campaign_legs.ends(campaign)
    found = campaign_legs_search.of_search(
        campaign_legs_search.Departures(
            target=target, depart=depart, tof=tof, step=step, back=back, body=body,
            revolutions=revolutions, window_s=parse(window, "s", where="--window"), keep=keep,
            most_m_s=float("inf") if most_dv is None else parse(most_dv, "m/s", where="--most-dv"),
            pays=pays,
            parking_m=None if parking is None else parse(parking, "m", where="--parking"),
            catalogue=catalogue,
        ),
        leg=leg,
        ends=campaign_legs.nodes(leg, there, ("asteroid", body) if back else (body, "asteroid")),
        source=_how(),
    )  # fmt: skip
    return _write(found, out, as_json)


def _how() -> str:
    """Return version and command, by which a row can be made again."""
    from windlass import __version__

    return f"windlass {__version__}: windlass {shlex.join(sys.argv[1:])}"


def _asks(given: tuple[str, ...]) -> dict[str, str]:
    asks = {}
    for one in given:
        name, equals, parts = (part.strip() for part in one.partition("="))
        if not (name and equals and parts) or name in asks:
            raise InvalidInput(
                "leg is not NAME=PARTS, or is given twice", value=one,
                remedy="write --leg home=return+insertion",
            )  # fmt: skip
        asks[name] = parts
    return asks


def _write(found: Legs, out: Path, as_json: bool) -> int:
    from windlass.studies import campaign_legs

    write_page(out, campaign_legs.table(found.rows))
    plain = campaign_legs.told(found, out)
    if as_json:
        emit(plain)
    else:
        say(campaign_legs.lines(plain))
    return EXIT_OK
