"""Money at the edge: amounts with their year, what is refused, and how a reader sees them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base import units
from windlass.base.errors import InvalidInput

OUNCE_KG = 0.0311034768


@pytest.mark.parametrize(
    ("text", "per", "value", "currency"),
    [
        ("97 M USD2023", "", 97e6, "USD2023"),
        ("20 tn USD2024", "", 20e12, "USD2024"),
        ("2.6 bn USD2012", "", 2.6e9, "USD2012"),
        ("5 k USD2020", "", 5e3, "USD2020"),
        ("1,359,000,000 USD2012", "", 1.359e9, "USD2012"),
        ("  7.5e3   USD1999 ", "", 7500.0, "USD1999"),
        ("-3 M USD2024", "", -3e6, "USD2024"),
        ("0 USD2024", "", 0.0, "USD2024"),
        ("1200 USD2015/kg", "/kg", 1200.0, "USD2015"),
        ("5 k USD2023/kg", "/kg", 5000.0, "USD2023"),
        ("1,234,500 USD2024", "", 1_234_500.0, "USD2024"),
        ("4700 USD2022/ozt", "/kg", 4700.0 / OUNCE_KG, "USD2022"),
    ],
)
def test_amounts_with_their_year(text: str, per: str, value: float, currency: str) -> None:
    found, year = units.parse_money(text, per)
    assert found == pytest.approx(value, rel=1e-14)
    assert year == currency


@pytest.mark.parametrize(
    "text",
    [
        "97 M USD", "97 M", "97", 97, 97.0, None, True, "", "USD2023", "97 USD23", "97 EUR2023",
        "97 x USD2023", "M 97 USD2023", "97 M USD20233", "e USD2023", "1e USD2023", "--5 USD2023",
        "5 kg", "97 USD2023/lb", "nan USD2023", "97 usd2023", "97 MUSD2023", "1,5 M USD2023",
        "1,2345 USD2023", ",500 USD2023",
    ],
)  # fmt: skip
def test_what_is_no_amount_of_money_is_refused(text: object) -> None:
    with pytest.raises(InvalidInput, match=r'no amount of money.*such as "97 M USD2023"') as err:
        units.parse_money(text, where="cost.launch")
    assert str(err.value).startswith("cost.launch: ")
    assert "got " in str(err.value) or text is None


@pytest.mark.parametrize(
    ("text", "per"), [("5 USD2023", "/kg"), ("5 USD2023/kg", ""), ("5 USD2023/ozt", "")]
)
def test_an_amount_is_no_price_and_a_price_no_amount(text: str, per: str) -> None:
    with pytest.raises(InvalidInput, match=f'no amount of money .*USD2023{per}"'):
        units.parse_money(text, per)


@pytest.mark.parametrize("text", ["1e999 USD2023", "1e300 tn USD2023", "-1e999 USD2023"])
def test_money_without_end_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not finite"):
        units.parse_money(text)


scale = st.sampled_from(["", "k ", "M ", "bn ", "tn "])
year = st.integers(1900, 2100)


@given(st.floats(-1e6, 1e6), scale, year, st.sampled_from(["", "/kg", "/ozt"]))
def test_shown_money_comes_back(value: float, scale: str, year: int, per: str) -> None:
    shown = f"{scale}USD{year}{per}"
    inside = units.from_shown(value, shown)
    assert units.to_shown(inside, shown) == pytest.approx(value, rel=1e-14)
    assert units.known(shown)
    assert units.currency(shown) == f"USD{year}"
    assert units.si_of(shown) == f"USD{year}" + ("/kg" if per else "")


@given(st.floats(1e-3, 1e6), scale, year)
def test_text_and_unit_agree(value: float, scale: str, year: int) -> None:
    found, currency = units.parse_money(f"{value!r} {scale}USD{year}")
    assert found == pytest.approx(units.from_shown(value, f"{scale}USD{year}"), rel=1e-14)
    assert currency == f"USD{year}"


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (2e13, "tn USD2024"),
        (1e12, "tn USD2024"),
        (9.99e11, "bn USD2024"),
        (-2.6e9, "bn USD2024"),
        (1e6, "M USD2024"),
        (5_000.0, "USD2024"),
        (0.0, "USD2024"),
    ],
)
def test_a_reader_sees_money_in_the_scale_of_its_value(value: float, unit: str) -> None:
    assert units.customary("USD2024", value) == unit
    assert units.si_of(unit) == "USD2024"


def test_a_price_stays_as_it_is() -> None:
    assert units.customary("USD2024/kg", 5e9) == "USD2024/kg"
    assert units.customary("USD2024") == "USD2024"


@pytest.mark.parametrize("unit", ["kg", "", "EUR2024", "USD", "USD24", "Q USD2024", "1/yr"])
def test_what_is_no_money_has_no_currency(unit: str) -> None:
    assert units.currency(unit) == ""


@pytest.mark.parametrize("unit", ["USD2024/lb", "USD", "furlong", "xx USD2024"])
def test_units_that_cannot_be_shown_are_refused(unit: str) -> None:
    assert not units.known(unit)
    for ask in (units.si_of, lambda u: units.to_shown(1.0, u), lambda u: units.from_shown(1.0, u)):
        with pytest.raises(InvalidInput, match=f"not known for display .got '{unit}'.*use "):
            ask(unit)


def test_money_is_no_physical_quantity() -> None:
    for unit in ("USD2024", "USD2024/kg"):
        with pytest.raises(InvalidInput, match=r"money is no physical quantity.*\.value"):
            units.quantity(1.0, unit)


@pytest.mark.parametrize(
    ("text", "si", "value"),
    [
        ("7.5 t/yr", "kg/s", 7500.0 / (365.25 * 86_400.0)),
        ("2.4 t/d", "kg/s", 2400.0 / 86_400.0),
        ("5 1/yr", "1/s", 5.0 / (365.25 * 86_400.0)),
        ("14 yr", "s", 14 * 365.25 * 86_400.0),
    ],
)
def test_rates_of_supply_and_cadence(text: str, si: str, value: float) -> None:
    assert units.parse(text, si) == pytest.approx(value, rel=1e-14)
    number, _, shown = text.partition(" ")
    assert units.from_shown(float(number), shown) == pytest.approx(value, rel=1e-14)


def test_parts_by_mass() -> None:
    assert units.from_shown(50.0, "ppm") == pytest.approx(50e-6, rel=1e-15)
    assert units.to_shown(50e-6, "ppm") == pytest.approx(50.0, rel=1e-15)
    assert math.isclose(units.from_shown(1.0, "%") / units.from_shown(1.0, "ppm"), 1e4)
