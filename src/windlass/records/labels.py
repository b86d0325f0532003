"""Who may see which figure: labels of what is given, and authorisations, by acts of the log.

The policy, whole.  The registrar says who owns what is given, by name or by the beginning of names;
what nobody was said to own is the house's, for whom the registrar speaks.  A delegate of the owner
labels it: a class of data, to whom it may go, and which authorisations a reader needs.  A reader
sees what was given if and only if

- the reader owns it; or
- it comes with the package, from a published source, and nobody labelled it; or
- its label says so: the reader holds every authorisation that it needs, is among those to whom it
  may go where these are named, and, for interface data, is a partner, or, for design data, is a
  partner whom the label names or whose authorisation it asks for.

Everything else is denied.  A reader sees what was made from others if and only if he sees all of
them.  A whole name counts before a beginning, a longer one before a shorter, and of an owner's
labels the last one.
Checked: tests/records/test_labels.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.base.label import CLASSES
from windlass.records.record import Record
from windlass.records.register import FOREVER, REGISTRAR, Register, moment

AREA: Final = "authorisation"
PUBLIC: Final = "public"
HOUSE: Final = "house"
"""Readers, and an owner, that are no partners."""
DELEGATE: Final = "delegate of "
"""What stands before the name of a partner in the role of who speaks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The label of something that was given.  to: partners to whom it may go, None for any; needs:
    authorisations; labelled: whether anybody said so.
    """

    owner: str = HOUSE
    data_class: str = "design"
    to: frozenset[str] | None = None
    needs: frozenset[str] = frozenset()
    labelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """An authorisation that a partner holds, of an owner, from a time to before another [UTC]."""

    id: str
    name: str
    owner: str
    to: str
    since: str
    until: str = FOREVER


@dataclass(slots=True)
class Labels:
    """What the log says of labels at its end; refused: record -> why it does not count."""

    owners: dict[str, str] = field(default_factory=dict)
    sets: list[tuple[str, str, Given]] = field(default_factory=list)
    held: dict[str, Authorisation] = field(default_factory=dict)
    partners: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    def owner(self, name: str) -> str:
        """Return who owns what is given by a name."""
        fits = [pattern for pattern in self.owners if matches(pattern, name)]
        return self.owners[max(fits, key=_fit)] if fits else HOUSE

    def given(self, name: str) -> Given:
        """Return the label of what is given: the owner's last one of the longest that fits."""
        owner = self.owner(name)
        best: tuple[tuple[int, bool], Given] | None = None
        for pattern, by, one in self.sets:
            if by == owner and matches(pattern, name) and (not best or _fit(pattern) >= best[0]):
                best = _fit(pattern), one
        return best[1] if best else Given(owner=owner)

    def sees(self, reader: str, name: str, *, shipped: bool, at: str) -> bool:
        """Return whether a reader sees what is given by a name, at a time [UTC].

        shipped: whether it comes with the package, from a published source.
        """
        one = self.given(name)
        if reader == one.owner:
            return True
        if not one.labelled:
            return shipped and one.owner == HOUSE
        if one.to is not None and reader not in one.to:
            return False
        if not all(self._authorised(reader, need, one.owner, at) for need in one.needs):
            return False
        if one.data_class == "open":
            return True
        if reader not in self.partners:
            return False
        return one.data_class == "interface" or one.to is not None or bool(one.needs)

    def reader(self, name: str) -> str:
        """Return a reader; InvalidInput for who is neither a partner nor the public."""
        if name in self.partners or name == PUBLIC:
            return name
        known = ", ".join([*sorted(self.partners), PUBLIC])
        raise InvalidInput("no such partner", value=name, remedy=f"one of: {known}")

    def _authorised(self, reader: str, need: str, owner: str, at: str) -> bool:
        return any(one.name == need and one.owner == owner and one.to == reader
                   and one.since <= at < one.until for one in self.held.values())  # fmt: skip


def matches(pattern: str, name: str) -> bool:
    """Return whether a pattern is of a name: the name, or the beginning of it before a ``*``."""
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _fit(pattern: str) -> tuple[int, bool]:
    """Return how closely a pattern fits the names that it is of: a whole name fits best."""
    return len(pattern.removesuffix("*")), not pattern.endswith("*")


def read(records: Iterable[Record], register: Register) -> Labels:
    """Return what acts of a log, in their order, say of labels."""
    found = Labels(partners={
        one.role.removeprefix(DELEGATE) for one in register.roles
        if one.role.startswith(DELEGATE)} - {PUBLIC, HOUSE})  # fmt: skip
    for one in records:
        if one.kind != "label" and not (one.kind == "grant" and one.body.get("area") == AREA):
            continue
        why = register.refused.get(one.id, "")
        if not why:
            try:
                why = (_grant if one.kind == "grant" else _label)(found, one, register)
            except InvalidInput as error:
                why = str(error)
        if why:
            found.refused[one.id] = why
    return found


def own_body(pattern: str, owner: str) -> dict[str, Any]:
    """Return the body of an act that says who owns what is given by a name."""
    return {"does": "own", "name": _pattern(pattern), "owner": _name(owner, "owner")}


def set_body(
    pattern: str, owner: str, data_class: str, *, to: Iterable[str] | None = None,
    needs: Iterable[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return the body of an act that labels what an owner gave."""
    if data_class not in CLASSES:
        raise InvalidInput("class of data", value=data_class, remedy=", ".join(CLASSES))
    return {"does": "set", "name": _pattern(pattern), "owner": _name(owner, "owner"),
            "class": data_class, "to": None if to is None else sorted({_name(k, "reader")
                                                                       for k in to}),
            "needs": sorted({_name(k, "authorisation") for k in needs})}  # fmt: skip


def grant_body(
    name: str, owner: str, to: str, *, since: str = "", until: str = ""
) -> dict[str, Any]:
    """Return the body of an act that gives a partner an owner's authorisation."""
    return {"area": AREA, "name": _name(name, "authorisation"), "owner": _name(owner, "owner"),
            "to": _name(to, "reader"), "from": moment(since) if since else "",
            "until": moment(until) if until else ""}  # fmt: skip


def _speaks(owner: str, one: Record, register: Register) -> str:
    """Return why who wrote a record does not speak for an owner; empty where he does."""
    role = REGISTRAR if owner == HOUSE else f"{DELEGATE}{owner}"
    return "" if register.holds(one.author, role, one.at) else f"{one.author} was not {role} then"


def _label(found: Labels, one: Record, register: Register) -> str:
    pattern, owner = _pattern(one.body.get("name")), _name(one.body.get("owner"), "owner")
    if one.body.get("does") == "own":
        if not register.holds(one.author, REGISTRAR, one.at):
            return f"{one.author} was not registrar then"
        found.owners[pattern] = owner
        return ""
    if one.body.get("does") != "set":
        return "it does nothing that is known"
    if why := _speaks(owner, one, register):
        return why
    to, needs = one.body.get("to"), one.body.get("needs", [])
    if not isinstance(needs, list) or not (to is None or isinstance(to, list)):
        return "it names no readers"
    data_class = one.body.get("class")
    if data_class not in CLASSES:
        return "its class of data is none"
    found.sets.append((pattern, owner, Given(
        owner=owner, data_class=str(data_class), labelled=True,
        to=None if to is None else frozenset(_name(k, "reader") for k in to),
        needs=frozenset(_name(k, "authorisation") for k in needs))))  # fmt: skip
    return ""


def _grant(found: Labels, one: Record, register: Register) -> str:
    if (old := one.body.get("revokes")) is not None:
        if old not in found.held:
            return "there is no such authorisation"
        known = found.held[old]
        if why := _speaks(known.owner, one, register):
            return why
        found.held[old] = _ended(known, one.at)
        return ""
    made = _authorisation(one)
    if why := _speaks(made.owner, one, register):
        return why
    found.held[one.id] = made
    return ""


def _authorisation(one: Record) -> Authorisation:
    since, until = (str(one.body.get(key) or "") for key in ("from", "until"))
    return Authorisation(
        id=one.id, name=_name(one.body.get("name"), "authorisation"),
        owner=_name(one.body.get("owner"), "owner"), to=_name(one.body.get("to"), "reader"),
        since=max(moment(since), one.at) if since else one.at,
        until=moment(until) if until else FOREVER,
    )  # fmt: skip


def _ended(one: Authorisation, at: str) -> Authorisation:
    return Authorisation(id=one.id, name=one.name, owner=one.owner, to=one.to, since=one.since,
                         until=min(one.until, at))  # fmt: skip


def _pattern(found: Any) -> str:
    text = str(found or "")
    if not text.strip() or "*" in text[:-1] or len(text) > 200:
        raise InvalidInput("name of what is given", value=text,
                           remedy="such as tug.isp, or tug.* for all that begin so")  # fmt: skip
    return text


def _name(found: Any, what: str) -> str:
    if not isinstance(found, str) or not found.strip() or len(found) > 100:
        raise InvalidInput(f"name of an {what}", value=found)
    return found


def told(labels: Labels) -> Mapping[str, Any]:
    """Return labels and authorisations as plain data."""
    return {
        "partners": sorted(labels.partners),
        "owners": [{"name": name, "owner": owner} for name, owner in labels.owners.items()],
        "labels": [
            {"name": name, "owner": owner, "class": one.data_class,
             "to": None if one.to is None else sorted(one.to), "needs": sorted(one.needs)}
            for name, owner, one in labels.sets
        ],
        "authorisations": [
            {"id": one.id, "name": one.name, "owner": one.owner, "to": one.to, "from": one.since,
             "until": "" if one.until == FOREVER else one.until}
            for one in labels.held.values()
        ],
        "refused": [{"id": id_, "why": why} for id_, why in labels.refused.items()],
    }  # fmt: skip
