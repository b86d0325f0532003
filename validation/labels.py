"""Judge labels: the rule of the station's partners, and a study whose every input is a secret.

Each assumption of a real study is one partner's secret in turn.  The study is worked out again with
a fifth of it, and with four times as much: what the public gets of both must be the same bytes.
The control is the same without ``visible.Scope``: traces alone do tell.
"""

from __future__ import annotations

from typing import Any

import windlass as wl
from validation.table import Row
from windlass.base.errors import WindlassError
from windlass.base.figure import Figure
from windlass.records import act, canon, keys, labels, record, register
from windlass.records.labels import HOUSE, PUBLIC, Labels
from windlass.records.merkle import Tree
from windlass.records.record import Record
from windlass.studies.release import items
from windlass.studies.visible import Scope, visible

WHAT = "labels"
AT = "2032-06-01T00:00:00.000000Z"
SMALL = {
    "window.launch": "2035..2037", "window.latest_return": "2048", "window.step": "20 d",
    "legs.return_max": "2000 d", "option.earth-moon.returned_mass": "90 t",
}  # fmt: skip
PARTS = ("cost", "fleet", "launch", "market", "programme", "stage", "tug")
TIMES = (0.2, 4.0)
ALL = Scope(always=("",))


def rows() -> list[Row]:
    return [*article_19(), *secrets()]


def said(*acts: tuple[str, str, dict[str, Any]]) -> Labels:
    """Return what a log says in which Rhea is registrar, Nan and Sid delegates, of these acts."""
    own = {name: keys.new() for name in ("Rhea", "Nan", "Sid")}
    found: list[Record] = []
    tree = Tree()
    people = [("key", "Rhea", {"person": name, "public": key.public}) for name, key in own.items()]
    roles = [("role", "Rhea", {"person": name, "role": f"delegate of {of}", "from": ""})
             for name, of in (("Nan", "North"), ("Sid", "South"))]  # fmt: skip
    for kind, by, body in (*people, *roles, *acts):
        at = f"2032-05-01T12:{len(found):02d}:00.000000Z"
        signed = act.act(kind, body, own[by], act.Seen.of(tree))
        found.append(record.made(len(found), kind, by, at, "", signed))
        tree.append(bytes.fromhex(found[-1].id))
    return labels.read(found, register.read(found))


def article_19() -> list[Row]:
    """What moves freely between partners, and what only by who gives it leave."""
    own = ("label", "Rhea", labels.own_body("x", "North"))
    grant = ("grant", "Nan", labels.grant_body("x", "North", "South"))
    found = []
    for told, data_class, more, acts, expected in (
        ("interface data to a partner", "interface", {}, (), 1),
        ("interface data to the public", "interface", {}, (), 0),
        ("detailed design to a partner", "design", {}, (), 0),
        ("marked design to a partner that is not named", "design", {"to": ["West"]}, (), 0),
        ("marked design to a partner that is named", "design", {"to": ["South"]}, (), 1),
        ("design that needs leave, without it", "design", {"needs": ["x"]}, (), 0),
        ("design that needs leave, with it", "design", {"needs": ["x"]}, (grant,), 1),
    ):  # fmt: skip
        label = ("label", "Nan", labels.set_body("x", "North", data_class, **more))
        reader = PUBLIC if "public" in told else "South"
        seen = said(own, label, *acts).sees(reader, "x", shipped=False, at=AT)
        found.append(Row(WHAT, told, expected, int(seen), 0.0, "seen", "iga1998, article 19"))
    return found


def secrets() -> list[Row]:
    """How many of a study's assumptions a release to the public tells of, of all that can be
    varied.
    """
    base, scope = studied({})
    tried = told = by_trace = 0
    for name, one in sorted(leaves(base).items()):
        known = said(("label", "Rhea", labels.set_body("*", HOUSE, "open")),
                     ("label", "Rhea", labels.own_body(name, "North")))  # fmt: skip
        for times in TIMES:
            try:
                other, its = studied({name: f"{one.shown_value * times:.9g} {one.shown_unit}"})
            except WindlassError:  # a share above one, a date, what no scenario may set
                continue
            tried += 1
            told += seen(base, known, scope) != seen(other, known, its)
            by_trace += seen(base, known, ALL) != seen(other, known, ALL)
    source = "the same bytes"
    return [
        Row(WHAT, f"secrets told by a release, of {tried}", 0, told, 0.0, "secrets", source),
        Row(WHAT, "at least thirty were tried", 1, int(tried >= 30), 0.0, "", source),
        Row(WHAT, "by traces alone some are told", 1, int(by_trace > 0), 0.0, "", "control"),
    ]


def studied(changed: dict[str, str]) -> tuple[dict[str, Figure], Scope]:
    ask = wl.scenario("2008-hu4")
    for name, value in {**SMALL, **changed}.items():
        ask = ask.set(name, value)
    run = wl.study(ask)
    return dict(run.figures), Scope.study(run.result.data["scenario"])


def leaves(figures: dict[str, Figure]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    done: set[int] = set()
    left = list(figures.values())
    while left:
        one = left.pop()
        if id(one) in done:
            continue
        done.add(id(one))
        left += [part for _, part in one.trace.inputs]
        if not one.trace.inputs and one.name.partition(".")[0] in PARTS and one.value:
            found[one.name] = one
    return found


def seen(figures: dict[str, Figure], known: Labels, scope: Scope) -> bytes:
    return canon.canonical({"items": items(visible(figures, known, PUBLIC, AT, scope))})
