"""Keys and roles over time: only what a registrar signed, at that time, counts."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records.desk import Desk, manned, stamp
from windlass.base.errors import InvalidInput
from windlass.records import act, keys, record, register
from windlass.records.act import Seen
from windlass.records.record import Record
from windlass.records.register import moment


def last(desk: Desk) -> str:
    """Why the last act does not count; empty where it does."""
    return desk.register().refused.get(desk.log[-1].id, "")


def test_the_first_key_is_the_registrar_s_and_gives_the_others() -> None:
    desk = manned()
    found = desk.register()
    assert found.refused == {}
    assert found.holds("Rhea", "registrar", desk.now)
    assert found.person(desk.held["Cole"].public, desk.now) == "Cole"
    assert found.person(desk.held["Cole"].public, stamp(0)) == ""
    assert found.held("Cole", desk.now) == ["commander"]
    assert found.persons("commander", desk.now) == ["Cole"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"person": "Cole", "role": "registrar"}, "Cole was not registrar"),
        ({"person": "Rhea", "role": "registrar", "revoke": True}, "Cole was not registrar"),
    ],
)
def test_nobody_raises_himself(body: dict[str, Any], why: str) -> None:
    desk = manned()
    desk.act("role", "Cole", body)
    assert last(desk) == why
    assert not desk.register().holds("Cole", "registrar", desk.now)


def test_a_role_holds_over_its_time() -> None:
    desk = Desk()
    desk.person("Cole")
    begin, end = stamp(10), stamp(20)
    desk.act("role", "Rhea", {"person": "Cole", "role": "commander", "from": begin, "until": end})
    found = desk.register()
    held = [found.holds("Cole", "commander", stamp(k)) for k in (9, 10, 19, 20)]
    assert held == [False, True, True, False]
    desk.act("role", "Rhea", {"person": "Cole", "role": "commander", "revoke": True,
                              "from": stamp(15)})  # fmt: skip
    found = desk.register()
    assert [found.holds("Cole", "commander", stamp(k)) for k in (14, 15)] == [True, False]


def test_a_role_that_was_taken_back_stays_in_the_past() -> None:
    desk = manned()
    before = desk.now
    desk.act("role", "Rhea", {"person": "Cole", "role": "commander", "revoke": True})
    found = desk.register()
    assert found.holds("Cole", "commander", before) is False  # that minute is when it ended
    assert found.holds("Cole", "commander", stamp(len(desk.log) - 2))
    assert not found.holds("Cole", "commander", desk.now)


def test_a_registrar_may_be_followed_by_another() -> None:
    desk = manned()
    desk.act("role", "Rhea", {"person": "Cole", "role": "registrar"})
    desk.act("role", "Cole", {"person": "Rhea", "role": "registrar", "revoke": True})
    assert last(desk) == ""
    desk.act("role", "Rhea", {"person": "Ada", "role": "commander"})
    assert last(desk) == "Rhea was not registrar"


def test_a_revoked_key_counts_no_more_and_from_an_earlier_time_takes_its_acts_away() -> None:
    desk = manned()
    desk.act("role", "Rhea", {"person": "Cole", "role": "registrar"})
    stolen = desk.now
    desk.act("role", "Cole", {"person": "Ada", "role": "commander"})
    assert desk.register().holds("Ada", "commander", desk.now)
    desk.revoke("Cole")
    assert desk.register().holds("Ada", "commander", desk.now)
    desk.act("role", "Cole", {"person": "Xena", "role": "commander"})
    assert "revoked" in last(desk)
    desk.revoke("Cole", since=stolen)
    assert not desk.register().holds("Ada", "commander", desk.now)
    assert desk.register().holds("Cole", "commander", desk.now)


def test_everyone_may_revoke_the_own_key_and_no_other() -> None:
    desk = manned()
    desk.revoke("Cole", by="Ada")
    assert last(desk) == "Ada was not registrar"
    desk.revoke("Cole", by="Cole", since=stamp(3))
    assert last(desk) == ""
    assert desk.register().person(desk.held["Cole"].public, desk.now) == ""


def forged(change: Callable[[dict[str, Any]], None]) -> Callable[[Desk], None]:
    def do(desk: Desk) -> None:
        body = act.act("role", {"person": "Ada", "role": "commander"}, desk.held["Rhea"],
                       Seen.of(desk.tree))  # fmt: skip
        change(body)
        desk.put("role", "Rhea", body)

    return do


@pytest.mark.parametrize(
    ("attack", "why"),
    [
        (forged(lambda b: b.update(person="Eve")), "signature is not good"),
        (forged(lambda b: b.update(by=keys.new().public)), "signature is not good"),
        (forged(lambda b: b.update(by="zz")), "signature is not good"),
        (forged(lambda b: b.update(seen={"size": 0, "root": ""})), "signature is not good"),
        (forged(lambda b: b.pop("signature")), "not signed"),
        (forged(lambda b: b.pop("seen")), "does not tell the log"),
        (forged(lambda b: b.update(seen={"size": 10**6, "root": ""})), "after it"),
        (forged(lambda b: b.update(seen={"size": True, "root": ""})), "does not tell the log"),
        (lambda d: d.act("role", "Rhea", {"person": "A", "role": "b"}, key="Cole"), "Cole's, not"),
        (lambda d: d.put("role", "Rhea", d.log[2].body), "not good|there already"),
        (lambda d: d.put("role", "Rhea", d.log[3].body), "there already|not good"),
        (lambda d: d.act("role", "Rhea", {"person": "Ada"}), "without its role"),
        (lambda d: d.act("role", "Rhea", {"person": "A", "role": "b", "until": "x"}), "time"),
        (lambda d: d.act("role", "Rhea", {"person": "A", "role": "b", "until": stamp(0)}), "ends"),
        (lambda d: d.act("role", "Rhea", {"person": "A", "role": "b", "revoke": True}), "not hold"),
        (lambda d: d.act("key", "Rhea", {"person": "A", "public": "ff"}), "public key"),
        (lambda d: d.act("key", "Rhea", {"person": "A", "public": d.held["Cole"].public}), "known"),
        (lambda d: d.act("policy", "Rhea", {"name": "x", "needs": []}), "needs no one"),
        (lambda d: d.act("policy", "Rhea", {"name": "x", "needs": ["a"], "kind": "run"}), "kind"),
    ],
)
def test_what_is_forged_or_wrong_does_not_count(attack: Callable[[Desk], Any], why: str) -> None:
    desk = manned()
    before = desk.register()
    attack(desk)
    found = desk.register()
    assert any(part in last(desk) for part in why.split("|")), last(desk)
    assert found.roles == before.roles
    assert found.keys == before.keys


def test_a_key_that_no_registrar_gave_begins_nothing() -> None:
    eve, log = keys.new(), list[Record]()
    body = act.act("role", {"person": "Eve", "role": "registrar"}, eve, Seen(0, ""))
    log.append(record.made(0, "role", "Eve", stamp(0), "", body))
    found = register.read(log)
    assert list(found.refused.values()) == ["there is no registrar yet"]
    assert found.roles == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("ABCD"),
                          st.sampled_from(["give", "take", "revoke"])), max_size=12))  # fmt: skip
def test_no_sequence_gives_a_role_that_no_registrar_gave(steps: list[tuple[str, str, str]]) -> None:
    """A, B, C, D pass the registrar's role about; the judge walks the rule's text by itself."""
    desk = Desk()
    for name in "ABCD":
        desk.person(name)
    desk.act("role", "Rhea", {"person": "A", "role": "registrar"})
    may, good = {"A", "Rhea"}, set("ABCD")
    for who, whom, what in steps:
        if what == "revoke":
            desk.revoke(whom, by=who)
            if who in good and (who in may or who == whom):
                good.discard(whom)
        else:
            body = {"person": whom, "role": "registrar"}
            desk.act("role", who, body if what == "give" else {**body, "revoke": True})
            if who in may and who in good:
                (may.add if what == "give" else may.discard)(whom)
    found = desk.register()
    for name in "ABCD":
        assert found.holds(name, "registrar", desk.now) == (name in may)
        assert (found.person(desk.held[name].public, desk.now) == name) == (name in good)


def test_times_are_told_in_one_way() -> None:
    assert moment("2032-05-01T14:00:00+02:00") == "2032-05-01T12:00:00.000000Z"
    for bad in ("yesterday", "2032-05-01T12:00:00", ""):
        with pytest.raises(InvalidInput, match="time"):
            moment(bad)


def test_an_act_is_of_a_kind_and_takes_its_own_names() -> None:
    for kind, body, told in (("run", {}, "kind of an act"), ("role", {"by": "x"}, "takes itself")):
        with pytest.raises(InvalidInput, match=told):
            act.act(kind, body, keys.new(), Seen(0, ""))
