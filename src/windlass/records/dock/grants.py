"""Leave to pass a dock: who, which dock, in or out, which goods, from when until when.

The policy, whole: a passage is allowed if and only if at its time there is a grant in force to who
moves the thing, of that dock, direction and class of goods.  A grant is in force at a time within
its own while it is not revoked and while what it stands on is in force: its giver was dock master
when giving it, or held then, and holds still, an earlier grant that may be passed on and covers it.
Everything else is denied.  A grant is revoked by its giver or a dock master, from then on.
Checked: tests/records/dock/test_grants.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.records.dock.movement import DIRECTIONS, Movement
from windlass.records.record import Record
from windlass.records.register import FOREVER, moment

AREA: Final = "dock"
MASTER: Final = "dock-master"
EVERY: Final = "*"
Span = tuple[str, str]
"""From a time to before another [UTC]."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Classes of goods: those named, or all but those named."""

    names: frozenset[str]
    but: bool = False

    def __contains__(self, what: str) -> bool:
        """Return whether a class is one of them."""
        return (what in self.names) != self.but

    def covers(self, other: Goods) -> bool:
        """Return whether all of another's classes are among these."""
        if other.but:
            return self.but and self.names <= other.names
        return all(name in self for name in other.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to pass docks; docks: their names, or ``*``; may_grant: whether it may be passed on."""

    id: str
    giver: str
    who: str
    docks: frozenset[str]
    directions: frozenset[str]
    goods: Goods
    since: str
    until: str
    may_grant: bool

    def covers(self, other: Grant) -> bool:
        """Return whether another grants nothing that this one does not, times apart."""
        docks = EVERY in self.docks or (EVERY not in other.docks and other.docks <= self.docks)
        return docks and other.directions <= self.directions and self.goods.covers(other.goods)

    def allows(self, dock: str, direction: str, what: str) -> bool:
        """Return whether a passage is one of those that it is for, times apart."""
        docks = EVERY in self.docks or dock in self.docks
        return docks and direction in self.directions and what in self.goods


@dataclass(slots=True)
class Leave:
    """All grants of a log, with the times at which each is in force.  refused: why not."""

    spans: dict[str, list[Span]] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    _by: dict[str, list[Grant]] = field(default_factory=dict)

    def why_not(self, one: Movement) -> str:
        """Return why a passage is not allowed at its time; empty where it is."""
        found = "nobody gave leave"
        for grant in self._by.get(one.who, ()):
            if not grant.allows(one.dock, one.direction, one.what):
                continue
            if any(begin <= one.at < end for begin, end in self.spans[grant.id]):
                return ""
            found = _outside(grant, one.at)
        return found if one.who else "nobody is named who moves it"

    def in_force(self, grant: str, at: str) -> bool:
        """Return whether a grant is in force at a time."""
        return any(begin <= at < end for begin, end in self.spans.get(grant, ()))


def body(
    who: str, docks: Iterable[str], directions: Iterable[str], *, goods: Iterable[str] = (EVERY,),
    but: Iterable[str] = (), since: str = "", until: str = "", may_grant: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Return the body of a record of a grant; InvalidInput for one that grants nothing."""
    made = {"area": AREA, "who": who, "docks": sorted(set(docks)),
            "directions": sorted(set(directions)), "goods": sorted(set(goods)),
            "but": sorted(set(but)), "from": moment(since) if since else "",
            "until": moment(until) if until else "", "may_grant": may_grant}  # fmt: skip
    _grant("", "", "", made)
    return made


def read(
    records: Iterable[Record], master: Callable[[str, str], bool],
    counts: Callable[[Record], str] = lambda one: "",
) -> Leave:  # fmt: skip
    """Return who may pass which dock when, by a log's records in their order.

    master: (person, time) -> whether dock master then.  counts: why a record is not its author's
    own, empty where it is.
    """
    own = [one for one in records if one.kind == "grant" and one.body.get("area") == AREA]
    found, ends = Leave(), dict[str, str]()
    for one in own:
        if (old := one.body.get("revokes")) is not None:
            why = counts(one) or _may_revoke(found, one, master)
            if why:
                found.refused[one.id] = why
            else:
                ends[str(old)] = min(ends.get(str(old), FOREVER), _end(one))
        else:
            why = counts(one)
            try:
                grant = _grant(one.id, one.author, one.at, one.body)
            except InvalidInput as error:
                why = why or str(error)
            if why:
                found.refused[one.id] = why
            else:
                found.grants[one.id] = grant
    _settle(found, {one.id: one.at for one in own}, ends, master)
    return found


def _settle(
    found: Leave, given: Mapping[str, str], ends: Mapping[str, str],
    master: Callable[[str, str], bool],
) -> None:  # fmt: skip
    """Work out when each grant is in force, in the order in which they were given: a grant stands
    on earlier ones alone, so that no ring of grants holds itself up.
    """
    for id_, grant in found.grants.items():
        own = (max(grant.since, given[id_]), min(grant.until, ends.get(id_, FOREVER)))
        if master(grant.giver, given[id_]):
            spans = [own]
        else:
            spans = [
                (max(own[0], begin), min(own[1], end))
                for above in found._by.get(grant.giver, ())
                if above.may_grant and above.covers(grant) and found.in_force(above.id, given[id_])
                for begin, end in found.spans[above.id]
                if begin <= given[id_] < end
            ]
        found.spans[id_] = [one for one in spans if one[0] < one[1]]
        found._by.setdefault(grant.who, []).append(grant)
        if not found.spans[id_]:
            found.refused[id_] = f"{grant.giver} could not give it, or it was revoked at once"


def _may_revoke(found: Leave, one: Record, master: Callable[[str, str], bool]) -> str:
    old = found.grants.get(str(one.body["revokes"]))
    if old is None:
        return "no such grant to revoke"
    if old.giver != one.author and not master(one.author, one.at):
        return f"{one.author} neither gave it nor is dock master"
    try:
        return "" if _end(one) >= one.at else "a grant is not revoked in the past"
    except InvalidInput as error:
        return str(error)


def _end(one: Record) -> str:
    given = one.body.get("from")
    return moment(str(given)) if given else one.at


def _grant(id_: str, giver: str, at: str, data: Mapping[str, Any]) -> Grant:
    who = data.get("who")
    if not isinstance(who, str) or not who.strip():
        raise InvalidInput("a grant names who may pass", value=who)
    parts = {}
    for name in ("docks", "directions", "goods", "but"):
        found = data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(k, str) and k for k in found):
            raise InvalidInput(f"{name} of a grant", value=found, remedy="a list of names")
        parts[name] = frozenset(found)
    if not parts["docks"]:
        raise InvalidInput("a grant names its docks", remedy="or * for all")
    if not parts["directions"] or parts["directions"] - set(DIRECTIONS):
        raise InvalidInput("directions of a grant", value=sorted(parts["directions"]),
                           remedy="in, out or both")  # fmt: skip
    if parts["but"] and parts["goods"] != {EVERY}:
        raise InvalidInput("goods of a grant: some, or all but some", value=sorted(parts["goods"]))
    goods = Goods(parts["but"], but=True) if EVERY in parts["goods"] else Goods(parts["goods"])
    if not goods.but and not goods.names:
        raise InvalidInput("a grant names its goods", remedy="or * for all")
    since = moment(str(data["from"])) if data.get("from") else at
    until = moment(str(data["until"])) if data.get("until") else FOREVER
    if until <= since:
        raise InvalidInput("a grant ends before it begins", value=until)
    if type(data.get("may_grant", False)) is not bool:
        raise InvalidInput("may_grant of a grant", value=data["may_grant"], remedy="true or false")
    return Grant(id=id_, giver=giver, who=who, docks=parts["docks"],
                 directions=parts["directions"], goods=goods, since=since, until=until,
                 may_grant=data.get("may_grant", False))  # fmt: skip


def _outside(grant: Grant, at: str) -> str:
    if at < grant.since:
        return f"the grant begins {grant.since[:19]}Z"
    if at >= grant.until:
        return f"the grant ended {grant.until[:19]}Z"
    return "the grant was revoked, or what it stands on"
