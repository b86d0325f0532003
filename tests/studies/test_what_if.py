"""What is answered at once is what the whole study gives, to the last bit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import windlass as wl
from tests.test_api import SMALL
from windlass.base.errors import InvalidInput
from windlass.studies.bench import bench, work
from windlass.studies.scenario import Scenario
from windlass.studies.variant import BESIDE
from windlass.studies.what_if import KEPT, Warm, told


def scenario(name: str = "2008-hu4", **changed: str) -> Scenario:
    ask = wl.scenario(name).set("option.earth-moon.returned_mass", "90 t")
    for key, value in {**SMALL, **{k.replace("__", "."): v for k, v in changed.items()}}.items():
        ask = ask.set(key, value)
    return ask.scenario()


@pytest.fixture(scope="module")
def warm() -> Warm:
    return Warm.open(scenario())


CHANGES = st.fixed_dictionaries({}, optional={
    "tug__isp": st.integers(1200, 4500).map("{} s".format),
    "tug__power": st.integers(2, 90).map("{} kW".format),
    "stage__isp": st.integers(280, 470).map("{} s".format),
    "launch__leo_payload": st.integers(5, 120).map("{} t".format),
    "cost__reserve": st.integers(0, 60).map("{} %".format),
    "fleet__ships": st.integers(1, 3).map(str),
    "window__max_duration": st.integers(4, 14).map("{} yr".format),
})  # fmt: skip


@settings(max_examples=3, deadline=None)
@given(CHANGES)
def test_it_is_what_the_whole_study_gives(warm: Warm, changed: dict[str, str]) -> None:
    asked = scenario(**changed)
    quick = warm.ask(asked)
    whole = work(bench(asked))
    assert list(quick.variants) == [one.goal.key for one in whole]
    for one in whole:
        found = quick.variants[one.goal.key]
        own = {role: (f.value, f.low, f.high) for role, f in one.figures.items()
               if not role.startswith(BESIDE)}  # fmt: skip
        assert {role: (f.value, f.low, f.high) for role, f in found.figures.items()} == own
        assert found.reasons == one.reasons
        assert found.feasible == one.feasible


def test_grids_and_answers_are_kept(warm: Warm) -> None:
    grids = dict(warm.bench.searches.found)
    asked = scenario(tug__isp="2750 s")
    first = warm.ask(asked)
    assert warm.ask(asked) is first
    assert warm.bench.searches.found == grids
    other = warm.ask(scenario(window__step="25 d"))
    assert other.variants
    assert len(warm.bench.searches.found) > len(grids)
    for k in range(KEPT + 3):
        warm.answered[f"x{k}"] = first
    warm.ask(scenario(cost__reserve="31 %"))
    assert len(warm.answered) <= KEPT


def test_both_are_told_side_by_side(warm: Warm) -> None:
    found = told(warm.base, warm.ask(scenario(tug__power="1 kW")))
    assert [row["key"] for row in found["changed"]] == ["tug.power"]
    assert found["changed"][0]["after"] == 1000.0
    row = next(one for one in found["variants"] if one["key"] == "earth-moon.low-thrust")
    assert row["feasible"] == [True, False]
    assert row["reasons"][0] == []
    assert row["reasons"][1]
    assert found["recommended"][0] == "earth-moon.low-thrust" != found["recommended"][1]
    same = told(warm.base, warm.ask(scenario(cost__reserve="31 %")))
    row = next(one for one in same["variants"] if one["key"] == "earth-moon.low-thrust")
    figures = {one["role"]: one for one in row["figures"]}
    assert figures["propellant"]["change"] == 0.0
    assert figures["cost.total"]["change"] > 0.0
    assert figures["launch.date"]["change"] is None


def test_an_option_more_and_one_less_are_told(warm: Warm) -> None:
    base = scenario()
    fewer = base.model_copy(update={
        "option": {key: one for key, one in base.option.items() if key != "in-place"}
    })  # fmt: skip
    found = told(warm.base, warm.ask(fewer))
    row = next(one for one in found["variants"] if one["key"].startswith("in-place"))
    assert row["reasons"][1] == ["not asked for"]
    assert row["figures"][0]["after"] is None
    assert told(warm.ask(fewer), warm.base)["variants"]


def test_what_the_study_refuses_is_refused(warm: Warm) -> None:
    unknown = scenario().model_copy(update={"target": "no such body"})
    with pytest.raises(InvalidInput, match="no such body"):
        warm.ask(unknown)
