"""The page of a release, and of what a reader sees before one is made."""

import json
from typing import Any

from tests.studies.test_release import KNOWN, made, world
from windlass.base import ledger
from windlass.base.figure import derive, leaf
from windlass.report.release_page import release_page
from windlass.studies.release import preview


def test_a_bundle_s_page_shows_all_that_it_holds_and_no_more(read: Any) -> None:
    bundle = made(world(3000.0, [(0, 1), (4, 2)], 8), KNOWN, "South")
    page = release_page(bundle)
    seen = read(page)
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    for one in bundle["items"]:
        assert one["item"]["name"] in seen.words
    assert "tug.isp" not in page
    for words in ("What South sees", "signed by Rhea", bundle["root"], bundle["public"],
                  "windlass release --check FILE.json"):  # fmt: skip
        assert words in seen.words, words


def test_dates_money_and_flags_are_told_as_such(read: Any) -> None:
    date = leaf("start", 852033600.0, "epoch", status="chosen")
    cost = leaf("cost", 2.0e9, "USD2024", low=1.0e9, high=3.0e9, status="assumed")
    total = derive("all", "USD2024", lambda cost: 2 * cost, {"cost": cost}, model="twice",
                   flags=("beyond 2020",))  # fmt: skip
    figures = {one.name: one for one in (date, cost, total)}
    again = ledger.read(json.loads(json.dumps(ledger.write(figures))))
    seen = read(release_page(preview(again, "public")))
    for words in ("What the public sees", "2027-01-01", "4 bn USD2024", "beyond 2020",
                  "a preview that nobody signed"):  # fmt: skip
        assert words in seen.words, words


def test_nothing_seen_is_said_so(read: Any) -> None:
    seen = read(release_page(preview({}, "South")))
    assert "No computed figure may be seen." in seen.words
    assert "Nothing may be seen." in seen.words
