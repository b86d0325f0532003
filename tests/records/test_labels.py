"""The policy of labels, clause by clause; nothing opens what it does not say."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.records import act, keys, labels, record, register
from windlass.records.labels import HOUSE, PUBLIC, Labels
from windlass.records.merkle import Tree
from windlass.records.record import Record

OWN = {name: keys.new() for name in ("Rhea", "Nan", "Sid", "Zed")}
ROLES = {"Nan": "delegate of North", "Sid": "delegate of South"}
LATER = "2032-06-01T00:00:00.000000Z"


class Log:
    """Acts one after another, a minute apart."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.tree = Tree()
        self.do("key", "Rhea", {"person": "Rhea", "public": OWN["Rhea"].public})
        for name in ("Nan", "Sid", "Zed"):
            self.do("key", "Rhea", {"person": name, "public": OWN[name].public})
        for name, role in ROLES.items():
            self.do("role", "Rhea", {"person": name, "role": role, "from": ""})

    def do(self, kind: str, by: str, body: dict[str, Any]) -> Record:
        seen = act.Seen.of(self.tree)
        at = f"2032-05-01T12:{len(self.records):02d}:00.000000Z"
        one = record.made(len(self.records), kind, by, at, "",
                          act.act(kind, body, OWN[by], seen))  # fmt: skip
        self.records.append(one)
        self.tree.append(bytes.fromhex(one.id))
        return one

    def labels(self) -> Labels:
        return labels.read(self.records, register.read(self.records))


def sees(log: Log, reader: str, name: str = "tug.isp", *, shipped: bool = False) -> bool:
    return log.labels().sees(reader, name, shipped=shipped, at=LATER)


def test_what_nobody_labelled_is_seen_by_nobody_but_where_it_is_published() -> None:
    log = Log()
    assert not any(sees(log, reader) for reader in ("North", "South", PUBLIC))
    assert all(sees(log, reader, shipped=True) for reader in ("North", "South", PUBLIC))
    log.do("label", "Rhea", labels.own_body("tug.*", "North"))
    assert sees(log, "North")
    assert not any(sees(log, reader, shipped=True) for reader in ("South", PUBLIC))


def test_classes_readers_and_authorisations() -> None:
    log = Log()
    log.do("label", "Rhea", labels.own_body("tug.*", "North"))
    for name, data_class, more, seen in (
        ("tug.a", "open", {}, {"South", PUBLIC}),
        ("tug.b", "interface", {}, {"South"}),
        ("tug.c", "design", {}, set()),
        ("tug.d", "design", {"to": ["South"]}, {"South"}),
        ("tug.e", "design", {"needs": ["engine"]}, set()),
        ("tug.f", "interface", {"to": ["East"]}, set()),
        ("tug.g", "open", {"to": ["South"]}, {"South"}),
    ):
        log.do("label", "Nan", labels.set_body(name, "North", data_class, **more))
        found = {reader for reader in ("South", PUBLIC) if sees(log, reader, name)}
        assert found == seen, name
        assert sees(log, "North", name)
    leave = log.do("grant", "Nan", labels.grant_body("engine", "North", "South"))
    assert sees(log, "South", "tug.e")
    assert not log.labels().sees("South", "tug.e", shipped=False, at=log.records[0].at)
    log.do("grant", "Nan", {"area": labels.AREA, "revokes": leave.id})
    assert not sees(log, "South", "tug.e")


def test_only_the_owner_labels_and_only_the_registrar_says_who_that_is() -> None:
    log = Log()
    wrong = [
        log.do("label", "Nan", labels.own_body("tug.*", "North")),
        log.do("label", "Sid", labels.set_body("tug.isp", "North", "open")),
        log.do("label", "Nan", labels.set_body("tug.isp", HOUSE, "open")),
        log.do("grant", "Sid", labels.grant_body("engine", "North", "South")),
    ]
    assert set(log.labels().refused) == {one.id for one in wrong}
    assert not sees(log, "South")
    log.do("label", "Sid", labels.set_body("tug.isp", "South", "open"))
    assert not sees(log, PUBLIC)  # South's label of what is not South's counts for nothing
    log.do("label", "Rhea", labels.own_body("tug.*", "South"))
    assert sees(log, PUBLIC)
    log.do("label", "Rhea", labels.own_body("tug.isp", "North"))
    assert not sees(log, PUBLIC)


def test_the_longest_name_counts_and_then_the_last_word() -> None:
    log = Log()
    log.do("label", "Rhea", labels.set_body("*", HOUSE, "open"))
    assert sees(log, PUBLIC)
    log.do("label", "Rhea", labels.set_body("tug.*", HOUSE, "design"))
    assert not sees(log, PUBLIC)
    log.do("label", "Rhea", labels.set_body("*", HOUSE, "open"))
    assert not sees(log, PUBLIC)
    log.do("label", "Rhea", labels.set_body("tug.*", HOUSE, "open"))
    assert sees(log, PUBLIC)


def test_readers_are_partners_or_the_public() -> None:
    found = Log().labels()
    assert found.partners == {"North", "South"}
    assert found.reader(PUBLIC) == PUBLIC
    for name in ("West", HOUSE, ""):
        with pytest.raises(InvalidInput, match="no such partner"):
            found.reader(name)


@pytest.mark.parametrize("body", [
    {"does": "own", "name": "", "owner": "North"}, {"does": "set", "name": "a*b", "owner": HOUSE},
    {"does": "gone", "name": "a", "owner": HOUSE}, {"does": "own", "name": "a", "owner": 3},
    {"does": "set", "name": "a", "owner": HOUSE, "class": "secret"},
    {"does": "set", "name": "a", "owner": HOUSE, "class": "open", "to": "South"},
    {"does": "set", "name": "a", "owner": HOUSE, "class": "open", "to": [1]},
])  # fmt: skip
def test_labels_that_are_none_do_not_count(body: dict[str, Any]) -> None:
    log = Log()
    one = log.do("label", "Rhea", body)
    assert one.id in log.labels().refused
    assert not sees(log, PUBLIC, "a")


def test_bodies_are_checked_when_they_are_made() -> None:
    for bad in (lambda: labels.set_body("a", "North", "secret"), lambda: labels.own_body("", "N"),
                lambda: labels.grant_body("", "North", "South")):  # fmt: skip
        with pytest.raises(InvalidInput):
            bad()
    revoke = Log()
    one = revoke.do("grant", "Nan", {"area": labels.AREA, "revokes": "ff"})
    assert "no such authorisation" in revoke.labels().refused[one.id]


STEP = st.one_of(
    st.tuples(st.just("own"), st.sampled_from(["Rhea", "Nan", "Sid", "Zed"]),
              st.sampled_from(["x", "x*", "*"]), st.sampled_from(["North", "South", HOUSE])),
    st.tuples(st.just("set"), st.sampled_from(["Rhea", "Nan", "Sid", "Zed"]),
              st.sampled_from(["x", "x*", "*"]), st.sampled_from(["North", "South", HOUSE]),
              st.sampled_from(["open", "interface", "design"]),
              st.sampled_from([None, ("South",), ("North",)]), st.sampled_from([(), ("n",)])),
    st.tuples(st.just("grant"), st.sampled_from(["Nan", "Sid", "Rhea"]),
              st.sampled_from(["North", "South"]), st.sampled_from(["North", "South"])),
    st.tuples(st.just("revoke"), st.sampled_from(["Nan", "Sid"]), st.integers(0, 3)),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(STEP, max_size=12), st.sampled_from(["North", "South", PUBLIC]), st.booleans())
def test_no_sequence_opens_what_the_policy_does_not(
    steps: list[tuple[Any, ...]], reader: str, shipped: bool
) -> None:
    """The policy again, written down the plain way, beside the room's."""
    log, owners, sets, held, grants = Log(), [], [], set(), []
    speaks = {"North": "Nan", "South": "Sid", HOUSE: "Rhea"}
    for step in steps:
        if step[0] == "own":
            log.do("label", step[1], labels.own_body(step[2], step[3]))
            if step[1] == "Rhea":
                owners.append((step[2], step[3]))
        elif step[0] == "set":
            _, by, name, owner, data_class, to, needs = step
            log.do("label", by, labels.set_body(name, owner, data_class, to=to, needs=needs))
            if speaks[owner] == by:
                sets.append((name, owner, data_class, to, needs))
        elif step[0] == "grant":
            one = log.do("grant", step[1], labels.grant_body("n", step[2], step[3]))
            grants.append((one.id, step[2], step[3]))
            if speaks[step[2]] == step[1]:
                held.add(grants[-1])
        elif step[2] < len(grants):
            log.do("grant", step[1], {"area": labels.AREA, "revokes": grants[step[2]][0]})
            if grants[step[2]] in held and speaks[grants[step[2]][1]] == step[1]:
                held.discard(grants[step[2]])
    order = {"x": 2, "x*": 1, "*": 0}
    last = dict(owners)
    owner = last[max(last, key=order.__getitem__)] if last else HOUSE
    own = [one for one in sets if one[1] == owner]
    best = max((order[one[0]] for one in own), default=-1)
    label = next((one for one in reversed(own) if order[one[0]] == best), None)
    allowed = reader == owner
    if label is None:
        allowed |= shipped and owner == HOUSE
    else:
        _, _, data_class, to, needs = label
        ready = (to is None or reader in to) and (
            not needs or any(one[1:] == (owner, reader) for one in held)
        )
        partner = reader in ("North", "South")
        allowed |= ready and (
            data_class == "open"
            or (data_class == "interface" and partner)
            or (data_class == "design" and partner and (to is not None or bool(needs)))
        )
    assert log.labels().sees(reader, "x", shipped=shipped, at=LATER) == allowed
