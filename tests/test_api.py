"""The Python API: ten lines, units at the edge, nothing heavy on import."""

import subprocess
import sys
from pathlib import Path

import astropy.units as u
import pytest

import windlass as wl
from windlass.base.errors import InvalidInput

SMALL = {
    "window.launch": "2035..2037",
    "window.latest_return": "2048",
    "window.step": "20 d",
    "legs.return_max": "2000 d",
}


@pytest.fixture(scope="module")
def run() -> wl.Run:
    ask = wl.scenario("2008-hu4").set("option.earth-moon.returned_mass", 90 * u.t)
    for key, value in SMALL.items():
        ask = ask.set(key, value)
    return wl.study(ask)


def test_ten_lines(run: wl.Run, tmp_path: Path) -> None:
    assert run["earth-moon.low-thrust.returned"].quantity.to(u.t).value == pytest.approx(90.0)
    assert run["return.propellant"].quantity.unit.is_equivalent(u.kg)
    assert run.recommended == "earth-moon.low-thrust"
    assert "tug.isp" in run.explain("return.propellant")
    assert "<li>" in run._repr_html_()
    assert "<table" in run["return.propellant"]._repr_html_()
    assert any(name.startswith("porkchop") for name in run.tables)
    assert run.report(tmp_path / "r.html").stat().st_size > 100_000


def test_target_and_porkchop() -> None:
    assert wl.target("2008hu4").physical is not None
    best = wl.porkchop("2008 EV5", depart="2035..2036", tof="100 d..300 d", step="40 d").best
    assert best.cost_m_s > 0


def test_unknown_scenario_names_the_shipped_ones() -> None:
    with pytest.raises(InvalidInput, match="2008-hu4"):
        wl.scenario("2008-hu5")
    with pytest.raises(AttributeError, match="nothing"):
        wl.nothing  # noqa: B018


def test_importing_is_free() -> None:
    code = (
        "import sys, windlass; print(any(m in sys.modules for m in ('numba','astropy','polars')))"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "False"
