"""The corridor chart: parts side by side, every instant, levels, words; plain data without nan."""

import json
import math

import numpy as np
import pytest

from windlass.report.corridor_chart import corridor_chart, shares_chart
from windlass.verify.failures import Failure
from windlass.verify.harm import harm
from windlass.verify.keep_out import keep_out, upper
from windlass.verify.safety import Fate, Nominal, Safety
from windlass.verify.shares import Shares

LEAST = (6_478_137.0, 2e7, 3e8, 2e9)


def fate(earth: int = 0, lost: int = 0) -> Fate:
    least = (math.nan,) * 4 if lost == 10 else LEAST
    return Fate(
        flights=10, earth=earth, moon=1, other=0, ejected=0, near=earth,
        unknown={"no solution": lost} if lost else {}, earth_upper=upper(earth + lost, 10, 0.95),
        moon_upper=upper(1, 10, 0.95), near_upper=0.5, least_earth_m=least, least_moon_m=least,
        median_years=12.0 if earth else None, fastest_m_s=11_100.0 if earth else None,
    )  # fmt: skip


@pytest.fixture
def safety() -> Safety:
    parts = [("burn 1", "burn", 4), ("burn 2", "burn", 4), ("stay", "stay", 3)]
    instants = tuple(
        Failure(
            t_s=1e9 + 1e6 * k, state=np.zeros(6), label=f"{k} of {name} <b>", part=name,
            kind=kind, share=k / (n - 1), node=0,
        )
        for name, kind, n in parts for k in range(n)
    )  # fmt: skip
    fates = (fate(), fate(2), *(fate() for _ in range(8)), fate(lost=10))
    within = tuple(
        Shares(
            part=name, share=np.linspace(0.0, 1.0, 5), hit=np.arange(5) == 1,
            least_m=np.array([1e9, 6.5e6, 1e8, 3e8, math.nan]), years=np.full(5, 3.0), lost=1,
            upper=0.5,
        )
        for name in ("burn 1", "burn 2")
    )  # fmt: skip
    return Safety(
        name="2099 ZZ9", keep=keep_out(), seed=1, spread=True, instants=instants, fates=fates,
        pooled=fate(2), path=Nominal(earth_m=1e8, earth_s=1e9, moon_m=1e8, moon_s=1e9),
        criteria=(), fall=harm((5.0, 8.0, 15.0)), within=within,
    )  # fmt: skip


def test_every_instant_with_an_end_is_drawn(safety: Safety) -> None:
    made = corridor_chart("chart-corridor", safety)
    json.dumps(made.spec(), allow_nan=False)
    assert [one["text"] for one in made.layout["annotations"]] == ["burn 1", "burn 2", "stay"]
    nearest = [one for one in made.traces if one["name"] == "the nearest of all"]
    assert [len(one["x"]) for one in nearest] == [4, 4, 2]
    odds = [one for one in made.traces if one["name"].startswith("meets Earth")]
    assert [len(one["x"]) for one in odds] == [4, 4, 3]
    assert odds[0]["y"][1] == pytest.approx(20.0)
    top = odds[0]["y"][1] + odds[0]["error_y"]["array"][1]
    assert top == pytest.approx(100.0 * upper(2, 10, 0.95), rel=1e-4)
    x = [one for trace in odds for one in trace["x"]]
    assert x == sorted(x)
    assert (x[0], x[-1]) == (0.0, pytest.approx(1.0))


def test_levels_axes_and_words(safety: Safety) -> None:
    made = corridor_chart("chart-corridor", safety)
    levels = {one["name"]: one["y"][0] for one in made.traces if len(set(map(str, one["y"]))) == 1}
    assert levels["Earth's surface and air"] == pytest.approx(6478.1)
    assert levels["keep-out distance"] == pytest.approx(100_000.0)
    assert 380_000 < levels["the Moon's distance"] < 400_000
    assert levels["allowed for an instant"] == pytest.approx(2.0)
    low, high = made.layout["yaxis"]["range"]
    assert 10.0**low < 6478.1 < 2e6 < 10.0**high
    assert made.layout["yaxis"]["title"]["text"].endswith("(km)")
    assert made.layout["yaxis2"]["title"]["text"].endswith("(%)")
    assert made.layout["xaxis"]["ticktext"][:3] == ["0 %", "50 %", "100 %"]
    assert made.layout["xaxis"]["ticktext"][-1].endswith(" d")
    told = next(one for one in made.traces if one["name"] == "the nearest of all")["text"][1]
    assert "1 of burn 1 &lt;b&gt;" in told
    assert "2 of 10 meet Earth" in told
    assert "half of the hits within 12 years" in told
    assert "2 of 10 flights meet Earth" in made.alt


def test_every_share_of_a_burn_is_a_point(safety: Safety) -> None:
    made = shares_chart("chart-shares", safety)
    assert made is not None
    json.dumps(made.spec(), allow_nan=False)
    passes = [one for one in made.traces if one["name"] == "passes Earth"]
    meets = [one for one in made.traces if one["name"] == "meets Earth"]
    assert [len(one["x"]) for one in passes] == [3, 3]
    assert [len(one["x"]) for one in meets] == [1, 1]
    assert meets[0]["text"][0].startswith("25.00% of burn 1: meets Earth after 3.0 years")
    assert "1 of 5 shares" in made.alt


def test_without_shares_there_is_no_second_picture(safety: Safety) -> None:
    from dataclasses import replace

    assert shares_chart("chart-shares", replace(safety, within=())) is None
