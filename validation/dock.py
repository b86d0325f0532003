"""Judge the dock's discrepancies: published cases, faults planted in ledgers drawn at random."""

import random
from dataclasses import replace

from validation.table import Row, at_most
from windlass.records.dock.discrepancy import Finding, Held, Passed, Side, findings

DRAWN = 400
SCALE_G = 2_000.0
KINDS = ("duplicate", "transposed mass", "transposed code", "moved without record",
         "masses exchanged", "pounds for kilograms")  # fmt: skip


def rows() -> list[Row]:
    return [*published(), *alarms(), *planted()]


def published() -> list[Row]:
    """Cases of people-and-records.md; loads beside what is told of them are made up."""
    mail = tuple(Passed(record=k * 64, item="mail", grams=953_000, sign=-1, at="") for k in "ab")
    heavy = side("aircraft", {"hold 1": 1_310_000, "hold 5": 870_500}, 953_000, passed=mail)
    bags = {f"bag {k}": 16_667 + 1_000 * (k % 5 - 2) for k in range(93)}
    bali = side("aircraft", bags, 1_600_000, counted=189, sigma=50_000.0)
    perth = side("aircraft", {"unit 1": 2_210_400, "unit 2": 1_731_900}, 1_467_000, sigma=15_000.0)
    swapped = [side("aircraft", {"4183": 902_000, "77": 300_000}, 349_000),
               side("apron", {"1483": 1_251_000}, -349_000)]  # fmt: skip
    found = {
        "Heathrow, SP-LWA: mass the book lacks": (953.0, top([heavy]), "duplicate"),
        "Perth to Brisbane: mass on no list": (1_467.0, top([perth]), ""),
    }
    told = [Row("dock", name, kg, one.residual_g / 1e3, 0.0, "kg", "windlass")
            for name, (kg, one, _) in found.items()]  # fmt: skip
    told += [Row("dock", f"{name.partition(':')[0]}: pattern is "
                 f"{kind or 'none, it came without a record'}", 1.0,
                 float(first(one) == kind), 0.0, "", "windlass")
             for name, (_, one, kind) in found.items()]  # fmt: skip
    many = top([bali])
    extra = int(many.patterns[0].evidence.split()[0]) if many.patterns else 0
    told.append(Row("dock", "Bali: bags that no record has (189 − 93)", 96.0, float(extra), 0.0,
                    "bags", "windlass"))  # fmt: skip
    code = float(first(top(swapped)) == "transposed code")
    told.append(Row("dock", "container 1483 read as 4183: pattern is the swapped code", 1.0, code,
                    0.0, "", "windlass"))  # fmt: skip
    return told


def alarms() -> list[Row]:
    """Accounts whose book is right: 5 % of readings are told at 95 % confidence."""
    rng, told = random.Random(3), 0
    for _ in range(10 * DRAWN):
        one = drawn(rng, "a")
        told += bool(findings([weighed(rng, one, one.book_g)]))
    return [Row("dock", f"false alarms of {10 * DRAWN} right books at 95 %", 0.05,
                told / (10 * DRAWN), 0.012, "", "windlass")]  # fmt: skip


def planted() -> list[Row]:
    """Ledgers with one fault each: whether it is found, and whether its pattern comes first."""
    found = []
    for kind in KINDS:
        rng, seen, named, within = random.Random(7), 0, 0, 0
        for _ in range(DRAWN):
            sides = fault(rng, kind)
            told = [one for one in findings(sides) if one.account == "a"]
            seen += bool(told)
            named += bool(told) and first(told[0]) == kind
            within += bool(told) and kind in [p.kind for p in told[0].patterns[:3]]
        found.append(at_most(capability="dock", quantity=f"{kind}: planted and not found",
                             limit=0.02, computed=1.0 - seen / DRAWN, unit="",
                             source="windlass"))  # fmt: skip
        found.append(at_most(capability="dock",
                             quantity=f"{kind}: not among the first three patterns "
                             f"(first in {100 * named // DRAWN} %)",
                             limit=0.1, computed=1.0 - within / DRAWN, unit="",
                             source="windlass"))  # fmt: skip
    return found


def side(account: str, items: dict[str, int], residual: int, *, sigma: float = 20_000.0,
         **more: object) -> Side:  # fmt: skip
    held = tuple(Held(item=item, count=1, grams=grams) for item, grams in items.items())
    return Side(account=account, held=held, reading_g=sum(items.values()) + residual,
                uncertainty_g=sigma, **more)  # fmt: skip


def top(sides: list[Side]) -> Finding:
    return next(one for one in findings(sides) if one.account == "aircraft")


def first(one: Finding) -> str:
    return one.patterns[0].kind if one.patterns else ""


def drawn(rng: random.Random, name: str) -> Side:
    """A vehicle with ten containers of 200 to 2,000 kg, coded by four digits."""
    held = tuple(Held(item=f"{rng.randrange(1000, 10_000)}", count=1,
                      grams=100 * rng.randrange(2_000, 20_000)) for _ in range(10))  # fmt: skip
    passed = tuple(Passed(record=f"{k:064d}", item=one.item, grams=one.grams, sign=1, at="")
                   for k, one in enumerate(held))  # fmt: skip
    return Side(account=name, held=held, passed=passed, reading_g=0, uncertainty_g=SCALE_G)


def weighed(rng: random.Random, one: Side, true_g: float) -> Side:
    return replace(one, reading_g=round(rng.gauss(true_g, SCALE_G)))


def fault(rng: random.Random, kind: str) -> list[Side]:
    """Two vehicles, the first with a fault of a kind large enough to be weighed."""
    while True:
        a, b = drawn(rng, "a"), drawn(rng, "b")
        true_a, true_b = float(a.book_g), float(b.book_g)
        one, other = rng.choice(a.held), rng.choice(b.held)
        if kind == "duplicate":
            again = Passed(record="f" * 64, item=one.item, grams=one.grams, sign=1, at="")
            held = tuple(replace(h, count=2, grams=2 * h.grams) if h == one else h for h in a.held)
            a = replace(a, passed=(*a.passed, again), held=held)
        elif kind == "transposed mass":
            digits = list(str(one.grams))
            k = rng.randrange(len(digits) - 1)
            digits[k], digits[k + 1] = digits[k + 1], digits[k]
            true_a += int("".join(digits)) - one.grams
        elif kind == "transposed code":
            i, j = sorted(rng.sample(range(4), 2))
            code = list(one.item)
            code[i], code[j] = code[j], code[i]
            swapped = replace(other, item="".join(code))
            b = replace(b, held=tuple(swapped if h == other else h for h in b.held))
            true_a, true_b = true_a + other.grams - one.grams, true_b + one.grams - other.grams
            if swapped.item == one.item:
                continue
        elif kind == "moved without record":
            true_a, true_b = true_a + other.grams, true_b - other.grams
        elif kind == "masses exchanged":
            true_a, true_b = true_a + other.grams - one.grams, true_b + one.grams - other.grams
        else:
            true_a += one.grams * (0.45359237 - 1.0)
        if abs(true_a - a.book_g) > 6.0 * SCALE_G:
            return [weighed(rng, a, true_a), weighed(rng, b, true_b)]
