"""The chart of the missed-thrust margin: each end of it told apart, the gaps left open."""

import json
import math

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.report.missed_chart import missed_chart
from windlass.verify.missed import Margin, Outage

START = parse_epoch("2035")


def outage(day: float, longest: float, at_limit: bool = False) -> Outage:
    bad = longest == 0.0
    return Outage(
        starts_s=START + day * DAY_S, longest_d=longest, at_limit=at_limit, linear_d=longest,
        extra_m_s=math.nan if bad else 0.3 * longest, extra_kg=math.nan if bad else longest,
        days=(7.0, 30.0), costs_m_s=(1.0, math.inf) if longest < 30.0 else (1.0, 4.0),
    )  # fmt: skip


MARGIN = Margin(
    outages=(outage(40.0, 90.0, True), outage(0.0, 12.0), outage(20.0, 0.0), outage(30.0, 45.0)),
    most_d=90.0,
)


def test_it_tells_the_ends_apart() -> None:
    chart = missed_chart("missed", MARGIN)
    assert chart is not None
    by = {trace["name"]: trace for trace in chart.traces}
    assert by["Longest outage, flown"]["y"] == [12, 45]
    assert by["At least so long: the longest looked for"]["y"] == [90]
    assert by["No outage can be made good"]["x"] == ["2035-01-21"]
    assert by["Cost of the longest outage"]["y"] == [3.6, 13.5, 27]
    assert by["Cost of 30 days, linear"]["y"] == [None, None, 4, 4]
    assert by["Cost of 7 days, linear"]["x"] == sorted(by["Cost of 7 days, linear"]["x"])
    assert chart.alt == MARGIN.text()
    for name in ("yaxis", "xaxis2", "yaxis2"):
        assert chart.layout[name]["title"]["text"]
    assert "nan" not in json.dumps(chart.spec(), allow_nan=False)


def test_nothing_is_no_chart() -> None:
    assert missed_chart("missed", Margin(outages=(), most_d=1.0)) is None
