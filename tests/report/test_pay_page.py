"""The pages and lines of a change of pay."""

from pathlib import Path
from typing import Any

import pytest

from tests.studies.test_pay import HOURS, demo
from windlass.report.pay_lines import lines, money, stoppage_lines
from windlass.report.pay_page import pay_page
from windlass.store.told_totals import ToldTotals
from windlass.studies import pay

DAY = pay.Day(cost=250_000.0, source="as given", added=0.1)


def test_the_manager_s_page(read: Any) -> None:
    told = pay.manager(demo("old"), [demo("new"), demo("counter")], HOURS, day=DAY)
    seen = read(pay_page(told))
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    for words in ("46 of 46 people lose", "Side by side", "Overtime beyond 48 hours a week",
                  "days of stoppage cost", "Counter-proposal", "Dag",
                  "Before (USD/h)"):  # fmt: skip
        assert words in seen.words, words
    assert any("1.46 days of stoppage" in line for line in lines(told))


def test_a_representative_s_page_names_nobody(tmp_path: Path, read: Any) -> None:
    kept = ToldTotals(tmp_path)
    told = pay.representative(demo("old"), [demo("new"), demo("counter")], HOURS, kept)
    page = pay_page(told)
    seen = read(page)
    assert len(seen.ids) == len(set(seen.ids))
    for words in ("not told", "Clauses left out", "Of 3 people no total is told", "16 lose"):
        assert words in seen.words, words
    assert not any(f">{name}<" in page for name in HOURS.hours.groups())
    text = "\n".join(lines(told))
    assert "it would tell of a few" in text
    assert "medics" not in text


def test_a_worker_s_page(read: Any) -> None:
    told = pay.worker(demo("old"), [demo("new")], HOURS, "Dag")
    seen = read(pay_page(told))
    for words in ("Capture project", "Dag, miners", "Paid an hour"):
        assert words in seen.words, words
    assert "Abe" not in seen.words
    assert any(line.lstrip().startswith("an hour") for line in lines(told))


@pytest.mark.parametrize(("change", "told"), [
    ({"saving_year": -1.0}, "any stoppage costs more"), ({"probability": None}, "costs less"),
    ({"expected": -5.0}, "a year less"), ({"expected": 5.0}, "a year more"),
])  # fmt: skip
def test_stoppages_in_words(change: dict[str, Any], told: str) -> None:
    found = {"saving_year": 1e6, "day_cost": 1e5, "mean_days": 42.6, "days": 10.0,
             "probability": 0.2, "expected": None, "added": 0.1, "source": "as given"}  # fmt: skip
    assert told in "\n".join(stoppage_lines(found | change, "USD"))
    assert "not computed" in stoppage_lines(None, "USD")[0]


def test_money_in_words() -> None:
    assert money("-1234.5", "USD", sign=True) == "−1,234.50 USD"
    assert money("0", "USD", sign=True) == "0.00 USD"
    assert money(None, "USD") == "not told"
