"""Describing a target: plain data with units, sources that exist, unknown size said aloud."""

import json
from dataclasses import replace

import pytest

from windlass.base.sources import bibliography
from windlass.catalogue.collection import lookup
from windlass.catalogue.describe import describe
from windlass.catalogue.table import builtin


def test_eros_in_words() -> None:
    # JPL: period 643.1 d, perihelion 1.133 au
    told = describe(lookup("Eros")).as_dict()
    assert told["orbit"]["period_d"] == pytest.approx(643.2, abs=0.2)
    assert told["orbit"]["q_au"] == pytest.approx(1.1332, abs=2e-4)
    assert told["orbit"]["certifies"] is True
    assert told["figures"]["target.density"]["value"] == 2670.0
    assert {"yeomans2000", "sbdb2026"} <= set(told["sources"])


def test_every_target_is_told_as_json() -> None:
    for target in builtin():
        told = describe(target).as_dict()
        json.dumps(told, allow_nan=False)
        assert set(told["sources"]) <= set(bibliography())
        assert told["not_computed"] is None
        assert told["orbit"]["precision_means"]


def test_unknown_size_is_said_not_invented() -> None:
    told = describe(replace(lookup("2008 HU4"), h=None))
    assert told.physical is None
    assert told.figures == {}
    assert "not known" in told.as_dict()["not_computed"]


def test_which_of_two_orbits_is_told() -> None:
    target = lookup("2008 HU4")
    assert describe(target).as_dict()["orbit"]["older_solution"] is None
    settled = replace(target, settled="does not fit: mean longitude", misfit_deg=0.21479)
    said = describe(settled)
    assert said.as_dict()["orbit"]["older_solution_misfit_deg"] == 0.21479
    assert "does not fit: mean longitude, off by 0.2148 deg" in str(said)
