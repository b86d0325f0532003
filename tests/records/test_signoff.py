"""Sign-off: draft, review, signed or refused; every way in which a signature does not count."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records.desk import Desk, manned, stamp
from windlass.base.errors import InvalidInput
from windlass.records import policy, signoff
from windlass.records.versions import content_hash

TEXT = ["Capture programme", "eleven spacecraft", "25 flights in the first month"]


def reviewed() -> tuple[Desk, str]:
    desk = manned()
    version = desk.text("Ada", TEXT)
    desk.review(version)
    return desk, version


def test_from_draft_to_signed() -> None:
    desk = manned()
    version = desk.text("Ada", TEXT)
    assert desk.at(version).state == "draft"
    desk.review(version)
    assert desk.at(version).state == "review"
    desk.sign("Cole", "commander", version)
    half = desk.at(version)
    assert (half.state, [need.act is None for need in half.needs]) == ("review", [False, True])
    last = desk.sign("Xena", "executive-officer", version)
    found = desk.at(version)
    assert (found.state, found.at) == ("signed", last.at)
    assert found.passed == []


def test_an_edit_makes_a_new_unsigned_version() -> None:
    desk, version = reviewed()
    desk.sign("Cole", "commander", version)
    desk.sign("Xena", "executive-officer", version)
    edit = desk.text("Ada", [*TEXT, "more"], previous=version)
    assert desk.at(version).state == "signed"
    assert desk.at(version).followed == [edit]
    assert (desk.at(edit).state, desk.at(edit).needs[0].act) == ("draft", None)


def test_a_refusal_ends_it() -> None:
    desk, version = reviewed()
    desk.sign("Xena", "executive-officer", version, "refuse", why="it cannot be done")
    desk.sign("Cole", "commander", version)
    found = desk.at(version)
    assert found.state == "refused"
    assert found.passed[0][1] == "the version was refused already"


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (lambda d, v: d.sign("Pam", "commander", v), "Pam was not commander then"),
        (lambda d, v: d.sign("Pam", "project-manager", v), "needs no project-manager"),
        (lambda d, v: d.sign("Cole", "commander", v, "perhaps"), "decides nothing"),
        (lambda d, v: d.sign("Cole", "commander", v, "review"), "only its author"),
        (lambda d, v: d.act("signature", "Cole", {"on": v, "decision": "sign", "pins": [],
                                                  "role": "commander"}), "other things"),
        (lambda d, v: d.act("signature", "Cole", {"on": v, "decision": "sign",
                                                  "role": "commander"}, key="Pam"), "key is Pam's"),
    ],
)  # fmt: skip
def test_what_does_not_count_is_told(do: Callable[[Desk, str], Any], why: str) -> None:
    desk, version = reviewed()
    do(desk, version)
    desk.sign("Xena", "executive-officer", version)
    found = desk.at(version)
    assert found.state == "review"
    assert [why in told for _, told in found.passed] == [True], found.passed


def test_a_signature_of_another_version_does_not_count() -> None:
    desk, version = reviewed()
    edit = desk.text("Ada", [*TEXT, "more"], previous=version)
    desk.review(edit)
    signed = desk.sign("Cole", "commander", version)
    moved = {**signed.body, "on": edit}
    desk.put("signature", "Cole", moved)
    found = desk.at(edit)
    assert found.needs[0].act is None
    assert found.passed[0][1] == "its signature is not good"


def test_a_draft_is_not_signed() -> None:
    desk = manned()
    version = desk.text("Ada", TEXT)
    desk.sign("Cole", "commander", version)
    assert desk.at(version).passed[0][1] == "the version was not in review"


def test_the_author_does_not_sign_and_two_roles_need_two_persons() -> None:
    desk, version = reviewed()
    desk.act("role", "Rhea", {"person": "Ada", "role": "commander"})
    desk.sign("Ada", "commander", version)
    assert "author" in desk.at(version).passed[0][1]
    desk.act("role", "Rhea", {"person": "Xena", "role": "commander"})
    desk.sign("Xena", "executive-officer", version)
    desk.sign("Xena", "commander", version)
    found = desk.at(version)
    assert found.state == "review"
    assert sum(need.act is not None for need in found.needs) == 1
    desk.sign("Cole", "commander", version)
    assert desk.at(version).state == "signed"


def test_a_signature_counts_by_the_role_held_when_it_was_made() -> None:
    desk, version = reviewed()
    desk.sign("Cole", "commander", version)
    desk.act("role", "Rhea", {"person": "Cole", "role": "commander", "revoke": True})
    desk.sign("Xena", "executive-officer", version)
    assert desk.at(version).state == "signed"


def test_a_key_revoked_from_before_takes_the_signature_away() -> None:
    desk, version = reviewed()
    stolen = desk.now
    desk.sign("Cole", "commander", version)
    desk.sign("Xena", "executive-officer", version)
    desk.revoke("Cole")
    assert desk.at(version).state == "signed"
    desk.revoke("Cole", since=stolen)
    found = desk.at(version)
    assert found.state == "review"
    assert any("revoked" in why for _, why in found.passed)


def test_an_objection_stays_at_its_line_and_blocks() -> None:
    desk, version = reviewed()
    raised = desk.object("Xena", version, 2)
    desk.sign("Cole", "commander", version)
    desk.sign("Xena", "executive-officer", version)
    assert desk.at(version).state == "review"
    edit = desk.text("Ada", ["New head", *TEXT], previous=version)
    found = desk.at(edit).objections[0]
    assert (found.line, found.quote, found.open) == (3, "eleven spacecraft", True)
    changed = desk.text("Ada", [TEXT[0], "twelve spacecraft", TEXT[2]], previous=edit)
    assert desk.at(changed).objections[0].line is None
    assert desk.at(changed).blocking
    done = desk.end("Xena", raised, "withdraw")
    found = desk.at(version)
    assert (found.state, found.at) == ("signed", done.at)


def test_an_objection_is_overruled_by_name() -> None:
    desk, version = reviewed()
    raised = desk.object("Xena", version, 2)
    for who, decision, why in (
        ("Pam", "withdraw", "only who objected"), ("Pam", "overrule", "Pam was not commander"),
        ("Cole", "forget", "decides nothing"),
    ):  # fmt: skip
        desk.end(who, raised, decision)
        assert why in desk.at(version).passed[-1][1]
    desk.end("Cole", raised, "overrule")
    found = desk.at(version).objections[0]
    assert (found.open, found.ended, found.ended_by, found.why) == (False, "overrule", "Cole", "so")


def test_remarks_do_not_block_and_late_objections_change_nothing() -> None:
    desk, version = reviewed()
    desk.object("Pam", version, 1, blocks=False)
    desk.object("Pam", version, 99)
    desk.sign("Cole", "commander", version)
    desk.sign("Xena", "executive-officer", version)
    desk.object("Pam", version, 1)
    found = desk.at(version)
    assert found.state == "signed"
    assert [why for _, why in found.passed] == [
        "it is to a line that is not there", "the version was signed already",
    ]  # fmt: skip


def test_a_pay_schedule_is_not_signed_without_its_impact() -> None:
    desk = manned()
    pay = {"base": "31.00"}

    def version(impact: str) -> str:
        attached = {"attached": {"impact": impact}} if impact else {}
        made = desk.text("Ada", pay, kind="pay-schedule", type_="", **attached)
        desk.review(made)
        desk.sign("Pam", "project-manager", made)
        return made

    other = desk.put("impact", "Ada", {"of": content_hash({"base": "30.00"})}).id
    own = desk.put("impact", "Ada", {"of": content_hash(pay)}).id
    document = desk.put("document", "Ada", {"of": content_hash(pay)}).id
    for impact, state, missing in (
        ("", "review", ["no impact is attached"]),
        (other, "review", ["the impact that is attached is that of another version"]),
        (document, "review", ["what is attached as impact is no impact"]),
        ("0" * 64, "review", ["what is attached as impact is no impact"]),
        (own, "signed", []),
    ):
        found = desk.at(version(impact))
        assert (found.state, found.missing) == (state, missing)


def test_a_treaty_needs_every_partner_s_delegate() -> None:
    desk = manned()
    desk.person("Ola", "operator")
    for name in ("East", "West"):
        desk.person(f"D{name}", f"delegate of {name}")
    version = desk.text("Ada", {"partners": ["East", "West"], "levy": 0.02}, kind="term-sheet",
                        type_="")  # fmt: skip
    desk.review(version)
    desk.sign("Ola", "operator", version)
    desk.sign("DEast", "delegate of East", version)
    assert [n.role for n in desk.at(version).needs if n.act is None] == ["delegate of West"]
    desk.sign("DWest", "delegate of West", version)
    assert desk.at(version).state == "signed"
    bad = desk.text("Ada", {"levy": 0.02}, kind="term-sheet", type_="")
    with pytest.raises(InvalidInput, match="lists no partners"):
        desk.at(bad)


def test_a_policy_is_that_of_the_time_when_the_version_was_written() -> None:
    desk, version = reviewed()
    desk.act("policy", "Rhea", {"name": "specification", "kind": "document",
                                "type": "specification", "needs": ["project-manager"]})  # fmt: skip
    later = desk.text("Ada", TEXT)
    desk.review(later)
    desk.sign("Pam", "project-manager", later)
    assert desk.at(later).state == "signed"
    assert [need.role for need in desk.at(version).needs] == ["commander", "executive-officer"]


def test_a_text_without_a_policy_is_never_signed() -> None:
    desk = manned()
    version = desk.text("Ada", TEXT, type_="letter")
    desk.review(version)
    desk.sign("Cole", "commander", version)
    found = desk.at(version)
    assert (found.state, found.policy) == ("review", None)
    with pytest.raises(InvalidInput, match="no such version"):
        desk.at("f" * 64)


def test_policies_are_read_with_their_faults() -> None:
    assert {one.name for one in policy.packaged()} >= {"specification", "pay-schedule"}
    for row, told in (
        ({"needs": ["a"], "more": 1}, "unknown entry"), ({"needs": "a"}, "a list of names"),
        ({"each": ["a"]}, "each"), ({"needs": ["a"], "title": 3}, "a text"),
        ({"needs": ["a"], "author_signs": "yes"}, "author_signs"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=told):
            policy.read("x", row)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Ada", "Cole", "Xena", "Pam"]),
                          st.sampled_from(["sign", "refuse", "review", "object", "withdraw",
                                           "overrule", "revoke"])), max_size=14))  # fmt: skip
def test_it_is_signed_only_when_the_text_of_the_rule_says_so(steps: list[tuple[str, str]]) -> None:
    """A judge that keeps the rule in its own words, over any sequence of acts."""
    desk = manned()
    version = desk.text("Ada", TEXT)
    role = {"Cole": "commander", "Xena": "executive-officer", "Pam": "project-manager"}
    state, signed, dead = "draft", set[str](), set[str]()
    raised: list[tuple[str, Any]] = []
    for who, what in steps:
        if what == "revoke":
            desk.revoke(who)
            dead.add(who)
            continue
        open_before = list(raised)
        if what == "object":
            one = desk.object(who, version)
            if who not in dead and state in ("draft", "review"):
                raised.append((who, one))
        elif what in ("withdraw", "overrule"):
            for by, one in open_before:
                desk.end(who, one, what)
                may = who == by if what == "withdraw" else who == "Cole"
                if who not in dead and may:
                    raised.remove((by, one))
                if state == "review" and signed >= {"Cole", "Xena"} and not raised:
                    state = "signed"
        else:
            desk.sign(who, role.get(who, "author"), version, what)
            if who in dead or state in ("signed", "refused"):
                continue
            if what == "review" and who == "Ada":
                state = "review"
            elif state == "review" and who in ("Cole", "Xena") and what == "refuse":
                state = "refused"
            elif state == "review" and who in ("Cole", "Xena") and what == "sign":
                signed.add(who)
        if state == "review" and signed >= {"Cole", "Xena"} and not raised:
            state = "signed"
    assert desk.at(version).state == state


def test_what_a_signature_pins() -> None:
    desk = manned()
    version = desk.text("Ada", TEXT, stands_on=[{"name": "run:abc", "sha256": "0" * 64}],
                        attached={"impact": "1" * 64})  # fmt: skip
    found = signoff.pins(desk.at(version).version)
    assert [one["name"] for one in found] == ["content", "run:abc", "attached:impact"]
    assert found[0]["sha256"] == content_hash(TEXT)
    assert stamp(0) < desk.now
