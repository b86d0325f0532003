"""``windlass screen retrievable``: which asteroids can be brought home, for how much, how big.

Checked: tests/cli/test_screen_retrievable.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from cyclopts import Parameter

from windlass.cli.screen_how import How, begun, check_engine, check_top, finish


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Towing:
    """The tug at the asteroid; what is not given is as data/tugs.toml has it.

    Parameters
    ----------
    tug:
        Electric tug of the table.
    power:
        Power into the thrusters at 1 au.
    isp:
        Specific impulse.
    efficiency:
        Share of the power that goes into the jet.
    dry_mass:
        Mass of the tug without propellant.
    propellant:
        Propellant left for the way back.
    duty:
        Share of the time in which it thrusts.
    """

    tug: str = "keck-2012"
    power: str | None = None
    isp: str | None = None
    efficiency: float | None = None
    dry_mass: str | None = None
    propellant: str | None = None
    duty: float | None = None


def retrievable(
    *,
    to: str,
    max_dv: str = "500 m/s",
    span: str = "2026-01-01..2101",
    max_tof: str = "1500 d",
    model: str = "circular",
    effort: str = "full",
    towing: Towing | None = None,
    how: How | None = None,
) -> int:
    """Screen for asteroids that can be brought home, and how much of one a tug can bring.

    Parameters
    ----------
    to:
        sun-earth (orbits about L1 and L2), earth-moon (a distant retrograde orbit about the Moon)
        or mars-orbit.
    max_dv:
        Greatest Δv of both impulses together, applied to the asteroid.
    span:
        Dates between which it departs and arrives.
    max_tof:
        Longest flight from the first impulse to the second.
    model:
        Earth's motion in the search for manifolds: circular, as published searches have it, or
        pulsating, where it is: how much Δv changes tells what the first leaves out.
    effort:
        full; thorough: twice as many starts, each way settled until that no longer helps; or
        quick: fewer orbits, for a first look.
    """
    from windlass.screen.retrievable import retrieval

    shown, tow = how or How(), towing or Towing()
    check_top(shown.top)
    check_engine(shown.engine, shown.workers)
    limits = {
        "power": tow.power,
        "isp": tow.isp,
        "dry_mass": tow.dry_mass,
        "propellant": tow.propellant,
    }
    rules = retrieval(
        to,
        span,
        model=model,
        effort=effort,
        tug=tow.tug,
        efficiency=tow.efficiency,
        duty=tow.duty,
        max_dv=max_dv,
        max_tof=max_tof,
        **{name: text for name, text in limits.items() if text is not None},
    )
    return finish(begun(rules, shown), shown)
