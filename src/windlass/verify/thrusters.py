"""Thrusters' life: what a plan asks of them, against what was demonstrated or is designed for.

Power, hours and propellant each ask for a number of thrusters; the greatest is needed.  Hours are
those of the plan's full thrust, shared evenly by as many as its power feeds at once; propellant is
shared by all.  What a thruster's data lack is not computed, and said so.  Spares against failure
are not counted: the margin is on life alone.  Checked: tests/verify/test_thrusters.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput
from windlass.base.sources import table

MARGIN: Final = 1.5
"""What life is shown for, over what is asked of it, unless told otherwise: the customary factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan asks of all thrusters together.

    power_w: into them at once; hours: of full thrust; propellant_kg: through them; starts: arcs.
    """

    power_w: float
    hours: float
    propellant_kg: float
    starts: int
    propellant: str = "xenon"

    def __post_init__(self) -> None:
        """Raise InvalidInput for what cannot be asked."""
        numbers = (self.power_w, self.hours, self.propellant_kg, float(self.starts))
        if not (self.power_w > 0.0 and all(math.isfinite(x) and x >= 0.0 for x in numbers)):
            raise InvalidInput(
                "power, hours, propellant and starts of thrusters", value=numbers,
                remedy="give watts above 0, the others at least 0",
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What one kind of thruster makes of it; None: not computed.

    at_once: thrusters that the power feeds; needed: with the margin, at least at_once; shares of
    one thruster's life, throughput and starts when so many share the work; basis: demonstrated or
    design; lacks: what its data do not tell; sources: keys of the bibliography.
    """

    thruster: str
    title: str
    basis: str
    at_once: int
    needed: int | None
    life_share: float | None
    throughput_share: float | None
    starts_share: float | None
    lacks: tuple[str, ...]
    margin: float
    sources: tuple[str, ...]

    def text(self) -> str:
        """Return it in words."""
        if self.needed is None:
            return f"{self.title}: not computed, its data lack {' and '.join(self.lacks)}."
        parts = [
            f"{share:.0%} of its {self.basis} {name}"
            for name, share in (
                ("hours", self.life_share), ("propellant", self.throughput_share),
                ("starts", self.starts_share),
            ) if share is not None
        ]  # fmt: skip
        said = f"{self.title}: {self.needed} needed, {self.at_once} of them at once; each takes "
        said += ", ".join(parts) + f" (margin asked: {self.margin:g} times)."
        if self.lacks:
            said += f" Not computed: {', '.join(self.lacks)}."
        return said


def names() -> tuple[str, ...]:
    """Return the thrusters of the table."""
    return tuple(table("thrusters"))


def life(asked: Asked, thruster: str, *, margin: float = MARGIN) -> Life:
    """Return how many thrusters of one kind a plan needs, and the shares of their life.

    Raises InvalidInput for an unknown thruster, another propellant, or a margin below 1.
    """
    found = entry("thrusters", thruster)
    if not margin >= 1.0:
        raise InvalidInput("margin on the life of thrusters", value=margin, remedy="give 1 or more")
    if found["propellant"] != asked.propellant:
        raise InvalidInput(
            f"propellant of {thruster}", value=asked.propellant,
            remedy=f"its data are for {found['propellant']}",
        )  # fmt: skip
    parts = ("power", "life", "throughput", "starts")
    have = {part: float(found[part]["value"]) for part in parts if part in found}
    lacks = tuple(part for part in parts if part not in have)
    at_once = math.ceil(asked.power_w / have["power"] * (1.0 - 1e-9)) if "power" in have else 0
    counts = {"power": float(at_once)}
    # Each of those at once thrusts all the hours; a set that is worn out is followed by another.
    if "life" in have:
        counts["life"] = at_once * asked.hours / have["life"]
    if "throughput" in have:
        counts["throughput"] = asked.propellant_kg / have["throughput"]
    sources = tuple(sorted({str(found[part]["source"]) for part in have}))
    needed: int | None = None
    if at_once and len(counts) > 1:
        wear = max(counts.get("life", 0.0), counts.get("throughput", 0.0))
        needed = max(at_once, math.ceil(margin * wear * (1.0 - 1e-9)))

    def share(part: str) -> float | None:
        return counts[part] / needed if needed is not None and part in counts else None

    starts = (
        asked.starts * at_once / needed / have["starts"] if needed and "starts" in have else None
    )
    return Life(
        thruster=thruster, title=str(found["title"]), basis=str(found["basis"]), at_once=at_once,
        needed=needed, life_share=share("life"), throughput_share=share("throughput"),
        starts_share=starts, lacks=lacks, margin=margin, sources=sources,
    )  # fmt: skip


def lives(asked: Asked, *, margin: float = MARGIN) -> tuple[Life, ...]:
    """Return every thruster of the table with the plan's propellant."""
    return tuple(
        life(asked, name, margin=margin)
        for name in names()
        if entry("thrusters", name)["propellant"] == asked.propellant
    )
