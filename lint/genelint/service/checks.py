"""What is done with records that were sent: functions of bytes that run in a process of a `Pool`.

Nothing here opens a file or reads a configuration: what is checked is what was sent, by the built-in rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, cast

from genelint.catalogue import describe_rules, help_of
from genelint.config import Config
from genelint.drafts import Drafts
from genelint.engine import INTERNAL_ERROR
from genelint.files import Reader
from genelint.model import Diagnostic, Safety, Severity, Source
from genelint.outputs import informed
from genelint.registry import BUILT_IN, EVERYTHING, Selector, find, load, named
from genelint.render import View, load_format
from genelint.render.json import described, dumped
from genelint.repairs import Choice, repair_files
from genelint.report import Report
from genelint.run import Means, Outcome, check_files
from genelint.setup import Setup, set_up
from genelint.sidecar import SUFFIX, Sidecar, read_sidecar
from genelint.specimens import RECORD
from genelint.values import NamedTuple

NAME = r"(?!\.\.?$)[^/\\\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]{1,255}"
"""What a record may be called: a plain file name, which is shown and never opened, without what does not print."""

NAME_WANTED = "expected a file name such as MT1H.txt"

UNNAMED = "record"
"""What a record is called where nobody said; without `.txt`, it is not compared with the gene's symbol."""

MOST_RECORDS = 1000
"""So many records may be sent at once."""

MOST_BYTES = 32 << 20
"""So large may an answer be."""

_ROOT = "/"
_NEEDED, _KNOWN = {"name", "text"}, {"name", "text", "associations"}


class Refused(Exception):  # noqa: N818 - an answer
    """What was sent cannot be worked on; the words hold nothing of it."""


class Text(NamedTuple):
    """A record, what it is called, and its file of associations if there is one."""

    name: str
    content: bytes
    associations: bytes | None = None


class Query(NamedTuple):
    """What is asked for: rules in words, as for `--select` and `--ignore`, the lowest severity, and a format."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING
    format: str = "json"


class Answer(NamedTuple):
    """What is sent back, and what is logged of it: how many records, findings, fixes that were made and internal errors
    there are."""

    body: bytes
    records: int
    findings: int
    fixes: int
    failures: int


def warm_up() -> None:
    """Check a clean record and a bad one, so that nobody waits for what is imported then."""
    bad = RECORD.replace(" has ", "  has ", 1)
    for content in (RECORD, bad):
        check([Text("MT1H.txt", content.encode())], Query())


def check(texts: Sequence[Text], query: Query) -> Answer:
    """Check records, each by itself and then among each other, and give the report in a format.

    Raises UsageError for rules that are none, and Refused where none is left to be run.
    """
    setup = _set_up(query.select, query.ignore, query.severity)
    sent = _Sent(texts)
    report = _checked(sent, setup, sent.read).report
    view = informed(View(rules=setup.rules), sent.read, setup.plugins)
    return _answer(report, load_format(query.format).render(report, view))


def fix(texts: Sequence[Text], query: Query, *, unsafe: bool = False) -> Answer:
    """Repair records: say what each has become, which fixes were made, and what is left.

    `query.select` names the rules whose findings are fixed, at whatever severity. Raises UsageError for rules that are
    none, and Refused where none is left to be run.
    """
    setup = _set_up((), query.ignore, Severity.INFO if query.select else query.severity)
    codes = named(setup.plugins, [Selector(word, "select") for word in query.select])
    sent = _Sent(texts)
    drafts = Drafts(sent.read, sent.beside)

    def wanted(found: Diagnostic) -> bool:
        is_safe = found.fix is not None and found.fix.safety is Safety.SAFE
        return (is_safe or unsafe) and (found.code in codes or not codes)

    def check_again(setup: Setup) -> Outcome:
        return _checked(sent, setup, drafts.read)

    outcome = repair_files(check_again(setup), check_again, setup, Choice(wanted, _shown), drafts)
    left = [one for one in outcome.report.diagnostics if one.severity >= query.severity]
    report = outcome.report._replace(diagnostics=left)
    records = [
        {
            "name": name,
            "text": (drafts[name].after if name in drafts else sent.read(name)).text,
            "changed": name in drafts,
            "fixes": [described(one) for one in outcome.made if one.path == name],
        }
        for name in sent.names
    ]
    whole = "".join(load_format("json").render(report, View()))
    return _answer(report, (f'{{"records": {dumped(records)}, "report": ', whole.rstrip(), "}\n"))


def check_body(body: bytes, name: str | None, query: Query) -> Answer:
    """The same as `check`, of a body: a record of that name, or JSON where there is no name. Raises Refused, too."""
    return check(_sent(body, name), query)


def fix_body(body: bytes, name: str | None, query: Query, unsafe: bool) -> Answer:
    """The same as `fix`, of a body: a record of that name, or JSON where there is no name. Raises Refused, too."""
    return fix(_sent(body, name), query, unsafe=unsafe)


def read_texts(body: bytes) -> list[Text]:
    """The records of a body in JSON, `{"records": [{"name": ..., "text": ...}, ...]}`. Raises Refused."""
    try:
        content: object = json.loads(body.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise Refused(f"no JSON: what stands at line {error.lineno}, column {error.colno} is not expected") from None
    except RecursionError:
        raise Refused("no JSON of records: it is nested too deeply") from None
    except ValueError:  # no UTF-8, or a number of thousands of digits
        raise Refused("no JSON of records in UTF-8") from None
    if not isinstance(content, dict) or cast("dict[str, object]", content).keys() != {"records"}:
        raise Refused('expected an object of "records" alone')
    items = cast("dict[str, object]", content)["records"]
    if not isinstance(items, list) or not 0 < len(cast("list[object]", items)) <= MOST_RECORDS:
        raise Refused(f"records: expected a list of 1 to {MOST_RECORDS:,}")
    texts = [_read_text(item, f"records[{at}]") for at, item in enumerate(cast("list[object]", items))]
    if len({text.name for text in texts}) < len(texts):
        raise Refused("records: two have the same name")
    return texts


def list_rules() -> bytes:
    """All rules, as `rules.schema.json` has them."""
    return f"{dumped(_described())}\n".encode()


def explain_rule(word: str) -> bytes:
    """What is known of the rule of a code or name, as JSON. Raises UsageError where there is none."""
    plugins = load((BUILT_IN,), _ROOT)
    code = find(plugins, word, ": /v1/rules has a list")[1].meta.code
    rule = next(rule for rule in _described()["rules"] if rule["code"] == code)
    words = help_of(plugins, code)
    texts = {"text": words.text, "markdown": words.markdown} if words is not None else {}
    return f"{dumped({**rule, **texts})}\n".encode()


def is_name(text: str) -> bool:
    """Whether a record may be called so."""
    return re.fullmatch(NAME, text) is not None


def _sent(body: bytes, name: str | None) -> list[Text]:
    return read_texts(body) if name is None else [Text(name, body)]


class _Sent:
    """The records that were sent, which a run reads in the place of files."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._texts = {text.name: text for text in texts}

    @property
    def names(self) -> Sequence[str]:
        return [*self._texts]

    def read(self, name: str) -> Source:
        return Source.from_bytes(name, self._texts[name].content)

    def beside(self, name: str) -> Sidecar | None:
        content = self._texts[name].associations
        return None if content is None else read_sidecar(name.removesuffix(".txt") + SUFFIX, BytesIO(content))


def _checked(sent: _Sent, setup: Setup, reader: Reader) -> Outcome:
    return check_files(sent.names, setup, means=Means(reader, beside=sent.beside))


def _shown(found: Diagnostic, source: Source) -> bool:
    del found, source
    return True


def _answer(report: Report, pieces: Iterable[str]) -> Answer:
    """The answer of a report and what is sent of it. Raises Refused for one that is too large."""
    failures = sum(found.code == INTERNAL_ERROR for found in report.diagnostics)
    body = "".join(pieces).encode("utf-8", "backslashreplace")  # as standard output shows what is no UTF-8
    if len(body) > MOST_BYTES:
        raise Refused("the answer would be too large: send fewer records, or ask for fewer rules")
    return Answer(body, report.files, len(report.diagnostics), report.fixed, failures)


@lru_cache(maxsize=64)
def _set_up(select: tuple[str, ...], ignore: tuple[str, ...], severity: Severity) -> Setup:
    """What to check with. Raises UsageError for rules that are none, and Refused where none is left to be run."""
    config = Config(
        _ROOT,
        select=tuple(Selector(word, "select") for word in select) or EVERYTHING,
        ignore=tuple(Selector(word, "ignore") for word in ignore),
    )
    setup = set_up(config, threshold=severity)
    if not setup.rules:
        raise Refused("no rule is left to be run: change select, ignore or severity")
    return setup


@lru_cache(maxsize=1)
def _described() -> dict[str, Any]:
    setup = _set_up((), (), Severity.INFO)
    return describe_rules(setup.plugins, {one.rule.meta.code: one.severity for one in setup.rules})


def _read_text(item: object, where: str) -> Text:
    """One of the records of a body. Raises Refused."""
    if not isinstance(item, dict) or not _NEEDED <= item.keys() <= _KNOWN:
        raise Refused(f'{where}: expected an object of "name", "text" and perhaps "associations"')
    contents = {key: _encoded(value, f"{where}.{key}") for key, value in cast("dict[str, object]", item).items()}
    name = contents.pop("name").decode("utf-8", "surrogateescape")
    if not is_name(name):
        raise Refused(f"{where}.name: {NAME_WANTED}")
    return Text(name, contents["text"], contents.get("associations"))


def _encoded(value: object, where: str) -> bytes:
    r"""The bytes of a text, in which `\udc80` to `\udcff` stand for those that are not UTF-8. Raises Refused."""
    if not isinstance(value, str):
        raise Refused(f"{where}: expected a text")
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise Refused(f"{where}: half a character, without the other, at {error.start}") from None
