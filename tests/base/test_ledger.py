"""Figures as plain data and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base import ledger
from windlass.base.canonical import canonical_json
from windlass.base.errors import InvalidInput, SourceError
from windlass.base.figure import Figure, assumed_share, derive, leaf, tornado
from windlass.base.label import Label
from windlass.base.words import explain

value = st.floats(1e-3, 1e3)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Figure]:
    """Figures upon figures: each new one is made of some of those before."""
    made: list[Figure] = []
    for i in range(draw(st.integers(1, 4))):
        x = draw(value)
        made.append(
            leaf(
                f"leaf{i}",
                x,
                "kg",
                status="published",
                sources=("izzo2015",),
                low=draw(st.none() | st.just(x / 2)),
                high=draw(st.none() | st.just(x * 2)),
                data=(("a.toml", "ff"),),
                note=draw(st.text(max_size=5)),
                label=Label(owners=frozenset({f"o{i}"})),
                flags=tuple(draw(st.sets(st.sampled_from("abc"), max_size=2))),
            )
        )
    for i in range(draw(st.integers(0, 4))):
        parts = draw(st.lists(st.sampled_from(made), min_size=1, max_size=3))
        roles = {f"r{j}": part for j, part in enumerate(parts)}
        made.append(
            derive(f"sum{i}", "kg", lambda **v: sum(v.values()), roles, model="sum", version="1")
        )
    return {f"group.{figure.name}": figure for figure in made}


@given(trees())
def test_round_trip_keeps_everything(figures: dict[str, Figure]) -> None:
    text = canonical_json(ledger.write(figures))
    back = ledger.read(json.loads(text))
    assert back == figures
    assert {k: f.responses for k, f in back.items()} == {k: f.responses for k, f in figures.items()}
    for name, figure in figures.items():
        assert explain(back[name]) == explain(figure)
        assert assumed_share(back[name]) == assumed_share(figure)
        assert tornado(back[name]) == tornado(figure)
        assert back[name].label == figure.label
    assert canonical_json(ledger.write(back)) == text, "the same bytes again"


def one() -> dict[str, Figure]:
    a = leaf("a", 1.0, "kg", status="chosen")
    b = derive("b", "kg", lambda a: 2 * a, {"a": a}, model="double")
    return {
        "tug.return.propellant": b,
        "stage.return.propellant": derive("c", "kg", lambda a: a, {"a": a}, model="same"),
        "target.diameter": a,
        "tug.dry": a,
        "alias.dry": a,
    }


def test_a_shared_figure_is_written_once() -> None:
    data = ledger.write(one())
    assert len(data["nodes"]) == 3
    assert len(data["names"]) == 5
    back = ledger.read(data)
    assert back["tug.dry"] is back["alias.dry"]


def test_figures_are_found_by_name_and_by_its_end() -> None:
    figures = one()
    assert ledger.find(figures, "tug.return.propellant") is figures["tug.return.propellant"]
    assert ledger.find(figures, "diameter") is figures["target.diameter"]
    assert ledger.find(figures, "dry") is figures["tug.dry"], "two names of one figure"


def test_ambiguous_ends_name_all_of_them() -> None:
    with pytest.raises(InvalidInput, match="several figures end so") as caught:
        ledger.find(one(), "return.propellant")
    assert "stage.return.propellant, tug.return.propellant" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["diametre", "target.diamter"])
def test_misspelt_names_get_near_ones(name: str) -> None:
    with pytest.raises(InvalidInput, match=r"near: target\.diameter"):
        ledger.find(one(), name)


def test_misspelt_ends_get_all_whose_ends_are_near() -> None:
    with pytest.raises(InvalidInput, match=r"near: .*return.propellant"):
        ledger.find(one(), "return.propelant")


def test_names_like_no_other_list_all() -> None:
    with pytest.raises(InvalidInput, match=r"one of: alias.dry, stage"):
        ledger.find(one(), "zzzzzz")


def test_missing_or_damaged_nodes_are_told() -> None:
    data = ledger.write(one())
    gone = data["names"]["target.diameter"]
    nodes = {key: node for key, node in data["nodes"].items() if key != gone}
    with pytest.raises(SourceError, match="run the study again"):
        ledger.read({"names": data["names"], "nodes": nodes})
    for bad in ({}, {"names": [], "nodes": {}}, {"names": {"a": gone}, "nodes": {gone: {}}}):
        with pytest.raises(SourceError, match="not of the form"):
            ledger.read(bad)
