"""`genelint format`: rewrite records in the canonical layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from genelint.commands import CLEAN, FAILED, FOUND, NOTHING, PATHS
from genelint.config import read_config_here
from genelint.drafts import Drafts, count_files, show_drafts, write_drafts
from genelint.errors import UsageError
from genelint.files import read, read_stdin
from genelint.formatting import FormattingError, format_source
from genelint.progress import followed
from genelint.run import find_files
from genelint.terminal import say, write, write_text
from genelint.wording import visible

if TYPE_CHECKING:
    from genelint.arguments import Parser

ARGUMENTS = PATHS


class Options:
    """What was typed, and what holds where it was not."""

    paths: Sequence[str] = ()
    include: Sequence[str] = ()
    check: bool = False
    diff: bool = False
    quiet: bool = False


def add_arguments(parser: Parser) -> None:
    """Add the argument and the options."""
    from genelint.arguments import add_files, add_quiet  # noqa: PLC0415 - start-up

    add_files(parser)
    parser.add_argument("--check", action="store_true", help="write nothing, and name the files that would change")
    parser.add_argument("--diff", action="store_true", help="write nothing, and show as a patch what would change")
    add_quiet(parser)


def run(options: Options) -> int:
    """Rewrite, and give the exit code: 1 where a file changes, or would."""
    config = read_config_here()
    if not options.paths and not config.paths:
        raise UsageError('nothing named to format: type "genelint format data/" for a folder, "-" for standard input')
    if "-" in options.paths:
        if len(options.paths) > 1:
            raise UsageError('"-", standard input, goes with no other path: format the files in a run of their own')
        return _format_stdin(options)
    files = find_files(options.paths, options.include, config)
    if not files:
        say("nothing to format: no file was found")
        return NOTHING
    with nullcontext(files) if options.quiet else followed(files, len(files)) as paths:
        drafts, failures = _format_files(paths)
    if options.diff:
        show_drafts(drafts.values())
    elif options.check:
        write(f"{visible(path)}\n" for path in sorted(drafts))
    else:
        failures += write_drafts(drafts.values())
    for line in failures:
        say(f"error: {line}")
    if not options.quiet:
        would = "would change" if options.check or options.diff else "changed"
        say(f"{would} {count_files(drafts)} of {len(files):,}")
    return FAILED if failures else FOUND if drafts else CLEAN


def _format_files(paths: Iterable[str]) -> tuple[Drafts, list[str]]:
    """What files become, and a line for each for which that cannot be told."""
    drafts = Drafts(read)
    failures: list[str] = []
    for path in paths:
        try:
            if (source := drafts.read(path)) is not None:
                drafts.put(source, format_source(source))
        except UsageError as error:
            failures.append(str(error))
        except FormattingError as error:
            failures.append(f"{visible(path)}: formatting changes {error}; it was not done; please report this")
    return drafts, failures


def _format_stdin(options: Options) -> int:
    """Print standard input as it is to be; with an option that writes nothing, only what that shows."""
    drafts = Drafts(read)
    source = read_stdin("<stdin>")
    try:
        after = format_source(source)
    except FormattingError as error:
        say(f"error: formatting changes {error}; it was not done; please report this")
        return FAILED
    drafts.put(source, after)
    if options.diff:
        show_drafts(drafts.values())
    elif not options.check:
        write_text(after.text)
        return CLEAN
    return FOUND if drafts else CLEAN
