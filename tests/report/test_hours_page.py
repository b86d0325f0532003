"""The page of hours beside rules."""

from typing import Any

from tests.studies.test_pay_hours import DEMO, WEEK
from windlass.report.hours_page import hours_page
from windlass.report.pay_lines import hours_lines
from windlass.studies.pay_hours import doses_of, judged
from windlass.studies.pay_load import hours_of, worked
from windlass.workforce.hours import read_csv


def test_who_breaks_what_is_shown(read: Any) -> None:
    told = judged(hours_of(DEMO / "hours.csv"), "eu-2003-88", doses=doses_of(DEMO / "doses.csv"))
    seen = read(hours_page(told))
    assert len(seen.ids) == len(set(seen.ids))
    for words in ("people are outside eu-2003-88", "in seven days 48 h", "Ina", "810.0 mSv",
                  "duty.eu-2003-88.week_s", "after 212 days"):  # fmt: skip
        assert words in seen.words, words
    text = "\n".join(hours_lines(told))
    assert "Dag, " in text
    assert "people more" in text


def test_a_quiet_week_is_within(read: Any) -> None:
    rows = WEEK.splitlines()[:2]
    told = judged(worked(read_csv("\n".join(rows), name="w")), "faa-431-43")
    seen = read(hours_page(told))
    assert "1 people, all within faa-431-43" in seen.words
    assert "No doses were given" in seen.words
    assert any("Doses: not computed" in line for line in hours_lines(told))
