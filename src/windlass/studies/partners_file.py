"""What a partners file may say: who brings what, what is wanted and worth, the terms of a deal.

Unknown keys are refused.  Money carries its currency and year; shares are "12 %" or 0.12.
Checked: tests/studies/test_partners_file.py.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from windlass.studies.campaign_file import Duration0, Share0, Text
from windlass.studies.quantities import Cash, Duration, Epoch, Fraction, Part, SignedCash

Rate = Annotated[Fraction, Field(examples=["7 %"])]


class PartnerPart(Part):
    """One who may take part.

    owns: rows of the campaign's tables that are its own, such as "vehicle.tug" or "site.pads";
    budget: the most that it may spend, no limit where it is not given; outside: what it has without
    a deal, by default what it can do by itself; power: in bargaining; rate: of its own discount.
    """

    title: str = ""
    kind: Literal["nation", "operator", "lender", "other"] = "nation"
    owns: list[str] = Field(default_factory=list)
    budget: SignedCash | None = None
    outside: SignedCash | None = None
    power: float = Field(default=1.0, ge=0.0)
    rate: Rate | None = None
    note: str = ""


class WantPart(Part):
    """Something wanted: demands of the campaign that are met together.

    worth: to whoever meets it, in money that can be shared; worth_of: beside that, to each who
    takes part; whole: whether it is met in full or not at all; paid_over: time from the last
    delivery over which its worth comes in.
    """

    title: str = ""
    demands: list[Text]
    worth: SignedCash | None = None
    worth_of: dict[str, SignedCash] = Field(default_factory=dict)
    whole: bool = True
    paid_over: Duration0 = 0.0
    status: Literal["assumed", "claimed", "published", "measured", "chosen"] = "assumed"
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _something(self) -> WantPart:
        if not self.demands:
            raise ValueError("name the demands that it takes")
        if self.status in ("claimed", "published", "measured") and not self.source:
            raise ValueError(f"a {self.status} worth names its source")
        return self


class LoanPart(Part):
    """A loan to the programme; guarantees: who pays what share of what is due and not paid.

    needs: conditions of the terms without which a lender that hesitates gives nothing; share: of
    each year's need that it pays; fee: a year, to the guarantors, of what they guarantee.
    """

    lender: str
    most: Cash
    share: Share0
    rate: Rate
    grace: Duration0 = 0.0
    term: Duration
    guarantees: dict[str, Share0] = Field(default_factory=dict)
    fee: Share0 = 0.0
    needs: list[str] = Field(default_factory=list)


class ConditionPart(Part):
    """Something that a treaty may hold: a release of technology, a milestone, a way out.

    worth: to each partner where it holds, minus for what it costs.
    """

    title: str = ""
    kind: Literal["technology-release", "milestone", "exit", "work", "other"] = "other"
    worth: dict[str, SignedCash]


class PaymentPart(Part):
    """Money that one may pay another beside the shares."""

    title: str = ""
    payer: str = Field(alias="from")
    payee: str = Field(alias="to")
    most: Cash


class TermsPart(Part):
    """One version of the term sheet.

    pays, profit: share of the cost and of what comes in, by partner; levy: share of what comes in
    that goes to others; with profit it adds up to all.
    """

    date: Epoch | None = None
    by: str = ""
    note: str = ""
    pays: dict[str, Share0]
    profit: dict[str, Share0]
    levy: Share0 = 0.0
    payments: dict[str, SignedCash] = Field(default_factory=dict)
    conditions: list[str] = Field(default_factory=list)


class BoundsPart(Part):
    """How far terms may go: least and most of the levy, of each one's share of the profit."""

    levy: tuple[Share0, Share0] = (0.0, 0.0)
    profit: dict[str, tuple[Share0, Share0]] = Field(default_factory=dict)
    pays: dict[str, tuple[Share0, Share0]] = Field(default_factory=dict)


class ContributionPart(Part):
    """A contribution: agreed value by the treaty, how much of it is delivered, what it cost."""

    partner: str
    what: str
    agreed: Cash
    delivered: Share0 = 0.0
    cost: Cash | None = None
    cash: bool = False


class WorkPart(Part):
    """Work that comes back: to each partner, and the least share that each is promised."""

    least: Share0 = 0.8
    to: dict[str, Cash] = Field(default_factory=dict)


class PartnersFile(Part):
    """A partners file.  campaign: file beside it whose tables the partners own; value: in its
    place, listed values of coalitions, told as "a, b".  rate: of discount, real.  others: what
    those outside a coalition do: nothing, or they come first and leave it what it adds to theirs.
    """

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["partners"]
    name: str
    title: str = ""
    campaign: str | None = None
    currency: str = "USD2024"
    rate: Rate = 0.07
    others: Literal["idle", "first"] = "idle"
    gap: Fraction = 0.02
    seed: int = 1
    partner: dict[str, PartnerPart]
    want: dict[str, WantPart] = Field(default_factory=dict)
    value: dict[str, SignedCash] = Field(default_factory=dict)
    cost: SignedCash | None = None
    income: SignedCash | None = None
    loan: LoanPart | None = None
    condition: dict[str, ConditionPart] = Field(default_factory=dict)
    payment: dict[str, PaymentPart] = Field(default_factory=dict)
    terms: dict[str, TermsPart] = Field(default_factory=dict)
    bounds: BoundsPart = BoundsPart()
    contribution: list[ContributionPart] = Field(default_factory=list)
    work: WorkPart = WorkPart()

    @model_validator(mode="after")
    def _fits(self) -> PartnersFile:
        if (self.campaign is None) == (not self.value):
            raise ValueError("give campaign, a file, or [value], a value for each coalition")
        if self.campaign is not None and not self.want:
            raise ValueError("with a campaign, [want.NAME] says what its demands are worth")
        _above_zero(self)
        for where, names in _named(self):
            for name in names:
                if name not in self.partner:
                    raise ValueError(
                        f"{where} names {name!r}, who is no partner: one of "
                        f"{', '.join(self.partner)}"
                    )
        _lenders_fit(_terms_fit(self))
        return self


def _named(file: PartnersFile) -> list[tuple[str, list[str]]]:
    """Return where partners are named, and by which names."""
    found = [(f"want.{key}.worth_of", list(one.worth_of)) for key, one in file.want.items()]
    found += [(f"condition.{key}.worth", list(one.worth)) for key, one in file.condition.items()]
    found += [(f"payment.{key}", [one.payer, one.payee]) for key, one in file.payment.items()]
    found += [(f"terms.{key}.pays", list(one.pays)) for key, one in file.terms.items()]
    found += [(f"terms.{key}.profit", list(one.profit)) for key, one in file.terms.items()]
    found += [(f"contribution {k + 1}", [one.partner]) for k, one in enumerate(file.contribution)]
    found += [("work.to", list(file.work.to)), ("bounds.profit", list(file.bounds.profit)),
              ("bounds.pays", list(file.bounds.pays))]  # fmt: skip
    found += [("value", [p.strip() for p in key.split(",")]) for key in file.value]
    if file.loan is not None:
        found.append(("loan", [file.loan.lender, *file.loan.guarantees]))
    return found


def _above_zero(file: PartnersFile) -> None:
    found = {f"partner.{key}.budget": one.budget for key, one in file.partner.items()}
    found |= {f"want.{key}.worth": one.worth for key, one in file.want.items()}
    found |= {f"want.{key}.worth_of.{name}": worth for key, one in file.want.items()
              for name, worth in one.worth_of.items()}  # fmt: skip
    for where, given in found.items():
        if given is not None and not 0.0 <= given.value < math.inf:
            raise ValueError(f"{where} is {given.value:g} {given.currency}; it is 0 or more")


def _lenders_fit(file: PartnersFile) -> None:
    """Refuse a loan from one who is no lender, and whatever else would be lost on a lender."""
    if file.loan is not None and file.partner[file.loan.lender].kind != "lender":
        raise ValueError(f"loan.lender {file.loan.lender!r} is a partner of another kind: one "
                         'with kind = "lender" lends, and has no share')  # fmt: skip
    guarantees = [] if file.loan is None else [("loan.guarantees", list(file.loan.guarantees))]
    some = ("want", "condition", "payment")
    for where, names in [*guarantees, *_named(file)]:
        lost = [name for name in names if file.partner[name].kind == "lender"]
        if lost and (where.startswith(some) or where == "loan.guarantees"):
            raise ValueError(f"{where} names {lost[0]!r}, a lender, who is paid interest and "
                             "nothing else")  # fmt: skip


def _terms_fit(file: PartnersFile) -> PartnersFile:
    for key, one in file.terms.items():
        for what, total in (("pays", sum(one.pays.values())),
                            ("profit and levy", sum(one.profit.values()) + one.levy)):  # fmt: skip
            if abs(total - 1.0) > 1e-6:
                raise ValueError(f"terms.{key}: {what} add up to {total:.6g}, not to 1")
        for what, names, known in (
            ("payments", one.payments, file.payment), ("conditions", one.conditions, file.condition)
        ):  # fmt: skip
            for name in names:
                if name not in known:
                    raise ValueError(
                        f"terms.{key}.{what} names {name!r}: one of {', '.join(known) or 'none'}"
                    )
    if file.loan is not None:
        for name in file.loan.needs:
            if name not in file.condition:
                raise ValueError(f"loan.needs names {name!r}, which is no condition")
    return file
