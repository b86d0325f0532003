"""Judge the claims: the value that would make one true is put back as a user would, the whole
study is run again, and the claim comes out."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from validation.table import Row, at_most
from windlass.base.figure import Figure
from windlass.report.traced import walk
from windlass.studies import study
from windlass.studies.load import load
from windlass.studies.scenario import Scenario

SOURCE = "windlass"
TOLERANCE = 1e-3

CLAIMS = {
    "2008-hu4": (
        ("cost.total", "4.2 bn USD2024", "earth-moon"),
        ("revenue.total", "3.5 bn USD2024", "earth-moon"),
        ("propellant", "5 t", "earth-moon"),
        ("most.returned", "1300 t", "earth-moon"),
    ),
    "goldilocks": (
        ("revenue.total", "1 tn USD2024", "mars-orbit"),
        ("mining.vehicles", "150000", "mars-orbit"),
        ("readiness.time", "8 yr", "mars-orbit"),
        ("flights.first_month", "10", "earth-moon"),
    ),
}
"""Figure, what is claimed of it, and of which option: within what some input allows."""
FEW = {"goldilocks": ('option.eleven.techniques=["tug-electric"]',)}
"""None of the claims here is about techniques, which take a minute."""


def rows() -> list[Row]:
    return [row for name, asked in CLAIMS.items() for row in of(name, asked)]


def shipped(name: str, *sets: str) -> Scenario:
    path = Path(str(files("windlass") / "data" / "scenarios" / f"{name}.toml"))
    return load(path, sets=sets)


def of(name: str, asked: tuple[tuple[str, str, str], ...]) -> list[Row]:
    """Claims laid over a shipped scenario, each put back by itself."""
    laid = [
        f'claim.v{number}={{text="validation", figure="{figure}", value="{value}", '
        f'option="{option}"}}'
        for number, (figure, value, option) in enumerate(asked)
    ]
    whole = studied(name, *laid)
    found = {one["key"]: one for one in whole.data["claims"]}
    made = [
        Row(f"claims, {name}", "claims without a verdict", 0.0,
            float(sum(not one["status"] for one in found.values())), 0.0, "", SOURCE),
        Row(f"claims, {name}", "figures whose leaves name no source, data or choice", 0.0,
            float(len(groundless(whole.figures))), 0.0, "", SOURCE),
    ]  # fmt: skip
    for number, (figure, value, _) in enumerate(asked):
        key = f"v{number}"
        made += put_back(name, f"{figure} of {value}", key, laid[number], found[key])
    return made


def verdicts_of(name: str, *sets: str) -> dict[str, dict]:
    """The verdicts of a whole study by the key of their claim; of its techniques one alone."""
    return {one["key"]: one for one in studied(name, *sets).data["claims"]}


def studied(name: str, *sets: str) -> study.StudyResult:
    """A whole study; of its techniques one alone."""
    return study.run(shipped(name, *FEW.get(name, ()), *sets))


def groundless(figures: Mapping[str, Figure]) -> list[str]:
    """The figures whose explanation ends somewhere without a source, data or a user's choice."""

    def stands(one: Figure) -> bool:
        trace = one.trace
        return bool(trace.inputs or trace.sources or trace.data) or trace.status == "chosen"

    return [name for name, one in figures.items() if not all(stands(x) for x in walk([one]))]


def put_back(name: str, title: str, key: str, laid: str, verdict: dict) -> list[Row]:
    """The claim against what the whole study gives with the value that would make it true."""
    decides = verdict["decides"]
    low, high = verdict["claimed"]
    wanted = 0.5 * (low + high)
    title = f"{title}, {decides['name']} put back"
    again = verdicts_of(name, laid, f'{decides["key"]}="{decides["text"]}"')[key]
    computed = again["computed"]
    inside = (
        (decides["low"] if decides["low"] is not None else decides["nominal"])
        <= (decides["value"])
        <= (decides["high"] if decides["high"] is not None else decides["nominal"])
    )
    return [
        Row(f"claims, {name}", title, wanted, computed, TOLERANCE, verdict["unit"], SOURCE,
            relative=True),
        at_most(capability=f"claims, {name}", quantity=f"{title}: outside its range",
                limit=0.0, computed=float(not inside), unit="", source=SOURCE),
    ]  # fmt: skip
