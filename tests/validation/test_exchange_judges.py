"""Files of trajectories as other libraries read them: all arcs, against the flight."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from tests.exchange.flights import flyby, truth, two_legs
from windlass.exchange.names import CENTRES, on_grid, stamp
from windlass.exchange.oem import write_oem
from windlass.exchange.sample import sample
from windlass.exchange.spk import write_spk

ROOT = Path(__file__).resolve().parents[2]
TARGET = -900_003


@pytest.fixture
def ask(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from validation import judges

    def one(judge, library, made, path, kind):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed: install the extra 'judges'")
        t = np.random.default_rng(9).uniform(*made.span_s, 60)
        t = np.array([on_grid(float(x)) for x in t])
        request = {
            "file": str(path), "kind": kind, "target": TARGET, "centre": CENTRES[made.centre][1],
            "epochs": [stamp(float(x)) for x in t], "epochs_s": t.tolist(),
        }  # fmt: skip
        answer = judges.ask_about_file(judge, request)
        return t, 1e3 * np.array(answer["states"]), answer

    return one


def off(parts, made, t, states):
    true = truth(parts, t, made.centre)
    return np.abs(states - true).max(axis=0)


@pytest.mark.parametrize("centre", ["sun", "barycentre"])
def test_oem_by_the_library_oem(ask, tmp_path, centre):
    parts, path = two_legs(), tmp_path / "a.oem"
    made = sample(parts, centre=centre)
    write_oem(path, made, created="2026-11-21T00:00:00")
    t, states, answer = ask("oem", "oem", made, path, "oem")
    assert off(parts, made, t, states)[:3].max() < 20.0
    assert off(parts, made, t, states)[3:].max() < 0.01
    assert (answer["segments"], answer["frame"], answer["scale"]) == (2, "ICRF", "TDB")
    assert answer["centre"] == CENTRES[centre][0]


def test_oem_of_a_flyby_by_anise(ask, tmp_path):
    one, path = flyby(), tmp_path / "a.oem"
    made = sample(one, centre="earth")
    write_oem(path, made, created="2026-11-21T00:00:00")
    t, states, _ = ask("anise", "anise", made, path, "oem")
    assert off([one], made, t, states)[:3].max() < 20.0


@pytest.mark.parametrize("judge", ["anise", "spk"])
@pytest.mark.parametrize("centre", ["sun", "earth"])
def test_spk_by_spice_and_by_anise(ask, tmp_path, judge, centre):
    pytest.importorskip("spiceypy", reason="SPK files are written by spiceypy: the extra 'spk'")
    parts, path = two_legs(), tmp_path / "a.bsp"
    made = sample(parts, centre=centre)
    write_spk(path, made, target=TARGET)
    library = {"anise": "anise", "spk": "spiceypy"}[judge]
    t, states, _ = ask(judge, library, made, path, "spk")
    assert off(parts, made, t, states)[:3].max() < 20.0
    assert off(parts, made, t, states)[3:].max() < 0.01
