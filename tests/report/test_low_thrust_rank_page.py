"""The page of a screen for returns by low thrust: what it says, draws and leaves out."""

from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.known import whole as known
from windlass.report import low_thrust_rank_page as page
from windlass.report import low_thrust_rank_words as words
from windlass.screen import run, search
from windlass.screen.low_thrust import low_thrust

RULES = low_thrust("2026-03..2027", max_flight="5 yr", least_mass="20 t", xenon="8 t")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> search.Found:
    home = tmp_path_factory.mktemp("rank")
    begun = run.begin(RULES, known("2008 HU4", "433"), folder=home)
    return search.found(begun, run.carry_on(begun))


def answer(found: search.Found, **more: Any) -> dict[str, Any]:
    row = found.reached.row(0, named=True)
    names = ("designation", "launch_s", "meet_s", "leave_s", "arrive_s", "out_kg", "back_kg")
    return {
        **{name: row[name] for name in names}, "flight_yr": row["flight_yr"],
        "estimated_kg": row["returned_kg"], "returned_kg": 1.02 * row["returned_kg"],
        "status": "solved", "why": "", **more,
    }  # fmt: skip


def test_it_says_what_was_found_and_solved(found: search.Found) -> None:
    text = page.render(found, [answer(found)])
    row = found.reached.row(0, named=True)
    assert "Of 1 of 2 asteroids at least 20 t can be returned" in text
    assert "solved 1 of the 1 it was given" in text
    assert "0 of them rest on an orbit that certifies" in words.answer(found, [answer(found)])[-1]
    assert f'<td class="num">{1.02e-3 * row["returned_kg"]:,.0f}</td>' in text
    assert '<td class="num">screens</td>' in text
    assert "chart-judged" in text
    assert "What was refused" not in text
    assert 'src="http' not in text


def test_a_refusal_is_told_with_its_reason(found: search.Found) -> None:
    name = found.reached.row(0, named=True)["designation"]
    refused = {"designation": name, "status": "refused", "why": "way out <no launch>"}
    text = page.render(found, [refused])
    assert "What was refused" in text
    assert "way out &lt;no launch&gt;" in text
    assert "chart-judged" not in text
    assert '<td class="num">refused</td>' in text


def test_nothing_found_draws_nothing(found: search.Found) -> None:
    empty = search.Found(run=found.run, frame=found.frame, reached=found.reached.head(0))
    text = page.render(empty, [])
    assert "Of 0 of 2 asteroids" in text
    assert 'id="ranking"' not in text


def test_the_command_asks_for_the_same(found: search.Found) -> None:
    said = words.command(found.run)
    assert said.startswith("windlass screen low-thrust --arrive 2026-03-01..2027-01-01")
    assert '--max-flight "5 yr"' in said
    assert '--xenon "8 t"' in said
    assert "--isp" not in said


def test_the_page_is_the_same_twice(found: search.Found, tmp_path: Path) -> None:
    assert page.render(found, [answer(found)]) == page.render(found, [answer(found)])
