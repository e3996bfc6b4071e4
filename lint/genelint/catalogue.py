"""What `genelint rules`, `genelint explain` and the pages of the documentation say of rules.

All of it comes from the rules themselves: their metadata, docstrings and examples. A `Page` holds it, and is written as
text or as Markdown. Examples are shown as the rule reports them, by running it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any

from genelint import __version__
from genelint.engine import INTERNAL_ERROR, excerpt_at
from genelint.fixes import apply_edits
from genelint.model import Diagnostic, Safety, Severity, Source, Span
from genelint.registry import BUILT_IN, BUILT_IN_FAMILIES, Plugin
from genelint.render import RuleHelp, paint
from genelint.render.full import block, cited
from genelint.rule import HEADINGS, Bad, CorpusRule, Good, Rule, SuppressionRule
from genelint.sidecar import SUFFIX
from genelint.testing import NEIGHBOURS, RECORD, diagnose, documentation, placed
from genelint.values import NamedTuple
from genelint.wording import listed, visible

TABLE_HEADS = ("code", "name", "severity", "fix", "summary")
PAGES = "docs/rules"
"""Where the pages of the built-in rules lie in genelint's repository."""

_INTRODUCTION = """\
Every rule has a code and a name; either selects it. `genelint explain` shows these pages at the command line.

In the examples, `^` stands under what a rule reports, and `~` under what a fix has written or what a good example is
about. Long lines are cut. A safe fix leaves what the record says as it is, an unsafe one changes a value, and a
suggestion is only shown."""

_BOLD = "1"
_MARKED = "1;32"
_MOST_LINES = 6
_CLOSE = 40
"""So many columns between two edits show them as one place."""

_WIDTH = 100
"""Columns of a page and, at most, of prose on a terminal."""


class Block(NamedTuple):
    """A paragraph, or lines that stand as they are; a blank line divides paragraphs of one block."""

    text: str
    verbatim: bool = False


class Page(NamedTuple):
    """What is known of a rule; `sections` are blocks by heading."""

    code: str
    name: str
    summary: str
    facts: tuple[str, ...]
    sections: Mapping[str, tuple[Block, ...]]


def list_rules(plugins: Sequence[Plugin], *, color: bool, width: int) -> str:
    """A table of all rules, in the order of their codes; in colour, cut to a terminal of so many columns."""
    rows = [TABLE_HEADS, *(_row(plugin, rule) for plugin, rule in _sorted(plugins))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows]
    if color:
        lines = [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines]
        lines[0] = paint(lines[0], _BOLD, color=True)
    return "".join(f"{line}\n" for line in lines)


def describe_rules(plugins: Sequence[Plugin], configured: Mapping[str, Severity]) -> dict[str, Any]:
    """What `rules.schema.json` says, for programs; `configured` are the severities of the selected rules by code."""
    return {
        "version": __version__,
        "rules": [_described(plugin, rule, configured.get(rule.meta.code)) for plugin, rule in _sorted(plugins)],
    }


def explain(plugin: Plugin, rule: Rule, *, color: bool, width: int) -> str:
    """All that is known of a rule, as text for a terminal of so many columns."""
    page = page_of(plugin, rule, color=color, width=width)
    broad = min(width, _WIDTH)
    parts = [
        f"{_heading(f'{page.code} {page.name}', '=', color=color)}{fill(page.summary, broad)}\n",
        f"{' · '.join(page.facts)}\n",
    ]
    for heading, blocks in page.sections.items():
        texts = [
            part.text if part.verbatim else "\n\n".join(fill(line, broad) for line in part.text.split("\n\n"))
            for part in blocks
        ]
        parts.append(_heading(heading, "-", color=color) + "\n\n".join(texts) + "\n")
    return "\n".join(parts)


def pages(plugin: Plugin) -> dict[str, str]:
    """The pages of a plugin's rules and their index, as Markdown by the names of their files."""
    written = {
        f"{rule.meta.code}.md": _markdown(page_of(plugin, rule, color=False, width=_WIDTH))
        for _, rule in _sorted([plugin])
    }
    return {"README.md": _index(plugin)} | written


def help_of(plugins: Sequence[Plugin], code: str) -> RuleHelp | None:
    """What is known of a rule, for reports; None where no plugin has it."""
    for plugin, rule in _sorted(plugins):
        if rule.meta.code == code:
            name, severity, summary = rule.meta.name, rule.meta.severity, rule.meta.summary
            text = explain(plugin, rule, color=False, width=_WIDTH)
            page = page_of(plugin, rule, color=False, width=_WIDTH)
            return RuleHelp(name, severity, summary, text, _markdown(page))
    return None


def fixes(plugin: Plugin, rule: Rule) -> tuple[Safety, ...]:
    """How safe the fixes of a rule are, from safe to suggestion: what its examples give."""
    found = {
        diagnostic.fix.safety
        for example in rule.meta.bad
        if example.fixed is not None
        for diagnostic in _findings(plugin, rule, example)
        if diagnostic.fix is not None
    }
    return tuple(safety for safety in Safety if safety in found)


def _sorted(plugins: Sequence[Plugin]) -> list[tuple[Plugin, Rule]]:
    rules = [(plugin, rule) for plugin in plugins for rule in plugin.rules]
    return sorted(rules, key=lambda pair: pair[1].meta.code)


def _row(plugin: Plugin, rule: Rule) -> tuple[str, ...]:
    meta = rule.meta
    return meta.code, meta.name, meta.severity.label, _fix(plugin, rule), meta.summary


def _fix(plugin: Plugin, rule: Rule) -> str:
    return ", ".join(safety.value for safety in fixes(plugin, rule))


def _described(plugin: Plugin, rule: Rule, configured: Severity | None) -> dict[str, Any]:
    meta = rule.meta
    sections = _documentation(rule)
    return {
        "code": meta.code,
        "name": meta.name,
        "summary": meta.summary,
        "severity": meta.severity.label,
        "configured": configured.label if configured is not None else None,
        "fixes": [safety.value for safety in fixes(plugin, rule)],
        "since": meta.since,
        "plugin": plugin.name,
        "page": f"{PAGES}/{meta.code}.md" if plugin.name == BUILT_IN else None,
        "documentation": {heading.lower().replace(" ", "_"): sections.get(heading, "") for heading in HEADINGS},
    }


def _documentation(rule: Rule) -> dict[str, str]:
    """The sections of the rule's docstring by heading; each paragraph is one line."""
    return {
        heading: "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
        for heading, text in documentation(rule).items()
        if heading
    }


def page_of(plugin: Plugin, rule: Rule, *, color: bool, width: int) -> Page:
    """All that is known of a rule; `width` is that of its examples, in columns."""
    meta = rule.meta
    facts = [meta.severity.label, f"{_fix(plugin, rule) or 'no'} fix", f"since {meta.since}"]
    if plugin.name != BUILT_IN:
        facts.append(f"from {visible(plugin.name)}")
    sections: dict[str, tuple[Block, ...]] = {heading: (Block(text),) for heading, text in _documentation(rule).items()}
    for heading, examples in (("Bad", meta.bad), ("Good", meta.good)):
        if examples:
            sections[heading] = tuple(
                part for example in examples for part in _example(plugin, rule, example, color=color, width=width)
            )
    return Page(meta.code, meta.name, meta.summary, tuple(facts), sections)


def _example(plugin: Plugin, rule: Rule, example: Bad | Good, *, color: bool, width: int) -> Iterator[Block]:
    """An example as its reader sees it in a record; what an author got wrong in it, where it cannot be shown."""
    try:
        text, sidecar, suppressions, _ = placed(rule, example)
        is_whole = isinstance(rule, SuppressionRule)  # suppressions are short
        text = suppressions or "" if is_whole else text
        blocks = [*_surroundings(rule, example, sidecar)]
        if isinstance(example, Bad):
            found = _findings(plugin, rule, example)
            blocks += _reported(found, text, is_whole=is_whole, color=color, width=width)
        else:
            start = RECORD.index(example.old)
            span = Span(0, len(text)) if is_whole else Span(start, start + len(example.new))
            lines = _cited(Source(example.path, text), [span], color=color, width=width)
            blocks += [Block(f"{example.why[:1].upper()}{example.why[1:]}:")] if example.why else []
            blocks.append(Block(lines, verbatim=True))
    except (AssertionError, ValueError) as error:
        blocks = [Block(f"An example cannot be shown: {visible(str(error))}")]
    yield from blocks


def _surroundings(rule: Rule, example: Bad | Good, sidecar: str | None) -> Iterator[Block]:
    """What an example has beside its record."""
    if isinstance(rule, CorpusRule):
        yield Block(f"Beside the records {listed(NEIGHBOURS)}:")
    if sidecar is not None:
        yield Block(f"With {example.path.removesuffix('.txt')}{SUFFIX}:")
        yield _whole(Source("", sidecar), color=False, width=_WIDTH)


def _reported(found: list[Diagnostic], text: str, *, is_whole: bool, color: bool, width: int) -> Iterator[Block]:
    """What the rule reports, and what its fixes make of the text; all of a text, before and after, where `is_whole`."""
    if is_whole and found:
        yield Block(f"With {found[0].path}:")
        yield _whole(Source("", text), color=color, width=width)
    for diagnostic in found:
        yield Block("\n".join(block(diagnostic, color=color, width=width)), verbatim=True)
    fixing = [one.fix for one in found if one.fix is not None]
    edits = sorted({(edit.span, edit.text) for fix in fixing for edit in fix.edits})
    if edits:
        fixed = Source("", apply_edits(text, edits))
        after = f"After the {'fix' if len(fixing) == 1 else 'fixes'}"
        if not fixed.text:
            yield Block(f"{after} nothing is left.")
            return
        yield Block(f"{after}:")
        if is_whole:
            yield _whole(fixed, color=color, width=width)
        else:
            yield Block(_cited(fixed, _rewritten(edits), color=color, width=width), verbatim=True)


def _rewritten(edits: Sequence[tuple[Span, str]]) -> list[Span]:
    """Where the texts of ascending edits stand once they are applied; what lies close together is one."""
    spans: list[Span] = []
    shift = 0
    for span, text in edits:
        start = span.start + shift
        end = start + len(text)
        shift = end - span.end
        if spans and start - spans[-1].end <= _CLOSE:
            start = spans.pop().start
        spans.append(Span(start, end))
    return spans


def _findings(plugin: Plugin, rule: Rule, example: Bad) -> list[Diagnostic]:
    text, sidecar, suppressions, _ = placed(rule, example)
    if not isinstance(rule, SuppressionRule):
        return diagnose((rule,), example.path, text, sidecar, suppressions)
    found = diagnose(plugin.rules, example.path, text, sidecar, suppressions)  # what the others find may be suppressed
    return [diagnostic for diagnostic in found if diagnostic.code in (rule.meta.code, INTERNAL_ERROR)]


def _whole(source: Source, *, color: bool, width: int) -> Block:
    """The lines of a text, not all of many, without marks."""
    spans = [Span(0, len(source.text))]
    return Block(_cited(source, spans, mark="", color=color, width=width), verbatim=True)


def _cited(source: Source, spans: Sequence[Span], *, mark: str = "~", color: bool, width: int) -> str:
    """The lines of ascending spans, not all of many; with marks under the spans, where each is in one line."""
    parts = [part for span in spans for part in _by_line(source, span)]
    shown = [(source.region(part), excerpt_at(source, part)) for part in parts[:_MOST_LINES]]
    lines = [*cited(shown, mark if len(parts) == len(spans) else "", _MARKED, color=color, width=width)]
    rest = len(parts) - len(shown)
    return "\n".join([*lines, f"… and {rest} more"] if rest else lines)


def _by_line(source: Source, span: Span) -> Iterator[Span]:
    """What of a span stands in each of its lines; at least one."""
    first, last = (source.line_col(offset)[0] for offset in span)
    if last > first and span.end == source.line_starts[last - 1]:
        last -= 1  # it ends with a line
    for number in range(first, last + 1):
        start, end = source.line_span(number)
        yield Span(min(max(start, span.start), end), min(end, span.end))


def _heading(text: str, line: str, *, color: bool) -> str:
    return f"{paint(text, _BOLD, color=True)}\n" if color else f"{text}\n{line * len(text)}\n"


def _markdown(page: Page) -> str:
    parts = [f"# {page.code}: {page.name}", page.summary, " · ".join(page.facts)]
    for heading, blocks in page.sections.items():
        parts.append(f"## {heading}")
        parts += [f"```text\n{part.text}\n```" if part.verbatim else part.text for part in blocks]
    return "\n\n".join(parts) + "\n"


def _index(plugin: Plugin) -> str:
    """The page that lists the rules by family."""
    parts = ["# Rules", _INTRODUCTION]
    listed_rules = [_row(plugin, rule) for _, rule in _sorted([plugin])]
    for family, title in BUILT_IN_FAMILIES.items():
        rows = [
            f"| [{code}]({code}.md) | {name} | {severity} | {fix} | {summary.replace('|', chr(92) + '|')} |"
            for code, name, severity, fix, summary in listed_rules
            if code.startswith(family)
        ]
        table = [f"| {' | '.join(TABLE_HEADS)} |", "|---" * len(TABLE_HEADS) + "|", *rows]
        parts += [f"## {title} ({family})", "\n".join(table)]
    return "\n\n".join(parts) + "\n"
