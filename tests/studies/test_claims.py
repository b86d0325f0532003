"""Claims: verdicts, the input that decides, and the study run again with what would be true."""

import functools

import pytest

from tests.studies.conftest import scenario
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.studies import claims, study
from windlass.studies.bench import Bench, bench, work
from windlass.studies.claims import Verdict
from windlass.studies.decide import CLOSE
from windlass.studies.programme_parts import Claim
from windlass.studies.roles import ROLES
from windlass.studies.scenario import Scenario
from windlass.studies.study import StudyResult
from windlass.studies.variant import Variant


def claimed(figure: str, value: str, *sets: str) -> tuple[Scenario, Verdict]:
    """The verdict on one claim about the tug to the Moon, and its scenario."""
    ready, made = worked(*sets)
    one = Claim(text="made up", figure=figure, value=value, option="earth-moon")
    asked = scenario(*sets).model_copy(update={"claim": {"one": one}})
    (verdict,) = claims.judge(asked, made, ready.about.figures, study.again(asked, None, None))
    return asked, verdict


@functools.cache
def worked(*sets: str) -> tuple[Bench, list[Variant]]:
    """The tug to the Moon, worked out once for all claims about the same scenario."""
    ready = bench(scenario(*sets))
    return ready, list(work(ready, only=lambda goal: goal.key == "earth-moon.low-thrust"))


def put_back(verdict: Verdict, *sets: str) -> float:
    """The figure of a whole new study with the text that the verdict gives, as a user would."""
    asked = scenario(*sets, f'{verdict.setting}="{verdict.text}"')
    (one,) = work(bench(asked), only=lambda goal: goal.key == "earth-moon.low-thrust")
    return one.figures[str(verdict.claim.figure)].value


def test_a_claim_that_holds() -> None:
    _, verdict = claimed("flights.total", "1")
    assert verdict.status == "holds"
    assert verdict.ratio == pytest.approx(1.0)
    assert verdict.decision is None


def test_what_would_have_to_be_true_is_true_when_put_back() -> None:
    _, verdict = claimed("cost.total", "4.4 bn USD2024")
    assert verdict.status in ("does not hold", "within the range")
    assert verdict.decision is not None
    assert verdict.decision.meets
    assert verdict.reproduced == pytest.approx(4.4e9, rel=CLOSE)
    assert put_back(verdict) == pytest.approx(4.4e9, rel=CLOSE)


def test_another_input_decides_when_the_first_is_known() -> None:
    _, first = claimed("cost.total", "4.4 bn USD2024")
    assert first.decision is not None
    name = first.decision.leaf.name
    known = f'{first.setting}="{first.decision.leaf.value!r} {first.decision.leaf.unit}"'
    _, second = claimed("cost.total", "4.4 bn USD2024", known.replace(' "', '"'))
    assert second.decision is not None
    assert second.decision.leaf.name != name


def test_an_input_that_moves_the_trip_is_solved_by_running_the_study_again() -> None:
    _, verdict = claimed("propellant", "4.4 t", 'body.density="2.3 g/cm3"', "body.albedo=0.15")
    assert verdict.decision is not None
    assert verdict.reproduced == pytest.approx(4.4e3, rel=CLOSE)
    sets = ('body.density="2.3 g/cm3"', "body.albedo=0.15")
    assert put_back(verdict, *sets) == pytest.approx(4.4e3, rel=CLOSE)


def test_the_nearest_miss_stands_where_no_value_in_a_range_does() -> None:
    _, verdict = claimed("readiness.time", "<= 8 weeks")
    assert verdict.status == "does not hold"
    decision = verdict.decision
    assert decision is not None
    assert decision.leaf.name == "programme.development_time"
    assert not decision.meets
    assert decision.value == decision.leaf.low
    assert decision.leaf.trace.sources
    assert decision.beyond == pytest.approx(8 * 7 * 86_400.0, rel=CLOSE)


def test_what_does_not_pay_back_in_time_does_not_hold_and_says_what_would_make_it() -> None:
    _, verdict = claimed("payback", "30 yr", 'programme.sale_time="40 yr"')
    assert verdict.computed is None
    assert verdict.status == "does not hold", "30 years and more are past at the last sale"
    assert "does not pay back before its last sale, 61 years" in verdict.why
    assert verdict.setting is not None
    assert verdict.reproduced == pytest.approx(30.0 * YEAR_S, rel=CLOSE)


def test_a_payback_after_the_last_sale_is_not_known() -> None:
    _, verdict = claimed("payback", "90 yr")
    assert verdict.status == "not computed"
    assert "before its last sale" in verdict.why


def test_what_never_pays_back_names_the_input_that_brings_most_back() -> None:
    _, verdict = claimed("payback", "<= 30 yr", 'cost.development="400 bn USD2024"')
    assert verdict.computed is None
    assert verdict.status == "does not hold"
    assert "no single input" in verdict.why
    assert verdict.nearly
    decision = verdict.decision
    assert decision is not None
    assert not decision.meets
    assert 0.0 < decision.reached < 0.1, "share of what was spent"
    assert decision.value in (decision.leaf.low, decision.leaf.high)


@pytest.mark.parametrize(
    ("figure", "value", "message"),
    [
        ("cost.total", "3 km/s", "unit"),
        ("cost.totl", "3", "did you mean cost.total"),
        ("cost.total", "3", "unit"),
    ],
)
def test_claims_that_do_not_fit_are_told(figure: str, value: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        claimed(figure, value)


def test_money_of_another_year_is_the_same_claim() -> None:
    _, a = claimed("cost.total", "2.6 bn USD2012")
    _, b = claimed("cost.total", "3.55 bn USD2024")
    assert a.ratio == pytest.approx(b.ratio, rel=2e-3)


def test_every_figure_of_a_study_may_be_claimed(found: StudyResult) -> None:
    for option in found.data["options"]:
        for one in option["variants"]:
            assert set(one["figures"]) <= ROLES


@pytest.mark.parametrize("text", ["1 bn USD", "1,5 bn USD2024", "5 parsec", "5..3", "many"])
def test_values_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"claim\.x"):
        scenario(f'claim.x={{text="t", figure="cost.total", value="{text}"}}')


def test_thousands_may_be_set_apart() -> None:
    claim = Claim(text="t", figure="cost.total", value="1,500 t..2,500 t")
    assert claim.bounds() == (1.5e6, 2.5e6, "kg")
