"""The page of the dock."""

import json
from typing import Any

from windlass.report.dock_page import dock_page, finding_lines

FINDING: dict[str, Any] = {
    "account": "Tug 1", "book_g": 7_250, "reading_g": 12_500, "residual_g": 5_250, "sigma_g": 50.0,
    "z": 105.0, "confidence": 1.0, "counted": 3, "booked": 2,
    "patterns": [{"kind": "transposed code", "evidence": "C-1483 is here, booked as C-4183",
                  "explains_g": 5_250.0, "left_g": 0.0, "candidates": 4, "accident": 0.012,
                  "other": "Store"}],
}  # fmt: skip
BARE = FINDING | {"account": "Store <b>", "residual_g": -61_000, "patterns": [], "counted": None,
                  "confidence": 0.9977}  # fmt: skip
TOLD: dict[str, Any] = {
    "least": 0.95, "weighed": 3, "waiting": 1, "passages": ["gold, 1 kg, out through North"],
    "findings": [FINDING, BARE], "book": [], "readings": [],
    "balances": [{"account": "Tug 1", "kind": "vehicle", "grams": 7_250, "seats": 1,
                  "capacity_g": 2_000_000, "seats_all": 2}],
}  # fmt: skip


def test_the_page_says_what_differs_and_what_explains_it(read: Any) -> None:
    page = dock_page(TOLD)
    seen = read(page)
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    for words in (
        "2 of 3 accounts differ", "Tug 1 is +5.250 kg from the book: C-1483 is here",
        "something left without a record", "Passage without leave: gold", "3 of 2", "1.2 %",
        "2,000.000 kg", "Store <b>",
    ):  # fmt: skip
        assert words in seen.words, words
    data = json.loads(page.split('id="chart-data"')[1].split(">", 1)[1].split("</script", 1)[0])
    layout = data["chart-residuals"]["layout"]
    assert layout["xaxis"]["title"]["text"] == "Scale less book (kg)"
    assert layout["yaxis"]["title"]["text"]


def test_a_dock_where_all_is_well(read: Any) -> None:
    words = read(dock_page(TOLD | {"findings": [], "passages": []})).words
    assert "3 accounts weighed, none differs" in words
    assert "The scale says what the book says" in words


def test_lines_for_a_terminal() -> None:
    assert finding_lines(FINDING)[1:] == [
        "  3 pieces counted, 2 in the book",
        "  transposed code: C-1483 is here, booked as C-4183 (leaves +0.000 kg; by accident 1.2 %)",
    ]
    assert finding_lines(BARE)[1:] == ["  unexplained: something left without a record"]
