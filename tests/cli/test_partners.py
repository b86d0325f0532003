"""``windlass partners``: the shipped treaty, from an empty folder."""

import json
from typing import Any

import pytest


@pytest.fixture(scope="module")
def folder(demo: Any) -> Any:
    return demo


def test_values_shares_and_a_page(folder: Any) -> None:
    done = folder.inside("partners", "value", "partners/m7.toml")
    assert done.code == 0, done.err
    assert "101 of 255 groups come to something" in done.out
    assert "Shapley value:" in done.out
    page = done.out.rpartition("Page: ")[2].strip().replace("\n", "")
    assert (folder.folder / page).exists()
    told = json.loads(folder.inside("partners", "value", "partners/m7.toml", "--json").out)
    assert told["run_id"][:12] in done.out  # the same again, from the store
    explained = folder.inside("explain", told["run_id"], "share.shapley.usa", "--depth", "1")
    assert "value.usa+japan+russia" in explained.out
    assert folder.inside("report", told["run_id"], "--out", "p.html").code == 0


def test_a_treaty_that_all_accept_and_one_that_some_refuse(folder: Any) -> None:
    every = folder.inside("partners", "deal", "partners/m7.toml")
    assert every.code == 0
    assert "Draft-2: all accept" in every.out
    first = folder.inside("partners", "deal", "partners/m7.toml", "--version", "draft-1")
    assert first.code == 6
    assert "NO  russia" in first.out
    sets = [f'partner.{key}.outside="0 USD2024"' for key in ("russia", "helios")]
    changed = folder.inside(
        "partners", "deal", "partners/m7.toml", "--version", "draft-1", "--set", sets[0],
        "--set", sets[1],
    )  # fmt: skip
    assert changed.code == 0
    over = folder.inside(
        "partners", "deal", "partners/m7.toml", "--version", "draft-2", "--set",
        'terms.draft-2.payments.tug-lease="900 M USD2024"',
    )  # fmt: skip
    assert "Outside its bounds: Lease of the tug." in over.out


def test_wrong_turns_are_told(folder: Any) -> None:
    for words, code, told in (
        (("deal", "partners/m7.toml", "--version", "x"), 2, "no such version"),
        (("value", "partners/none.toml"), 3, "no such partners file"),
        (("value", "partners/m7.toml", "--set", "partner.usa.budget=3"), 2, "budget"),
        (("value", "partners/m7.toml", "--limit", "soon"), 2, "--limit"),
    ):
        done = folder.inside("partners", *words)
        assert done.code == code, words
        assert told in done.err
    nothing = folder.inside(
        "partners", "value", "partners/m7.toml", "--set", 'want.asteroid.worth="1 USD2024"'
    )
    assert nothing.code == 6
    assert "There is nothing to share" in nothing.out
    agreed = folder.inside(
        "partners", "deal", "partners/m7.toml", "--version", "draft-1", "--set",
        'want.asteroid.worth="1 USD2024"', "--set", 'partner.russia.outside="0 USD2024"',
        "--set", 'partner.helios.outside="0 USD2024"',
    )  # fmt: skip
    assert agreed.code == 6
    assert "There is nothing to share" in agreed.out
