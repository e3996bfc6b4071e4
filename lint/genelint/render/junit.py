"""JUnit's XML, for Jenkins, GitLab and others that show tests.

A file is a test suite, and what a rule says of it one test: its name outlasts edits elsewhere, so that a service can
tell what is new and what was there before. Services show the first failure of a test, which has all places therefore. A
run without findings has one test, as Jenkins takes a report without any for an error; it passes if all could be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from genelint.model import Diagnostic, Severity
from genelint.render import View, entity, failures, repair, summarise
from genelint.report import Report
from genelint.wording import disarmed, visible

_INTERNAL = "INT"
"""The family of errors of genelint and its plugins."""


def render(report: Report, view: View) -> Iterator[str]:
    """A suite that sums up, then the suites of the files; what does not make a run fail is a test that passes."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="genelint">\n'
    yield from _suite("genelint", [_case("genelint", "check", _summary(report))], 0, int(bool(report.failures)))
    for path, found in groupby(report.standing(), key=lambda one: one.path):
        by_rule = sorted(found, key=lambda one: (one.code, one.rule))
        tests = [[*group] for _, group in groupby(by_rule, key=lambda one: (one.code, one.rule))]
        name = view.checkout.locate(path)
        errors = sum(_is_internal(test) for test in tests)
        failures = sum(_fails(test, view) for test in tests) - errors
        yield from _suite(name, [_test(name, test, view) for test in tests], failures, errors)
    yield "</testsuites>\n"


def _suite(name: str, cases: Sequence[str], failures: int, errors: int) -> Iterator[str]:
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    yield f'<testsuite name="{_escaped(name)}" {counts}>\n'
    yield from cases
    yield "</testsuite>\n"


def _summary(report: Report) -> str:
    said = summarise(report)
    if not report.failures:
        return _output(said)
    return _result("error", Severity.ERROR, said, "\n".join(failures(report)))


def _test(path: str, found: Sequence[Diagnostic], view: View) -> str:
    first = found[0]
    places = "\n".join(line for one in found for line in _lines(path, one))
    result = _output(places)
    if _fails(found, view):
        element = "error" if _is_internal(found) else "failure"
        more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
        worst = max(one.severity for one in found)
        result = _result(element, worst, first.message + more, places)
    # Jenkins takes what stands before the last dot for a package
    return _case(path.rpartition(".")[0] or path, f"{first.code} {first.rule}", result)


def _lines(path: str, found: Diagnostic) -> Iterator[str]:
    yield f"{visible(path)}:{found.region.line}:{found.region.column}: {visible(found.message)}"
    if found.fix is not None:
        yield f"    repair: {repair(found.fix)}"
    for other, region, note in found.related:
        yield f"    {visible(other)}:{region.line}:{region.column}: {visible(note)}"


def _case(classname: str, name: str, content: str) -> str:
    return f'<testcase classname="{_escaped(classname)}" name="{_escaped(name)}">{content}</testcase>\n'


def _result(element: str, level: Severity, message: str, lines: str) -> str:
    return f'<{element} type="{level.label}" message="{_escaped(message)}">{_lines_escaped(lines)}</{element}>'


def _output(text: str) -> str:
    return f"<system-out>{_lines_escaped(text)}</system-out>"


def _is_internal(found: Sequence[Diagnostic]) -> bool:
    return found[0].code.startswith(_INTERNAL)


def _fails(found: Sequence[Diagnostic], view: View) -> bool:
    return _is_internal(found) or any(one.severity >= view.fail_on for one in found)


def _escaped(text: str) -> str:
    return _lines_escaped(visible(text))


def _lines_escaped(text: str) -> str:
    """Lines of visible text as data of XML, in which no runner of GitHub Actions finds a command."""
    return disarmed(escape(text), entity)
