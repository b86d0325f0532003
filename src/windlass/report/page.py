"""One self-contained page: a template, its style, its script and its charts in one text.

Nothing is fetched when the page is read: a content policy in the page forbids it.  The text
depends on what is given alone: no clock, no random names.
Checked: tests/report/test_study_page.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from windlass.base.errors import SourceError
from windlass.report.cells import value_text
from windlass.report.chart import Chart
from windlass.report.glossary import Glossary
from windlass.report.references import linked

_IN_SCRIPT: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def render_page(template: str, charts: Sequence[Chart], context: Mapping[str, Any]) -> str:
    """Return the page of a template as one HTML text.

    charts: every chart that the template draws; context: what else it shows.
    """
    words = Glossary()
    found = _environment()
    found.filters["terms"] = words.mark
    found.filters["linked"] = linked
    found.filters["shown"] = value_text
    found.globals["asset"] = lambda name: Markup(asset(name))
    return found.get_template(template).render(
        **context,
        glossary=words,
        style=Markup(asset("page.css")),
        script=Markup(asset("page.js")),
        plotly=Markup(plotly_script()) if charts else "",
        chart_data=embed({chart.key: chart.spec() for chart in charts}),
    )


def embed(data: Any) -> Markup:
    """Return plain data as JSON that cannot end the script element around it."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for sign, code in _IN_SCRIPT.items():
        text = text.replace(sign, code)
    return Markup(text)


@cache
def asset(name: str) -> str:
    """Return a packaged style or script."""
    return (files("windlass.report") / "assets" / name).read_text(encoding="utf-8")


@cache
def plotly_script() -> str:
    """Return Plotly's script, 4.8 MB; SourceError when the installed plotly has none."""
    try:
        path = files("plotly") / "package_data" / "plotly.min.js"
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise SourceError(
            "the script of plotly is missing", remedy="install plotly again"
        ) from error
    return text.replace("</script", "<\\/script")


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("windlass.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
