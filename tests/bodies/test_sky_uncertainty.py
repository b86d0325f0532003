"""Uncertainty on the sky: the code's own table, JPL's ellipses, rounding, refusals."""

import copy
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, YEAR_S, from_jd, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved, SourceError
from windlass.bodies import asteroid, planets, twobody
from windlass.bodies import sky_uncertainty as su
from windlass.catalogue import elements
from windlass.catalogue.collection import lookup
from windlass.catalogue.covariance import NAMES, Covariance, read_covariance
from windlass.catalogue.table import builtin

EARTH = planets.load().body("earth")
SPAN = (parse_epoch("2015"), parse_epoch("2045"))

# Minor Planet Center, uncertainty parameter U: runoff below, arcsec a decade
RUNOFF = (1.0, 4.4, 19.6, 86.5, 382.0, 1692.0, 7488.0, 33121.0, 146502.0)


def reply(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "data/api/sbdb" / f"{name}.json").read_text())
    return found


def flown(name: str) -> asteroid.AsteroidEphemeris:
    return asteroid.integrate(lookup(name).orbit, SPAN)


@pytest.mark.parametrize("code", range(9))
def test_runoff_of_every_code_as_published(code: int) -> None:
    _, high = su.runoff(code)
    assert high == pytest.approx(RUNOFF[code], rel=6e-3)
    assert su.runoff(code + 1)[0] == high
    assert su.code_of(0.99 * RUNOFF[code]) == code
    assert su.code_of(1.01 * RUNOFF[code]) == code + 1


def test_the_ends_of_the_scale() -> None:
    assert su.runoff(0)[0] == 0.0
    assert su.runoff(9)[1] is None
    assert su.code_of(0.0) == 0
    assert su.code_of(1e-9) == 0
    assert su.code_of(1e12) == 9
    for code in (-1, 10):
        with pytest.raises(InvalidInput, match="0 to 9"):
            su.runoff(code)
    with pytest.raises(InvalidInput, match="below 0"):
        su.code_of(math.nan)


@given(some.floats(1e-6, 1e9))
def test_a_runoff_lies_in_the_range_of_its_code(arcsec: float) -> None:
    low, high = su.runoff(su.code_of(arcsec))
    assert arcsec >= low * (1.0 - 1e-12)
    assert high is None or arcsec <= high * (1.0 + 1e-12)


@pytest.mark.parametrize(
    "name",
    ["adam_core_101955_phys", "adam_core_2001VB", "adam_core_2015AB_phys",
     "adam_core_2022OB5_phys", "adam_core_2024YR4_phys", "adam_core_25143_phys",
     "adam_core_433_phys", "adam_core_99942_phys", "astroquery_apophis", "astroquery_phaethon"],
)  # fmt: skip
def test_codes_of_jpl_follow_from_its_own_errors(name: str, shared: Path) -> None:
    # 2023 DZ2 (runoff 0.34, code 1) and YORP (1.4, code 0) do not; ten of twelve do
    orbit = reply(shared, name)["orbit"]
    part = {one["name"]: one for one in orbit["elements"]}
    found = su.runoff_of(
        float(part["e"]["value"]),
        float(part["per"]["value"]) * DAY_S,
        float(part["tp"]["sigma"]) * DAY_S,
        float(part["per"]["sigma"]) * DAY_S,
    )
    assert su.code_of(found) == int(orbit["condition_code"])


def test_a_small_shift_is_the_velocity_across_the_line_of_sight() -> None:
    body = flown("2000 SG344")
    for t in np.linspace(*SPAN, 12)[1:-1]:
        r, v = (part[0] for part in body.state(t))
        rho = r - EARTH.state(t)[0][0]
        # vis-viva: the mean motion of the osculating ellipse
        gm = su.gm_sun()
        a = 1.0 / (2.0 / np.linalg.norm(r) - v @ v / gm)
        late = 1e-6 / math.sqrt(gm / a**3)
        want = late * np.linalg.norm(np.cross(rho, v)) / (rho @ rho)
        assert su.half_length(EARTH, body, float(t), 1e-6) == pytest.approx(want, rel=2e-4)
    assert su.half_length(EARTH, body, float(t), 0.0) == 0.0
    assert su.half_length(EARTH, body, float(t), math.pi) > 1.0


@settings(max_examples=30, deadline=None)
@given(code=some.integers(0, 8), years=some.floats(-25.0, 14.0))
def test_a_worse_code_and_more_time_are_never_better(code: int, years: float) -> None:
    body = twobody.ephemeris(lookup("2008 EV5").orbit, SPAN)
    t = parse_epoch("2030")
    orbit = replace(body.orbit, uncertainty=code)
    one = su.by_condition_code(orbit, EARTH, body, t, t - years * YEAR_S)
    worse = su.by_condition_code(
        replace(orbit, uncertainty=code + 1), EARTH, body, t, t - years * YEAR_S
    )
    later = su.by_condition_code(orbit, EARTH, body, t, t - 1.5 * years * YEAR_S)
    assert one.low_rad is not None
    assert worse.low_rad is not None
    assert later.low_rad is not None
    assert one.high_rad is None or one.low_rad <= one.high_rad
    assert worse.low_rad >= one.low_rad * (1.0 - 1e-9)
    assert later.low_rad >= one.low_rad * (1.0 - 1e-9)
    if one.high_rad is None:
        assert worse.high_rad is None
    elif worse.high_rad is not None:
        assert worse.high_rad >= one.high_rad * (1.0 - 1e-3)


def test_codes_in_words() -> None:
    body = flown("2000 SG344")
    t = parse_epoch("2028-05-17")
    unknown = su.by_condition_code(replace(body.orbit, uncertainty=None), EARTH, body, t)
    assert unknown.low_rad is None
    assert unknown.text == "not computed: the condition code is not known"
    lost = su.by_condition_code(replace(body.orbit, uncertainty=9), EARTH, body, t)
    assert lost.high_rad is None
    assert lost.text.startswith("above ")
    assert "anywhere along its orbit" in lost.reason
    sure = su.by_condition_code(replace(body.orbit, uncertainty=0), EARTH, body, t)
    assert sure.low_rad == 0.0
    assert sure.text.startswith("below ")
    at_epoch = su.by_condition_code(body.orbit, EARTH, body, t, observed_s=t)
    assert at_epoch.low_rad == 0.0
    assert "no forecast" in at_epoch.reason


@pytest.mark.parametrize(
    ("arcsec", "text"),
    [(0.0, "0″"), (0.001, "below 0.01″"), (0.234, "0.23″"), (12.3, "12″"), (59.9, "1′"),
     (86.5, "1.4′"), (1692.0, "28′"), (7488.0, "2.1°"), (3599.0, "1°"), (146502.0, "41°")],
)  # fmt: skip
def test_angles_in_words(arcsec: float, text: str) -> None:
    assert su.angle_text(arcsec * su.ARCSEC) == text


@pytest.mark.parametrize(
    ("name", "limit"), [("astroquery_apophis", 2e-3), ("astroquery_phaethon", 0.015)]
)
def test_range_errors_of_close_approaches_by_jpl(name: str, limit: float, shared: Path) -> None:
    """JPL gives the nearest and farthest distance at three sigma; Apophis in 2029 included."""
    told = reply(shared, name)
    covariance = read_covariance(told)
    used = 0
    for one in told["ca_data"]:
        if one["body"] != "Earth" or not 2451000.0 < float(one["jd"]) < 2462300.0:
            continue
        t = from_jd(float(one["jd"]))
        (r, _), columns, curved = su.displaced(covariance, t)
        rho = r - EARTH.state(t)[0][0]
        assert np.linalg.norm(rho) / AU_M == pytest.approx(float(one["dist"]), rel=1e-4)
        spread = 3.0 * np.linalg.norm(rho @ columns) / np.linalg.norm(rho) / AU_M
        want = 0.5 * (float(one["dist_max"]) - float(one["dist_min"]))
        assert spread == pytest.approx(want, rel=limit), one["cd"]
        assert curved < 0.01
        used += 1
    assert used >= 5


def test_the_ellipse_is_that_of_orbits_drawn_from_the_covariance(shared: Path) -> None:
    covariance = read_covariance(reply(shared, "adam_core_2022OB5_phys"))
    assert covariance.names == (*NAMES, "a2_m_s2")
    t = parse_epoch("2028-03-01")
    one = su.by_covariance(covariance, EARTH, t)
    rng = np.random.default_rng(3)
    drawn = rng.multivariate_normal(np.zeros(7), np.eye(7), size=120)
    seen = EARTH.state(t)[0][0]
    nominal = su._flown(covariance, covariance.values, t)[0] - seen
    late = float(np.linalg.norm(nominal)) / 299792458.0
    places = np.array(
        [su._flown(covariance, covariance.values + covariance.roots() @ x, t - late)[0] - seen
         for x in drawn]
    )  # fmt: skip
    ra = np.arctan2(places[:, 1], places[:, 0])
    dec = np.arcsin(places[:, 2] / np.linalg.norm(places, axis=1))
    spread = np.cov(np.stack([ra * np.cos(dec.mean()), dec]))
    size, axes = np.linalg.eigh(spread)
    assert one.semi_major_rad == pytest.approx(3.0 * math.sqrt(size[1]), rel=0.2)
    assert one.semi_minor_rad == pytest.approx(3.0 * math.sqrt(size[0]), rel=0.2)
    turned = math.atan2(axes[0, 1], axes[1, 1]) - one.position_angle_rad
    assert abs(math.sin(turned)) < 0.05
    far = np.linalg.norm(places, axis=1)
    assert one.distance_m == pytest.approx(3.0 * far.std(), rel=0.2)
    assert "(3 sigma)" in one.text


def test_what_a_model_here_does_not_have_is_told(shared: Path) -> None:
    bennu = read_covariance(reply(shared, "adam_core_101955_phys"))
    assert bennu.left_out == ("RHO", "AMRAT")
    assert su.by_covariance(bennu, EARTH, parse_epoch("2018")).reason == "without RHO, AMRAT"


def test_an_orbit_that_is_too_uncertain_for_an_ellipse_says_so(shared: Path) -> None:
    lost = read_covariance(reply(shared, "adam_core_2001VB"))
    assert su.by_covariance(lost, EARTH, parse_epoch("2003")).curved < su.CURVED
    one = su.by_covariance(lost, EARTH, parse_epoch("2012"))
    assert one.curved > su.CURVED
    assert "at least: not linear" in one.text
    turn = replace(one, semi_major_rad=3.2)
    assert turn.text == "anywhere along its orbit (3 sigma)"
    wild = replace(lost, matrix=lost.matrix * 1e3)
    with pytest.raises(NotSolved, match="no ellipse"):
        su.by_covariance(wild, EARTH, parse_epoch("2003"))


def test_replies_without_a_covariance_are_refused(shared: Path) -> None:
    with pytest.raises(SourceError, match="no covariance"):
        read_covariance(reply(shared, "adam_core_missing"))
    told = copy.deepcopy(reply(shared, "astroquery_apophis"))
    told["orbit"]["epoch"] = "2450000.5"
    with pytest.raises(SourceError, match="solution at the epoch"):
        read_covariance(told)


def test_what_is_no_covariance_is_refused() -> None:
    good = Covariance(
        designation="x", epoch_s=0.0, names=NAMES, values=np.ones(6), matrix=np.eye(6)
    )
    np.testing.assert_allclose(good.roots() @ good.roots().T, np.eye(6), atol=1e-15)
    off = np.eye(6)
    off[0, 1] = off[1, 0] = 2.0
    for harm, words in (
        ({"matrix": off}, "negative eigenvalue"),
        ({"matrix": np.zeros((6, 6))}, "variance is not above 0"),
        ({"matrix": np.eye(5)}, "does not fit"),
        ({"names": NAMES[::-1]}, "not those of an orbit"),
    ):
        with pytest.raises(InvalidInput, match=words):
            replace(good, **harm)  # type: ignore[arg-type]


def test_rounding_moves_a_body_no_further_than_is_said() -> None:
    t = parse_epoch("2035-05-01")
    shares = []
    for target in builtin():
        orbit = target.orbit
        if orbit.precision != "full" or not orbit.a_m < 3.0 * AU_M:
            continue
        motion = float(f"{math.degrees(elements.mean_motion(orbit.a_m / AU_M)) * DAY_S:.4g}")
        angles = [
            round(math.degrees(x), 2)
            for x in (orbit.i_rad, orbit.node_rad, orbit.peri_rad, orbit.mean_anomaly_rad)
        ]
        rough = replace(
            elements.make(
                designation=orbit.designation, epoch_jd=2451545.0 + orbit.epoch_s / DAY_S,
                a_au=math.cbrt(elements.GM_SUN / (math.radians(motion) / DAY_S) ** 2) / AU_M,
                e=float(f"{orbit.e:.4f}"), i_deg=angles[0], node_deg=angles[1],
                peri_deg=angles[2], ma_deg=angles[3], precision="screening", source="sbdb2026",
            ),
            nongrav=None,
        )  # fmt: skip
        true = twobody.ephemeris(orbit, (orbit.epoch_s, t + DAY_S)) if orbit.epoch_s < t else None
        assert true is not None
        near = twobody.ephemeris(rough, true.span_s)
        seen = EARTH.state(t)[0]
        moved = su.angle(true.state(t)[0] - seen, near.state(t)[0] - seen)[0]
        said = su.by_rounding(rough, EARTH, near, t)
        assert said.high_rad is not None
        assert moved <= said.high_rad
        shares.append(moved / said.high_rad)
    assert len(shares) > 10
    assert max(shares) > 0.2


def test_rounding_in_words() -> None:
    body = flown("2000 SG344")
    t = parse_epoch("2030")
    assert su.by_rounding(body.orbit, EARTH, body, t).text == "none"
    rough = replace(body.orbit, precision="screening", source="sbdb2026")
    far = su.by_rounding(rough, EARTH, body, t)
    fine = su.by_rounding(replace(rough, source="mpcorbits"), EARTH, body, t)
    assert far.high_rad is not None
    assert fine.high_rad is not None
    assert far.text.startswith("below ")
    assert fine.high_rad < 0.01 * far.high_rad
    other = su.by_rounding(replace(rough, source="userfile"), EARTH, body, t)
    assert other.text == "not computed: how elements of userfile are rounded is not known"
    ages = replace(rough, epoch_s=t - 9000.0 * YEAR_S)
    assert "anywhere" in su.by_rounding(ages, EARTH, body, t).reason


def test_a_body_that_is_on_no_ellipse_is_refused() -> None:
    body = planets.load().body("moon", centre="sun")

    class Away:
        name = "stray"
        span_s = body.span_s

        def state(self, t: Any) -> Any:
            r, v = body.state(t)
            return r, 3.0 * v

    with pytest.raises(NotSolved, match="no ellipse"):
        su.half_length(EARTH, Away(), 0.0, 0.1)  # type: ignore[arg-type]
