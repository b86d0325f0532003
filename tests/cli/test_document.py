"""``windlass document``, ``sign``, ``status``: from a draft to a signature, and what stops it."""

import json
from typing import Any

import pytest

from tests.cli.base import TEXT, WORDS, Base, reviewed


@pytest.fixture
def base(shell: Any) -> Base:
    return reviewed(shell)


def test_a_specification_is_signed_after_its_objection_is_answered(base: Base) -> None:
    raised = base("document", "object", "Capture", "4", "Rest is not kept", "--as", "Xena")
    objection = raised.split()[-1].rstrip(".")
    shown = base("document", "show", "Capture")
    assert f"4  Shifts of 14 hours.\n   ^ objection {objection} by Xena: Rest is not kept" in shown
    base("sign", "Capture", "--as", "Cole")
    assert "blocked by Xena" in base("sign", "Capture", "--as", "Xena")
    base("sign", "--check", "Capture", code=6)
    base("document", "overrule", objection, "the rule allows it on launch days", "--as", "Cole")
    assert "signed, and all that it stands on is as it was" in base("sign", "--check", "Capture")
    assert "overrule by Cole: the rule allows it" in base("document", "show", "Capture")
    assert "Capture (version 1" in base("status")
    told = json.loads(base("status", "--json"))["rows"][0]
    assert (told["state"], told["stale"]) == ("signed", False)


def test_a_signed_text_goes_stale_and_an_edit_is_unsigned(base: Base) -> None:
    for name in ("Cole", "Xena"):
        base("sign", "Capture", "--as", name)
    base("sign", "--check", "Capture")
    base.write("spec.txt", TEXT + "More.\n")
    assert "stale: file:spec.txt changed" in base("sign", "--check", "Capture", code=6)
    base("document", "edit", "Capture", "spec.txt", "--as", "Ada")
    told = json.loads(base("status", "--json"))["rows"][0]
    assert (told["number"], told["state"], told["stale"]) == (2, "draft", False)
    assert "no such text or version" in base("sign", "Other", "--as", "Cole", code=2)
    (base.folder / "spec.txt").unlink()
    assert "file:spec.txt gone" in base("document", "show", "Capture")


def test_a_refusal_says_why(base: Base) -> None:
    assert "says why" in base("sign", "Capture", "--as", "Xena", "--refuse", code=2)
    words = ("--refuse", "--why", "it cannot be done")
    assert "It is refused" in base("sign", "Capture", "--as", "Xena", *words)
    assert "was refused already" in base("sign", "Capture", "--as", "Cole", code=2)


def test_two_engineers_merge_their_plans(base: Base) -> None:
    base.write("plan.toml", '[fleet]\ntugs = 3\nengine = "hall"\n')
    first = base("document", "add", "plan.toml", "--title", "Plan", "--type", "plan", "--as",
                 "Ada").split()[-1].rstrip(".")  # fmt: skip
    ids = []
    for who, tugs, engine in (("Ada", 5, "hall"), ("Cole", 4, "ion")):
        base.write("plan.toml", f'[fleet]\ntugs = {tugs}\nengine = "{engine}"\n')
        ids.append(base("document", "edit", first, "plan.toml", "--as", who).split()[-1][:12])
    assert "parted" in base("document", "show", ids[0])
    assert "several versions" in base("document", "show", "Plan", code=2)
    clash = base("document", "merge", *ids, "--as", "Ada", code=6)
    assert "fleet.tugs: open" in clash
    assert "theirs 4" in clash
    assert "choice in a merge" in base("document", "merge", *ids, "--take", "x", "--as", "Ada",
                                       code=2)  # fmt: skip
    told = json.loads(base("document", "merge", *ids, "--take", "fleet.tugs=theirs", "--as", "Ada",
                           "--json"))  # fmt: skip
    shown = json.loads(base("document", "show", told["id"], "--json"))
    assert shown["lines"] == ['fleet.engine = "ion"', "fleet.tugs = 4"]
    assert shown["merge"]["conflicts"][0]["taken"] == "theirs"
    assert shown["heads"] == [told["id"]]


def test_what_would_not_count_is_not_written(base: Base) -> None:
    before = base("records", "list", "--json")
    for words, told in (
        (("sign", "Capture", "--as", "Ada"), "none of the roles"),
        (("sign", "Capture", "--as", "Ada", "--role", "commander"), "Ada was not commander"),
        (("sign", "Capture"), "--as NAME"),
        (("sign", "Capture", "--as", "Cole", "--key", "keys/xena.pem"), "the key is Xena's"),
        (("document", "review", "Capture", "--as", "Cole"), "only its author"),
        (("document", "object", "Capture", "9", "no", "--as", "Xena"), "line of a text"),
        (("document", "object", "Capture", "1", " ", "--as", "Xena"), "says why"),
        (("document", "withdraw", "abc", "so", "--as", "Xena"), "no such objection"),
        (("document", "edit", "Capture", "spec.txt", "--as", "Ada"), "nothing has changed"),
        (("document", "add", "spec.txt", "--title", "x", "--attach", "y", "--as", "A"), "NAME=ID"),
        (("document", "add", "spec.txt", "--title", "x", "--attach", "impact=9", "--as", "Ada"),
         "no such impact"),
        (("document", "add", "spec.txt", "--title", " ", "--as", "Ada"), "no title"),
    ):  # fmt: skip
        assert told in base(*words, code=2), words
    assert base("records", "list", "--json") == before
    gone = base.shell.inside("document", "add", "none.txt", "--title", "x", "--as", "Ada",
                             env=WORDS)  # fmt: skip
    assert gone.code == 3


def test_a_pay_schedule_waits_for_its_impact(base: Base) -> None:
    base.write("pay.toml", 'base = "31.00"\n')
    base("document", "add", "pay.toml", "--title", "Pay", "--kind", "pay-schedule", "--as", "Ada")
    base("document", "review", "Pay", "--as", "Ada")
    assert "no impact is attached" in base("sign", "Pay", "--as", "Pam", code=2)


def test_a_text_on_a_run_that_is_not_there(base: Base) -> None:
    words = ("document", "add", "spec.txt", "--title", "On a run", "--as", "Ada", "--on-run", "ab")
    assert "run" in base(*words, code=2)


def test_a_page(base: Base) -> None:
    assert "Page: spec.html" in base("document", "show", "Capture", "--out", "spec.html")
    assert "Capture, version 1" in (base.folder / "spec.html").read_text(encoding="utf-8")
