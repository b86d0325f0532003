"""What a scenario may say: frozen, closed, in SI, and its JSON Schema for editors."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from windlass.studies.quantities import InUnit
from windlass.studies.scenario import (
    Body,
    EarthMoonOption,
    InPlaceOption,
    Launch,
    Legs,
    MarsOrbitOption,
    Scenario,
    Stage,
    Tug,
    Window,
)

SHIPPED = Path(__file__).resolve().parents[2] / "src/windlass/data/scenarios"
FILES = sorted(SHIPPED.glob("*.toml"))


def data(path: Path = FILES[0]) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_shipped_scenarios_stand_and_are_named_as_their_file(path: Path) -> None:
    assert Scenario.model_validate(data(path)).name == path.stem


def test_a_scenario_cannot_be_changed() -> None:
    found = Scenario.model_validate(data())
    with pytest.raises(ValidationError, match="frozen"):
        found.seed = 2
    with pytest.raises(ValidationError, match="frozen"):
        found.tug.power = 1.0


@pytest.mark.parametrize(
    ("model", "needs"),
    [
        (Window, {"launch": "2030..2031", "latest_return": "2040"}),
        (Body, {}),
        (Tug, {}),
        (Stage, {}),
        (Launch, {}),
        (Legs, {}),
        (EarthMoonOption, {"kind": "earth-moon"}),
        (MarsOrbitOption, {"kind": "mars-orbit"}),
        (InPlaceOption, {"kind": "in-place"}),
    ],
)
def test_every_part_refuses_unknown_keys(model: type[BaseModel], needs: dict[str, Any]) -> None:
    model.model_validate(needs)
    with pytest.raises(ValidationError, match="Extra inputs"):
        model.model_validate(needs | {"unheard_of": 1})


@pytest.mark.parametrize("name", ["", "Big", "a b", "-a", "a/b", "../a", "a\n"])
def test_names_are_fit_for_files(name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        Scenario.model_validate(data() | {"name": name})


@pytest.mark.parametrize("schema", [0, 2, "one", None])
def test_other_schemas_are_refused(schema: object) -> None:
    with pytest.raises(ValidationError, match="schema"):
        Scenario.model_validate(data() | {"schema": schema})


def test_at_least_one_option_is_wanted() -> None:
    with pytest.raises(ValidationError, match="option"):
        Scenario.model_validate(data() | {"option": {}})


@given(st.floats(1e-3, 1e9))
def test_quantities_are_converted_and_kept(value: float) -> None:
    assert InUnit("kg").convert(f"{value!r} t") == pytest.approx(value * 1e3, rel=1e-15)


@given(st.floats(-1e9, 0.0))
def test_nothing_at_or_below_zero_is_taken(value: float) -> None:
    with pytest.raises(ValueError, match="must be above 0 kg"):
        InUnit("kg").convert(f"{value!r} t")


@pytest.mark.parametrize("count", [-1, 21, "many", 1.5])
def test_revolutions_have_bounds(count: object) -> None:
    with pytest.raises(ValidationError, match="max_revolutions"):
        Legs.model_validate({"max_revolutions": count})


def test_json_schema_is_whole_and_names_every_key_of_the_shipped_files() -> None:
    schema = Scenario.model_json_schema(by_alias=True)
    json.dumps(schema, allow_nan=False)
    assert {"schema", "name", "title", "target", "window", "option"} <= set(schema["required"])
    assert set(data()) <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    for part, model in (("tug", "Tug"), ("window", "Window"), ("legs", "Legs")):
        assert set(data()[part]) <= set(schema["$defs"][model]["properties"])


def test_resolved_scenarios_are_plain_data() -> None:
    found = Scenario.model_validate(data())
    plain = found.model_dump(mode="json", by_alias=True)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["launch"]["parking_altitude"] == 400e3
