"""The packaged table: it parses, it holds whom it must, and every row names its sources."""

import csv
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.sources import bibliography, read_data
from windlass.catalogue.collection import lookup
from windlass.catalogue.physical import UNKNOWN, class_of, physical
from windlass.catalogue.table import builtin
from windlass.catalogue.target import Target

ROOT = Path(__file__).resolve().parents[2]
NAMED = """2008 HU4|2000 SG344|2006 RH120|2001 GP2|1991 VG|1999 AO10|2008 EA9|2007 UN12|2009 BD
2010 VQ98|2011 UD21|2012 TF79|2010 UE51|Dionysus|Apophis|Didymos|Itokawa|Nereus|Eros|Bennu|Ryugu
2008 EV5|Toutatis|Geographos|Castalia|Phaethon|1998 KY26|Kamo'oalewa|1989 ML|1982 DB|2002 AT4
1996 FG3|1999 JU3|1999 RQ36|Amun|1986 DA|2011 AG5|2024 YR4|2023 DW|1950 DA|2011 UW158"""


@pytest.mark.parametrize("name", NAMED.replace("\n", "|").split("|"))
def test_well_known_bodies_are_there(name: str) -> None:
    assert lookup(name).orbit.a_m > 0


def test_every_body_of_the_published_answers_is_there(shared: Path) -> None:
    text = "\n".join(page.read_text() for page in (shared / "validation").glob("*.md"))
    named = set(re.findall(r"\b(?:19|20)\d\d [A-HJ-Y][A-HJ-Z]\d{0,3}\b", text))
    assert len(named) >= 11
    assert [name for name in sorted(named) if name not in builtin()] == []


def test_at_least_sixty_and_no_two_alike() -> None:
    targets = builtin().targets
    assert len(targets) >= 60
    assert len({target.designation for target in targets}) == len(targets)
    shared = [one for target in targets for one in target.keys]
    assert len(shared) == len(set(shared))


@pytest.mark.parametrize("target", builtin().targets, ids=lambda t: t.designation)
def test_every_row_has_sources_in_the_bibliography(target: Target) -> None:
    assert set(target.sources) <= set(bibliography())
    assert target.orbit.source in ("sbdb2026", "sbdblookup", "neodys2022")
    assert target.h is not None
    parts = (target.h, target.diameter, target.albedo, target.rotation, target.density, target.mass)
    assert all(part.source and part.value for part in parts if part is not None)
    assert (target.orbit.uncertainty is None) == (not target.uncertainty_source)
    assert (target.orbit.nongrav is None) == (not target.nongrav_source)
    assert (target.taxonomy is None) == (not target.taxonomy_source)
    if target.taxonomy:
        assert class_of(target.taxonomy, strict=True) != UNKNOWN
    physical(target)


def test_numbers_come_back_with_every_digit() -> None:
    # Planner's elements of Bennu, JPL solution 118.
    orbit = lookup("Bennu").orbit
    assert orbit.a_m == 1.126391025894812 * AU_M
    assert orbit.e == 0.2037450762416414
    rows = csv.DictReader(read_data("targets.csv").decode().splitlines())
    row = next(row for row in rows if row["designation"] == "2000 SG344")
    assert len(row["a_au"].replace(".", "").lstrip("0")) >= 12


def test_records_keep_their_older_digits(shared: Path) -> None:
    import polars as pl

    table = pl.read_parquet(shared / "data" / "neo_catalog.parquet")
    for name in ("2000 SG344", "2001 GP2", "1991 VG", "2006 RH120", "1999 AO10", "2008 EA9"):
        row = table.row(by_predicate=pl.col("pdes") == name, named=True)
        orbit = lookup(name).orbit
        assert orbit.precision == "older-solution"
        assert (orbit.a_m / AU_M, orbit.e) == (pytest.approx(row["hp_a"], rel=1e-15), row["hp_e"])


def test_bennu_drifts_as_published() -> None:
    """Gauss's equation, averaged over one turn: -19.0 ± 0.1 in 1e-4 au/Myr (chesley2014)."""
    orbit = lookup("Bennu").orbit
    assert orbit.nongrav is not None
    a, e = orbit.a_m, orbit.e
    n = math.sqrt(GM_SUN / a**3)
    anomaly = np.linspace(0.0, 2.0 * np.pi, 4001)[:-1]  # eccentric
    r = a * (1.0 - e * np.cos(anomaly))
    across = math.sqrt(GM_SUN * a * (1.0 - e * e)) / r  # transverse speed
    push = orbit.nongrav.a2_m_s2 * (AU_M / r) ** 2
    rate = np.mean(2.0 * push * across / (n * n * a) * r / a)  # dt = r/a dE/n
    assert rate / AU_M * 31_557_600e6 * 1e4 == pytest.approx(-19.0, abs=0.1)


def test_diameters_agree_with_magnitude_and_albedo() -> None:
    # Independent measurements of one body: within a factor of 2 in diameter.
    from windlass.catalogue.size import diameter_m, white_diameter_m

    for target in builtin():
        if target.diameter and target.albedo and target.h:
            optical = diameter_m(white_diameter_m(target.h.value, 1329e3), target.albedo.value)
            assert 0.5 < target.diameter.value / optical < 2.0, target.title


@pytest.mark.parametrize("name", ["2008 HU4", "1991 VG"])
def test_older_solution_flies_to_the_present_elements(name: str, shared: Path) -> None:
    """A second propagator, apart from windlass.bodies, brings 2022 elements to 2026."""
    import polars as pl

    sys.path.insert(0, str(ROOT / "design"))
    try:
        from check_orbit import misses, propagate
        from make_targets import LIMITS, precise, rounded
    finally:
        sys.path.pop(0)
    table = pl.read_parquet(shared / "data" / "neo_catalog.parquet")
    row = table.row(by_predicate=pl.col("pdes") == name, named=True)
    off = misses(propagate(precise(row), row["epoch_jd"]), rounded(row))
    for element, limit in LIMITS.items():
        assert abs(off[element]) < limit
    assert abs(off["longitude"]) < 0.01
