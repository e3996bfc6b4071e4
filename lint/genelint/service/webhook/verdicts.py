"""What is done with the texts of a repository: functions for processes of their own, of values and to values.

They touch no file of this machine, and load no code but the built-in rules, whatever a repository says.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from io import BytesIO

from genelint.baseline import parse_baseline
from genelint.changes import WHOLE, Change, Only, parse_hunks
from genelint.config import Config, parse_config
from genelint.drafts import Drafts
from genelint.engine import INTERNAL_ERROR
from genelint.errors import UsageError
from genelint.files import Beside
from genelint.github.checkruns import Button, CheckRun, check_run, listed
from genelint.model import Diagnostic, Safety, Severity, Source
from genelint.narrowing import Narrowing, narrow_outcome, shown_in
from genelint.registry import BUILT_IN, Selector, load, named
from genelint.render import View
from genelint.repairs import Choice, repair_files
from genelint.report import Checkout
from genelint.run import Means, Outcome, check_files, is_record
from genelint.service.webhook.events import APPLY
from genelint.setup import Setup, set_up
from genelint.sidecar import SUFFIX, Sidecar, read_sidecar
from genelint.values import NamedTuple

MOST_ANNOTATIONS = 1000
"""So many findings are annotated; each fifty are a request."""

FIX = Button("Apply fixes", "Commit the safe fixes to this branch", APPLY)


class File(NamedTuple):
    """A file of a repository."""

    path: str
    data: bytes


class Changed(NamedTuple):
    """A file that a pull request changes, as GitHub lists it: `patch` has its hunks, None where they are not told."""

    path: str
    status: str = "modified"
    previous: str = ""
    patch: str | None = None


class Choices(NamedTuple):
    """Of what a pull request changes, the records, and beside them the file of the baseline."""

    records: tuple[str, ...]
    baseline: str


class Material(NamedTuple):
    """What a pull request is checked with.

    `unread` has a line for each file that was left out, `notes` are for readers. `sha` is the commit, `pages` the
    address of its files. It `is_writable` where fixes can be committed.
    """

    sha: str
    configuration: File | None = None
    baseline: File | None = None
    records: tuple[File, ...] = ()
    sidecars: tuple[File, ...] = ()
    changed: tuple[Changed, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pages: str = ""
    is_writable: bool = False


def choose(configuration: File | None, changed: Iterable[Changed]) -> Choices:
    """The records that a pull request changes, also by the file beside them. Raises UsageError."""
    config, _ = _configured(configuration)
    records = [path for path in _changes(changed) if is_record(path, config)]
    return Choices(tuple(records), config.baseline)


def judge(material: Material) -> CheckRun:
    """The check run of a pull request. Raises UsageError for a configuration that cannot be used."""
    config, unheeded = _configured(material.configuration)
    texts = _Texts(material)
    setup = _set_up(config, material)
    outcome = check_files(texts.sources, setup, means=Means(texts.sources.get, beside=texts.beside))
    outcome = narrow_outcome(outcome, _narrowing(material), texts.sources.get)
    report = outcome.report._replace(unreadable=(*outcome.report.unreadable, *material.unread))
    notes = (*material.notes, *unheeded)
    if not report.files and not report.unreadable:
        return CheckRun(material.sha, "skipped", "No record is changed.", listed(notes) + "No record is changed.\n")
    is_failed = any(found.code == INTERNAL_ERROR for found in report.diagnostics)
    number = sum(1 for _ in report.standing())
    elsewhere = ""
    if number > MOST_ANNOTATIONS:
        notes = (*notes, f"The first {MOST_ANNOTATIONS:,} of {number:,} findings are annotated.")
        elsewhere = "genelint check shows all of them"
    checkout = Checkout("/", "/", material.pages)
    view = View(fail_on=config.fail_on, checkout=checkout, rules=setup.rules, elsewhere=elsewhere)
    run = check_run(report, view, material.sha, failed=is_failed or bool(report.unreadable), notes=notes)
    run = run._replace(annotations=run.annotations[:MOST_ANNOTATIONS])
    is_fixable = material.is_writable and any(map(_is_safe, report.standing()))
    return run._replace(buttons=(FIX,) if is_fixable else ())


def mend(material: Material) -> tuple[File, ...]:
    """The records that safe fixes change, as they become; of findings that a check shows. Raises UsageError."""
    config, _ = _configured(material.configuration)
    texts = _Texts(material)
    drafts = Drafts(texts.sources.get, texts.beside)

    def check(setup: Setup) -> Outcome:
        return check_files(texts.sources, setup, means=Means(drafts.read, beside=texts.beside))

    def wanted(found: Diagnostic) -> bool:
        return found.path in texts.sources and _is_safe(found)

    setup = _set_up(config, material)
    choice = Choice(wanted, shown_in(_narrowing(material), drafts, texts.sources.get))
    repair_files(check(setup), check, setup, choice, drafts)
    return tuple(File(path, drafts[path].after.to_bytes()) for path in sorted(drafts))


class _Texts:
    """The records by path, and the files of associations beside them."""

    def __init__(self, material: Material) -> None:
        self.sources = {path: Source.from_bytes(path, data) for path, data in material.records}
        self._sidecars = dict(material.sidecars)
        self.beside: Beside = self._beside

    def _beside(self, path: str) -> Sidecar | None:
        name = sidecar_of(path)
        data = self._sidecars.get(name)
        return None if data is None else read_sidecar(name, BytesIO(data))


def sidecar_of(path: str) -> str:
    """The name of the file of associations beside a record."""
    return path.removesuffix(".txt") + SUFFIX


def _configured(configuration: File | None) -> tuple[Config, tuple[str, ...]]:
    """The configuration without what would load code, and a note of what that is. Raises UsageError."""
    if configuration is None:
        return Config("."), ()
    try:
        source = Source(configuration.path, configuration.data.decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{configuration.path}: it is not UTF-8") from None
    config = parse_config(source, ".") or Config(".")
    foreign = [name for name in config.plugins if name != BUILT_IN]
    if not foreign:
        return config, ()
    return _without_plugins(config), (f"Plugins are not run here, nor are their rules: {', '.join(foreign)}",)


def _without_plugins(config: Config) -> Config:
    """The configuration without plugins other than the built-in one, and without the words that name their rules."""
    own = tuple(name for name in config.plugins if name == BUILT_IN)
    plugins = load(own, config.root)

    def is_known(selector: Selector) -> bool:
        try:
            return bool(named(plugins, (selector,)))
        except UsageError:
            return False

    def known(selectors: Iterable[Selector]) -> tuple[Selector, ...]:
        return tuple(filter(is_known, selectors))

    exceptions = config.exceptions
    if exceptions is not None:
        kept = tuple(one for one in exceptions.exemptions if is_known(Selector(one.rule, "")))
        exceptions = exceptions._replace(exemptions=kept) if kept else None
    return config._replace(
        plugins=own,
        select=known(config.select),
        ignore=known(config.ignore),
        severity=tuple(pair for pair in config.severity if is_known(pair[0])),
        per_file_ignores=tuple((pattern, known(words)) for pattern, words in config.per_file_ignores),
        exceptions=exceptions,
    )


def _set_up(config: Config, material: Material) -> Setup:
    setup = set_up(config, threshold=min(Severity.WARNING, config.fail_on))
    if material.baseline is None:
        return setup
    path, data = material.baseline
    return setup._replace(baseline=parse_baseline(Source.from_bytes(path, data)))


def _narrowing(material: Material) -> Narrowing:
    return Narrowing(_changes(material.changed).get, Only.LINES)


def _changes(changed: Iterable[Changed]) -> dict[str, Change]:
    """What changed in which file; a record changes with the file of associations beside it."""
    changes = {one.path: _change(one) for one in changed if one.status not in ("removed", "unchanged")}
    for path in [*changes]:
        if path.endswith(SUFFIX):
            changes.setdefault(path.removesuffix(SUFFIX) + ".txt", Change())
    return changes


def _change(changed: Changed) -> Change:
    """What changed in a file; all of it where GitHub does not tell, and where its name, which is a gene's, is new."""
    is_renamed = changed.status == "renamed"
    if changed.status not in ("modified", "changed", "renamed"):
        return WHOLE
    if is_renamed and os.path.basename(changed.previous) != os.path.basename(changed.path):
        return WHOLE
    if changed.patch is None:
        return Change() if is_renamed else WHOLE
    try:
        return parse_hunks(changed.patch)
    except UsageError:
        return WHOLE


def _is_safe(found: Diagnostic) -> bool:
    return found.fix is not None and found.fix.safety is Safety.SAFE
