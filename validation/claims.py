"""Judge the claims: the value that would make one true is put back as a user would, the whole
study is run again, and the claim comes out."""

from importlib.resources import files
from pathlib import Path

from validation.table import Row, at_most
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


def rows() -> list[Row]:
    return [row for name, asked in CLAIMS.items() for row in of(name, asked)]


def shipped(name: str, *sets: str) -> Scenario:
    path = Path(str(files("windlass") / "data" / "scenarios" / f"{name}.toml"))
    return load(path, sets=sets)


def of(name: str, asked: tuple[tuple[str, str, str], ...]) -> list[Row]:
    """Claims laid over a shipped scenario, each put back by itself."""
    sets = [
        f'claim.v{number}={{text="validation", figure="{figure}", value="{value}", '
        f'option="{option}"}}'
        for number, (figure, value, option) in enumerate(asked)
    ]
    found = study.run(shipped(name, *sets))
    verdicts = {one["key"]: one for one in found.data["claims"]}
    made = [
        Row(f"claims, {name}", "claims without a verdict", 0.0,
            float(sum(not one["status"] for one in verdicts.values())), 0.0, "", SOURCE)
    ]  # fmt: skip
    for number, (figure, value, _) in enumerate(asked):
        made += put_back(name, figure, value, verdicts[f"v{number}"])
    return made


def put_back(name: str, figure: str, value: str, verdict: dict) -> list[Row]:
    """The claim against what the whole study gives with the value that would make it true."""
    decides = verdict["decides"]
    low, high = verdict["claimed"]
    wanted = 0.5 * (low + high)
    title = f"{figure} of {value}, {decides['name']} put back"
    again = study.run(shipped(name, f'{decides["key"]}="{decides["text"]}"'))
    computed = again.figures[verdict["figure"]].value
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
