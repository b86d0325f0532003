"""Lines of keys, of tables that stand several times among them."""

from windlass.studies.toml_file import lay, line_of, value

TEXT = """
name = "x"
[[supply]]
node = "a"
[[supply]]
node = "b"
amount = 3
[leg.out]
dv = "3 km/s"
"""


def test_keys_are_found_by_their_tables() -> None:
    assert line_of(TEXT, ["name"]) == 2
    assert line_of(TEXT, ["supply", "0", "node"]) == 4
    assert line_of(TEXT, ["supply", "1", "amount"]) == 7
    assert line_of(TEXT, ["supply", "1", "missing"]) == 5
    assert line_of(TEXT, ["leg", "out", "dv"]) == 9
    assert line_of(TEXT, ["other"]) is None


def test_values_are_laid_over_tables() -> None:
    data = {"leg": {"out": {"dv": 1}}}
    lay(data, "leg.out.dv", value('"4 km/s"'), where="--set")
    lay(data, "leg.back.dv", value("text that is no TOML"), where="--set")
    assert data == {"leg": {"out": {"dv": "4 km/s"}, "back": {"dv": "text that is no TOML"}}}
