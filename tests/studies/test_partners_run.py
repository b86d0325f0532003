"""Partners, whole: listed games and the shipped treaty, checked by hand and against each other."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.studies.test_partners_file import LISTED, SHIPPED
from windlass.base import ledger
from windlass.base.errors import InvalidInput
from windlass.economics import cash_flow, prices
from windlass.report.partners_page import partners_page
from windlass.report.traced import refuse_untraced
from windlass.studies import partners_deal, partners_run
from windlass.studies.partners_game import play
from windlass.studies.partners_load import load


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    file, campaign = load(SHIPPED)
    return partners_run.run(file, campaign, together=True)


@pytest.fixture
def glove(tmp_path: Path) -> Path:
    path = tmp_path / "glove.toml"
    path.write_text(LISTED)
    return path


def test_the_glove_game_is_shared_as_published(glove: Path) -> None:
    told = partners_run.run(*load(glove))
    shares = {one["rule"]: one["shares"] for one in told["shares"]}
    assert np.array(shares["shapley"]) / 1e9 == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert np.array(shares["nucleolus"]) / 1e9 == pytest.approx([1.0, 0.0, 0.0], abs=1e-9)
    assert told["core"]["empty"] is False
    assert np.array(told["core"]["low"]) / 1e9 == pytest.approx([1.0, 0.0, 0.0], abs=1e-7)
    stable = {one["rule"]: one["stable"] for one in told["shares"]}
    assert stable["nucleolus"] is True
    assert stable["shapley"] is False
    assert next(one for one in told["shares"] if one["rule"] == "proportional")["shares"] is None


def test_the_shipped_game_is_plain_and_traced(told: dict[str, Any]) -> None:
    json.dumps(told, allow_nan=False)
    figures = ledger.read(told["figures"])
    refuse_untraced(figures)
    assert figures["value.usa+japan+russia"].value > 0.0
    assert "want.asteroid.worth" in dict(figures["value.usa"].trace.inputs)
    assert told["game"]["coalitions"] == 255
    assert 0 < told["game"]["searches"] < 255


def test_what_all_come_to_is_their_flow_and_what_else_they_have(told: dict[str, Any]) -> None:
    file, campaign = load(SHIPPED)
    played = play(file, campaign)
    money = np.array(told["earned"]) - np.array(told["spent"])
    # The yearly flow is dated by its years' beginnings, the value by the day: within a year's rate.
    npv = cash_flow.npv(file.rate, money) + sum(played.gained.values())
    assert npv == pytest.approx(told["game"]["total"], rel=file.rate)
    assert npv >= told["game"]["total"]


def test_shares_add_up_and_groups_that_lack_a_part_come_to_nothing(told: dict[str, Any]) -> None:
    for one in told["shares"]:
        if one["shares"] is not None:
            assert sum(one["shares"]) == pytest.approx(told["game"]["total"], rel=1e-6)
    values = dict(zip(range(256), told["game"]["values"], strict=True))
    players = told["game"]["players"]
    launch = {"usa", "china"}
    haul = {"russia", "helios"}
    tug = {"japan", "europe"}
    for s, value in values.items():
        who = {key for i, key in enumerate(players) if s >> i & 1}
        if not (who & launch and who & haul and who & tug):
            assert value == 0.0, who


def test_the_version_that_is_refused_says_what_would_do(told: dict[str, Any]) -> None:
    first, second = told["terms"]
    assert {one["partner"] for one in first["refusers"]} == {"russia", "helios"}
    assert not second["refusers"]
    for one in first["rows"]:
        missing = {row["partner"]: row["missing"] for row in first["refusers"]}
        assert one["gain"] == pytest.approx(-missing.get(one["partner"], -one["gain"]))
    file, campaign = load(SHIPPED)
    played = play(file, campaign)
    outside = partners_deal.outsides(file, played.game)
    for change, who in ((first["nearest"], ["russia", "helios"]),
                        (first["for_each"]["russia"], ["russia"])):  # fmt: skip
        sheet = partners_deal.sheet(file, played, outside, [])
        now = partners_deal.point(file, sheet.terms, file.terms["draft-1"])
        for one in change["moved"]:
            now[sheet.terms.names.index(one["term"])] = one["to"]
        gains = dict(zip(sheet.table.partners, sheet.table.gains(now), strict=True))
        for name in who:
            assert gains[name] >= -1e-3 * abs(told["game"]["total"]) * 1e-3
        assert sheet.terms.rows @ now == pytest.approx([1.0, 1.0])


def test_what_a_version_is_to_each_is_the_value_of_its_flow(told: dict[str, Any]) -> None:
    file, campaign = load(SHIPPED)
    played = play(file, campaign)
    for one in told["terms"]:
        part = file.terms[one["key"]]
        for row in one["rows"]:
            flow = np.array(row["flow"])
            assert row["npv"] == pytest.approx(cash_flow.npv(row["rate"], flow), abs=1.0)
            extra = played.gained[row["partner"]]
            extra += sum(
                partners_deal.amount(file.condition[key].worth.get(row["partner"]), file.currency)
                for key in part.conditions
            )
            for key, paid in part.payments.items():
                sign = (file.payment[key].payee == row["partner"]) - (
                    file.payment[key].payer == row["partner"]
                )
                extra += sign * partners_deal.amount(paid, file.currency)
            assert row["gain"] == pytest.approx(row["npv"] + extra - row["outside"], abs=1e3)
        total = np.array([row["flow"] for row in one["rows"]]).sum(axis=0)
        total += np.array(one["lender"]["flow"]) + np.array(one["others"]["flow"])
        money = np.array(told["earned"]) - np.array(told["spent"])
        assert total == pytest.approx(money, abs=1.0)  # nothing is lost between them


def test_the_lender_gives_nothing_until_its_condition_holds(told: dict[str, Any]) -> None:
    first, second = told["terms"]
    assert first["loan"] is False
    assert not any(first["lender"]["flow"])
    assert second["loan"] is True
    assert min(second["lender"]["flow"]) < 0.0 < second["lender"]["npv"]
    assert second["unpaid"] == 0.0


def test_a_worth_that_no_cost_is_worth_leaves_nothing_to_share() -> None:
    told = partners_run.run(*load(SHIPPED, sets=('want.asteroid.worth="2.6 bn USD2024"',)))
    assert told["game"]["total"] == 0.0
    assert told["game"]["worth_something"] == 0
    nothing = [one for one in told["shares"] if one["shares"] is None]
    assert [one["rule"] for one in nothing] == ["nash", "proportional"]


def test_contributions_and_work(told: dict[str, Any]) -> None:
    japan = next(one for one in told["contributions"] if one["partner"] == "japan")
    assert japan["credited"] == pytest.approx(0.4 * 1.86e9)
    assert japan["gap"] == pytest.approx(0.4 * 1.86e9 - 0.9e9)
    india = next(one for one in told["work"] if one["partner"] == "india")
    assert india["owed"] > 0.0


def test_faults_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such version"):
        partners_run.run(*load(SHIPPED), version="draft-9")
    file, campaign = load(SHIPPED, sets=('want.asteroid.demands=["asteroid"]',))
    with pytest.raises(InvalidInput, match="stand in no want"):
        partners_run.run(file, campaign)
    file, campaign = load(SHIPPED, sets=('want.asteroid.demands=["asteroid","spin","x"]',))
    with pytest.raises(InvalidInput, match="no such demand"):
        partners_run.run(file, campaign)
    file, campaign = load(SHIPPED, sets=('partner.usa.owns=["vehicle.shuttle"]',))
    with pytest.raises(InvalidInput, match="no such row of the campaign"):
        partners_run.run(file, campaign)


def test_another_currency_year_is_the_same_game() -> None:
    """Costs of the campaign, budgets and worths meet in the money of the file."""
    one, other = (
        play(*load(SHIPPED, sets=sets)) for sets in ((), ("currency=USD2012",))
    )  # fmt: skip
    factor = prices.index(2012) / prices.index(2024)
    assert other.game.total == pytest.approx(one.game.total * factor, rel=1e-3)
    assert other.spent.sum() == pytest.approx(one.spent.sum() * factor, rel=1e-3)
    assert (other.game.values[one.game.values > 1e8] > 0.0).all()


def test_partners_who_could_each_do_it_have_no_nucleolus(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    path.write_text(LISTED.replace('"left, right" =', '"left" = "1 bn USD2024"\n"right" =', 1))
    told = partners_run.run(*load(path))
    rules = {one["rule"]: one for one in told["shares"]}
    assert rules["nucleolus"]["shares"] is None
    assert "more than all together" in rules["nucleolus"]["why"]
    assert sum(rules["shapley"]["shares"]) == pytest.approx(1e9)
    partners_page(told)


TREATY = """
cost = "100 M USD2024"
others = "first"
[terms.x]
pays = { left = "50 %", right = "30 %", other = "20 %" }
profit = { left = "40 %", right = "30 %", other = "30 %" }
"""


def treaty(tmp_path: Path, more: str = "") -> dict[str, Any]:
    text = LISTED.replace("[partner.left]", TREATY + more + "[partner.left]", 1)
    path = tmp_path / "treaty.toml"
    path.write_text(text)
    return partners_run.run(*load(path), together=True)


def test_bounds_that_leave_no_terms_are_no_fault(tmp_path: Path) -> None:
    most = "".join(f'{key} = ["0 %", "5 %"]\n' for key in ("left", "right", "other"))
    told = treaty(tmp_path, f"[bounds.pays]\n{most}")
    (one,) = told["terms"]
    assert one["accepted"] == {"any": False, "gain": None, "terms": []} == one["stable"]
    assert one["nearest"] is None
    assert "no terms within the bounds" in partners_page(told)


def test_listed_values_are_figures_as_listed(tmp_path: Path) -> None:
    figures = ledger.read(treaty(tmp_path)["figures"])
    # With the others first it would have nothing of that.
    assert figures["value.left+right"].value == pytest.approx(1e9)
    assert "those outside a group coming first" in figures["share.equal.left"].trace.model


def test_a_budget_bounds_what_is_called_not_what_is_lent() -> None:
    file, campaign = load(SHIPPED, sets=('loan.share="80 %"', 'loan.most="9 bn USD2024"'))
    played = play(file, campaign)
    outside = partners_deal.outsides(file, played.game)
    high = []
    for conditions in ((), ("un-guarantee",)):
        terms = partners_deal.sheet(file, played, outside, conditions).terms
        called = partners_deal._streams(file, played, bool(conditions))[0].sum()
        high.append(terms.high[terms.names.index("pays.india")])
        assert high[-1] == pytest.approx(min(1.0, 0.5e9 / called))
    assert high[1] == 1.0 > high[0]
