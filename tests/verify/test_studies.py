"""The legs of a stored study, flown: dates and v∞ as the packaged scenario's run gave them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from windlass.base.errors import InvalidInput
from windlass.bodies.planets import load
from windlass.catalogue.collection import lookup
from windlass.kernels.kepler import propagate_many
from windlass.store.run import Run
from windlass.verify import hyperbola, legs, studies

NAME = "2008 HU4"
OUT = {
    "name": "out", "between": "Earth to 2008 HU4", "n_rev": 2, "tof_d": 842.0558283034046,
    "vinf_depart_km_s": 1.0177962017381095, "vinf_arrive_km_s": 0.24964933463045724,
}  # fmt: skip
BACK = {
    "name": "return", "between": "2008 HU4 to Mars", "n_rev": 5, "tof_d": 2739.3679544415863,
    "vinf_depart_km_s": 1.9367595600116978, "vinf_arrive_km_s": 2.913771858495095,
}  # fmt: skip
EVENTS = [
    {"name": "out arrival", "epoch_s": 1218590907.9702597},
    {"name": "return departure", "epoch_s": 1252531305.4733982},
]


def run(**changes: Any) -> Run:
    """A stored study of one option, as far as its legs are asked."""
    variant = {
        "key": "impulsive", "how": "straight to its v∞ on the launcher", "legs": [OUT, BACK],
        "events": EVENTS,
    }  # fmt: skip
    slow = variant | {"key": "low-thrust", "how": "spiral to the Moon, then a lunar flyby"}
    epoch = lookup(NAME).orbit.epoch_s / 86_400.0 + 2_451_545.0
    result = {
        "options": [{"key": "mars-orbit", "best": None, "variants": [variant, slow]}],
        "recommended": None,
        "target": {"designation": NAME, "full_name": NAME, "orbit": {"epoch_jd_tdb": epoch}},
        "scenario": {
            "launch": {"parking_altitude": 400e3}, "capture": {}, "option": {"mars-orbit": {}},
        },
    }  # fmt: skip
    return Run(
        run_id="0" * 64, kind="study", title="", scenario={}, result=result | changes, tables={},
        folder=Path(),
    )  # fmt: skip


def test_out_from_the_parking_orbit_and_back_to_mars() -> None:
    out, back = studies.of_study(run(), "mars-orbit", "impulsive")
    for one in (out, back):
        assert one.plan is not None
        gap = np.abs(one.plan.arrived - one.plan.path.states)
        coasting = np.setdiff1d(np.arange(len(gap)), one.plan.path.burns)
        assert gap[:, :3].max() < 10.0
        assert gap[coasting, 3:].max() < 1e-4
    assert out.plan is not None
    assert not out.plan.carried
    assert len(out.plan.path.burns) == 2
    assert out.missing == (studies.LAUNCHED,)
    assert out.differences[0].designed_m_s == pytest.approx(249.65, abs=0.01)
    assert abs(out.differences[0].change_m_s) < 80.0  # v∞ of 1 km/s: Earth's pull lasts
    assert back.plan is not None
    assert back.plan.carried
    assert back.missing == ()
    assert back.plan.path.burns == (0,)
    # Mars is small and passed fast: patched conics are near.
    assert abs(back.differences[0].change_m_s) < 3.0
    r, v = (x[0] for x in back.plan.state(back.plan.span_s[1], "mars"))
    assert abs(r @ v) < 1e-6 * np.linalg.norm(r) * np.linalg.norm(v)
    assert load().body("mars").name in back.plan.goal


@pytest.mark.parametrize("leaving", [True, False])
def test_a_hyperbola_with_that_asymptote_passes_where_the_moon_is(leaving: bool) -> None:
    vinf, when = np.array([900.0, 700.0, -300.0]), 1e9
    ask = legs.Periapsis(body="moon", t_s=when, radius_m=1.9e6, leaving=leaving)
    moon, earth = (load().body(name).state(when) for name in ("moon", "earth"))
    v = studies.at_moon(ask, vinf) + moon[1][0] - earth[1][0]
    # Kepler's equation judges: a year later, or earlier, it flies with v∞.
    far = np.array([1e10 if leaving else -1e10])
    _, fast, status = propagate_many(hyperbola.gm("earth"), moon[0] - earth[0], v[None], far)
    assert not status.any()
    assert np.linalg.norm(fast[0] - vinf) < 0.1


def test_an_end_that_is_no_periapsis_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studies.legs, "carry", _unflown)
    out, back = studies.of_study(run(), "mars-orbit", "low-thrust")
    assert out.plan is None
    assert out.missing == ("not computed: nothing [status 3]",)
    assert back.plan is None
    assert back.missing == (f"not computed: {studies.SLOWED}",)


def _unflown(*args: object, **how: object) -> None:
    raise studies.NotSolved("nothing", status=3)


def test_it_refuses_what_the_study_has_not() -> None:
    with pytest.raises(InvalidInput, match="option of the study"):
        studies.of_study(run())
    with pytest.raises(InvalidInput, match="variant"):
        studies.of_study(run(), "mars-orbit", "sail")
    other = {"designation": NAME, "full_name": NAME, "orbit": {"epoch_jd_tdb": 2_450_000.5}}
    with pytest.raises(InvalidInput, match="another orbit"):
        studies.of_study(run(target=other), "mars-orbit", "impulsive")
