"""Checks of open documents: as the command checks files, but with what is typed in place of what is saved."""

from __future__ import annotations

import os
import os.path
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from genelint.config import Config, find_config, read_config
from genelint.errors import UsageError
from genelint.files import read, read_baseline
from genelint.model import Severity, Source
from genelint.run import Outcome, baseline_path, check_files, is_record, means_for, others
from genelint.setup import Setup, set_up

_FILE = "file://"


def path_of(uri: str) -> str | None:
    """The path of a file, None where a document is none yet, or no file of this machine."""
    if not uri.startswith(f"{_FILE}/"):
        return None
    return os.fsdecode(unquote_to_bytes(uri.removeprefix(_FILE)))


def uri_of(path: str) -> str:
    """What a file is called in the protocol."""
    return Path(os.path.abspath(path)).as_uri()


def source_of(path: str, text: str) -> Source:
    """The source of a client's text. It is no UTF-8 where it has half a character, which JSON can say."""
    return Source(path, text, is_utf8=not any("\ud800" <= char <= "\udfff" for char in text))


def set_up_for(path: str | None, folders: Sequence[str], severity: Severity) -> Setup | None:
    """What a document is checked with; None where it is a file that is configured to be no record.

    One that is no file is compared with no other. Raises UsageError for a configuration that cannot be used.
    """
    config = config_for(path, folders)
    if path is not None and not is_record(path, config):
        return None
    setup = set_up(config, threshold=min(severity, config.fail_on))
    setup = setup._replace(baseline=read_baseline(baseline_path(config)))
    return setup.alone() if path is None else setup


def config_for(path: str | None, folders: Sequence[str]) -> Config:
    """The configuration of a file's own folder (see `read_config`), or of the first of the client's that holds it.

    That of the client's first folder for a document that is no file. Raises UsageError.
    """
    if path is None:
        return read_config(folders[0])
    own = os.path.dirname(path)
    around = [folder for folder in folders if path.startswith(os.path.join(folder, ""))]
    found = filter(None, map(find_config, (own, *around)))
    return next(found, Config(own))


def check_alone(source: Source, setup: Setup) -> Outcome:
    """Check a text by itself, which takes no time."""
    return _check(source, setup, (), {})


def check_among(source: Source, setup: Setup, opened: Mapping[str, Source]) -> Outcome:
    """The same, and compare it with the configured records; of those that are `opened`, by path, with their texts.

    Raises UsageError where a configured folder is not there.
    """
    return _check(source, setup, others([source.path], setup), opened)


def _check(source: Source, setup: Setup, rest: Iterable[str], opened: Mapping[str, Source]) -> Outcome:
    own = {**opened, source.path: source}

    def reader(path: str) -> Source | None:
        return own[path] if path in own else read(path)

    compared = [*rest]
    # Processes are not for this one, which has threads.
    with means_for(len(compared) + 1, setup, jobs=1) as means:
        own_means = means._replace(reader=reader, is_own=own.__contains__)
        return check_files([source.path], setup, others=compared, means=own_means)


def text_of(path: str, opened: Mapping[str, Source]) -> Source:
    """The text of a file that a finding names, empty where there is none to be had."""
    if path in opened:
        return opened[path]
    try:
        source = read(path)
    except UsageError:
        source = None
    return source or Source(path, "")
