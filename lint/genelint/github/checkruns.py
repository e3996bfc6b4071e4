"""Check runs as GitHub wants them: annotations on lines, a summary, and a conclusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from genelint.github.limits import MESSAGE, NOTE, SUMMARY, TITLE, cut
from genelint.model import Diagnostic, Severity
from genelint.render import View, summarise
from genelint.render.full import block
from genelint.render.github import lines
from genelint.render.markdown import escaped, summary
from genelint.report import Report
from genelint.values import NamedTuple

NAME = "genelint findings"
"""Another name than that of the usual job, which is a check too."""

LEVELS = {Severity.ERROR: "failure", Severity.WARNING: "warning", Severity.INFO: "notice"}

_WIDTH = 100


class Button(NamedTuple):
    """What a check run offers to do: at most 20, 40 and 20 characters."""

    label: str
    description: str
    identifier: str


class CheckRun(NamedTuple):
    """A check run of a commit; `annotations` may be more than a request holds.

    `external_id` is what whoever posts it knows it by, `buttons` are what it offers to do.
    """

    sha: str
    conclusion: str
    title: str
    summary: str
    annotations: Sequence[dict[str, object]] = ()
    external_id: str = ""
    buttons: Sequence[Button] = ()


def check_run(report: Report, view: View, sha: str, *, failed: bool = False, notes: Sequence[str] = ()) -> CheckRun:
    """The check run of a report; `failed` where not all could be checked. The summary begins with the notes."""
    annotations = [_annotation(found, view) for found in report.standing() if is_in(found.path, view)]
    said = listed(notes)
    text = said + summary(
        report, view._replace(elsewhere=view.elsewhere or "the annotations have all of them"), SUMMARY - len(said)
    )
    return CheckRun(
        sha, "failure" if failed else conclusion(report, view.fail_on), summarise(report), text, annotations
    )


def listed(notes: Sequence[str]) -> str:
    """Notes as a list of Markdown, each cut to a length that leaves room for what was found."""
    return "".join(f"- {escaped(cut(note, NOTE))}\n" for note in notes) + "\n" * bool(notes)


def conclusion(report: Report, fail_on: Severity) -> str:
    """What becomes of the check: only what fails the command fails it, and below that warnings make it neutral."""
    worst = max((found.severity for found in report.standing()), default=None)
    if worst is None or worst < min(fail_on, Severity.WARNING):
        return "success"
    return "failure" if worst >= fail_on else "neutral"


def is_in(path: str, view: View) -> bool:
    """Whether GitHub can know a file: one of the repository, with a name that is UTF-8."""
    return not view.checkout.locate(path).startswith("/") and not any("\ud800" <= char <= "\udfff" for char in path)


def creation(run: CheckRun, annotations: Sequence[dict[str, object]], *, last: bool) -> dict[str, Any]:
    """The body of the request that makes the check run; `last` concludes it."""
    known_by = {"external_id": run.external_id} if run.external_id else {}
    return {"name": NAME, "head_sha": run.sha, **known_by, **update(run, annotations, last=last)}


def update(run: CheckRun, annotations: Sequence[dict[str, object]], *, last: bool) -> dict[str, Any]:
    """The body of a request that adds annotations; `last` concludes the check run."""
    output = {"title": run.title, "summary": run.summary, "annotations": [*annotations]}
    if last:
        buttons = {"actions": [button._asdict() for button in run.buttons]} if run.buttons else {}
        return {"status": "completed", "conclusion": run.conclusion, "output": output, **buttons}
    return {"status": "in_progress", "output": output}


def _annotation(found: Diagnostic, view: View) -> dict[str, object]:
    region = found.region
    columns = {"start_column": region.column, "end_column": region.end_column}
    return {
        "path": view.checkout.locate(found.path),
        "start_line": region.line,
        "end_line": region.last_line,
        **(columns if region.line == region.end_line else {}),
        "annotation_level": LEVELS[found.severity],
        "title": f"{found.code} {found.rule}"[:TITLE],
        "message": cut("\n".join(lines(found)), MESSAGE),
        "raw_details": cut("\n".join(block(found, color=False, width=_WIDTH)), MESSAGE),
    }
