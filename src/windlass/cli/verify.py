"""``windlass verify``: fly it again, judge it, and say whether it is what it claims to be.

Checked: tests/cli/test_verify.py.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, console, emit, say, write_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from windlass.verify.examine import Asked, Verified
    from windlass.verify.find import Held


SHIP = -900_001
"""SPICE's number of what flies, in SPK files: those of ships are negative."""


@Parameter(name="*")
@dataclass(frozen=True)
class How:
    """How much is examined.

    Parameters
    ----------
    samples:
        Flights with errors of orbit and manoeuvres.
    safety:
        Fly the asteroid on for a century after the tug fails, from many instants.
    missed:
        Miss each burn by up to two months, and plan anew.
    instants:
        At how many instants the tug fails; 60 unless given.
    clones:
        Flights from each of them; 200 unless given.
    years:
        Length of each; 100 unless given.
    tug:
        Fly it with this electric tug as well, in arcs of thrust, and ask for its missed-thrust
        margin; a key of the table of tugs.
    mass_t:
        Mass of the asteroid, t; needed for a tug.
    solution:
        File with the asteroid's present orbit and covariance: a saved reply of JPL's look-up
        service, one body, with cov=mat and full-prec=true.
    after:
        Date from which on observing windows are sought; today unless given.
    seed:
        Of all that is drawn.
    """

    samples: int = 500
    safety: bool = True
    missed: bool = True
    instants: int | None = None
    clones: int | None = None
    years: float | None = None
    tug: str | None = None
    mass_t: float | None = None
    solution: Path | None = None
    after: str | None = None
    seed: int = 1


def verify(
    run: str,
    name: str | None = None,
    /,
    *,
    top: int = 1,
    how: How | None = None,
    formats: Annotated[str, Parameter(name="--as")] = "oem",
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Fly a trajectory again by all forces, judge it, and say whether it may be certified.

    Parameters
    ----------
    run:
        A screen's name or the start of it, a study (latest, or its id), or a trajectory file
        (.oem, .bsp, .czml).
    name:
        Asteroid of a screen, by default its cheapest; option of a study, by default the
        recommended one.
    top:
        How many of a screen's cheapest are judged when none is named.
    formats:
        Files of each trajectory that flies, with commas between them: oem, spk, czml; none.
    out:
        Folder for pages and files; without it one named after the run, in Windlass's own folder.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.progress import Bars
    from windlass.verify.find import held
    from windlass.verify.solution import read_solution

    how = how or How()
    known = None if how.solution is None else read_solution(how.solution)
    asked = _asked(how)
    wanted = _formats(formats)
    title, found = held(run, name, top, known)
    folder = _folder(title) if out is None else out
    _keeps(Path(run), folder, found, wanted)
    told = []
    for one in found:
        made = _examined(one, asked, Bars())
        paths = _written(made, one, folder, wanted)
        told.append((made, paths))
        if not as_json:
            _say(made, paths)
    counts = _counts([made for made, _ in told])
    if as_json:
        emit({
            "run": title,
            "counts": counts,
            "verdicts": [made.plain() | {"files": paths} for made, paths in told],
        })  # fmt: skip
    elif len(told) > 1:
        _table([made for made, _ in told], counts)
    return 0


def _examined(one: Held, asked: Asked, bars: Any) -> Verified:
    from windlass.verify.examine import examine

    return examine(one.work(), asked, bars)


def _asked(how: How) -> Asked:
    from windlass.base.epochs import parse_epoch
    from windlass.verify.examine import Asked
    from windlass.verify.keep_out import keep_out
    from windlass.verify.spread import FEWEST
    from windlass.verify.towed import tug

    if how.samples and how.samples < FEWEST:
        raise InvalidInput(
            "samples", value=how.samples, where="--samples", remedy=f"give {FEWEST} or more, or 0"
        )
    if how.seed < 0:
        raise InvalidInput("seed", value=how.seed, where="--seed", remedy="give 0 or more")
    given = {
        key: value
        for key, value in (
            ("instants", how.instants), ("clones", how.clones), ("years", how.years)
        )
        if value is not None
    }  # fmt: skip
    moved = None
    if how.tug is None and how.mass_t is not None:
        raise InvalidInput(
            "a mass, and no tug to move it", value=how.mass_t, where="--mass-t",
            remedy="name the tug with --tug, or leave the mass out",
        )  # fmt: skip
    if how.tug is not None:
        if how.mass_t is None:
            raise InvalidInput(
                "a tug needs a mass to move", where="--mass-t", remedy="give it in tonnes"
            )
        moved = tug(how.tug, how.mass_t * 1e3)
    day = how.after or datetime.now(UTC).date().isoformat()
    return Asked(
        samples=how.samples, seed=how.seed, keep=keep_out(**given) if how.safety else None,
        missed=how.missed, tug=moved, after_s=parse_epoch(day, where="--after"),
    )  # fmt: skip


def _formats(text: str) -> list[str]:
    from windlass.verify.export import FORMATS

    wanted = [part.strip() for part in text.split(",") if part.strip() not in ("", "none")]
    for one in wanted:
        if one not in FORMATS:
            raise InvalidInput(
                "unknown format of a trajectory", value=one, where="--as",
                remedy=f"use {', '.join(FORMATS)}, or none",
            )  # fmt: skip
    return wanted


def _stem(one: Held) -> str:
    from windlass.screen.porkchop import file_name

    return file_name(one.key).removeprefix("porkchop-").removesuffix(".html")


def _keeps(source: Path, folder: Path, found: Sequence[Held], formats: list[str]) -> None:
    """Raise InvalidInput where a file that is judged would be written over."""
    from windlass.verify.export import ENDINGS

    if not source.is_file():
        return
    names = {f"{_stem(one)}.{ENDINGS[kind]}" for one in found for kind in formats}
    if any((folder / name).resolve() == source.resolve() for name in names):
        raise InvalidInput(
            "the file that is judged would be written over", value=str(source), where="--out",
            remedy="name another folder, or --as none",
        )  # fmt: skip


def _folder(title: str) -> Path:
    from windlass.store.store import default_folder

    return default_folder() / "verified" / title


def _written(made: Verified, one: Held, folder: Path, formats: list[str]) -> list[str]:
    """Write page, figures and trajectory files; return their paths."""
    from windlass.report.verify_page import verify_page
    from windlass.verify import export

    stem = _stem(one)
    page, figures = folder / f"{stem}.html", folder / f"{stem}.json"
    write_page(page, verify_page(made))
    write_page(figures, json.dumps(made.plain(), indent=1, allow_nan=False) + "\n")
    paths = [str(page), str(figures)]
    plan = made.outcome.plan
    if plan is not None and formats:
        at = datetime.now(UTC).replace(microsecond=0, tzinfo=None).isoformat()
        files = export.write(
            plan, folder, stem, created=at, formats=tuple(formats),
            target=SHIP if "spk" in formats else None,
        )  # fmt: skip
        paths += [str(path) for path in files.values()]
    return paths


def _say(made: Verified, paths: list[str]) -> None:
    from windlass.verify.words import topics

    out = console()
    name = made.outcome.name
    say([f"{name[0].upper()}{name[1:]}"], out)
    for topic, lines in topics(made).items():
        say([f"  {topic}"] if topic != "Verdict" else [], out)
        say((f"    {line}" if topic != "Verdict" else f"  {line}" for line in lines), out)
    say(["Page and files:", *(f"  {path}" for path in paths)], out)


def _counts(made: list[Verified]) -> dict[str, int]:
    from windlass.verify.verdict import WORDS

    return {"found": len(made)} | {
        word: sum(one.verdict.word == word for one in made) for word in WORDS
    }


def _table(made: list[Verified], counts: dict[str, int]) -> None:
    from rich.table import Table

    out = console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("trajectory", no_wrap=True, max_width=22)
    for head in ("verdict", "its orbit aside"):
        table.add_column(head, no_wrap=True)
    for head in ("designed", "flown", "99% more"):
        table.add_column(head, justify="right", no_wrap=True)
    for one in made:
        plan, spread = one.outcome.plan, one.spread
        table.add_row(
            one.outcome.title or one.outcome.name, one.verdict.word, one.verdict.flies,
            f"{one.outcome.claimed_m_s:.1f}", "–" if plan is None else f"{plan.total_m_s:.1f}",
            "–" if spread is None else f"{spread.at(0.99)[0]:.1f}",
        )  # fmt: skip
    out.print(table)
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    say([f"Δv in m/s; 99% more: what corrections take for 99% of flights. {said}."], out)
