"""What bodies hold: published rows, exact quantiles of mixtures, draws as judge, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, leaf
from windlass.base.sources import table
from windlass.catalogue import contents, physical
from windlass.catalogue.contents import COMMODITIES, PGM, Holdings, Part

CLASSES = tuple(table("analogues"))
SHARES = st.floats(0.01, 0.99)


def part(key: str, chance: float, value: float, low: float, high: float) -> Part:
    def one(name: str, value: float, ends: tuple[float, float] | None = None) -> Figure:
        low, high = ends or (None, None)
        return leaf(name, value, "", status="assumed", low=low, high=high)

    return Part(
        key=key, title=key, chance=one(f"chance.{key}", chance),
        contents={name: one(f"{key}.{name}", value, (low, high)) for name in COMMODITIES},
    )  # fmt: skip


def test_ci_holds_what_two_compilations_say() -> None:
    """Lodders 2010 in the table, Palme and O'Neill 2014 beside it [ppm]."""
    found = contents.of_analogue("ci-chondrite")
    other = {"ruthenium": 0.690, "rhodium": 0.132, "palladium": 0.560, "osmium": 0.495,
             "iridium": 0.469, "platinum": 0.925, "gold": 0.148, "cobalt": 513.0}  # fmt: skip
    for name, ppm in other.items():
        assert found.content(name).value * 1e6 == pytest.approx(ppm, rel=0.06)
    assert sum(found.content(name).value for name in PGM) * 1e6 == pytest.approx(3.29, abs=0.01)


def test_iridium_agrees_with_the_table_of_iridium() -> None:
    for here, there in (
        ("h-chondrite", "h-chondrite"), ("l-chondrite", "l-chondrite"),
        ("ll-chondrite", "ll-chondrite"), ("ci-chondrite", "ci-chondrite"),
    ):  # fmt: skip
        value = entry_figure("iridium", there, "content", name="x").value
        assert contents.of_analogue(here).content("iridium").value == pytest.approx(value, rel=0.01)
    median = entry_figure("iridium", "iron", "content", name="x")
    iron = contents.of_analogue("iron-fragment").content("iridium")
    assert median.low is not None
    assert median.high is not None
    assert median.low < iron.value < median.high


def test_irons_and_their_cores_agree_as_their_mass_must() -> None:
    """The mean of the IIIAB irons, 3.8 ppm, is the 3.7 ppm of the core that they come from."""
    core = contents.of_analogue("iiiab-core").content("iridium").value
    assert core * 1e6 == pytest.approx(3.7)
    mean = contents.of_analogue("iiiab-fragment").mean("iridium")
    assert mean * 1e6 == pytest.approx(3.8, rel=0.15)
    six = sum(contents.of_analogue("ivb-core").content(name).value for name in PGM)
    assert six * 1e6 == pytest.approx(118.7, abs=0.1)


@pytest.mark.parametrize("kind", CLASSES)
def test_classes_agree_with_the_table_of_classes(kind: str) -> None:
    """Ranges of water, metal and the six metals meet those of taxonomy.toml."""
    found = contents.of_class(kind)
    assert math.fsum(one.chance.value for one in found.parts) == pytest.approx(1.0)
    assert {one.chance.trace.status for one in found.parts} == {"assumed"}
    drawn = found.draw(4000, seed=1)
    for name, values in (
        ("water", drawn["water"]),
        ("metal", drawn["iron"] + drawn["nickel"] * (drawn["iron"] > 0.01)),
        ("pgm", np.sum([drawn[one] for one in PGM], axis=0)),
    ):
        there = entry_figure("taxonomy", kind, name, name="x")
        low, high = np.quantile(values, (0.05, 0.95))
        assert low <= (there.high or there.value)
        assert high >= (there.low or there.value)
        assert np.median(values) <= 3.0 * (there.high or there.value)


@pytest.mark.parametrize("key", list(table("contents")))
def test_no_analogue_holds_more_than_itself(key: str) -> None:
    found = contents.of_analogue(key)
    assert math.fsum(found.content(name).value for name in COMMODITIES) <= 1.0
    drawn = found.draw(500, seed=3)
    assert np.sum(list(drawn.values()), axis=0).max() <= 1.0 + 1e-12
    assert set(drawn) == set(COMMODITIES)


@pytest.mark.parametrize("kind", CLASSES)
def test_every_content_says_where_it_comes_from(kind: str) -> None:
    for name in COMMODITIES:
        made = contents.of_class(kind).content(name)
        assert made.trace.sources
        assert made.trace.data
        assert made.low is not None
        assert made.high is not None
        assert made.low <= made.value <= made.high


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(CLASSES), name=st.sampled_from(COMMODITIES), a=SHARES, b=SHARES
)  # fmt: skip
def test_quantiles_rise_with_their_share(kind: str, name: str, a: float, b: float) -> None:
    found = contents.of_class(kind)
    low, high = sorted((a, b))
    assert found.quantile(name, low) <= found.quantile(name, high) * (1.0 + 1e-12)


@settings(max_examples=40, deadline=None)
@given(
    chance=st.floats(0.01, 0.99), value=st.floats(1e-8, 1e-2), times=st.floats(1.0, 1e4),
    wide=st.floats(1.01, 20.0), share=SHARES,
)  # fmt: skip
def test_mixture_lies_between_its_parts(
    chance: float, value: float, times: float, wide: float, share: float
) -> None:
    one = part("one", 1.0, value, value / wide, value * wide)
    two = part("two", 1.0, value * times, value * times / wide, value * times * wide)
    ends = [Holdings(kind="", parts=(p,)).quantile("gold", share) for p in (one, two)]
    mixed = Holdings(
        kind="x", parts=(part("one", chance, value, value / wide, value * wide),
                         part("two", 1.0 - chance, value * times, value * times / wide,
                              value * times * wide)),
    )  # fmt: skip
    assert ends[0] * (1 - 1e-9) <= mixed.quantile("gold", share) <= ends[1] * (1 + 1e-9)


def test_of_one_analogue_the_ends_are_those_of_the_table() -> None:
    alone = Holdings(kind="x", parts=(part("one", 1.0, 3e-6, 1e-6, 2e-5),))
    for share, value in ((0.05, 1e-6), (0.5, 3e-6), (0.95, 2e-5)):
        assert alone.quantile("gold", share) == pytest.approx(value, rel=1e-9)


def test_draws_agree_with_quantiles_and_mean() -> None:
    found = contents.of_class("M")
    drawn = found.draw(200_000, seed=7)["iridium"]
    for share in (0.05, 0.5, 0.95):
        assert np.quantile(drawn, share) == pytest.approx(
            found.quantile("iridium", share), rel=0.02
        )
    assert drawn.mean() == pytest.approx(found.mean("iridium"), rel=0.03)
    assert (found.draw(50, seed=7)["gold"] == found.draw(50, seed=7)["gold"]).all()


def test_what_part_of_a_class_does_not_hold_is_a_quantile_of_nothing() -> None:
    found = contents.of_class("M")
    dry = next(one for one in found.parts if one.key == "iron-fragment").chance.value
    assert found.quantile("water", 0.99 * dry) == 0.0
    assert found.quantile("water", 1.01 * dry) > 0.0
    assert contents.of_analogue("iron-fragment").mean("water") == 0.0


def test_a_type_is_read_as_everywhere() -> None:
    assert contents.of_class("Sq").kind == physical.class_of("Sq") == "S"
    assert contents.of_class(None).kind == "unknown"
    assert set(CLASSES) == set(physical.classes())
    assert set(contents.analogues()) >= {
        key for kind in CLASSES for key in table("analogues")[kind]
    }


def test_refuses() -> None:
    found = contents.of_class("S")
    with pytest.raises(InvalidInput, match="unknown commodity"):
        found.content("copper")
    with pytest.raises(InvalidInput, match="unknown entry of contents"):
        contents.of_analogue("green-cheese")
    with pytest.raises(InvalidInput, match="unknown spectral class"):
        contents.of_class("??", strict=True)
    for share in (0.0, 1.0, math.nan):
        with pytest.raises(InvalidInput, match="percentile"):
            found.quantile("gold", share)
    with pytest.raises(InvalidInput, match="draws"):
        found.draw(0)
