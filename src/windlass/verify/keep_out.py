"""What a failed tug's rock may do at most, and whether so many flights show that it keeps to it.

A share of flights is no probability: the bounds are those of Clopper and Pearson, one-sided, which
hold at least at the confidence told.  Source: clopper1934.  Checked: tests/verify/test_keep_out.py.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.base.sources import table

State = Literal["kept", "not shown", "broken"]

WHOLE: Final = ("clones", "instants")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOut:
    """Criteria: impact probability allowed for each instant of failure and pooled; distance_m from
    Earth within which a passage counts; how many instants, clones and years; confidence of the
    bounds; height_m of the atmosphere at which Earth counts as met.
    """

    each: float
    pooled: float
    distance_m: float
    years: float
    clones: int
    instants: int
    confidence: float
    height_m: float

    def __post_init__(self) -> None:
        """Raise InvalidInput for a criterion that is none."""
        odds = {"each": self.each, "pooled": self.pooled, "confidence": self.confidence}
        wrong = [name for name, value in odds.items() if not 0.0 < value < 1.0]
        sizes = {"distance_m": self.distance_m, "years": self.years, "clones": self.clones,
                 "instants": self.instants}  # fmt: skip
        wrong += [name for name, value in sizes.items() if not 0.0 < value < float("inf")]
        wrong += [] if 0.0 <= self.height_m < float("inf") else ["height_m"]
        if wrong:
            raise InvalidInput(
                f"keep-out criteria: {', '.join(wrong)}", value=[getattr(self, n) for n in wrong],
                remedy="give probabilities between 0 and 1, all else above 0",
            )  # fmt: skip

    @property
    def span_s(self) -> float:
        """How long each rock is flown [s]."""
        return self.years * YEAR_S


def keep_out(**given: Any) -> KeepOut:
    """Return the packaged criteria (data/safety.toml), with those given in place of its own.

    Raises InvalidInput for one that there is not.
    """
    held = {name: float(entry["value"]) for name, entry in table("safety")["keep_out"].items()}
    held["distance_m"], held["height_m"] = held.pop("distance"), held.pop("atmosphere")
    known = {one.name for one in fields(KeepOut)}
    if set(given) - known:
        raise InvalidInput(
            "no such keep-out criterion", value=", ".join(sorted(set(given) - known)),
            remedy=f"one of {', '.join(sorted(known))}",
        )  # fmt: skip
    both: dict[str, Any] = {**held, **given}
    for name in WHOLE:
        both[name] = int(both[name])
    return KeepOut(**both)


def _check(hits: int, flights: int, confidence: float) -> None:
    if not (0 <= hits <= flights and 0.0 < confidence < 1.0):
        raise InvalidInput(
            "hits, flights and confidence of a bound", value=(hits, flights, confidence),
            remedy="give 0 ≤ hits ≤ flights and a confidence between 0 and 1",
        )  # fmt: skip


def upper(hits: int, flights: int, confidence: float) -> float:
    """Return the upper bound of a probability of which so many flights of all show so many hits.

    One-sided; 1 where nothing was flown.  Raises InvalidInput.
    """
    from scipy.stats import beta

    _check(hits, flights, confidence)
    if hits == flights:
        return 1.0
    return float(beta.ppf(confidence, hits + 1, flights - hits))


def lower(hits: int, flights: int, confidence: float) -> float:
    """Return the lower bound, one-sided; 0 where nothing was hit.  Raises InvalidInput."""
    from scipy.stats import beta

    _check(hits, flights, confidence)
    if hits == 0:
        return 0.0
    return float(beta.ppf(1.0 - confidence, hits, flights - hits + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion: what is allowed, what was found, its upper bound, whether it is kept, in words.

    broken: what was found is more than allowed; not shown: it is not, but its bound is.
    """

    name: str
    allowed: float
    found: float
    upper: float
    state: State
    text: str


def judged(
    name: str, allowed: float, hits: int, flights: int, unknown: int, confidence: float
) -> Criterion:
    """Return whether a probability is kept; unknown: flights without an end, hits to the bound."""
    found = hits / flights if flights else 0.0
    bound = upper(hits + unknown, flights, confidence)
    state: State = "broken" if found > allowed else "kept" if bound <= allowed else "not shown"
    words = {
        "broken": "more than allowed",
        "kept": "kept",
        "not shown": "not shown to be kept; more flights may show it",
    }[state]
    lost = f", {unknown} without an end counted as hits" if unknown else ""
    text = (
        f"{name}: {hits} of {flights} flights{lost}, below {bound:.2g} with {confidence:.0%}, "
        f"allowed {allowed:.2g}: {words}"
    )
    return Criterion(
        name=name, allowed=allowed, found=found, upper=bound, state=state, text=text
    )  # fmt: skip
