"""JPL replies: recorded ones read to the digit; error replies, versions, columns refused."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from windlass.base.constants import AU_M
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue.elements import AU_D2
from windlass.catalogue.files import Raw
from windlass.catalogue.read import read
from windlass.catalogue.read_sbdb import read_lookup, read_query

SIGNATURE = {"version": "1.0", "source": "NASA/JPL SBDB (Small-Body DataBase) Query API"}
FIELDS = ["pdes", "full_name", "epoch", "e", "a", "i", "om", "w", "ma", "H", "H_sigma"]
ROW: list[Any] = [
    "433", "   433 Eros (A898 PA)", "2461200.5", ".2228779627700761", "1.458243716760167",
    "10.8", "304.2", "178.9", "62.5", "10.40", "0.1",
]  # fmt: skip


def reply(**changes: Any) -> Raw:
    whole = {"signature": SIGNATURE, "fields": FIELDS, "data": [ROW], "count": 1, **changes}
    return Raw("reply.json", json.dumps(whole).encode())


def test_recorded_query(shared: Path) -> None:
    found = read(shared / "data/api/sbdb_query/real_neo_fullprec_limit3_2026-07-02.json")
    eros = found.find("Eros")
    assert [target.title for target in found] == ["433 Eros", "719 Albert", "887 Alinda"]
    assert eros.orbit.a_m == 1.458243716760167 * AU_M
    assert eros.orbit.e == 0.2228779627700761
    assert eros.orbit.precision == "full"
    assert eros.h is not None
    assert eros.h.value == 10.40
    assert eros.data[0][0] == "real_neo_fullprec_limit3_2026-07-02.json"
    assert len(eros.data[0][1]) == 64


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("sbdb_query/real_error400_neo_eq_Y.json", "parameter was not recognized"),
        ("sbdb_query/real_first_obs_limit3_2026-07-05.json", "epoch, e, i, om, w"),
        ("sbdb/adam_core_missing.json", "object was not found"),
    ],
)
def test_recorded_refusals(shared: Path, file: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(shared / "data/api" / file)
    assert said in str(caught.value)
    assert Path(file).name in str(caught.value)
    assert caught.value.remedy


def test_recorded_lookups(shared: Path) -> None:
    for file in sorted((shared / "data/api/sbdb").glob("*.json")):
        if "missing" not in file.name:
            (target,) = read(file).targets
            assert target.orbit.precision == "full", file.name


def test_recorded_apophis(shared: Path) -> None:
    (apophis,) = read(shared / "data/api/sbdb/adam_core_99942_phys.json").targets
    assert apophis.title == "99942 Apophis"
    assert apophis.orbit.a_m == 0.9223803173917017 * AU_M
    assert apophis.orbit.nongrav is not None
    assert apophis.orbit.nongrav.a1_m_s2 / AU_D2 == pytest.approx(5e-13, rel=1e-14)
    assert apophis.orbit.nongrav.a2_m_s2 / AU_D2 == pytest.approx(-2.901766637153165e-14, rel=1e-14)
    assert apophis.diameter is not None
    assert apophis.diameter.value == 340.0
    assert apophis.diameter.low is not None
    assert 260 < apophis.diameter.low < 300
    assert apophis.taxonomy == "Sq"
    assert apophis.pha is True
    assert apophis.first_obs.startswith("2004")
    assert apophis.moid_m is not None
    assert apophis.moid_m < 0.001 * AU_M
    assert apophis.observations is not None
    assert apophis.observations > 1000
    (older,) = read(shared / "data/api/sbdb/astroquery_apophis.json").targets
    assert {"2004mn4"} <= older.keys


def test_recorded_bennu_mass_and_force(shared: Path) -> None:
    (bennu,) = read(shared / "data/api/sbdb/adam_core_101955_phys.json").targets
    assert bennu.mass is not None
    assert bennu.mass.value == pytest.approx(7.327e10, rel=1e-3)  # chesley2020
    assert bennu.orbit.nongrav is None
    assert "AMRAT, RHO" in bennu.note


def test_perihelion_columns_do_as_well() -> None:
    fields = [{"a": "q", "ma": "tp"}.get(name, name) for name in FIELDS]
    row = list(ROW)
    row[4], row[8] = "1.133233327946397", "2461088.831287055474"
    (eros,) = read_query(reply(fields=fields, data=[row])).targets
    assert eros.orbit.a_m / AU_M == pytest.approx(1.458243716760167, rel=1e-14)


def test_spread_of_h_is_added_not_multiplied() -> None:
    (eros,) = read_query(reply()).targets
    assert eros.h is not None
    assert (eros.h.low, eros.h.high) == pytest.approx((10.2355, 10.5645), abs=1e-4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"signature": {"version": "2.0"}}, "version"),
        ({"data": None}, "no rows"),
        ({"fields": [*FIELDS[:3], "x", *FIELDS[4:]]}, "lacks the columns e"),
    ],
)
def test_query_refuses(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_query(reply(**changes))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("e", "1.2", "1 or more"),
        ("e", None, "missing"),
        ("a", "", "missing: semi-major axis"),
        ("ma", "abc", "no number"),
        ("epoch", None, "epoch is missing"),
    ],
)
def test_bad_rows_are_told_and_the_rest_is_kept(column: str, value: Any, said: str) -> None:
    bad = list(ROW)
    bad[FIELDS.index(column)] = value
    bad[0:2] = ["719", "719 Albert (A911 TB)"]
    found = read_query(reply(data=[ROW, bad, ROW[:3]]))
    assert [target.designation for target in found] == ["433"]
    assert found.faults[0].designation == "719"
    assert found.faults[0].where == "reply.json, row 2"
    assert said in found.faults[0].why
    assert "columns" in found.faults[1].why
    with pytest.raises(InvalidInput, match="row is faulty"):
        found.find("719")


def lookup_reply(elements: dict[str, str], pars: list[dict[str, str]], **orbit: Any) -> Raw:
    whole = {
        "signature": {"version": "1.3"},
        "object": {"fullname": "(2030 AB1)", "des": "2030 AB1"},
        "orbit": {
            "epoch": "2461000.5",
            "elements": [{"name": name, "value": value} for name, value in elements.items()],
            "model_pars": pars,
            **orbit,
        },
    }
    return Raw("one.json", json.dumps(whole).encode())


ONE = {"e": ".1", "a": "1.0123456789012", "i": "2", "om": "3", "w": "4", "ma": "5"}


def test_comet_like_force_is_not_carried_and_said() -> None:
    pars = [{"name": "A2", "value": "1e-10"}]  # default law of comets: no inverse square
    (target,) = read_lookup(lookup_reply(ONE, pars)).targets
    assert target.orbit.nongrav is None
    assert "no inverse square" in target.note


def test_lookup_refuses_hyperbola_equinox_and_holes() -> None:
    with pytest.raises(InvalidInput, match="1 or more"):
        read_lookup(lookup_reply({**ONE, "e": "1.01"}, []))
    with pytest.raises(InvalidInput, match="equinox"):
        read_lookup(lookup_reply(ONE, [], equinox="B1950"))
    with pytest.raises(InvalidInput, match="inclination"):
        read_lookup(lookup_reply({k: v for k, v in ONE.items() if k != "i"}, []))
    (target,) = read_lookup(lookup_reply(ONE, [], condition_code="9")).targets
    assert not target.orbit.certifies
    assert math.degrees(target.orbit.i_rad) == pytest.approx(2.0)
