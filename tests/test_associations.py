"""The list of categories is read alike with patterns and without."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from genelint.vocabulary import Vocabulary, standard
from genelint_rules.associations import any_categories, ordinary_categories

OWN = Vocabulary([*standard().categories, "cell line", "cell line, tissue", "a  b", " c", "d ", "e\tf"], [])


@st.composite
def lists(draw: st.DrawFn) -> str:
    items = draw(st.lists(st.sampled_from([*OWN.categories, "tissues", ""]), max_size=6))
    text = draw(st.sampled_from([", ", ", ", ",", ",  ", " , ", ",\u00a0"])).join(items)
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(["", "", " ", ",", "x"])) + text[at:]


@given(lists(), st.sampled_from([standard(), OWN]))
@example("cell line, tissue, cell line", OWN)
def test_ordinary_lists(text: str, vocabulary: Vocabulary) -> None:
    found = ordinary_categories(text, vocabulary)

    assert not found or found == any_categories(text, vocabulary)


def test_known_names_are_ordinary() -> None:
    text = ", ".join(standard().categories)

    assert [item.name for item in ordinary_categories(text, standard())] == list(standard().categories)
    assert ordinary_categories(f"{text}, ", standard()) == ()
    assert ordinary_categories("", standard()) == ()
