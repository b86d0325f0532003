"""Print docs/results/verified.md from what `windlass verify RUN --top N --json` printed.

    python design/verify_results.py FILE [FILE ...]

Each FILE holds one object with "verdicts", or one verdict.
"""

import argparse
import json
import re
import statistics
from pathlib import Path
from typing import Any

WORDS = ("certified", "needs correction", "refuted", "not certifiable")
LIMITS = (500, 300, 200, 100)
WHY = (
    ("leaves the orbit's reach", "the path that holds together leaves the orbit"),
    ("breaks a limit", "an arc meets Earth or the Moon"),
    ("cannot be flown", "an arc cannot be flown"),
    ("no path among", "Newton's method does not close it"),
    ("m/s allowed", "costs more than the 500 m/s allowed"),
    ("do not arrive", "flights with errors do not arrive"),
)
CHEAP = 5
"""So many of the cheapest that fly are named."""
PUBLISHED = (
    "1991 VG", "2000 SG344", "2007 UN12", "2006 RH120", "2009 BD", "2010 VQ98", "2008 EA9",
    "2010 UE51", "2008 UA202", "2011 BL45", "2011 MD", "2011 UD21",
)  # fmt: skip
"""The list of 2013; validation/ways_home.py judges it anew."""
ANYWHERE = re.compile(r"anywhere in .*?: (\d+) of (\d+) flights")


def table(rows: list[list[str]], heads: list[str], right: str) -> list[str]:
    """Markdown; right: one letter a column, r or l."""
    marks = ["---:" if way == "r" else "---" for way in right]
    return [f"| {' | '.join(cells)} |" for cells in (heads, marks, *rows)]


def read(paths: list[Path]) -> list[dict[str, Any]]:
    """All verdicts, the cheapest design first."""
    found: list[dict[str, Any]] = []
    for path in paths:
        told = json.loads(path.read_text())
        found += told.get("verdicts", [told])
    return sorted(found, key=lambda one: one["claimed_dv_m_s"])


def reason(one: dict[str, Any]) -> str:
    """Why a way is refuted, in few words."""
    text = " ".join(one["why"])
    return next((words for key, words in WHY if key in text), text[:60])


def counted(found: list[dict[str, Any]]) -> list[str]:
    """Verdicts by limit, the orbit's own certainty counted in and aside."""
    rows = []
    for limit in LIMITS:
        some = [one for one in found if one["claimed_dv_m_s"] <= limit]
        words = [str(sum(one["verdict"] == word for one in some)) for word in WORDS]
        aside = [str(sum(one["flies"] == word for one in some)) for word in WORDS[:3]]
        rows.append([f"≤ {limit} m/s", str(len(some)), *words, *aside])
    heads = ["", "found", *WORDS, *(f"orbit aside: {word}" for word in WORDS[:3])]
    return table(rows, heads, "lrrrrrrrr")


def cut(safety: dict[str, Any] | None) -> str:
    """How many flights whose burns are cut short anywhere meet Earth."""
    texts = () if safety is None else [one["text"] for one in safety["criteria"]]
    told = [match for text in texts if (match := ANYWHERE.search(text))]
    if not told:
        return "–"
    return f"{sum(int(one[1]) for one in told)} of {sum(int(one[2]) for one in told)}"


def published(found: list[dict[str, Any]]) -> str:
    """What became of the list of 2013."""
    some = [one for one in found if one["title"] in PUBLISHED]
    flying = [one for one in some if one["flies"] != "refuted"]
    names = ", ".join(f"{one['title']} for {one['dv_m_s']:.1f} m/s" for one in flying)
    all_or = "All" if len(some) == len(PUBLISHED) else f"{len(some)} of the"
    return (
        f"{all_or} {len(PUBLISHED)} published in 2013 are among them: "
        f"{len(flying)} fly ({names}), {len(some) - len(flying)} are refuted."
    )


def flown(found: list[dict[str, Any]]) -> list[str]:
    """The ways that fly."""
    rows = []
    for one in found:
        if one["dv_m_s"] is None or one["flies"] == "refuted":
            continue
        spread, safety = one["spread"], one["safety"]
        more = None if spread is None else spread["correction_dv_m_s"]["99%"]["value"]
        code = one["orbit"]["condition_code"]
        hits = "–" if safety is None else f"{safety['earth']} of {safety['flights']}"
        near = "–" if safety is None else f"{safety['path_earth_m'] / 1e6:,.0f}"
        rows.append([
            one["title"], f"{one['claimed_dv_m_s']:.1f}",
            f"{'≤ ' if upper(one) else ''}{one['dv_m_s']:.1f}",
            "–" if more is None else f"{more:.1f}", near, hits, cut(safety),
            "–" if code is None else str(code), one["flies"],
        ])  # fmt: skip
    heads = [
        "asteroid", "designed m/s", "flown m/s", "corrections at 99 % m/s",
        "nearest to Earth, 1,000 km", "fall on Earth after a failure", "after a burn cut short",
        "U", "orbit aside",
    ]  # fmt: skip
    return table(rows, heads, "lrrrrrrrl")


def refuted(found: list[dict[str, Any]]) -> list[str]:
    """Why ways are refuted, how often, and how many of their orbits pass near Earth."""
    some = [one for one in found if one["flies"] == "refuted"]
    rows = []
    for why in dict.fromkeys(reason(one) for one in some):
        these = [one for one in some if reason(one) == why]
        near = sum(any("comes within" in note for note in one["notes"]) for one in these)
        rows.append([why, str(len(these)), str(near)])
    rows.sort(key=lambda row: -int(row[1]))
    return table(rows, ["why", "ways", "of these to an orbit within 100,000 km of Earth"], "lrr")


def upper(one: dict[str, Any]) -> bool:
    """Whether its burns may become cheaper near it."""
    return any("upper end" in note for note in one["notes"])


def main() -> None:
    """Print the page."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("files", nargs="+", type=Path)
    found = read(asks.parse_args().files)
    near = [one for one in found if any("comes within" in note for note in one["notes"])]
    gone = sum(one["flies"] == "refuted" for one in near)
    flying = [one for one in found if one["flies"] != "refuted"]
    bare = [one for one in flying if one["safety"] is None]
    sure = all(one["safety"] is None for one in flying if one["flies"] == "certified")
    extra = sorted(one["more_dv_m_s"] for one in flying)
    cheap = sorted(flying, key=lambda one: one["dv_m_s"])[:CHEAP]
    lines = [
        "# What becomes of the ways home", "",
        f"Every way home below 500 m/s that [the screen](retrievable.md) found to orbits about "
        f"Sun–Earth L1 and L2, {len(found)} of them, judged by `windlass verify`: carried over "
        "among the real bodies, flown again, with errors, and with a tug that fails. Counted "
        "apart, as found, certified, needing correction, refuted and not certifiable.", "",
        *counted(found), "",
        "None is certified: the catalogue that the screen was run on has no present solution of "
        "all digits for any of these asteroids, and a certificate needs one. *Orbit aside* is "
        "what the verdict would be with the same elements known exactly as they are, as far as it "
        f"was computed: {len(bare)} of those that fly have no condition code, so that neither "
        "errors nor failures of a tug could be flown"
        + (", among them every one that says certified." if sure else "."), "",
        f"Of the {len(flying)} that fly, {sum(x > 0.0 for x in extra)} cost more than designed, up "
        f"to {extra[-1]:.0f} m/s, the others less; the median of all is "
        f"{statistics.median(extra):+.0f} m/s: the circular problem is a first look. Burns are as "
        "cheap as they become near the design, dates fixed; "
        f"of {sum(upper(one) for one in flying)} they may become cheaper still. Another way of the "
        "same asteroid may be cheaper. The cheapest that fly: "
        + ", ".join(f"{one['title']} {one['dv_m_s']:.1f} m/s" for one in cheap) + ".", "",
        published(found), "",
        "## Those that fly", "",
        "Corrections: what 99 % of 100 flights with errors stay below. Falls: 8 instants of "
        "failure, 30 clones each, 100 years; `windlass verify RUN NAME` flies 60 and 200. Fewer "
        "are flown where clones do not arrive. Burns cut short: at each of 400 shares of each "
        "burn, one flight. No errors are known, and so none flown, for asteroids without a "
        "condition code; a dash beside a code means that too many flights with errors do not "
        "arrive for 99 % to be told.", "",
        *flown(found), "",
        "## Those that are refuted", "",
        *refuted(found), "",
        f"{len(near)} of the {len(found)} ways go to large planar or halo orbits that pass within "
        "100,000 km of Earth by themselves: the screen left out only what meets Earth's surface. "
        f"Such an orbit is no place for an asteroid, and {gone} of these ways are refuted.",
    ]  # fmt: skip
    print("\n".join(lines))


if __name__ == "__main__":
    main()
