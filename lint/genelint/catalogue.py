"""What `genelint rules` and `genelint explain` say: the rules, from their own metadata, docstrings and examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from genelint.registry import Plugin
from genelint.rule import Bad, Good, Rule
from genelint.wording import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

_LONGEST_LINE = 600
_HEADS = ("code", "name", "severity", "fix", "summary")


def list_rules(plugins: Sequence[Plugin], *, color: bool, width: int) -> str:
    """A table of all rules, in the order of their codes; `color` asks for that of a terminal of so many columns."""
    rules = sorted((rule for plugin in plugins for rule in plugin.rules), key=lambda rule: rule.meta.code)
    rows = [
        (meta.code, meta.name, meta.severity.label, "fix" if _has_fix(rule) else "", meta.summary)
        for rule in rules
        for meta in (rule.meta,)
    ]
    if not color:
        widths = [max(map(len, column)) for column in zip(_HEADS, *rows, strict=True)]
        return "".join(
            "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() + "\n"
            for row in (_HEADS, *rows)
        )
    from rich.table import Table  # noqa: PLC0415 - start-up

    table = Table(*_HEADS, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return _on_terminal(table, width)


def explain(plugin: Plugin, rule: Rule, *, color: bool, width: int) -> str:
    """What a rule is about, as Markdown; `color` asks for what a terminal of so many columns shows of it."""
    from genelint.testing import documentation  # noqa: PLC0415 - start-up

    meta = rule.meta
    fix = "has a fix" if _has_fix(rule) else "no fix"
    sections = {heading: text for heading, text in documentation(rule).items() if heading}
    if meta.bad:
        sections["Bad"] = "\n\n".join(map(_bad, meta.bad))
    if meta.good:
        sections["Good"] = "\n\n".join(map(_good, meta.good))
    text = _headed(f"{meta.code} {meta.name}", "=", meta.summary)
    text += f"\n{meta.severity.label} · {fix} · since {meta.since} · from {visible(plugin.name)}\n"
    text += "".join(f"\n{_headed(heading, '-', body)}" for heading, body in sections.items())
    if not color:
        return text
    from rich.markdown import Markdown  # noqa: PLC0415 - start-up

    return _on_terminal(Markdown(text), width)


def _has_fix(rule: Rule) -> bool:
    return any(example.fixed is not None for example in rule.meta.bad)


def _headed(heading: str, line: str, body: str) -> str:
    return f"{heading}\n{line * len(heading)}\n{body}\n"


def _bad(example: Bad) -> str:
    messages = (example.message,) if isinstance(example.message, str) else example.message
    said = "\n".join(f"- {visible(message)}" for message in messages)
    fixed = f"\n\nfixed:\n\n{_code(example.fixed)}" if example.fixed is not None else ""
    return f"{_shown(example)}\n\n{said}{fixed}"


def _good(example: Good) -> str:
    return f"{_shown(example)}\n\n- {visible(example.why)}" if example.why else _shown(example)


def _shown(example: Bad | Good) -> str:
    """What an example is about: the record's text, and the exceptions or the baseline."""
    texts = (
        [example.new, example.suppressions] if example.new or example.suppressions is None else [example.suppressions]
    )
    return "\n\n".join(_code(text) for text in texts if text is not None)


def _code(text: str) -> str:
    lines = text.strip("\n").split("\n") if text.strip() else ["(nothing)"]
    return "\n".join(f"    {visible(_cut(line))}" for line in lines)


def _cut(line: str) -> str:
    """A long line without its middle, which in examples repeats itself."""
    half = _LONGEST_LINE // 2
    return line if len(line) <= _LONGEST_LINE else f"{line[:half]} … {line[-half:]}"


def _on_terminal(content: RenderableType, width: int) -> str:
    from io import StringIO  # noqa: PLC0415 - start-up

    from rich.console import Console  # noqa: PLC0415 - start-up

    written = StringIO()
    Console(file=written, force_terminal=True, width=width).print(content)
    return written.getvalue()
