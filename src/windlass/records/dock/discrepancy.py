"""What the scale says beside the book, and what could explain the difference.

A reading differs from the book by a residual with a standard deviation, from the scale and from the
masses as they were entered; the confidence that something is wrong is that of a normal error, two
sides.  Each pattern that explains the residual is told with its evidence, with what it leaves, and
with the chance that so many candidates would hold one that fits by accident.  Nothing that fits is
"unexplained": goods came or left without a record.
Checked: tests/records/dock/test_discrepancy.py; validation/dock.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Final

from windlass.base.errors import InvalidInput

POUND_G: Final = 453.59237
"""Grams of an avoirdupois pound, exact by definition (1959)."""
FITS: Final = 3.0
"""Standard deviations within which a residual is that of a pattern."""
TOLD: Final = 0.25
"""Chance of an accident up to which a pattern is told: beyond it, it says nothing."""
_DIGITS: Final = 12
_USUAL: Final = 5
"""Pieces from which there is a usual mass."""
_MAD: Final = 1.4826
"""Standard deviation of a normal error by its median absolute deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An item that the book has in an account: code, pieces and grams of all, and the standard
    uncertainty of its mass [g].
    """

    item: str
    count: int
    grams: int
    uncertainty_g: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A movement into (+1) or out of (−1) an account: record, item, grams, time."""

    record: str
    item: str
    grams: int
    sign: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An account as the book has it, and what was read of it: grams, their standard uncertainty,
    and pieces where they were counted.
    """

    account: str
    held: tuple[Held, ...]
    passed: tuple[Passed, ...] = ()
    reading_g: int
    uncertainty_g: float
    counted: int | None = None

    @property
    def book_g(self) -> int:
        """Return what the book says [g]."""
        return sum(one.grams for one in self.held)

    @property
    def residual_g(self) -> int:
        """Return the reading less the book [g]."""
        return self.reading_g - self.book_g

    @property
    def sigma_g(self) -> float:
        """Return the standard deviation of the residual [g]."""
        return math.hypot(self.uncertainty_g, *(one.uncertainty_g for one in self.held))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What could explain a residual.  explains_g: how much of it; accident: chance that one of the
    candidates that were tried fits by accident; other: the account on the other side.
    """

    kind: str
    evidence: str
    explains_g: float
    left_g: float
    candidates: int
    accident: float
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An account whose reading differs from its book.  z: residual by its standard deviation;
    confidence: that it is no error of weighing; patterns: the likeliest first.
    """

    account: str
    book_g: int
    reading_g: int
    residual_g: int
    sigma_g: float
    z: float
    confidence: float
    counted: int | None
    booked: int
    patterns: tuple[Pattern, ...] = field(default=())


def confidence(z: float) -> float:
    """Return the chance that a normal error is smaller than ``z`` standard deviations."""
    return math.erf(abs(z) / math.sqrt(2.0))


def findings(sides: Sequence[Side], *, least: float = 0.95) -> list[Finding]:
    """Return the accounts whose reading or count differs from the book, the surest first.

    least: confidence from which a difference of mass is told.  Raises InvalidInput for a scale
    without uncertainty, or a confidence outside 0 to 1.
    """
    if not 0.0 < least < 1.0:
        raise InvalidInput("confidence", value=least, remedy="between 0 and 1")
    for one in sides:
        if not (math.isfinite(one.uncertainty_g) and one.uncertainty_g > 0.0):
            raise InvalidInput(f"uncertainty of the scale at {one.account}",
                               value=one.uncertainty_g, remedy="above 0 g")  # fmt: skip
    found = []
    for one in sides:
        z = one.residual_g / one.sigma_g
        booked = sum(held.count for held in one.held)
        off = one.counted is not None and one.counted != booked
        if confidence(z) < least and not off:
            continue
        others = [side for side in sides if side.account != one.account]
        patterns = sorted(_ranked(one, others), key=lambda p: (p.accident, abs(p.left_g)))
        found.append(Finding(
            account=one.account, book_g=one.book_g, reading_g=one.reading_g,
            residual_g=one.residual_g, sigma_g=one.sigma_g, z=z, confidence=confidence(z),
            counted=one.counted, booked=booked, patterns=tuple(patterns),
        ))  # fmt: skip
    return sorted(found, key=lambda f: -abs(f.z))


@dataclass(frozen=True, slots=True)
class _Candidate:
    evidence: str
    explains_g: float
    other: str = ""
    sigma_g: float = 0.0
    both_g: float | None = None
    """Standard deviation of the other account's residual, where that fits as well."""


def _ranked(one: Side, others: Sequence[Side]) -> Iterator[Pattern]:
    """Yield the candidates of each pattern that fit, with the chance of an accident."""
    named: Mapping[str, Iterable[_Candidate]] = {
        "duplicate": _duplicates(one), "transposed mass": _transposed(one),
        "transposed code": _codes(one, others), "unlisted": _unlisted(one),
        "moved without record": _moved(one, others), "masses exchanged": _exchanged(one, others),
        "pounds for kilograms": _units(one),
    }  # fmt: skip
    reach = max([abs(one.residual_g), *(held.grams for held in one.held), 1])
    for kind, rows in named.items():
        candidates = list(rows)
        for c in candidates:
            sigma = math.hypot(one.sigma_g, c.sigma_g)
            left = one.residual_g - c.explains_g
            share = min(FITS * sigma / reach, 1.0 - 1e-12)
            accident = -math.expm1(len(candidates) * math.log1p(-share))
            if c.both_g is not None:
                accident *= min(FITS * c.both_g / reach, 1.0)
            if abs(left) <= FITS * sigma and accident <= TOLD:
                yield Pattern(kind=kind, evidence=c.evidence, explains_g=c.explains_g, left_g=left,
                              candidates=len(candidates), other=c.other,
                              accident=accident)  # fmt: skip


def _duplicates(one: Side) -> Iterator[_Candidate]:
    """Yield items that entered, or left, twice with the same mass."""
    seen: dict[tuple[str, int, int], Passed] = {}
    for move in one.passed:
        key = (move.item, move.grams, move.sign)
        if key in seen:
            way = "entered" if move.sign > 0 else "taken out"
            yield _Candidate(f"{move.item}, {move.grams / 1e3:g} kg, was {way} twice: records "
                             f"{seen[key].record[:12]} and {move.record[:12]}",
                             -move.sign * move.grams)  # fmt: skip
        seen[key] = move


def _transposed(one: Side) -> Iterator[_Candidate]:
    """Yield masses of which two neighbouring digits were swapped."""
    for held in one.held:
        for other in sorted({int(text) for text in _swaps(str(held.grams), reach=1)}):
            yield _Candidate(f"{held.item} is booked with {held.grams / 1e3:g} kg; "
                             f"{other / 1e3:g} kg was meant", other - held.grams)  # fmt: skip


def _codes(one: Side, others: Sequence[Side]) -> Iterator[_Candidate]:
    """Yield items here whose code is that of an item elsewhere with two digits swapped."""
    for held in one.held:
        swapped = set(_swaps(held.item))
        for side in others:
            for other in side.held:
                if other.item in swapped:
                    more = other.grams - held.grams
                    fits = _near(side.residual_g, -more, side.sigma_g)
                    yield _Candidate(f"{other.item} is here, booked as {held.item}", more,
                                     side.account, other.uncertainty_g,
                                     side.sigma_g if fits else None)  # fmt: skip


def _unlisted(one: Side) -> Iterator[_Candidate]:
    """Yield so many pieces of the usual mass as would make up the residual, or were counted."""
    each = [held.grams / held.count for held in one.held if held.count > 0 and held.grams > 0]
    booked = sum(held.count for held in one.held)
    if not each or booked < _USUAL:
        return
    usual = median(each)
    spread = _MAD * median(abs(mass - usual) for mass in each)
    if one.counted is not None and one.counted != booked:
        many = one.counted - booked
    else:
        many = round(one.residual_g / usual)
        if math.hypot(one.sigma_g, spread * math.sqrt(abs(many))) > usual / 4.0:
            return  # any number of pieces would fit
    if many > 0:
        yield _Candidate(f"{many} pieces that no record has, of the usual {usual / 1e3:.3g} kg",
                         many * usual, sigma_g=spread * math.sqrt(many))  # fmt: skip
    elif many < 0:
        yield _Candidate(f"{-many} pieces of the usual {usual / 1e3:.3g} kg left without a record",
                         many * usual, sigma_g=spread * math.sqrt(-many))  # fmt: skip


def _moved(one: Side, others: Sequence[Side]) -> Iterator[_Candidate]:
    """Yield items that are booked elsewhere and are here, or the other way, where that account's
    own reading misses, or has, them.
    """
    for side in others:
        for held in side.held:
            if _near(side.residual_g, -held.grams, side.sigma_g):
                yield _Candidate(f"{held.item} is here, booked in {side.account}", held.grams,
                                 side.account, both_g=side.sigma_g)  # fmt: skip
        for held in one.held:
            if _near(side.residual_g, held.grams, side.sigma_g):
                yield _Candidate(f"{held.item} is in {side.account}, booked here", -held.grams,
                                 side.account, both_g=side.sigma_g)  # fmt: skip


def _exchanged(one: Side, others: Sequence[Side]) -> Iterator[_Candidate]:
    """Yield pairs of items of two accounts, or of masses, that stand for each other."""
    for side in others:
        if not _near(side.residual_g, -one.residual_g, math.hypot(one.sigma_g, side.sigma_g)):
            continue
        for held in one.held:
            for other in side.held:
                if other.grams != held.grams:
                    told = f"{held.item} and {other.item} of {side.account} are exchanged"
                    yield _Candidate(told, other.grams - held.grams, side.account,
                                     both_g=side.sigma_g)  # fmt: skip


def _units(one: Side) -> Iterator[_Candidate]:
    """Yield items that were weighed in pounds and entered in kilograms, or the other way."""
    for held in one.held:
        for ratio, said in ((POUND_G / 1e3, "pounds, booked as kilograms"),
                            (1e3 / POUND_G, "kilograms, booked as pounds")):  # fmt: skip
            yield _Candidate(f"{held.item} was weighed in {said}", held.grams * (ratio - 1.0))


def _near(found: float, wanted: float, sigma: float) -> bool:
    return abs(found - wanted) <= FITS * sigma


def _swaps(text: str, *, reach: int = _DIGITS) -> Iterator[str]:
    """Yield a code or number with two different digits exchanged, so many places apart at most."""
    places = [k for k, sign in enumerate(text[:_DIGITS]) if sign.isdigit()]
    for i, j in combinations(places, 2):
        if text[i] != text[j] and j - i <= reach:
            yield text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :]
