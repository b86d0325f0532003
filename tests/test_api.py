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


def test_what_comes_back_shows_itself_in_a_notebook() -> None:
    known = wl.target("2008 HU4")
    assert str(known).startswith("2008 HU4")
    assert "<li>" in known._repr_html_()
    found = wl.porkchop("2008 EV5", depart="2035..2036", tof="100 d..300 d", step="60 d")
    assert "best: leave 20" in str(found)
    assert "2008 EV5" in found._repr_html_()


MOON = "option.earth-moon.returned_mass"


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        (
            "option.earth-moon.returned_mass",
            90 * u.t,
            lambda s: s.option["earth-moon"].returned_mass,
        ),
        (MOON, "90 t", lambda s: s.option["earth-moon"].returned_mass),
        ("launch.parking_altitude", 90 * u.km, lambda s: s.launch.parking_altitude),
        ("option.mars-orbit.vinf_max", 90 * u.km / u.s, lambda s: s.option["mars-orbit"].vinf_max),
        ("title", "90000", lambda s: float(s.title)),
        ("title", 'a "b" = c', lambda s: 9e4 if s.title == 'a "b" = c' else 0.0),
        ("seed", 90_000, lambda s: float(s.seed)),
    ],
)
def test_values_enter_with_their_unit(key: str, value: object, read: object) -> None:
    found = wl.scenario("2008-hu4").set(key, value).scenario()
    assert read(found) == pytest.approx(9e4)  # type: ignore[operator]


def test_setting_leaves_the_first_ask_alone() -> None:
    first = wl.scenario("2008-hu4")
    assert first.set("seed", 7).scenario().seed == 7
    assert first.scenario().seed == 1
    assert first.target("Bennu").scenario().target == "Bennu"


@pytest.mark.parametrize(
    ("value", "match"),
    [
        (5 * u.km, "wrong dimension, kg is wanted"),
        ([1, 2] * u.kg, "several values"),
        (5.0, "without a unit"),
        (-5 * u.t, "above 0 kg"),
    ],
)
def test_quantities_of_the_wrong_kind_are_refused(value: object, match: str) -> None:
    with pytest.raises(InvalidInput, match=match):
        wl.scenario("2008-hu4").set("tug.dry_mass", value).scenario()


def test_a_kept_study_is_answered_from_the_store(
    run: wl.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from windlass.studies import study

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WINDLASS_HOME", raising=False)
    ask = wl.scenario("2008-hu4").set("option.earth-moon.returned_mass", 90 * u.t)
    for key, value in SMALL.items():
        ask = ask.set(key, value)
    first = wl.study(ask, keep=True)
    monkeypatch.setattr(study, "run", None)  # nothing is computed again
    again = wl.study(ask, keep=True)
    assert again.result.data == first.result.data == run.result.data
    assert again.figures == first.figures
    assert again.cite("return.propellant") == run.cite("return.propellant")
    assert len(run.cite()) > len(run.cite("return.propellant"))


def test_unknown_scenario_names_the_shipped_ones() -> None:
    with pytest.raises(InvalidInput, match="2008-hu4"):
        wl.scenario("2008-hu5")
    assert {"scenario", "study", "target", "porkchop", "__version__"} <= set(dir(wl))
    with pytest.raises(AttributeError, match="nothing"):
        wl.nothing  # noqa: B018


def test_importing_is_free() -> None:
    code = (
        "import sys, windlass; print(any(m in sys.modules for m in ('numba','astropy','polars')))"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "False"


def test_a_screen_from_python(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path / "cache"))
    found = wl.run_screen(
        "accessible", launch="2038-09..2039-07", target=["1991 VG"], max_dv=5 * u.km / u.s
    )
    row = found.reached.row(0, named=True)
    assert row["designation"] == "1991 VG"
    assert row["dv_m_s"] == pytest.approx(4425, abs=1)
    assert (row["out_d"], row["stay_d"], row["back_d"]) == (129, 32, 225)


def test_orbits_of_the_three_body_problem() -> None:
    points = wl.libration_points("sun-earth").frame
    assert points["from_smaller_km"][1] == pytest.approx(1_507_683, abs=1)
    found = wl.orbit_family("nrho-south", period=6.5634 * u.d)
    assert found.orbits[0].closure < 1e-11
    assert found.frame["period_d"][0] == pytest.approx(6.5634)
    assert "<table" in found._repr_html_() or "<div" in found._repr_html_()
    tube = wl.manifold("halo-north", primaries="sun-earth", period=3.05, trajectories=8)
    assert tube.met == 8
    assert "8 of 8" in str(tube)
    with pytest.raises(TypeError):
        wl.orbit_family("dro", perod=3.0)


def test_a_screen_asks_for_what_it_needs() -> None:
    with pytest.raises(InvalidInput, match="needs to"):
        wl.run_screen("retrievable", target=["433"])
    with pytest.raises(InvalidInput, match="needs launch"):
        wl.run_screen("accessible", target=["433"])
    with pytest.raises(InvalidInput, match="span"):
        wl.run_screen("retrievable", to="sun-earth", launch="2030..2040", target=["433"])
    with pytest.raises(InvalidInput, match="--max-dv"):
        wl.run_screen("retrievable", to="sun-earth", max_dv=11 * u.km / u.s, target=["433"])
