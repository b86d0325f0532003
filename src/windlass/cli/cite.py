"""``windlass cite``: the references that a figure or a run stands on."""

from __future__ import annotations

from windlass.cli.output import AsJson, emit, say
from windlass.cli.reader import For, figures_of


def cite(
    run: str, figure: str | None = None, /, *, reader: For = "", as_json: AsJson = False
) -> int:
    """Print the references that a figure, or a whole run, stands on.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    figure:
        Name of a figure, or the end of one; without it all figures of the run.
    reader:
        A partner, or public: what that one sees alone (`windlass label`).
    as_json:
        Print the references as JSON.
    """
    from windlass.base import ledger, words

    figures = figures_of(run, reader)
    wanted = [ledger.find(figures, figure)] if figure else list(figures.values())
    lines = words.cite(*wanted)
    if as_json:
        emit(lines)
    else:
        say(lines)
    return 0
