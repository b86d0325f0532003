"""The error tree: messages, exit codes, plain data."""

import json

import pytest

from windlass.base import errors
from windlass.base.errors import InvalidInput, InvalidInputs, NotSolved, OutOfDomain, SourceError


def test_messages_name_thing_value_place_and_remedy() -> None:
    fault = InvalidInput("no date", value="soon", remedy="write a date", where="a.toml:3")
    assert str(fault) == "a.toml:3: no date (got 'soon'). write a date"
    assert str(InvalidInput("no date")) == "no date"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInput("x"), 2),
        (SourceError("x"), 3),
        (NotSolved("x", status=3), 4),
        (OutOfDomain("x"), 5),
        (InvalidInputs([InvalidInput("x")]), 2),
    ],
)
def test_every_error_has_its_exit_code_and_is_plain_data(
    error: errors.WindlassError, code: int
) -> None:
    plain = json.loads(json.dumps(error.as_dict()))
    assert error.exit_code == plain["exit_code"] == code
    assert plain["error"] == type(error).__name__
    assert set(plain) >= {"error", "what", "value", "remedy", "where", "exit_code"}
    assert code not in (errors.EXIT_OK, errors.EXIT_BUG, errors.EXIT_INFEASIBLE)


def test_a_solver_says_its_status_and_inputs() -> None:
    error = NotSolved("lambert", status=3, inputs={"tof": 1.0})
    assert "[status 3]" in str(error)
    assert error.as_dict()["status"] == 3
    assert error.inputs == {"tof": 1.0}


def test_many_faults_are_told_at_once() -> None:
    faults = [InvalidInput("a", where="f:1"), InvalidInput("b", where="f:2", value=3)]
    error = InvalidInputs(faults)
    assert "f:1: a" in str(error)
    assert "f:2: b (got 3)" in str(error)
    listed = error.as_dict()["faults"]
    assert isinstance(listed, list)
    assert [one["where"] for one in listed] == ["f:1", "f:2"]
