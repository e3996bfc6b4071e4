"""`genelint annotate`: check, and show what is found on GitHub, as a check run and as suggestions."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from genelint.actions import find_checkout, read_actions
from genelint.commands import CLEAN, FAILED, PATHS
from genelint.commands.checking import (
    Selection,
    add_selection,
    failures,
    means,
    narrowed,
    no_file,
    no_rule,
    nothing,
    plan,
    say_trouble,
    verdict,
    view_of,
)
from genelint.config import read_config_here
from genelint.errors import UsageError
from genelint.files import read
from genelint.github.checkruns import CheckRun, check_run
from genelint.github.posting import Api, GitHubError, Posted, post_check_run, post_suggestions
from genelint.github.target import Target, Token, read_target, read_token
from genelint.history import differences
from genelint.outputs import informed
from genelint.render import View, load_format, summarise
from genelint.report import Report
from genelint.run import check_files
from genelint.terminal import say, write
from genelint.wording import visible

if TYPE_CHECKING:
    from genelint.arguments import Parser

ARGUMENTS = PATHS


class Options(Selection):
    """What was typed, and what holds where it was not."""

    sha: str | None = None
    suggest: bool = False


def add_arguments(parser: Parser) -> None:
    """Add the argument and the options."""
    add_selection(parser)
    parser.add_argument(
        "--sha", metavar="COMMIT", help="the commit to annotate; default: the head of the pull request, or GITHUB_SHA"
    )
    parser.add_argument(
        "--suggest",
        action="store_true",
        help="comment on the lines of the pull request with fixes that can be committed there, each once",
    )


def run(options: Options) -> int:
    """Check, write to GitHub, and give the exit code, which is that of `check` unless GitHub fails."""
    config = read_config_here()
    if not options.paths and not config.paths:
        raise UsageError('nothing named to annotate: type "genelint annotate data/" for a folder')
    if "-" in options.paths:
        raise UsageError('"-", standard input, is not in the repository: name files and folders')
    try:
        from genelint.github import client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError('annotate needs gidgethub and httpx2: type "pip install gidgethub httpx2"') from error
    target, token = _addressee(options)
    task = plan(options, config)
    if not task.setup.rules:
        return no_rule(options, task.setup)
    with means(options, task) as pace:
        outcome = check_files(task.files, task.setup, others=task.others, means=pace, complete=task.complete)
    say_trouble(options, pace)
    if not outcome.report.files and not outcome.unreadable:
        return no_file(options, task.config)
    outcome = narrowed(outcome, task.narrowing, read)
    report = outcome.report
    failed = failures(outcome)
    if not failed and not report.checks:
        return nothing("every selected rule is ignored for every file")
    if not options.quiet:
        write([f"{summarise(report)}\n"])
    _compare(target.sha, {*task.files, *(found.path for found in report.standing())}, quiet=options.quiet)
    checkout = find_checkout(os.getcwd(), read_actions(os.environ))
    view = informed(view_of(task), read, task.setup.plugins)._replace(checkout=checkout)
    checked = check_run(report, view, target.sha, failed=bool(failed))

    async def post() -> int:
        async with client.open_client(target, token, client.CLOCK) as api:
            code = await _post(api, checked, report, view, quiet=options.quiet)
            return max(
                code, await _suggest(api, target, report, view, quiet=options.quiet) if options.suggest else CLEAN
            )

    return asyncio.run(post()) or failed or verdict(report, task.fail_on)


async def _post(api: Api, checked: CheckRun, report: Report, view: View, *, quiet: bool) -> int:
    """Post the check run, or print what a runner makes annotations of; gives the exit code of that."""
    try:
        posted = await post_check_run(api, checked)
    except GitHubError as error:
        if error.is_refusal:
            say(f"the token may not write checks, as that of a fork; workflow commands are printed instead ({error})")
        else:
            say(f"error: {error}; workflow commands are printed instead")
        write(load_format("github").render(report, view))  # the job summary is that of `check`
        return CLEAN if error.is_refusal else FAILED
    _say_posted(posted, "annotation", quiet=quiet)
    return CLEAN


async def _suggest(api: Api, target: Target, report: Report, view: View, *, quiet: bool) -> int:
    """Post the suggestions, and give the exit code of that."""
    try:
        posted = await post_suggestions(api, target, report, view)
    except GitHubError as error:
        if error.is_refusal:
            say(f"the token may not write to pull requests, as that of a fork; nothing is suggested ({error})")
            return CLEAN
        say(f"error: {error}; not everything is suggested")
        return FAILED
    _say_posted(posted, "suggestion", quiet=quiet)
    return CLEAN


def _say_posted(posted: Posted, what: str, *, quiet: bool) -> None:
    if posted.refused:
        say(f"error: GitHub takes {posted.refused:,} of the {what}s for invalid; they are left out")
    if not quiet:
        page = f": {visible(posted.page)}" if posted.page else ""
        say(f"posted {posted.number:,} {what}{'' if posted.number == 1 else 's'}{page}")


def _compare(sha: str, paths: Iterable[str], *, quiet: bool) -> None:
    """Raise UsageError where files are not those of the commit, so that its lines would be others."""
    difference_of = differences(sha)
    if difference_of is None:
        if not quiet:
            say(f"git cannot tell what is checked out here; it is taken for commit {sha}")
    elif any(difference_of(path) is not None for path in paths):
        raise UsageError(
            f"what is checked here differs from commit {sha}, whose lines are annotated: give actions/checkout "
            "`ref: ${{ github.event.pull_request.head.sha }}`, or name another by --sha"
        )


def _addressee(options: Options) -> tuple[Target, Token]:
    """What is written to, and the right to do so. Raises UsageError."""
    target, token = read_target(os.environ, options.sha), read_token(os.environ)
    if options.suggest and target.pull is None:
        raise UsageError("--suggest needs a pull request: an event of one in GITHUB_EVENT_PATH")
    return target, token
