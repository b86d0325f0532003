"""Leave to pass a dock: what the policy's text does not open stays shut."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records.desk import Desk, stamp
from windlass.base.errors import InvalidInput
from windlass.records.dock import grants
from windlass.records.dock.grants import Goods, Leave, body
from windlass.records.dock.movement import Movement
from windlass.records.record import Record

PEOPLE = ("Max", "Ada", "Bo", "Cy")


def manned() -> Desk:
    """Max is dock master."""
    desk = Desk()
    for name in PEOPLE:
        desk.person(name)
    desk.act("role", "Rhea", {"person": "Max", "role": "dock-master"})
    return desk


def give(desk: Desk, giver: str, who: str, **more: Any) -> Record:
    parts: dict[str, Any] = {"docks": ["North"], "directions": ["in", "out"]} | more
    return desk.act("grant", giver, body(who, **parts))


def revoke(desk: Desk, who: str, grant: Record, **more: Any) -> Record:
    return desk.act("grant", who, {"area": "dock", "revokes": grant.id, **more})


def leave(desk: Desk) -> Leave:
    register = desk.register()
    return grants.read(desk.log, lambda who, at: register.holds(who, "dock-master", at),
                       lambda one: register.refused.get(one.id, ""))  # fmt: skip


def passes(desk: Desk, who: str, at: str = "", **more: Any) -> bool:
    parts: dict[str, Any] = {"dock": "North", "direction": "in", "what": "cargo"} | more
    one = Movement(item="x", grams=1, source="a", target="b", who=who, at=at or desk.now, **parts)
    return not leave(desk).why_not(one)


def test_nobody_passes_without_leave_and_with_it_as_far_as_it_goes() -> None:
    desk = manned()
    assert not passes(desk, "Ada")
    give(desk, "Max", "Ada", directions=["in"], goods=["cargo", "food"])
    assert passes(desk, "Ada")
    assert not passes(desk, "Ada", direction="out")
    assert not passes(desk, "Ada", dock="South")
    assert not passes(desk, "Ada", what="explosives")
    assert not passes(desk, "Bo")
    assert not passes(desk, "")
    assert not passes(desk, "Max")


def test_all_but_some() -> None:
    desk = manned()
    give(desk, "Max", "Ada", docks=["*"], but=["explosives"])
    assert passes(desk, "Ada", what="food", dock="South")
    assert not passes(desk, "Ada", what="explosives")


def test_leave_has_its_time_and_is_checked_at_the_event_s() -> None:
    desk = manned()
    give(desk, "Max", "Ada", since=stamp(20), until=stamp(30))
    assert [passes(desk, "Ada", stamp(k)) for k in (19, 20, 29, 30)] == [False, True, True, False]
    early = Movement(item="x", grams=1, source="a", target="b", who="Ada", at=stamp(19),
                     dock="North", direction="in")  # fmt: skip
    assert "begins" in leave(desk).why_not(early)
    back = give(desk, "Max", "Bo", since=stamp(0))
    assert not passes(desk, "Bo", stamp(1))
    assert passes(desk, "Bo", back.at)


def test_leave_is_passed_on_only_where_it_may_and_falls_with_what_it_stands_on() -> None:
    desk = manned()
    give(desk, "Max", "Ada")
    give(desk, "Ada", "Bo")
    assert not passes(desk, "Bo")
    top = give(desk, "Max", "Ada", may_grant=True, goods=["cargo"])
    give(desk, "Ada", "Bo", goods=["*"])
    assert not passes(desk, "Bo")
    give(desk, "Ada", "Bo", goods=["cargo"], may_grant=True)
    give(desk, "Bo", "Cy", goods=["cargo"])
    assert passes(desk, "Cy")
    before = desk.now
    revoke(desk, "Max", top)
    assert not passes(desk, "Cy")
    assert not passes(desk, "Bo")
    assert passes(desk, "Cy", before) is False  # that minute is when it ended
    assert passes(desk, "Ada")


def test_a_ring_of_grants_holds_nothing_up() -> None:
    desk = manned()
    top = give(desk, "Max", "Ada", may_grant=True)
    give(desk, "Ada", "Bo", may_grant=True)
    give(desk, "Bo", "Ada", may_grant=True)
    assert passes(desk, "Ada")
    revoke(desk, "Max", top)
    assert not passes(desk, "Ada")
    assert not passes(desk, "Bo")


def test_a_master_no_longer_gives_nothing_but_what_was_given_stays() -> None:
    desk = manned()
    give(desk, "Max", "Ada")
    desk.act("role", "Rhea", {"person": "Max", "role": "dock-master", "revoke": True})
    give(desk, "Max", "Bo")
    assert passes(desk, "Ada")
    assert not passes(desk, "Bo")


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (lambda d, g: revoke(d, "Bo", g), "neither gave it"),
        (lambda d, g: revoke(d, "Max", g, **{"from": stamp(0)}), "in the past"),
        (lambda d, g: revoke(d, "Max", g, **{"from": "soon"}), "time"),
        (
            lambda d, g: d.act("grant", "Max", {"area": "dock", "revokes": "f" * 64}),
            "no such grant",
        ),
        (lambda d, g: d.put("grant", "Max", body("Bo", ["North"], ["in"])), "not signed"),
        (lambda d, g: d.act("grant", "Max", body("Bo", ["*"], ["in"]), key="Bo"), "the key is Bo"),
        (lambda d, g: d.act("grant", "Max", {"area": "dock", "who": "Bo"}), "names its docks"),
        (lambda d, g: give(d, "Bo", "Bo"), "could not give it"),
    ],
)
def test_what_does_not_count_opens_nothing(do: Any, why: str) -> None:
    desk = manned()
    first = give(desk, "Max", "Ada")
    last = do(desk, first)
    assert why in leave(desk).refused[last.id]
    assert passes(desk, "Ada")
    assert not passes(desk, "Bo")


def test_goods_of_goods() -> None:
    some, none_of = Goods(frozenset("ab")), Goods(frozenset("ab"), but=True)
    every = Goods(frozenset(), but=True)
    assert every.covers(some)
    assert every.covers(none_of)
    assert not some.covers(every)
    assert none_of.covers(Goods(frozenset("abc"), but=True))
    assert not none_of.covers(Goods(frozenset("a"), but=True))
    assert not none_of.covers(Goods(frozenset("bc")))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"docks": []}, "docks"), ({"directions": []}, "directions"),
        ({"directions": ["up"]}, "directions"), ({"goods": []}, "goods"),
        ({"goods": ["a"], "but": ["b"]}, "some, or all but some"), ({"who": " "}, "who may pass"),
        ({"since": stamp(5), "until": stamp(5)}, "ends before"), ({"may_grant": 1}, "may_grant"),
    ],
)  # fmt: skip
def test_a_grant_that_is_none_is_refused(more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        body(**({"who": "Ada", "docks": ["North"], "directions": ["in"]} | more))


steps = st.tuples(
    st.sampled_from(["give", "give", "give", "revoke", "unmaster", "master", "steal"]),
    st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 9),
    st.sampled_from([["*"], ["cargo"], ["food"]]), st.booleans(),
    st.sampled_from([["in"], ["in", "out"]]), st.sampled_from([[], ["food"]]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=14))
def test_no_sequence_opens_what_the_text_does_not(todo: list[Any]) -> None:
    """The judge reads the policy's text at one time after another, grant by grant."""
    desk = manned()
    given_: list[tuple[Record, dict[str, Any]]] = []
    for what, giver, who, k, goods, may, directions, but in todo:
        if what == "give":
            parts = {"directions": directions, "goods": goods, "may_grant": may,
                     "but": but if goods == ["*"] else []}  # fmt: skip
            given_.append((give(desk, giver, who, **parts), parts))
        elif what == "revoke" and given_:
            revoke(desk, giver, given_[k % len(given_)][0])
        elif what in ("unmaster", "master"):
            more = {"revoke": True} if what == "unmaster" else {}
            desk.act("role", "Rhea", {"person": giver, "role": "dock-master", **more})
        elif what == "steal":
            desk.act("grant", giver, body(who, ["*"], ["in"]), key="Bo")
    found = leave(desk)
    for minute in range(10, len(desk.log) + 1, 2):
        at = stamp(minute)
        for who in PEOPLE:
            for good in ("cargo", "food"):
                one = Movement(item="x", grams=1, source="a", target="b", dock="North",
                               direction="in", what=good, who=who, at=at)  # fmt: skip
                assert (found.why_not(one) == "") == naive(desk, one)


def naive(desk: Desk, one: Movement) -> bool:
    register = desk.register()
    rows = [r for r in desk.log if r.kind == "grant" and r.id not in register.refused]
    gifts = [r for r in rows if "revokes" not in r.body]

    def master(who: str, at: str) -> bool:
        return register.holds(who, "dock-master", at)

    def revoked(gift: Record, at: str) -> bool:
        return any(
            r.body.get("revokes") == gift.id and r.at <= at
            and (r.author == gift.author or master(r.author, r.at)) for r in rows
        )  # fmt: skip

    def classes(gift: Record) -> set[str]:
        named = set(gift.body["goods"])
        return ({"cargo", "food", "other"} if "*" in named else named) - set(gift.body["but"])

    def covers(above: Record, gift: Record) -> bool:
        docks = "*" in above.body["docks"] or set(gift.body["docks"]) <= set(above.body["docks"])
        return (docks and set(gift.body["directions"]) <= set(above.body["directions"])
                and classes(gift) <= classes(above))  # fmt: skip

    def holds(gift: Record, at: str, older: Sequence[Record]) -> bool:
        if at < gift.at or revoked(gift, at):
            return False
        if master(gift.author, gift.at):
            return True
        for k, above in enumerate(older):
            ok = above.body["may_grant"] and above.body["who"] == gift.author
            if (
                ok
                and covers(above, gift)
                and all(holds(above, when, older[:k]) for when in (gift.at, at))
            ):
                return True
        return False

    return any(
        gift.body["who"] == one.who and one.direction in gift.body["directions"]
        and one.what in classes(gift) and {one.dock, "*"} & set(gift.body["docks"])
        and holds(gift, one.at, gifts[:k]) for k, gift in enumerate(gifts)
    )  # fmt: skip
