"""The variants of a study as the page speaks of them: titles, colours, the recommended one.

Checked: tests/report/test_views.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure
from windlass.report.cells import figure_of
from windlass.report.chart import COLOURS, SYMBOLS

_ELSEWHERE: Final = re.compile(r"-on-\d+$")
_MONEY: Final = ("cost.", "product.", "price.", "market.", "value.", "revenue.", "npv", "payback")
_NO_MONEY: Final = "money not computed"
_LIKE: Final = ", were its orbit like that of "


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One variant of one option: its plain data with what the page adds.

    key: "earth-moon.low-thrust"; number: place among all variants; recommended: whether the
    study recommends it.
    """

    key: str
    number: int
    option: Mapping[str, Any]
    variant: Mapping[str, Any]
    figures: Mapping[str, Figure]
    recommended: bool

    @property
    def title(self) -> str:
        """Option and variant in words."""
        return f"{self.option['title']}, {self.vehicle}"

    @property
    def vehicle(self) -> str:
        """The variant's own title, its first letter small."""
        text = str(self.variant["title"])
        return text[:1].lower() + text[1:]

    @property
    def anchor(self) -> str:
        """Id on the page."""
        return self.key.replace(".", "-")

    @property
    def elsewhere(self) -> str:
        """The body on whose orbit the option is flown, empty where it is the target's own."""
        if not _ELSEWHERE.search(str(self.option["key"])):
            return ""
        return str(self.option["title"]).partition(_LIKE)[2] or "another body"

    @property
    def short(self) -> str:
        """The option's title without the orbit that it is flown on."""
        title = str(self.option["title"])
        return title.partition(_LIKE)[0] if self.elsewhere else title

    @property
    def programme(self) -> Mapping[str, Any] | None:
        """Fleet and money beyond figures; None for a variant without a trip, or an older run."""
        found: Mapping[str, Any] | None = self.variant.get("programme")
        return found

    @property
    def feasible(self) -> bool:
        """Whether the study found it feasible."""
        return bool(self.variant["feasible"])

    @property
    def colour(self) -> str:
        """Colour of its lines."""
        return COLOURS[self.number % len(COLOURS)]

    @property
    def symbol(self) -> str:
        """Mark of its points."""
        return SYMBOLS[self.number % len(SYMBOLS)]

    @property
    def reasons(self) -> list[str]:
        """What makes it impossible, the decisive figure first."""
        return [f"{one['what']}: {one['text']}" for one in self.variant["reasons"]]

    @property
    def why_missing(self) -> str:
        """Why something of this variant may not be there."""
        if self.reasons:
            return f"no trip can be flown ({self.variant['reasons'][0]['what']})"
        return "the study gave no such figure"

    def why(self, role: str) -> str:
        """Why a figure of the programme is not there; nothing where the option has no such part."""
        if self.programme is None:
            return self.why_missing
        told = self.programme["missing"].get(role)
        if told:
            return str(told)
        notes = [str(note) for note in self.programme["notes"]]
        if role.startswith("cost."):
            notes = [note for note in notes if note.startswith(_NO_MONEY)]
        return notes[0] if notes and role.startswith(_MONEY) else ""

    def figure(self, role: str) -> Figure | None:
        """Return the figure of a role, None where the study gave none."""
        return figure_of(self.figures, self.variant["figures"], role)

    def array(self, role: str) -> str | None:
        """Return the name of a table of this variant, None where there is none."""
        name = self.variant["arrays"].get(role)
        return None if name is None else str(name)


def views(data: Mapping[str, Any], figures: Mapping[str, Figure]) -> list[View]:
    """Return all variants in the order of the study.

    Raises InvalidInput where the recommended variant is none of them.
    """
    best = data["recommended"]
    wanted = None if best is None else f"{best['option']}.{best['variant']}"
    found = of_options(data["options"], figures, wanted)
    if wanted is not None and not any(one.recommended for one in found):
        raise InvalidInput("the recommended variant is not among the options", value=wanted)
    return found


def of_options(
    options: Sequence[Mapping[str, Any]], figures: Mapping[str, Figure], wanted: str | None = None
) -> list[View]:
    """Return the variants of options in their order; wanted: key of the recommended one."""
    pairs = [(option, variant) for option in options for variant in option["variants"]]
    return [
        View(
            key=f"{option['key']}.{variant['key']}",
            number=number,
            option=option,
            variant=variant,
            figures=figures,
            recommended=f"{option['key']}.{variant['key']}" == wanted,
        )
        for number, (option, variant) in enumerate(pairs)
    ]


def leading(found: list[View]) -> View | None:
    """Return the variant that the page opens: the recommended, else the first flown one."""
    for one in found:
        if one.recommended:
            return one
    flown = [one for one in found if one.variant["events"]]
    return flown[0] if flown else None


def titles(found: list[View]) -> dict[str, str]:
    """Return key -> title of all variants and options, the longest key first."""
    named = {one.key: one.title for one in found}
    named |= {str(one.option["key"]): str(one.option["title"]) for one in found}
    return dict(sorted(named.items(), key=lambda pair: (-len(pair[0]), pair[0])))
