"""Minor Planet Center: cometary elements against the centre's own Keplerian ones and vectors."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.epochs import jd
from windlass.base.errors import SourceError
from windlass.catalogue.elements import AU_D2
from windlass.catalogue.files import Raw
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.read import read
from windlass.catalogue.read_mpc import read_json, read_lines

# MPCORB form; columns as the centre documents them
EROS = (
    "00433   10.39  0.15 K25BL 310.55432  178.92978  304.27008   10.82847  0.2228360"
    "  0.55977529   1.4581210  0 E2025-UR3 11147  62 1893-2025 0.52 M-v 3Ek MPCORBFIT  1804"
    "    (433) Eros               20251103"
)


def ecliptic_state(orbit: Orbit) -> Any:
    """Return position [au] of an orbit at its epoch, ecliptic, by the textbook."""
    e, anomaly = orbit.e, orbit.mean_anomaly_rad
    for _ in range(100):
        anomaly -= (anomaly - e * math.sin(anomaly) - orbit.mean_anomaly_rad) / (
            1 - e * math.cos(anomaly)
        )
    x, y = math.cos(anomaly) - e, math.sqrt(1 - e * e) * math.sin(anomaly)
    w, node, i = orbit.peri_rad, orbit.node_rad, orbit.i_rad
    u, v = x * math.cos(w) - y * math.sin(w), x * math.sin(w) + y * math.cos(w)
    a = orbit.a_m / AU_M
    return a * np.array(
        [
            u * math.cos(node) - v * math.cos(i) * math.sin(node),
            u * math.sin(node) + v * math.cos(i) * math.cos(node),
            v * math.sin(i),
        ]
    )


@pytest.mark.parametrize(
    "file", ["2062_mpcorb_v07.json", "2020AB_mpcorb.json", "2012HN13_mpcorb_yarkovsky.json"]
)
def test_elements_give_the_vectors_of_the_same_reply(shared: Path, file: str) -> None:
    path = shared / "data/api/mpc" / file
    (target,) = read(path).targets
    vectors = json.loads(path.read_text())["CAR"]["coefficient_values"][:3]
    # the fitter's own GM and the digits of peri_time allow some 1e-8 au
    assert ecliptic_state(target.orbit) == pytest.approx(np.array(vectors), abs=3e-8)


def test_aten_against_its_keplerian_elements(shared: Path) -> None:
    path = shared / "data/api/mpc/2062_mpcorb_v07.json"
    (aten,) = read(path).targets
    given = json.loads(path.read_text())["KEP"]
    kep = dict(zip(given["coefficient_names"], given["coefficient_values"], strict=True))
    assert aten.orbit.a_m / AU_M == pytest.approx(kep["a"], rel=1e-14)
    # The sample's own Keplerian mean anomaly contradicts its vectors and its perihelion time,
    # which agree with each other (the test above); its other elements are the same.
    assert math.degrees(aten.orbit.peri_rad) == pytest.approx(kep["argperi"], abs=1e-12)
    assert jd(aten.orbit.epoch_s) == 59800.0 + 2_400_000.5
    assert aten.title == "2062 Aten"
    assert {"1976aa", "2062", "aten"} <= aten.keys
    # JPL and the centre find -1.3e-14 to -1.6e-14 au/d² for Aten
    assert aten.orbit.nongrav is not None
    assert aten.orbit.nongrav.a2_m_s2 / AU_D2 == pytest.approx(-1.55e-14, rel=1e-3)


def test_hyperbolic_comet_is_told_not_taken(shared: Path) -> None:
    found = read(shared / "data/api/mpc/astroquery_comet_object_C2012S1.json")
    assert len(found) == 0
    assert found.faults[0].designation == "C/2012 S1"
    assert "1 or more" in found.faults[0].why


def body(**changes: Any) -> dict[str, Any]:
    names = ["q", "e", "i", "node", "argperi", "peri_time"]
    whole = {
        "COM": {
            "coefficient_names": names,
            "coefficient_values": [0.98, 0.41, 4.85, 284.0, 157.4, 58833.4],
        },
        "epoch_data": {"epoch": 59000.0, "timeform": "MJD", "timesystem": "TDT"},
        "system_data": {"refsys": "Ecliptic", "EclipticObliquityArcseconds": "84381.448"},
        "designation_data": {"unpacked_primary_provisional_designation": "2020 AB"},
    }
    return {**whole, **changes}


def test_reply_as_the_service_wraps_it() -> None:
    wrapped = [{"mpc_orb": [body()]}, 200]
    (target,) = read_json(Raw("x.json", json.dumps(wrapped).encode())).targets
    period_d = 2 * math.pi * math.sqrt(target.orbit.a_m**3 / GM_SUN) / 86400
    expected = 360.0 * (59000.0 - 58833.4) / period_d
    assert math.degrees(target.orbit.mean_anomaly_rad) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"system_data": {"refsys": "Equatorial"}}, "ecliptic"),
        (
            {"system_data": {"refsys": "Ecliptic", "EclipticObliquityArcseconds": "84381.406"}},
            "ecliptic",
        ),
        ({"epoch_data": {"epoch": 59000.0, "timeform": "JD", "timesystem": "UTC"}}, "epoch"),
    ],
)
def test_other_frames_and_times_are_refused(changes: dict[str, Any], said: str) -> None:
    found = read_json(Raw("x.json", json.dumps(body(**changes)).encode()))
    assert len(found) == 0
    assert said in found.faults[0].why
    assert found.faults[0].designation == "2020 AB"


def test_no_orbit_inside() -> None:
    with pytest.raises(SourceError, match="no orbit"):
        read_json(Raw("x.json", b'[{"mpc_orb": []}, 200]'))


def test_mpcorb_line_of_eros() -> None:
    (eros,) = read_lines(Raw("MPCORB.DAT", f"head\n------\n{EROS}\n\n".encode())).targets
    assert eros.title == "433 Eros"
    assert eros.orbit.a_m / AU_M == pytest.approx(1.4581210)
    assert jd(eros.orbit.epoch_s) == 2_461_000.5
    assert math.degrees(eros.orbit.mean_anomaly_rad) == pytest.approx(310.55432)
    assert (eros.orbit.precision, eros.orbit.uncertainty) == ("screening", 0)
    assert eros.h is not None
    assert (eros.h.value, eros.g) == (10.39, 0.15)


def test_mpcorb_unnumbered_and_faulty_lines() -> None:
    new = "K08H04U" + EROS[7:166] + "2008 HU4".ljust(28)
    bare = "K08H04V" + EROS[7:103]
    numbered = "Y1843  " + EROS[7:166] + "(341843) 2008 EV5".ljust(28)
    cut, odd = EROS[:60], EROS[:70] + "   x     " + EROS[79:]
    found = read_lines(Raw("f.txt", "\n".join([new, bare, numbered, cut, odd]).encode()))
    assert [t.title for t in found] == ["2008 HU4", "2008 HV4", "341843 (2008 EV5)"]
    assert [fault.where for fault in found.faults] == ["f.txt:4", "f.txt:5"]
    assert "truncated" in found.faults[0].why
    assert "e is no number" in found.faults[1].why


def test_text_that_is_no_mpcorb() -> None:
    with pytest.raises(SourceError, match="MPCORB"):
        read_lines(Raw("f.txt", b"dear reader,\nhello\n"))


def test_how_long_it_was_observed(shared: Path) -> None:
    (eros,) = read_lines(Raw("mpcorb.dat", EROS.encode())).targets
    assert (eros.observations, eros.last_obs) == (11_147, "2025-11-03")
    assert eros.arc_d is None  # the line gives years, not days
    short = EROS.replace("1893-2025", "  20 days")
    (one,) = read_lines(Raw("mpcorb.dat", short.encode())).targets
    assert one.arc_d == 20.0
    (found,) = read(shared / "data/api/mpc/2020AB_mpcorb.json").targets
    assert (found.arc_d, found.observations) == (20.0, 85)
