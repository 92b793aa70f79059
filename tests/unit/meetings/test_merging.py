"""Two people minute in the same text, and nothing that either wrote is lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_service.meetings.merging import Clash, merge

WORDS = st.lists(
    st.sampled_from(["mor", "far", "skole", "sover", "fire", "nætter", ".", ",", "\n"]), max_size=14
)


def words(text: str) -> Counter[str]:
    return Counter(text.replace(".", " . ").replace(",", " , ").split())


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("Mor er træt. Sover godt.", "Mor er glad. Sover bedre.", None),
        ("Tre dage. Mor er træt.", "Tre dage. Far ringer.", "Tre dage. Far ringer. Mor er træt."),
        ("Fire dage.", "Tre dage. Mor er glad.", "Fire dage. Mor er glad."),
        ("", "Tre dage.", ""),
    ],
)
def test_what_one_of_them_changed_stands_in_the_text_of_both(
    mine: str, theirs: str, both: str | None
) -> None:
    found = merge("Tre dage.", mine, theirs)
    assert both is None or found.text == both
    assert merge("Tre dage.", mine, "Tre dage.").text == mine


def test_the_same_words_changed_by_both_stand_side_by_side_and_are_told() -> None:
    found = merge("Sover tre nætter.", "Sover fem nætter.", "Sover fire nætter.")
    assert found.text == "Sover fire / fem nætter."
    assert found.clashes == (Clash("fem", "fire"),)


def test_words_one_changed_outlive_the_others_deletion() -> None:
    found = merge("Mor er træt. Far ringer.", "Mor er træt.", "Mor er træt. Far ringer mandag.")
    assert "Far ringer mandag" in found.text and found.clashes


@given(WORDS, WORDS, WORDS)
def test_no_word_that_either_added_is_lost(base: list[str], mine: list[str], theirs: list[str]) -> None:
    texts = [" ".join(one) for one in (base, mine, theirs)]
    kept = words(merge(*texts).text)
    for written in texts[1:]:
        added = words(written) - words(texts[0])
        assert not added - kept


@given(WORDS, WORDS)
def test_one_writer_alone_gets_the_text_as_written(base: list[str], mine: list[str]) -> None:
    before, after = " ".join(base), " ".join(mine)
    assert merge(before, after, before).text == after == merge(before, before, after).text
    assert merge(before, after, after).text == after
