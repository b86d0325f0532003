"""The page of a text."""

from typing import Any

import pytest

from windlass.report.document_page import document_page

OBJECTION = {
    "id": "ef" * 32, "author": "Xena", "at": "2032-05-01T12:05:00.000000Z", "line": 2,
    "quote": "eleven spacecraft", "text": "twelve are needed", "blocks": True, "ended": "",
    "ended_by": "", "why": "",
}  # fmt: skip
TOLD: dict[str, Any] = {
    "kind": "document", "type": "specification", "id": "ab" * 32, "text": "ab" * 32, "number": 1,
    "title": "Capture", "author": "Ada", "at": "2032-05-01T12:00:00.000000Z",
    "lines": ["Capture programme", "eleven spacecraft <b>"], "parents": [], "merge": None,
    "heads": ["ab" * 32], "versions": [{"id": "ab" * 32, "number": 1, "author": "Ada",
                                        "at": "2032-05-01T12:00:00.000000Z", "parents": []}],
    "state": "review", "signed_at": "", "policy": "specification", "fault": "",
    "needs": [{"role": "commander", "by": "Cole", "at": "2032-05-01T12:01:00.000000Z", "id": "c"},
              {"role": "executive-officer", "by": "", "at": "", "id": ""}],
    "objections": [OBJECTION], "missing": [], "followed": [], "stale": True,
    "passed": [{"id": "d", "author": "Pam", "at": "2032-05-01T12:02:00.000000Z", "what": "sign",
                "why": "Pam was not commander then"}],
    "held": [{"name": "file:spec.txt", "was": "0" * 64, "now": "1" * 64, "verdict": "changed"},
             {"name": "code", "was": "2" * 64, "now": "2" * 64, "verdict": "same"}],
}  # fmt: skip


def test_the_page_says_where_it_stands(read: Any) -> None:
    seen = read(document_page(TOLD))
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    for words in (
        "In review, stale", "It still needs: executive-officer.", "1 objection in the way, by Xena",
        "No longer what they were when it was written: file spec.txt.", "eleven spacecraft <b>",
        "Xena: twelve are needed (objection, open)", "Pam was not commander then", "shown here",
    ):  # fmt: skip
        assert words in seen.words, words


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": "signed", "stale": False, "held": [], "objections": []}, "Nobody has objected"),
        ({"state": "refused"}, "Refused"),
        ({"fault": "treaty lists no partners"}, "cannot be judged: treaty lists no partners"),
        ({"policy": "", "needs": []}, "No policy says who signs"),
        ({"missing": ["no impact is attached"]}, "No impact is attached."),
        ({"followed": ["cd" * 32]}, "Another version follows it: cdcdcdcdcdcd."),
        ({"heads": ["ab" * 32, "cd" * 32]}, "The text has parted"),
        ({"objections": [{**OBJECTION, "line": None}]}, "a line that was changed: eleven"),
        ({"objections": [{**OBJECTION, "line": 0, "ended": "overrule", "ended_by": "Cole",
                          "why": "counted"}]}, "overruled by Cole: counted"),
        ({"merge": {"base": "aa", "ours": "bb", "theirs": "cc", "conflicts": [
            {"where": "line 2", "base": ["x"], "ours": ["y"], "theirs": None, "taken": "ours"}]}},
         "nothing there"),
    ],
)  # fmt: skip
def test_every_state_has_its_words(change: dict[str, Any], told: str, read: Any) -> None:
    assert told in read(document_page(TOLD | change)).words
