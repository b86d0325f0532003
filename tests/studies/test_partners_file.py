"""Partners files: the shipped one, what is refused, with file, line and key."""

from importlib.resources import files
from pathlib import Path

import pytest

from windlass.base.errors import InvalidInput, InvalidInputs, SourceError
from windlass.studies.partners_load import amount, load
from windlass.studies.quantities import Money

SHIPPED = Path(str(files("windlass") / "data" / "partners" / "m7.toml"))
LISTED = """
schema = 1
kind = "partners"
name = "glove"
[partner.left]
[partner.right]
[partner.other]
[value]
"left, right" = "1 bn USD2024"
"left, other" = "1 bn USD2024"
"left, right, other" = "1 bn USD2024"
"""


def test_the_shipped_file_loads_with_its_campaign() -> None:
    file, campaign = load(SHIPPED)
    assert campaign is not None
    assert campaign.name == "m7-hu4"
    assert len([one for one in file.partner.values() if one.kind == "nation"]) == 7
    changed, _ = load(SHIPPED, sets=('want.asteroid.worth="3 bn USD2024"',))
    worth = changed.want["asteroid"].worth
    assert worth is not None
    assert amount(worth, "USD2024") == 3e9


def test_money_of_another_year_is_turned_into_the_files_own() -> None:
    assert amount(Money(value=1.0, currency="USD2012"), "USD2024") == pytest.approx(
        313.689 / 229.594
    )
    assert amount(None, "USD2024") == 0.0


def test_listed_values_need_no_campaign(tmp_path: Path) -> None:
    path = tmp_path / "glove.toml"
    path.write_text(LISTED)
    file, campaign = load(path)
    assert campaign is None
    assert len(file.value) == 3


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[partner.other]", "[partner.other]\nbuget = 1", "did you mean budget"),
        ("[partner.other]", "[partner.other]\nbudget = '3 kg'", "budget"),
        ('"left, other"', '"left, nobody"', "nobody"),
        ("[value]", "[want.x]\ndemands = []\n[value]", "name the demands"),
        ("[value]", "[terms.one]\npays = {left = '60 %'}\nprofit = {left = 1}\n[value]",
         "add up to 0.6"),
        ("[value]", "[terms.one]\npays = {left = 1}\nprofit = {left = 1}\n"
         "conditions = ['x']\n[value]", "names 'x'"),
        ("[value]", "[want.x]\ndemands = ['a']\nstatus = 'published'\n[value]",
         "names its source"),
        ("schema = 1", "schema = 1\ncampaign = 'x.toml'", "give campaign, a file, or"),
        ("[value]", "[loan]\nlender = 'left'\nmost = '1 bn USD2024'\nshare = 0.5\nrate = 0.03\n"
         "term = '10 yr'\nneeds = ['x']\n[value]", "no condition"),
        ("[value]", "[loan]\nlender = 'left'\nmost = '1 bn USD2024'\nshare = 0.5\nrate = 0.03\n"
         "term = '10 yr'\n[value]", "of another kind"),
        ("[partner.other]", "[partner.bank]\nkind = 'lender'\n[condition.x]\n"
         "worth = { bank = '1 M USD2024' }\n[partner.other]", "names 'bank', a lender"),
        ("[partner.other]", "[partner.other]\nbudget = '-1 M USD2024'", "budget is -1e+06 USD2024"),
        ("[value]", "[want.x]\ndemands = ['a']\nworth = '-1 USD2024'\n[value]", "0 or more"),
    ],
)  # fmt: skip
def test_faults_name_the_thing_and_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(LISTED.replace(old, new, 1))
    with pytest.raises((InvalidInput, InvalidInputs)) as fault:
        load(path)
    assert told in str(fault.value)
    assert "p.toml" in str(fault.value)


def test_overrides_and_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such partners file"):
        load(tmp_path / "none.toml")
    with pytest.raises(InvalidInput, match="KEY=VALUE"):
        load(SHIPPED, sets=("nonsense",))
