"""Claims: verdicts, the input that decides, and the study run again with what would be true."""

import pytest

from tests.studies.conftest import scenario
from windlass.base.errors import InvalidInput
from windlass.studies import claims, study
from windlass.studies.bench import bench, work
from windlass.studies.claims import Verdict
from windlass.studies.decide import CLOSE
from windlass.studies.programme_parts import Claim
from windlass.studies.roles import ROLES
from windlass.studies.scenario import Scenario
from windlass.studies.study import StudyResult


def claimed(figure: str, value: str, *sets: str) -> tuple[Scenario, Verdict]:
    """The verdict on one claim about the tug to the Moon, and its scenario."""
    asked = scenario(*sets)
    one = Claim(text="made up", figure=figure, value=value, option="earth-moon")
    asked = asked.model_copy(update={"claim": {"one": one}})
    ready = bench(asked)
    made = work(ready, only=lambda goal: goal.key == "earth-moon.low-thrust")
    (verdict,) = claims.judge(asked, made, ready.about.figures, study.again(asked, None, None))
    return asked, verdict


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


def test_what_never_pays_back_says_so_and_what_would_make_it() -> None:
    _, verdict = claimed("payback", "30 yr", 'programme.sale_time="40 yr"')
    assert verdict.computed is None or verdict.computed > 0
    if verdict.computed is None:
        assert "never" in verdict.why


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
