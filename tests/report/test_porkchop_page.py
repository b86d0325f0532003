"""The page of one porkchop."""

import numpy as np
import pytest

from windlass.base.errors import InvalidInput
from windlass.report import porkchop_page

DAY = 86_400.0


def best_of(frame):
    row = frame.filter(frame["cost_m_s"].is_finite()).sort("cost_m_s").row(0, named=True)
    return {key: row[key] for key in ("depart_s", "tof_s")}


def test_the_best_leg_is_told(sample, read):
    frame = sample.porkchop(50, 40)
    best = best_of(frame)
    found = read(porkchop_page.render("Earth to X", frame, best, ["Step of the search: 1 d."]))
    row = frame.filter((frame["depart_s"] == best["depart_s"]) & (frame["tof_s"] == best["tof_s"]))
    vinf = row["vinf_depart_m_s"][0] / 1e3
    assert f"{vinf:.3f} km/s" in found.words
    assert f"{vinf**2:.3f} km²/s²" in found.words
    assert f"{row['cost_m_s'][0] / 1e3:.3f} km/s" in found.words
    assert "Step of the search: 1 d." in found.words
    assert f"{int(np.isfinite(frame['cost_m_s'].to_numpy()).sum()):,} of 2,000 pairs" in found.words
    assert found.loads == []


def test_what_the_leg_tells_goes_before_the_grid(sample):
    frame = sample.porkchop(20, 20)
    best = best_of(frame) | {"cost_m_s": 1_234.0, "vinf_depart_m_s": 2_000.0, "n_rev": 2}
    rows = dict(porkchop_page.leg_rows(frame, best))
    assert rows["Δv that the leg is chosen by"].text == "1.234 km/s"
    assert rows["C3 at departure"].text == "4.000 km²/s²"
    assert rows["C3 at departure"].note == ""
    assert rows["Full revolutions about the Sun"].text == "2"
    assert rows["v∞ at arrival"].note == "at the nearest cell of the grid"


def test_columns_that_are_not_there_are_not_computed(sample):
    frame = sample.porkchop(20, 20).select("depart_s", "tof_s", "cost_m_s")
    rows = dict(porkchop_page.leg_rows(frame, {"depart_s": sample.START, "tof_s": 60 * DAY}))
    assert not rows["C3 at departure"].computed
    assert rows["C3 at departure"].note == "not in the table"


def test_without_an_arc_the_page_says_so(sample, read):
    frame = sample.porkchop(6, 6).with_columns(cost_m_s=np.full(36, np.nan))
    text = porkchop_page.render("Earth to X", frame, None, [])
    assert "no cell of the search has a path" in read(text).words
    assert len(text) < 60_000  # no chart, no script of charts


def test_hostile_titles_are_shown_as_they_stand(sample, read):
    name = "</script><script>alert(1)</script>"
    found = read(porkchop_page.render(name, sample.porkchop(9, 9), None, [name]))
    assert found.tags.count("script") == 3
    assert name in " ".join(found.parts)


def test_the_same_asks_give_the_same_bytes_and_gaps_are_refused(sample):
    frame = sample.porkchop(30, 20)
    assert porkchop_page.render("a", frame, None, []) == porkchop_page.render("a", frame, None, [])
    with pytest.raises(InvalidInput, match="full grid"):
        porkchop_page.render("a", frame.head(27), None, [])
