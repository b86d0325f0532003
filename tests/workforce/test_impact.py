"""The impact: that of one schedule, one before it and one month, and of no person."""

import json

from tests.workforce.test_pay import BASE, base_hours, schedule
from windlass.records.canon import canonical
from windlass.workforce.compare import compare
from windlass.workforce.groups import partition
from windlass.workforce.impact import impact
from windlass.workforce.totals import totals

HASHES = {"of": "a" * 64, "against": "b" * 64, "hours": "c" * 64}


def test_it_names_what_it_is_of_and_tells_of_no_one() -> None:
    hours = base_hours()
    old = schedule(BASE)
    new = schedule(BASE | {"base": {"kind": "base", "amount": "29"}})
    changes = compare(old, new, hours)
    cells, _ = totals(old, new, hours, partition(hours.groups()))
    found = impact(new, changes, cells, hashes=HASHES)
    assert {name: found[name] for name in HASHES} == HASHES
    assert (found["persons"], found["told"]) == (17, 15)
    assert (found["losers"], found["gainers"]) == (15, 0)
    assert found["gain"] == str(sum(one.gain for one in cells if one.gain is not None))
    assert found["by_clause"] == {"base": found["gain"]}
    text = json.dumps(found)
    assert not any(f'"{one.person}"' in text for one in changes)
    canonical(found)


def test_what_would_tell_of_a_few_is_left_out() -> None:
    hours = base_hours(danger=3)
    old = schedule(BASE)
    new = schedule(BASE | {"danger": BASE["danger"] | {"amount": "1"}})
    changes = compare(old, new, hours)
    cells, _ = totals(old, new, hours, partition(hours.groups()))
    found = impact(new, changes, cells, hashes=HASHES)
    assert (found["told"], found["gain"], found["losers"]) == (15, "0.00", 0)
    assert found["by_clause"] == {}
    assert any("danger" in one["left_out"] for one in found["cells"])
