"""The retrieval list flown again: how many are found, certified, not certifiable, refuted.

The published objects of the list, and some others that the screen of the whole catalogue found,
screened anew, their cheapest ways carried over among the real bodies and judged.  Counts and Δv
beside them are those recorded in docs/results/verified.md, which judges all 143 ways.
"""

import tempfile
from pathlib import Path

from validation.retrieval import LATER, LISTED, PRINTED
from validation.screen import CATALOGUE
from validation.table import Row, at_most, skip
from windlass.bodies.settle import settle
from windlass.screen import run as screens
from windlass.screen.retrievable import retrieval
from windlass.screen.search import asteroids
from windlass.verify import retrieval as ways
from windlass.verify.examine import Asked, Verified, examine
from windlass.verify.keep_out import keep_out
from windlass.verify.retrieval import UPPER

PUBLISHED = (*PRINTED, *LISTED, LATER[0])
RECORD = {"certified": 0, "needs correction": 0, "refuted": 8, "not certifiable": 4}
"""Of the published twelve."""
FLOWN = {"2010 VQ98": 90.6, "2011 BL45": 199.1, "2014 UR": 145.5, "2020 CD3": 107.8,
         "2020 MU1": 164.9}  # fmt: skip
"""Δv of ways that fly, among the real bodies [m/s]."""
NEARLY = 1
"""How many a path that Newton's method only just closes may move from one count to another."""
OWN = "docs/results/verified.md"


def rows() -> list[Row]:
    """Counts, Δv, and the judging integrator."""
    if not CATALOGUE.is_file():
        return [
            skip(
                capability="ways home flown again", quantity="the published twelve", source=OWN,
                reason="the shared catalogue is not there (WINDLASS_SHARED)",
            )
        ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        made = judged((*PUBLISHED, *(name for name in FLOWN if name not in PUBLISHED)), folder)
    words: list[str] = [made[name].verdict.word for name in PUBLISHED if name in made]
    found = [
        Row("ways home flown again", "found, of the published twelve", 12.0, float(len(words)), 0.0,
            "", "garciayarnoz2013, tyler2021"),
        Row("ways home flown again", "counted apart: all have one verdict", 12.0,
            float(sum(words.count(word) for word in RECORD)), 0.0, "", OWN),
    ]  # fmt: skip
    for word, count in RECORD.items():
        found.append(
            Row("ways home flown again", f"{word}, of the published twelve", float(count),
                float(words.count(word)), 0.0 if word == "certified" else float(NEARLY), "", OWN)
        )  # fmt: skip
    done = sum(UPPER not in made[name].outcome.notes for name in FLOWN)
    found.append(
        Row("ways home flown again", "of these five, burns as cheap as they become", 5.0,
            float(done), 0.0, "", "no published value")
    )  # fmt: skip
    for name, total in FLOWN.items():
        plan = made[name].outcome.plan
        now = float("nan") if plan is None else plan.total_m_s
        found.append(
            Row("ways home flown again", f"{name}, both burns", total, now, 0.01, "m/s", OWN,
                relative=True)
        )  # fmt: skip
        found.append(at_most(
            capability="ways home flown again", quantity=f"{name}, judging integrator, off a node",
            limit=1.0, computed=_off(made[name]), unit="km", source="no published value",
        ))  # fmt: skip
    return found


def judged(names: tuple[str, ...], folder: str) -> dict[str, Verified]:
    """What a screen for these asteroids finds, examined; those that it finds no way for left
    out."""
    rules = retrieval("sun-earth")
    whole, _ = asteroids(names, (CATALOGUE,))
    run = screens.begin(rules, settle(whole), folder=Path(folder))
    reached = screens.carry_on(run).filter(run.frame["dv_m_s"] <= rules.max_dv_m_s)
    asked = Asked(samples=300, missed=False, keep=keep_out(instants=8, clones=30))
    return {
        name: examine(ways.outcome(run, name), asked) for name in reached["designation"].to_list()
    }


def _off(made: Verified) -> float:
    return max((one.pieces_m for one in made.judged or ()), default=float("nan")) / 1e3
