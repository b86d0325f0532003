"""A stack that burns and stages, beside integration, mass ratios and SpaceNet's quick start."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet.stack import Action, Stage, Wanted, fly, impulse, mass_kg

G0 = 9.81
FEW = settings(max_examples=60, deadline=None)


def acts(*told: str) -> tuple[Action, ...]:
    """Actions told as "burn one" and "stage one"."""
    pairs = [each.split(" ", 1) for each in told]
    return tuple(Action(key=key, what="burn" if do == "burn" else "stage") for do, key in pairs)


@st.composite
def stages(draw: st.DrawFn, least: int = 1) -> list[Stage]:
    """Elements with engines, named by number."""
    mass = st.floats(min_value=1.0, max_value=1e6)
    return [
        Stage(
            key=f"{k}", dry_kg=draw(mass), propellant_kg=draw(mass),
            isp_s=draw(st.floats(min_value=150.0, max_value=4000.0)), load_kg=draw(mass),
        )
        for k in range(draw(st.integers(min_value=least, max_value=4)))
    ]  # fmt: skip


def test_first_stage_of_the_quick_start() -> None:
    stack = [
        Stage(key="first", dry_kg=105e3, propellant_kg=620e3, isp_s=267.0),
        Stage(key="upper", dry_kg=12e3, propellant_kg=125e3, isp_s=448.0),
        Stage(key="crewed", dry_kg=8e3 + 175.0, load_kg=400.0),
        Stage(key="service", dry_kg=3e3, propellant_kg=10e3, isp_s=328.0),
        Stage(key="abort", dry_kg=6e3),
    ]
    done = impulse(
        stack, Wanted(dv_m_s=9500.0, actions=acts("burn first", "stage first", "stage abort",
                                                  "burn upper", "stage upper")), g0=G0,
    )  # fmt: skip
    assert round(done.burns[0].dv_m_s, 2) == 3127.14
    assert done.complete
    assert [one.key for one in done.staged] == ["first", "abort", "upper"]
    assert mass_kg(done.left) == pytest.approx(21575.0, abs=1e-9)


@FEW
@given(stages(), st.floats(min_value=0.0, max_value=2e4))
def test_mass_is_kept(stack: list[Stage], dv_m_s: float) -> None:
    told = [part for one in stack for part in (f"burn {one.key}", f"stage {one.key}")][:-1]
    done = impulse(stack, Wanted(dv_m_s=dv_m_s, actions=acts(*told)))
    after = mass_kg(done.left) + mass_kg(done.staged) + done.burnt_kg
    assert after == pytest.approx(mass_kg(stack), rel=1e-13)
    given_m_s = math.fsum(burn.dv_m_s for burn in done.burns)
    assert given_m_s + done.short_m_s == pytest.approx(dv_m_s, rel=1e-12, abs=1e-12)
    assert all(one.propellant_kg >= 0.0 for one in (*done.left, *done.staged))


@FEW
@given(stages(), st.floats(min_value=0.0, max_value=5e3), st.floats(min_value=0.0, max_value=1.0))
def test_a_burn_in_two_is_the_same(stack: list[Stage], dv_m_s: float, share: float) -> None:
    burn = acts("burn 0")
    whole = impulse(stack, Wanted(dv_m_s=dv_m_s, actions=burn))
    two = fly(
        stack, [Wanted(dv_m_s=share * dv_m_s, actions=burn),
                Wanted(dv_m_s=dv_m_s - share * dv_m_s, actions=burn)],
    )  # fmt: skip
    left = [one.left[0].propellant_kg for one in (whole, two[-1])]
    assert left[0] == pytest.approx(left[1], abs=1e-9 * mass_kg(stack))
    short = math.fsum(one.short_m_s for one in two)
    assert short == pytest.approx(whole.short_m_s, abs=1e-8 * max(1.0, dv_m_s))


@FEW
@given(stages(least=2), st.floats(min_value=0.0, max_value=2e4), st.randoms())
def test_order_of_the_stack_makes_no_difference(
    stack: list[Stage], dv_m_s: float, shuffle: random.Random
) -> None:
    wanted = Wanted(dv_m_s=dv_m_s, actions=acts("burn 0", "stage 0", "burn 1"))
    mixed = list(stack)
    shuffle.shuffle(mixed)
    assert impulse(stack, wanted).burns == impulse(mixed, wanted).burns


@FEW
@given(stages())
def test_all_burnt_gives_the_product_of_mass_ratios(stack: list[Stage]) -> None:
    told = [part for one in stack for part in (f"burn {one.key}", f"stage {one.key}")][:-1]
    done = impulse(stack, Wanted(dv_m_s=1e7, actions=acts(*told)), g0=G0)
    mass, total = mass_kg(stack), 0.0
    for one in stack:
        total += one.isp_s * G0 * math.log(mass / (mass - one.propellant_kg))
        mass -= one.mass_kg
    assert math.fsum(burn.dv_m_s for burn in done.burns) == pytest.approx(total, rel=1e-9)
    assert done.short_m_s == pytest.approx(1e7 - total, rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(stages(), st.floats(min_value=1.0, max_value=3e3))
def test_as_integrated(stack: list[Stage], dv_m_s: float) -> None:
    done = impulse(stack, Wanted(dv_m_s=dv_m_s, actions=acts("burn 0")), g0=G0)
    exhaust, flow = stack[0].isp_s * G0, max(done.burnt_kg, 1e-9)
    flown = solve_ivp(
        lambda _, y: [-flow, exhaust * flow / y[0]], (0.0, 1.0), [mass_kg(stack), 0.0],
        rtol=1e-10, atol=1e-9,
    )  # fmt: skip
    assert flown.y[1][-1] == pytest.approx(done.burns[0].dv_m_s, rel=1e-6, abs=1e-6)


def test_what_just_suffices_is_complete() -> None:
    one = Stage(key="0", dry_kg=1e3, propellant_kg=1e3, isp_s=300.0)
    dv_m_s = 300.0 * G0 * math.log(2.0)
    for wanted in (dv_m_s, math.nextafter(dv_m_s, 1e9)):
        done = impulse([one], Wanted(dv_m_s=wanted, actions=acts("burn 0")), g0=G0)
        assert done.complete
        assert done.left[0].propellant_kg == pytest.approx(0.0, abs=1e-9)
    done = impulse([one], Wanted(dv_m_s=dv_m_s + 1e-3, actions=acts("burn 0")), g0=G0)
    assert done.short_m_s == pytest.approx(1e-3, rel=1e-6)


def test_identical_burns_in_a_row_take_what_is_left() -> None:
    stack = [Stage(key="0", dry_kg=1e3, propellant_kg=1e3, isp_s=300.0)]
    once = impulse(stack, Wanted(dv_m_s=500.0, actions=acts("burn 0")))
    twice = impulse(stack, Wanted(dv_m_s=500.0, actions=acts("burn 0", "burn 0")))
    assert twice.left == once.left
    assert twice.burns[1].dv_m_s == 0.0


@pytest.mark.parametrize(
    ("stack", "told", "dv_m_s", "says"),
    [
        ([Stage(key="0", dry_kg=1.0)], ("burn 0",), 1.0, "no engine"),
        ([Stage(key="0", dry_kg=1.0)], ("burn 1",), 1.0, "not in the stack"),
        ([Stage(key="0", dry_kg=1.0)], ("stage 0", "stage 0"), 1.0, "not in the stack"),
        ([Stage(key="0", dry_kg=1.0)] * 2, (), 1.0, "keys of their own"),
        ([Stage(key="0", dry_kg=1.0)], (), -1.0, "an impulse"),
        ([Stage(key="0", dry_kg=1.0)], (), math.nan, "an impulse"),
        ([Stage(key="0", dry_kg=0.0, isp_s=300.0)], ("burn 0",), 1.0, "mass of a stack"),
    ],
)
def test_faults_are_told(
    stack: list[Stage], told: tuple[str, ...], dv_m_s: float, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        impulse(stack, Wanted(dv_m_s=dv_m_s, actions=acts(*told)))


def test_faults_of_an_element_and_of_g0() -> None:
    with pytest.raises(InvalidInput, match="dry_kg of a"):
        Stage(key="a", dry_kg=math.inf)
    one = Stage(key="a", dry_kg=1.0)
    with pytest.raises(InvalidInput, match="propellant_kg"):
        replace(one, propellant_kg=-1.0)
    with pytest.raises(InvalidInput, match="g0"):
        impulse([one], Wanted(dv_m_s=1.0, actions=()), g0=0.0)
