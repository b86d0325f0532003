"""Finding: any alias, any case and spacing; near matches; the earlier catalogue wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.catalogue.collection import Catalogue, RowFault, join, lookup
from windlass.catalogue.table import builtin

ALL = [(name, target) for target in builtin() for name in sorted(target.keys)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("99942", "99942 Apophis"),
        ("apophis", "99942 Apophis"),
        ("2004 MN4", "99942 Apophis"),
        ("99942 Apophis (2004 MN4)", "99942 Apophis"),
        ("341843", "341843 (2008 EV5)"),
        ("2008ev5", "341843 (2008 EV5)"),
        ("(2008 HU4)", "2008 HU4"),
        ("2008hu4", "2008 HU4"),
        ("Kamo`oalewa", "469219 Kamo`oalewa"),
        ("Kamo'oalewa", "469219 Kamo`oalewa"),
        ("2016 HO3", "469219 Kamo`oalewa"),
    ],
)
def test_finds_by_any_name(name: str, title: str) -> None:
    assert lookup(name).title == title


@given(
    case=st.sampled_from(ALL),
    upper=st.lists(st.booleans(), min_size=40, max_size=40),
    gaps=st.lists(st.sampled_from(["", " ", "-", "  "]), min_size=40, max_size=40),
)
def test_case_and_gaps_do_not_matter(case, upper, gaps) -> None:  # type: ignore[no-untyped-def]
    name, target = case
    written = "".join(
        gap + (sign.upper() if up and len(sign.upper()) == 1 else sign)
        for sign, up, gap in zip(name, upper, gaps, strict=False)
    )
    if len(name) <= 40:
        assert lookup(written) is target


@pytest.mark.parametrize(
    ("asked", "near"),
    [("2008 HU5", "2008 HU4"), ("Apofis", "Apophis"), ("Benu", "Bennu"), ("200 SG344", "SG344")],
)
def test_unknown_names_come_with_near_ones(asked: str, near: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        lookup(asked)
    assert near in caught.value.remedy
    assert caught.value.value == asked


def test_nothing_near_still_has_a_remedy() -> None:
    with pytest.raises(InvalidInput, match="read a file"):
        lookup("!!")


def test_a_faulty_row_is_told_by_name() -> None:
    fault = RowFault(where="x.csv, row 3", designation="2030 AB1", why="element e is missing")
    with pytest.raises(InvalidInput, match=r"x.csv, row 3.*element e is missing"):
        Catalogue((), (fault,)).find("2030ab1")
    assert "2030 AB1" in str(fault)


def test_the_earlier_catalogue_wins_and_nothing_is_lost() -> None:
    one = Catalogue((lookup("Eros"),))
    both = join([one, builtin()])
    assert both.find("433") is one.targets[0]
    assert len(both) == 1 + len(builtin())
    assert "2008 HU4" in both
    assert "nobody" not in both
