"""The pyparsing grammar of a line: the authority on what a line is, and what is wrong with it.

The grammar is an ordered choice: first the good forms of `grammar`, tolerant of blanks around the bars, then for each
of them the ways in which it is commonly broken. Importing this module imports pyparsing, so it is imported only where
a line was refused by `grammar.accept_line`. All offsets are 0-based in the line.
"""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false, reportUnknownArgumentType=false
# pyparsing leaves the types of its tokens open.

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyparsing as pp

from genelint import grammar
from genelint.grammar import LABELS, SLOT_FORMS, Cells, Defect, Explained, Kind, Line, Slot
from genelint.wording import quote

_BLANKS = grammar.BLANKS


def explain_line(line: str) -> Explained | Cells:
    """What a line is. A line without a bar that is none of the layout is a single cell."""
    explained = _read(line)
    start = len(line) - len(line.lstrip(_BLANKS))
    if isinstance(explained, Cells) and line[start : start + 1] == "|" and len(explained.cells) > 2:
        return _led_by_bar(line, start) or explained
    return explained


def _read(line: str) -> Explained | Cells:
    # pyparsing types its tokens as unknown; the forms' actions give these two. Every form goes to the line's end, so
    # that `parse_all` is not needed, which makes a grammar anew at each call.
    tokens: Any = _LINE.parse_string(line)
    explained: Explained | Cells = tokens[0]
    return explained


def explain_sentence(line: str) -> Line | Defect:
    """The association sentence's pieces, or where it first differs from its form (to the line's end)."""
    try:
        result: Any = _SENTENCE.parse_string(line, parse_all=True)
    except pp.ParseBaseException as error:
        start = error.loc + len(line[error.loc :]) - len(line[error.loc :].lstrip(_BLANKS))
        found = line[start:].partition(" ")[0]
        name = str(error.parser_element)
        expected = "the end of the line" if name.startswith(("Re:", "{")) else name
        return Defect("malformed-sentence", start, max(start, len(line.rstrip(_BLANKS))), found, expected)
    return Line(Kind.SENTENCE, Slot.SENTENCE, tuple(result))


# Building blocks. Nothing skips blanks by itself: every place where they may stand is written.


def _token(pattern: str) -> pp.ParserElement:
    return pp.Regex(pattern, flags=re.DOTALL).leave_whitespace()


def _piece(pattern: str) -> pp.ParserElement:
    """A token that gives (text, offset)."""
    return _token(pattern).add_parse_action(lambda _, at, tokens: [(tokens[0], at)])


_B = rf"[{_BLANKS}]*"
_bar = _token(rf"{_B}\|{_B}").suppress()
_last_bar = _token(rf"{_B}\|{_B}\Z").suppress()
_end = _token(rf"{_B}\Z").suppress()
_value = _piece(grammar.VALUE)
_prose = _piece(rf"(?!.*\|{_B}(?:{'|'.join(LABELS)}){_B}\|)[^|{_BLANKS}](?:.*[^|{_BLANKS}])?(?={_B}\|{_B}\Z)")
_start = _token(_B).suppress()


def _label(*kinds: Kind) -> pp.ParserElement:
    labels = "|".join(re.escape(label) for label, (_, kind) in LABELS.items() if kind in kinds)
    return _piece(rf"(?:{labels})(?=[|{_BLANKS}]|\Z)")


def _form(element: pp.ParserElement, make: Callable[[str, list[tuple[str, int]]], Explained]) -> pp.ParserElement:
    return element.copy().add_parse_action(lambda line, _, tokens: [make(line, list(tokens))])


def _labelled(*forms: pp.ParserElement) -> pp.ParserElement:
    """The first of some forms, of which none is tried on a line without a label."""
    return _token(rf"(?={'|'.join(LABELS)})").suppress() + pp.MatchFirst(forms)


def _missing_bar(line: str, label: str, at: int | None = None, repair: str = " |") -> Defect:
    """A bar that is missing at the end of a line, or at an offset."""
    place = len(line.rstrip(_BLANKS)) if at is None else at
    what = "closing bar" if at is None else "bar after its label"
    return Defect("missing-bar", place, place, f"{quote(label)} has no {what}", f'"{repair.strip()}" here', repair)


def _known(label: str) -> tuple[Slot, Kind]:
    return LABELS[label]


def _led_by_bar(line: str, bar: int) -> Explained | None:
    """A good line with a bar before it, as tables are often written."""
    inner = _read(f"{line[:bar]} {line[bar + 1 :]}")
    if not isinstance(inner, Explained) or inner.defects or inner.line.slot is None:
        return None
    start, end = _extent(line)
    return Explained(
        inner.line, (Defect("unexpected-line", start, end, quote(line[start:end]), f'"{SLOT_FORMS[inner.line.slot]}"'),)
    )


def _field(line: str, tokens: list[tuple[str, int]]) -> Explained:
    (label, _), *value = tokens
    pieces = tuple(value) or ((("", line.index("|") + 1)),)
    return Explained(Line(Kind.FIELD, _known(label)[0], pieces))


def _unclosed_field(line: str, tokens: list[tuple[str, int]]) -> Explained:
    (label, _), *value = tokens
    return Explained(Line(Kind.FIELD, _known(label)[0], tuple(value)), (_missing_bar(line, label),))


def _unopened_field(line: str, tokens: list[tuple[str, int]]) -> Explained:
    (label, at), *value = tokens
    end = at + len(label)
    return Explained(Line(Kind.FIELD, _known(label)[0], tuple(value)), (_missing_bar(line, label, end),))


def _barless_field(line: str, tokens: list[tuple[str, int]]) -> Explained:
    (label, at), *value = tokens
    end = at + len(label)
    return Explained(
        Line(Kind.FIELD, _known(label)[0], tuple(value)), (_missing_bar(line, label, end)._replace(repair=None),)
    )


def _plain(_line: str, tokens: list[tuple[str, int]]) -> Explained:
    slot, kind = _known(tokens[0][0])
    return Explained(Line(kind, slot))


def _unbarred(line: str, tokens: list[tuple[str, int]]) -> Explained:
    label = tokens[0][0]
    slot, kind = _known(label)
    missing = " | |" if kind is Kind.EMPTY_FIELD and "|" not in line else " |"
    pieces = (("", len(line)),) if kind is Kind.FIELD else ()
    return Explained(Line(kind, slot, pieces), (_missing_bar(line, label, repair=missing),))


def _filled(_line: str, tokens: list[tuple[str, int]]) -> Explained:
    (label, _), (value, at) = tokens[0], tokens[-1]
    slot, kind = _known(label)
    empty = "an empty cell" if kind is Kind.EMPTY_FIELD else "nothing after the bar"
    defect = Defect("filled-placeholder", at, at + len(value), quote(value), empty)
    return Explained(Line(kind, slot), (defect,))


def _picture(line: str, tokens: list[tuple[str, int]]) -> Explained:
    text, at = tokens[0]
    defects: list[Defect] = []
    if text != "![]()":
        defects.append(Defect("filled-placeholder", at, at + len(text), quote(text), '"![]()"'))
    elif "|" not in line:
        defects.append(_missing_bar(line, "![]()"))
    return Explained(Line(Kind.PICTURE, None), tuple(defects))


def _broken_picture(line: str, _tokens: list[tuple[str, int]]) -> Explained:
    start, end = _extent(line)
    defect = Defect("unexpected-line", start, end, quote(line[start:end]), f'"{grammar.PICTURE_LINE}"')
    return Explained(Line(Kind.PICTURE, None), (defect,))


def _fixed(slot: Slot, wanted: str, kind: str) -> Callable[[str, list[tuple[str, int]]], Explained]:
    def make(line: str, _tokens: list[tuple[str, int]]) -> Explained:
        defects: tuple[Defect, ...] = ()
        if _squeezed(line) != _squeezed(wanted):
            start, end = _extent(line)
            defects = (Defect(kind, start, end, quote(line.strip()), f'"{wanted}"', wanted),)
        return Explained(Line(Kind.FIXED, slot), defects)

    return make


def _tree(_line: str, _tokens: list[tuple[str, int]]) -> Explained:
    return Explained(Line(Kind.TREE, None))


def _sentence(line: str, _tokens: list[tuple[str, int]]) -> Explained:
    result = explain_sentence(line)
    if isinstance(result, Defect):
        return Explained(Line(Kind.SENTENCE, Slot.SENTENCE), (result,))
    return Explained(result)


def _click(line: str, _tokens: list[tuple[str, int]]) -> Explained:
    match = _CLICK.fullmatch(line)
    if match:
        return Explained(Line(Kind.CLICK, Slot.CLICK, ((match[1], match.start(1)),)))
    start, end = _extent(line)
    wanted = "SYMBOL".join(grammar.CLICK_WORDS)
    return Explained(
        Line(Kind.CLICK, Slot.CLICK), (Defect("unexpected-line", start, end, quote(line.strip()), f'"{wanted}"'),)
    )


def _row(_line: str, tokens: list[tuple[str, int]]) -> Explained:
    return Explained(Line(Kind.ROW, Slot.ROW, tuple(tokens[:2])))


def _filled_row(_line: str, tokens: list[tuple[str, int]]) -> Explained:
    text, at = tokens[2]
    defect = Defect("filled-placeholder", at, at + len(text), quote(text), "an empty last cell")
    return Explained(Line(Kind.ROW, Slot.ROW, tuple(tokens[:2])), (defect,))


def _unclosed_row(line: str, tokens: list[tuple[str, int]]) -> Explained:
    missing = " |" * (3 - line.count("|"))
    defect = _missing_bar(line, tokens[0][0], repair=missing)
    return Explained(Line(Kind.ROW, Slot.ROW, tuple(tokens[:2])), (defect,))


def _cells(_line: str, tokens: list[tuple[str, int]]) -> Cells:
    return Cells(tuple((text.strip(), at + len(text) - len(text.lstrip())) for text, at in tokens))


def _extent(line: str) -> tuple[int, int]:
    return len(line) - len(line.lstrip(_BLANKS)), len(line.rstrip(_BLANKS))


def _squeezed(line: str) -> str:
    """A line with its blanks as they should be: what is left to compare is its words and bars."""
    return " ".join(re.sub(r"\|", " | ", line).translate(dict.fromkeys(map(ord, _BLANKS), " ")).split())


_CLICK = re.compile(
    _B
    + _B.replace("*", "+").join(map(re.escape, grammar.CLICK_WORDS[0].split()))
    + rf"[{_BLANKS}]+({grammar.SYMBOL})[{_BLANKS}]+"
    + _B.replace("*", "+").join(map(re.escape, grammar.CLICK_WORDS[1].split()))
    + _B
)

_description_label = _piece(rf"Description(?={_B}\|)")
_any_label = _label(Kind.FIELD, Kind.EMPTY_FIELD, Kind.HEADING)
_field_label = _label(Kind.FIELD)
_empty_label = _label(Kind.EMPTY_FIELD)
_heading_label = _label(Kind.HEADING)
_picture_cell = _piece(r"!\[[^\]|]*\]\([^)|]*\)")
_dataset_name = _piece(rf"(?!(?:{'|'.join(map(re.escape, sorted(grammar.NOT_A_DATASET)))}){_B}\|){grammar.VALUE}")
_dataset_text = _piece(rf"{grammar.VALUE}(?<=dataset\.)")

_LINE = _start + pp.MatchFirst(
    [
        _form(_token(rf"(?=\{{(?!0\}})(?:.*[\"']|{_B}\}}?{_B}\Z)).*").suppress(), _tree),
        # Good forms.
        _labelled(
            _form(_field_label + _bar + _value + _last_bar, _field),
            _form(_empty_label + _bar + _last_bar, _plain),
            _form(_heading_label + _last_bar, _plain),
        ),
        _form(_picture_cell + pp.Opt(_bar) + _end, _picture),
        _form(_last_bar, lambda *_: Explained(Line(Kind.CLOSING, None))),
        _form(
            _token(r"(?=Dataset[ \t]*\|)(?!.*dataset\.).*").suppress(),
            _fixed(Slot.HEADER, grammar.HEADER_LINE, "malformed-header"),
        ),
        _form(
            _token(rf"(?=.*\|)(?=.*[{grammar.RULING}].*[{grammar.RULING}])[{grammar.RULING}|{_BLANKS}]+\Z").suppress(),
            _fixed(Slot.SEPARATOR, grammar.SEPARATOR_LINE, "malformed-header"),
        ),
        _form(_dataset_name + _bar + _value + _bar + _last_bar, _row),
        # Fields that are broken.
        _labelled(
            _form(_field_label + _bar + _last_bar, _field),
            _form(_description_label + _bar + _prose + _last_bar, _field),
            _form(_field_label + _bar + _value + _end, _unclosed_field),
            _form(_field_label + _token(rf"[{_BLANKS}]+").suppress() + _value + _last_bar, _unopened_field),
            _form(_any_label + pp.Opt(_bar) + _end, _unbarred),
            _form((_empty_label | _heading_label) + _bar + _value + pp.Opt(_last_bar) + _end, _filled),
        ),
        # Sentences, by a few of their words.
        _form(
            _token(r"(?=.*(?:functional associations|biological entities|extracted from [0-9])).*").suppress(),
            _sentence,
        ),
        _form(_token(r"(?=Click |.*buttons to view associations).*").suppress(), _click),
        _form(
            _token(r"(?=If available|.*ranked by standardi).*").suppress(),
            _fixed(Slot.RANKED, grammar.RANKED_LINE, "unexpected-line"),
        ),
        # Lines of which little is left.
        _form(_token(r"(?=[^|]*\"(?:type|children)\"[ ]*:).*").suppress(), _tree),
        _labelled(_form(_field_label + _token(rf"[{_BLANKS}]+").suppress() + _value + _end, _barless_field)),
        _form(_token(r"(?=!|\[\]|\(\)).*").suppress(), _broken_picture),
        # Rows that are broken.
        _form(_dataset_name + _bar + _dataset_text + _bar + _value + _last_bar, _filled_row),
        _form(_dataset_name + _bar + _dataset_text + pp.Opt(_bar) + _end, _unclosed_row),
        # Anything else.
        (_piece(r"[^|]*") + pp.ZeroOrMore(_token(r"\|").suppress() + _piece(r"[^|]*"))).add_parse_action(
            lambda line, _, tokens: [_cells(line, list(tokens))]
        ),
    ]
)
_LINE.parse_with_tabs()


def _words(words: str) -> list[pp.ParserElement]:
    return [_spaced(rf"{re.escape(word)}(?=[{_BLANKS}(]|\Z)", quote(word)) for word in words.split()]


def _spaced(pattern: str, name: str) -> pp.ParserElement:
    return pp.Regex(pattern).set_whitespace_chars(_BLANKS).set_name(name)


def _spaced_piece(pattern: str, name: str) -> pp.ParserElement:
    return _spaced(pattern, name).add_parse_action(lambda _, at, tokens: [(tokens[0], at)])


def _sentence_grammar() -> pp.ParserElement:
    number = rf"{grammar.NUMBER}(?=[{_BLANKS}]|\Z)"
    has, functional, categories, extracted, datasets = grammar.SENTENCE_WORDS
    elements = [
        _spaced_piece(grammar.SYMBOL, "the gene's symbol"),
        *(word.suppress() for word in _words(has)),
        _spaced_piece(number, "the number of associations"),
        *(word.suppress() for word in _words(functional)),
        _spaced_piece(number, "the number of categories"),
        *(word.suppress() for word in _words(categories.strip(" ("))),
        _spaced(r"\(", quote("(")).suppress(),
        _piece(grammar.CATEGORIES).set_name("the categories in parentheses"),
        _spaced(r"\)", quote(")")).suppress(),
        *(word.suppress() for word in _words(extracted.strip(") "))),
        _spaced_piece(number, "the number of datasets"),
        *(word.suppress() for word in _words(datasets)),
    ]
    return (pp.And(elements) + _end).parse_with_tabs()


_SENTENCE = _sentence_grammar()
