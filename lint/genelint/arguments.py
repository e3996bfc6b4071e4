"""Parsing of what is typed after a command: argparse, made to say what is wrong in one line."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from genelint.errors import UsageError, did_you_mean
from genelint.render import FORMATS, Output
from genelint.terminal import width
from genelint.wording import listed, visible

Options = TypeVar("Options")

CACHE_KEYS = ("mtime", "content")
"""By what the cache tells whether a file has changed."""

_COLORS = ("auto", "always", "never")


class Parser(ArgumentParser):
    """Raises UsageError for whatever is wrong, and takes options before, between and after the other arguments."""

    def parse(self, arguments: Sequence[str], options: Options) -> Options:
        """Fill the options from what stands after the command's name; what is not typed stays as it is in them."""
        end = arguments.index("--") if "--" in arguments else len(arguments)  # argparse would mix up what follows
        typed, unknown = self.parse_known_intermixed_args(arguments[:end])
        if hasattr(options, "paths"):
            typed.paths = [*getattr(typed, "paths", ()), *arguments[end + 1 :]]
        else:
            unknown += arguments[end + 1 :]
        self.refuse(unknown)
        vars(options).update(vars(typed))
        return options

    def refuse(self, unknown: Sequence[str]) -> None:
        """Raise UsageError where there is an argument that no command knows."""
        if not unknown:
            return
        word = unknown[0].partition("=")[0]
        if not word.startswith("-"):
            raise UsageError(f'"{visible(word)}" is one argument too many: type "{self.prog} --help"')
        hint = did_you_mean(word, self._option_string_actions) or f': type "{self.prog} --help" for a list'
        raise UsageError(f"no option {visible(word)}{hint}")

    def options(self) -> list[str]:
        """The options that were added, each by all its names."""
        return list(self._option_string_actions)

    def error(self, message: str) -> NoReturn:
        raise UsageError(visible(message))


def formatter(prog: str) -> HelpFormatter:
    """The formatter of help, as wide as the terminal."""
    return HelpFormatter(prog, width=width() - 2)  # argparse would import shutil for that, at each start


def add_color(parser: Parser) -> None:
    """Add the option `--color`."""
    parser.add_argument(
        "--color",
        type=one_of(_COLORS),
        metavar="WHEN",
        help="auto, always or never; auto, the default, is for terminals, and heeds NO_COLOR",
    )


def add_quiet(parser: Parser) -> None:
    """Add the option `--quiet`."""
    parser.add_argument(
        "--quiet", action="store_true", help="say nothing but what went wrong; the exit code tells the rest"
    )


def add_files(parser: Parser) -> None:
    """Add paths, and the option `--include`."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a file, a folder to walk, or - for standard input; default: the folders configured as paths",
    )
    parser.add_argument(
        "--include",
        action="append",
        metavar="PATTERN",
        help="take these files of a folder, as a pattern of .gitignore; may be repeated; replaces what is configured; "
        "default: *.txt",
    )


def add_pace(parser: Parser) -> None:
    """Add the options of how many files are checked quickly."""
    parser.add_argument(
        "--jobs",
        type=_number,
        metavar="N",
        help="check in so many processes, where there are many files; default: as many as there are processors",
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="check every file, whatever is known of it, and keep nothing"
    )
    parser.add_argument(
        "--cache-by",
        type=one_of(CACHE_KEYS),
        metavar="KEY",
        help="take a file for unchanged by mtime, its time of change, and its size, or by its content, as where a "
        "checkout makes all times new; default: mtime",
    )


def one_of(known: Sequence[str]) -> Callable[[str], str]:
    """The type of an argument that is one of the known words."""

    def parse(word: str) -> str:
        if word not in known:
            raise ArgumentTypeError(f'found "{word}", expected {listed(known, "or")}{did_you_mean(word, known)}')
        return word

    return parse


def output(word: str) -> Output:
    """The type of an argument that is a format, perhaps with a colon and a file to write."""
    name, colon, path = word.partition(":")
    if colon and not path:
        raise ArgumentTypeError(f'found "{word}", expected a file after the colon')
    return Output(one_of(FORMATS)(name), path)


def rule_words(text: str) -> list[str]:
    """The type of an argument that names rules, with commas between them."""
    words = [word for part in text.split(",") if (word := part.strip())]
    if not words:
        raise ArgumentTypeError("expected rules, such as REF,TXT002")
    return words


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError(f'found "{text}", expected a number from 1 on')
    return int(text)
