"""Scenario files: overrides, and every fault with its file, line, key, value and remedy."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput, InvalidInputs, SourceError, WindlassError
from windlass.studies.load import load, parse
from windlass.studies.scenario import EarthMoonOption, Scenario

SHIPPED = Path(__file__).resolve().parents[2] / "src/windlass/data/scenarios/2008-hu4.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")


def line_of(text: str, start: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(start))


@pytest.fixture
def file(tmp_path: Path) -> "Editor":
    return Editor(tmp_path / "one.toml")


class Editor:
    """A copy of the shipped scenario with lines replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def with_(self, *edits: tuple[str, str], end: str = "") -> Path:
        text = TEXT
        for old, new in edits:
            assert old in text
            text = text.replace(old, new, 1)
        self.path.write_text(text + end, encoding="utf-8")
        return self.path

    def line(self, start: str) -> str:
        return f"{self.path}:{line_of(self.path.read_text(encoding='utf-8'), start)}"


def fault(path: Path, **asked: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        load(path, **asked)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2
    return caught.value


def test_the_shipped_scenario_is_read_in_si() -> None:
    found = load(SHIPPED)
    assert found.target == "2008 HU4"
    assert found.launch.parking_altitude == 400e3
    assert found.window.step == 10 * 86_400.0
    assert format_epoch(found.window.launch[0]) == "2028-01-01"
    assert list(found.option) == ["earth-moon", "mars-orbit", "in-place"]
    moon = found.option["earth-moon"]
    assert isinstance(moon, EarthMoonOption)
    assert moon.returned_mass is None, "the whole body"


@pytest.mark.parametrize(
    ("old", "new", "key", "near"),
    [
        ("[tug]", '[tug]\npowr = "40 kW"', "tug.powr", "power"),
        ("seed = 1", "sede = 1", "sede", "seed"),
        ("[launch]", "[launhc]", "launhc", "launch"),
        (
            'mining_time = "365 d"',
            'minign_time = "365 d"',
            "option.in-place.minign_time",
            "mining_time",
        ),
    ],
)
def test_misspelt_keys_name_their_line_and_what_was_meant(
    file: Editor, old: str, new: str, key: str, near: str
) -> None:
    path = file.with_((old, new))
    error = fault(path)
    assert error.where == file.line(new.splitlines()[-1])
    assert error.what == f"{key}: unknown key"
    assert error.remedy == f"did you mean {near}?"


def test_a_key_of_another_kind_of_option_is_no_near_match(file: Editor) -> None:
    path = file.with_(('kind = "earth-moon"', 'kind = "earth-moon"\nvinf_max = "5 km/s"'))
    error = fault(path)
    assert error.what == "option.earth-moon.vinf_max: unknown key"
    assert "vinf_max" not in error.remedy
    assert error.where == file.line("vinf_max")


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('"400 km"', '"400 kg"', r"wrong dimension, m is wanted.*'400 kg'.*\"400 km\""),
        ('"400 km"', '"400"', "quantity without a unit"),
        ('"400 km"', "400", "quantity without a unit"),
        ('"400 km"', '"400 kmm"', "no quantity with a known unit"),
        ('"400 km"', '"-400 km"', "must be above 0 m"),
        ('"400 km"', '"0 km"', "must be above 0 m"),
        ('"400 km"', '"nan km"', "not finite"),
        ('"400 km"', "nan", "quantity without a unit"),
        ('"400 km"', "true", "no quantity"),
        ('"400 km"', '["400 km"]', "quantity"),
    ],
)
def test_quantities_name_their_key_and_line(file: Editor, old: str, new: str, match: str) -> None:
    error = fault(file.with_((old, new)))
    assert error.where == file.line("parking_altitude")
    assert error.what.startswith("launch.parking_altitude: ")
    assert re.search(match, str(error))


@pytest.mark.parametrize(
    ("mass", "match"),
    [
        ("-5 t", r"'-5 t' must be above 0 kg, or \"whole\""),
        ("5 km", 'wrong dimension, kg is wanted.*or "whole"'),
        ("all", "no quantity"),
    ],
)
def test_returned_mass_is_a_mass_or_the_whole(file: Editor, mass: str, match: str) -> None:
    error = fault(file.with_(('returned_mass = "whole"', f'returned_mass = "{mass}"')))
    assert error.where == file.line("returned_mass")
    assert error.what.startswith("option.earth-moon.returned_mass: ")
    assert re.search(match, str(error))


def test_negative_mass_of_the_tug(file: Editor) -> None:
    path = file.with_(("[tug]", '[tug]\ndry_mass = "-2 t"'))
    assert "must be above 0 kg" in str(fault(path))


@pytest.mark.parametrize("key", ["title", "target", "name", "schema"])
def test_missing_keys_are_named(file: Editor, key: str) -> None:
    error = fault(file.with_((f"\n{key} = ", "\n# ")))
    assert error.what == f"{key}: missing key"
    assert error.remedy == "add it"
    assert error.where == str(file.path)


def test_missing_key_of_a_table_names_the_table(file: Editor) -> None:
    error = fault(file.with_(("latest_return", "# ")))
    assert error.what == "window.latest_return: missing key"
    assert error.where == file.line("[window]")


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('"2056"', '"soon"', "no date.*'soon'"),
        ('"2056"', '"2056-13"', "no date"),
        ('"2056"', "nan", "no date"),
        ('"2056"', '"2020"', "latest_return lies before the first launch"),
        ('"2028..2042"', '"2042..2028"', "earlier date first"),
        ('"2028..2042"', '["2042", "2028"]', "[Ee]arlier date first"),
        ('"2028..2042"', '"2028"', "no span of dates"),
        ('"10 d"', '"100 d"', "step must lie between"),
    ],
)
def test_dates_that_cannot_be(file: Editor, old: str, new: str, match: str) -> None:
    error = fault(file.with_((old, new)))
    assert "window" in error.what
    assert error.where.startswith(f"{file.path}:")
    assert re.search(match, str(error))


def test_dates_may_be_written_as_toml_writes_them(file: Editor) -> None:
    for text in ("2056-01-01", "2056", '"2056-01-01"', "2056-01-01T00:00:00"):
        found = load(file.with_(('latest_return = "2056"', f"latest_return = {text}")))
        assert format_epoch(found.window.latest_return) == "2056-01-01", text


@pytest.mark.parametrize(
    ("new", "match"),
    [
        ('kind = "earth-mon"', r"unknown kind of option 'earth-mon'.*did you mean earth-moon\?"),
        ('kind = "?"', "unknown kind of option.*one of: earth-moon, mars-orbit, in-place"),
        ("# no kind", "option without a kind.*one of: earth-moon"),
    ],
)
def test_kinds_of_option(file: Editor, new: str, match: str) -> None:
    error = fault(file.with_(('kind = "earth-moon"', new)))
    assert error.what.startswith("option.earth-moon: ")
    assert re.search(match, str(error))


def test_a_value_where_a_table_is_wanted(file: Editor) -> None:
    path = file.with_(('[tug]\nuse = "keck-2012"', '[tugs]\nuse = "keck-2012"'))
    path.write_text('tug = "keck-2012"\n' + TEXT.replace("[tug]\n", "[stage]\n").replace(
        '[stage]\nuse = "hydrolox-stage"', "[body]"
    ))  # fmt: skip
    error = fault(path)
    assert error.what == "tug: a table is wanted"
    assert error.where == f"{path}:1"


def test_all_faults_are_told_at_once(file: Editor) -> None:
    path = file.with_(
        ('"400 km"', '"400 kg"'),
        ("seed = 1", "sede = 1"),
        ('"10 d"', '"ten days"'),
        ('title = "Bring 2008 HU4 home"', "title = 5"),
    )
    with pytest.raises(InvalidInputs) as caught:
        load(path)
    places = [one.where for one in caught.value.faults]
    wanted = [file.line(start) for start in ("sede", "title", "step", "parking_altitude")]
    assert sorted(places) == sorted(wanted)
    assert str(caught.value).startswith("4 faults:")
    assert all(place in str(caught.value) for place in wanted)


def test_comments_after_headers_and_quotes_do_not_shift_the_line(file: Editor) -> None:
    path = file.with_(
        ("[launch]", "[ launch ]  # with [brackets] = and signs"),
        ('parking_altitude = "400 km"', '"parking_altitude" = "400 kg"'),
    )
    assert fault(path).where == file.line('"parking_altitude"')


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('schema = 1\n[window]\nlaunch = "2028..', 3),
        ("schema = 1\n[window\nlaunch = 3", 2),
        ("a = 1\na = 2\n", 2),
        ("schema = [1,\n2,", 2),
        ("x", 1),
    ],
)
def test_truncated_or_broken_toml_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "cut.toml"
    path.write_text(text)
    with pytest.raises(SourceError, match="does not parse") as caught:
        load(path)
    assert caught.value.where == f"{path}:{line}"
    assert caught.value.exit_code == 3


@given(st.integers(0, len(TEXT)))
def test_a_file_cut_anywhere_is_read_or_refused_with_an_error_of_ours(cut: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cut.toml"
        path.write_text(TEXT[:cut], encoding="utf-8")
        try:
            assert isinstance(load(path), Scenario)
        except WindlassError as error:
            told = str(error)
        else:
            return
        assert str(path) in told


def test_files_that_are_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no such scenario file.*windlass init"):
        load(tmp_path / "none.toml")
    (tmp_path / "other.toml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(SourceError, match=r"there are: .*other\.toml"):
        load(tmp_path / "none.toml")
    with pytest.raises(SourceError, match="cannot be read"):
        load(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(TEXT.replace("Bring 2008", "B\xf6ring 2008").encode("latin-1"))
    with pytest.raises(SourceError, match="no UTF-8 text") as caught:
        load(latin)
    assert caught.value.where == f"{latin}:{line_of(TEXT, 'title')}"
    (tmp_path / "empty.toml").write_text("")
    with pytest.raises(InvalidInputs, match="missing key"):
        load(tmp_path / "empty.toml")


def test_a_mark_at_the_start_and_other_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "dos.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load(path) == load(SHIPPED)


def test_set_lays_values_over_the_file() -> None:
    found = load(
        SHIPPED,
        sets=[
            "option.earth-moon.returned_mass=650 t",
            'tug.power = "50 kW"',
            "window.launch=2030..2036",
            "window.latest_return=2050",
            "seed=7",
            "tug.duty=0.8",
            "body.diameter=7 m",
            "target=99942",
        ],
    )
    moon = found.option["earth-moon"]
    assert isinstance(moon, EarthMoonOption)
    assert moon.returned_mass == 650e3
    assert found.tug.power == 50e3
    assert found.tug.use == "keck-2012", "the rest of the table stays"
    assert found.seed == 7
    assert found.tug.duty == 0.8
    assert found.body.diameter == 7.0
    assert found.target == "99942"
    assert format_epoch(found.window.latest_return) == "2050-01-01"


def test_the_last_set_wins_and_target_after_all() -> None:
    assert load(SHIPPED, sets=["seed=2", "seed=3"]).seed == 3
    assert load(SHIPPED, sets=["target=Apophis"], target="Bennu").target == "Bennu"


@pytest.mark.parametrize(
    ("item", "match"),
    [
        ("tug.power", "not KEY=VALUE"),
        ("=5", "not KEY=VALUE"),
        ("tug.powr=5 kW", r"^--set: tug\.powr: unknown key .*did you mean power\?"),
        ("tug.power=5 kg", r"^--set: tug\.power: wrong dimension"),
        ("tug.power=-5 kW", r"^--set: tug\.power: .*above 0 W"),
        ("seed=x", r"^--set: seed: "),
        ("name.x=1", "^--set: name is a value, not a table"),
        ("tug=keck-2012", r"^--set: tug: a table is wanted"),
        ("optoin.earth-moon.returned_mass=5 t", "did you mean option"),
        ("option.earth-moon.returned_mas=5 t", r"did you mean returned_mass\?"),
        ("option.new.returned_mass=5 t", "option without a kind"),
        ("target=", "target"),
    ],
)
def test_faults_of_set_say_that_they_are(item: str, match: str) -> None:
    assert re.search(match, str(fault(SHIPPED, sets=[item])))


def test_faults_of_set_and_of_the_file_are_told_apart(file: Editor) -> None:
    path = file.with_(('"400 km"', '"400 kg"'))
    with pytest.raises(InvalidInputs) as caught:
        load(path, sets=["tug.power=5 kg"])
    places = {one.what.partition(":")[0]: one.where for one in caught.value.faults}
    assert places["tug.power"] == "--set"
    assert places["launch.parking_altitude"] == file.line("parking_altitude")


def test_named_scenarios_are_laid_over_the_file_and_under_set() -> None:
    heavy = load(SHIPPED, named="heavy")
    assert heavy.option["earth-moon"].returned_mass == 1300e3  # type: ignore[union-attr]
    other = load(SHIPPED, named="heavy", sets=["option.earth-moon.returned_mass=9 t"])
    assert other.option["earth-moon"].returned_mass == 9e3  # type: ignore[union-attr]


def test_named_tables_replace_only_what_they_name(file: Editor) -> None:
    path = file.with_(end='\n[named.strong.tug]\npower = "80 kW"\n')
    found = load(path, named="strong")
    assert found.tug.power == 80e3
    assert found.tug.use == "keck-2012"


def test_faults_of_named_scenarios_name_their_own_line(file: Editor) -> None:
    path = file.with_(end='\n[named.bad]\n"tug.power" = "80 kg"\n')
    error = fault(path, named="bad")
    assert error.where == file.line('"tug.power"') + " [named.bad]"
    assert error.what.startswith("tug.power: wrong dimension")
    load(path)  # it is not asked for


@pytest.mark.parametrize(
    ("end", "name", "match"),
    [
        ("", "heavi", r"did you mean heavy\?"),
        ("", "zzz", "the file names: heavy, boulder"),
        ("\n[named]\nflat = 3\n", "flat", "named scenario is no table"),
    ],
)
def test_named_scenarios_that_are_none(file: Editor, end: str, name: str, match: str) -> None:
    text = TEXT if not end else TEXT[: TEXT.index("[named.heavy]")]
    file.path.write_text(text + end, encoding="utf-8")
    assert re.search(match, str(fault(file.path, named=name)))


def test_plain_data_needs_no_file() -> None:
    import tomllib

    assert parse(tomllib.loads(TEXT)) == load(SHIPPED)
    with pytest.raises(InvalidInput, match=r"^mine: seed: "):
        parse(tomllib.loads(TEXT) | {"seed": -1}, where="mine")
