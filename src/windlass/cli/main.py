"""The command line: one app, one file a verb.

Exit codes: 0 done; 1 a fault of the program; 2 bad input; 3 a source that cannot be read; 4 a
solver without an answer; 5 outside a model's range; 6 no option is feasible; 130 interrupted.
Checked: tests/cli/test_main.py.
"""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

from cyclopts import App, CycloptsError

from windlass import __version__
from windlass.base.errors import EXIT_BUG, InvalidInput, WindlassError
from windlass.cli.campaign import campaign
from windlass.cli.campaign_legs import legs
from windlass.cli.campaign_margins import margins
from windlass.cli.campaign_pareto import pareto
from windlass.cli.campaign_plant import plant
from windlass.cli.catalogue import catalogue
from windlass.cli.cite import cite
from windlass.cli.claims import claims
from windlass.cli.dock import dock
from windlass.cli.dock_leave import grant, grants, revoke
from windlass.cli.dock_weigh import balance, correct, discrepancies, weigh
from windlass.cli.document import document
from windlass.cli.explain import explain
from windlass.cli.export import export
from windlass.cli.hazard import hazard
from windlass.cli.init import init
from windlass.cli.label import label
from windlass.cli.money import money
from windlass.cli.money_more import cost, product
from windlass.cli.orbit import orbit
from windlass.cli.partners import partners
from windlass.cli.pay import pay
from windlass.cli.people import people
from windlass.cli.porkchop import porkchop
from windlass.cli.records import records
from windlass.cli.redirect import redirect
from windlass.cli.release import release
from windlass.cli.report import report
from windlass.cli.return_ import return_
from windlass.cli.runs import runs
from windlass.cli.schema import schema
from windlass.cli.screen import screen
from windlass.cli.sign import sign, status
from windlass.cli.study import study
from windlass.cli.targets import targets
from windlass.cli.verify import verify
from windlass.cli.what_if import what_if

app = App(
    name="windlass",
    help="Plan the capture of an asteroid: which option, what fleet, when, what cost, how sure.",
    version=__version__,
    suppress_keyboard_interrupt=False,
)
for _verb in (init, study, claims, explain, cite, targets, porkchop, runs, export, report, schema):
    app.command(_verb)
app.command(what_if, name="what-if")
app.command(catalogue)
app.command(screen)
app.command(orbit)
app.command(verify)
app.command(return_, name="return")
app.command(redirect)
app.command(money)
money.command(cost)
money.command(product)
app.command(partners)
for _part in (balance, weigh, correct, discrepancies, grant, revoke, grants):
    dock.command(_part)
app.command(dock)
app.command(document)
app.command(sign)
app.command(status)
app.command(people)
app.command(label)
app.command(release)
app.command(pay)
app.command(hazard)
app.command(records)
campaign.command(legs)
campaign.command(pareto)
campaign.command(margins)
campaign.command(plant)
app.command(campaign)

INTERRUPTED = 130


def run() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Δ is no reason to fail
    sys.exit(main(sys.argv[1:]))


def main(words: list[str]) -> int:
    """Return the exit code of a command; errors become one message, with --json one object."""
    as_json = any(word == "--json" or word.startswith("--json=") for word in words)
    try:
        result = _call(words)
        sys.stdout.flush()
        return result
    except WindlassError as error:
        if _debug():
            raise
        _tell(f"{error}", error.as_dict() if as_json else None)
        return error.exit_code
    except KeyboardInterrupt:
        _tell("interrupted", None)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has read enough; nothing may be flushed into the closed pipe at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if _debug():
            raise
        what = f"a fault of the program: {type(error).__name__}: {error}"
        remedy = "Set WINDLASS_DEBUG=1 to see where; please report it."
        plain = WindlassError(what, remedy=remedy).as_dict() | {"error": type(error).__name__}
        _tell(f"{what}. {remedy}", plain if as_json else None)
        return EXIT_BUG


def _call(words: list[str]) -> int:
    """Return what the verb returns; a word that the command line does not know is bad input."""
    try:
        result = app(words, result_action="return_value", exit_on_error=False, print_error=False)
    except CycloptsError as error:
        verb = [words[0]] if words and words[0] in app else []
        raise InvalidInput(
            str(error).strip().rstrip("."), remedy=f"See {' '.join(['windlass', *verb, '--help'])}"
        ) from error
    return result if type(result) is int else 0


def _debug() -> bool:
    return bool(os.environ.get("WINDLASS_DEBUG"))


def _tell(message: str, plain: dict[str, Any] | None) -> None:
    if plain is not None:
        print(json.dumps(plain), flush=True)
    print(f"windlass: {message}", file=sys.stderr)
