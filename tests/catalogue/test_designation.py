"""Names: packing by the Minor Planet Center's published examples, keys, full names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.catalogue.designation import Names, key, keys, split_full_name, unpack


@pytest.mark.parametrize(
    ("packed", "plain"),
    [
        # examples of the centre's page on packed designations
        ("J95X00A", "1995 XA"),
        ("J95X01L", "1995 XL1"),
        ("J95F13B", "1995 FB13"),
        ("J98SA8Q", "1998 SQ108"),
        ("J98SC7V", "1998 SV127"),
        ("J98SG2S", "1998 SS162"),
        ("K99AJ3Z", "2099 AZ193"),
        ("K08Aa0A", "2008 AA360"),
        ("K07Tf8A", "2007 TA418"),
        ("PLS2040", "2040 P-L"),
        ("T3S4101", "4101 T-3"),
        ("03202", "3202"),
        ("50000", "50000"),
        ("A0345", "100345"),
        ("a0017", "360017"),
        ("K3289", "203289"),
        ("~0000", "620000"),
        ("~000z", "620061"),
        ("~AZaz", "3140113"),
        # a reply of 2023
        ("K12H13N", "2012 HN13"),
        ("K20A00B", "2020 AB"),
        ("02062", "2062"),
    ],
)
def test_unpacks(packed: str, plain: str) -> None:
    assert unpack(packed) == plain


@pytest.mark.parametrize("text", ["", "2008 HU4", "K08", "CK12S010", "~~~~~", "K08I04U"])
def test_refuses_what_is_not_packed(text: str) -> None:
    with pytest.raises(InvalidInput, match="packed"):
        unpack(text)


@pytest.mark.parametrize(
    ("full", "names"),
    [
        ("   433 Eros (A898 PA)", Names("433", "Eros", "A898 PA")),
        ("10302 (1989 ML)", Names("10302", "", "1989 ML")),
        ("(2008 HU4)", Names("", "", "2008 HU4")),
        ("4015 Wilson-Harrington (1979 VA)", Names("4015", "Wilson-Harrington", "1979 VA")),
        ("2008 HU4", Names("", "", "2008 HU4")),
    ],
)
def test_splits_full_names(full: str, names: Names) -> None:
    assert split_full_name(full) == names


@given(
    number=st.integers(1, 900_000).map(str),
    name=st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=12),
    year=st.integers(1990, 2030),
    half=st.sampled_from("ABCDEFGHJKLMNOPQRSTUVWXY"),
    cycle=st.integers(1, 400),
)
def test_full_names_come_back_and_are_found(
    number: str, name: str, year: int, half: str, cycle: int
) -> None:
    names = Names(number, name, f"{year} {half}A{cycle}")
    full = f"  {names.number} {names.name} ({names.provisional})"
    assert split_full_name(full) == names
    assert key(full) in keys(names)
    assert {key(number), key(name), key(names.provisional)} <= keys(names)
