"""`genelint lsp`: what an editor is told, and that it is what the command says."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any

import pytest

from bases import BASES
from command import run_command
from defects import DEFECTS
from defects.planting import planted
from editor import ALL, Editor
from genelint.editor import server as under_test
from genelint.editor.checks import check_alone, check_among, set_up_for
from genelint.editor.positions import Places
from genelint.formatting import FormattingError
from genelint.model import Region, Severity, Source
from genelint.setup import Setup
from hostile import hostile
from variants import VARIANTS

MT2A = BASES["MT2A"]
BAD = MT2A.replace("MT2A has", "MT2A  has", 1)
MARK = '{"type": "fg_f", "ref": "1"}'
UNITS = {"utf-8": 4, "utf-16": 2, "utf-32": 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration, and a clean record in `data`."""
    (tmp_path / "data").mkdir()
    (tmp_path / "genelint.toml").write_text('paths = ["data"]\n')
    (tmp_path / "data" / "MT2A.txt").write_text(MT2A, encoding="utf-8")
    return tmp_path


@pytest.fixture
def start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Editor]]:
    """Start an editor in the folder; it is closed in the end."""
    monkeypatch.chdir(folder)
    started: list[Editor] = []

    def begin(*encodings: str, **options: Any) -> Editor:
        started.append(Editor(*encodings, root=folder.as_uri(), **options))
        return started[-1]

    yield begin
    for editor in started:
        editor.close()
        assert editor.ended == [True]


@pytest.fixture
def editor(start: Callable[..., Editor]) -> Editor:
    return start()


@pytest.fixture
def uri(folder: Path) -> str:
    return (folder / "data" / "MT2A.txt").as_uri()


def codes(findings: list[dict[str, Any]]) -> list[str]:
    return [str(one["code"]) for one in findings]


class TestFindings:
    def test_are_of_what_is_typed(self, editor: Editor, uri: str) -> None:
        assert editor.open(uri, MT2A) == []
        editor.change(uri, BAD)
        (found,) = editor.await_findings(uri)
        assert (found["code"], found["source"], found["severity"]) == ("TXT005", "genelint", 2)
        line = BAD[: BAD.index("MT2A  has")].count("\n")
        assert found["range"]["start"] == {"line": line, "character": 4}
        editor.change(uri, MT2A, 3)
        assert editor.await_findings(uri) == []

    def test_wait_until_typing_pauses(self, editor: Editor, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(under_test, "PAUSE", 1)
        editor.open(uri, MT2A)
        for version, text in enumerate([BAD, "x", MT2A, BAD], 2):
            editor.change(uri, text, version)
        assert codes(editor.await_findings(uri)) == ["TXT005"]
        assert editor.versions[uri] == 5

    def test_are_taken_back_when_a_document_is_closed(self, editor: Editor, uri: str) -> None:
        assert editor.open(uri, BAD)
        editor.tell("textDocument/didClose", textDocument={"uri": uri})
        assert editor.await_findings(uri) == []

    def test_of_another_record_are_related(self, editor: Editor, folder: Path, uri: str) -> None:
        other = folder / "data" / "copy.txt"
        other.write_text(MT2A, encoding="utf-8")
        found = editor.open(uri, MT2A)
        assert "COR001" in codes(found)
        related = [place["location"]["uri"] for one in found for place in one["relatedInformation"]]
        assert set(related) == {other.as_uri()}

    def test_are_about_unsaved_texts_of_others_too(self, editor: Editor, folder: Path, uri: str) -> None:
        other = folder / "data" / "BRCA1.txt"
        other.write_text(BASES["BRCA1"], encoding="utf-8")
        editor.open(other.as_uri(), MT2A)
        assert "COR001" in codes(editor.open(uri, MT2A))

    def test_of_the_file_beside_are_shown_there(self, editor: Editor, folder: Path, uri: str) -> None:
        beside = folder / "data" / "MT2A associations.tsv"
        beside.write_text("bad\n")
        assert editor.open(uri, MT2A, 1) == []
        assert editor.await_findings(beside.as_uri(), 2)
        beside.unlink()
        editor.tell("textDocument/didSave", textDocument={"uri": uri})
        assert editor.await_findings(beside.as_uri()) == []
        editor.await_findings(uri)
        beside.write_text("bad\n")
        editor.tell("textDocument/didSave", textDocument={"uri": uri})
        assert editor.await_findings(beside.as_uri(), 2)
        editor.tell("textDocument/didClose", textDocument={"uri": uri})
        assert editor.await_findings(beside.as_uri()) == []

    def test_of_a_document_that_is_no_file(self, editor: Editor) -> None:
        assert codes(editor.open("untitled:Untitled-1", BAD, 1)) == ["TXT005"]

    def test_of_a_file_outside(self, editor: Editor, tmp_path_factory: pytest.TempPathFactory) -> None:
        elsewhere = tmp_path_factory.mktemp("elsewhere") / "MT2A.txt"
        assert codes(editor.open(elsewhere.as_uri(), BAD)) == ["TXT005"]

    def test_there_are_none_of_what_is_no_record(self, editor: Editor, folder: Path) -> None:
        uri = (folder / "README.txt").as_uri()
        assert editor.open(uri, "Hello.\n", 1) == []
        assert editor.ask_of("codeAction", uri, range=ALL, context={"diagnostics": []}) is None
        assert editor.ask_of("hover", uri, position={"line": 0, "character": 0}) is None

    def test_there_are_none_across_records_without_such_rules(self, editor: Editor, folder: Path, uri: str) -> None:
        (folder / "genelint.toml").write_text('ignore = ["COR"]\n')
        assert codes(editor.open(uri, BAD, 1)) == ["TXT005"]

    def test_from_a_severity_on(self, start: Callable[..., Editor], uri: str) -> None:
        assert start(severity=Severity.ERROR).open(uri, BAD) == []

    def test_where_the_file_beside_cannot_be_read(self, editor: Editor, folder: Path, uri: str) -> None:
        (folder / "data" / "MT2A associations.tsv").mkdir()
        assert editor.open(uri, BAD, 1) == []
        assert "cannot be read" in editor.await_message()


class TestConfiguration:
    def test_is_watched(self, editor: Editor, folder: Path, uri: str) -> None:
        (registration,) = editor.await_request("client/registerCapability")["registrations"]
        globs = [one["globPattern"] for one in registration["registerOptions"]["watchers"]]
        assert globs == ["**/genelint.toml", "**/pyproject.toml", "**/genelint-baseline.jsonl"]
        assert codes(editor.open(uri, BAD)) == ["TXT005"]
        config = folder / "genelint.toml"
        config.write_text('ignore = ["TXT005"]\n')
        editor.tell("workspace/didChangeWatchedFiles", changes=[{"uri": config.as_uri(), "type": 2}])
        assert editor.await_findings(uri, 2) == []

    def test_is_read_again_where_the_editor_says_that_settings_changed(
        self, start: Callable[..., Editor], folder: Path, uri: str
    ) -> None:
        editor = start("utf-16")
        editor.open(uri, BAD)
        (folder / "genelint.toml").write_text('ignore = ["TXT005"]\n')
        editor.tell("workspace/didChangeConfiguration", settings={})
        assert editor.await_findings(uri, 2) == []

    def test_that_is_wrong_is_said_once(
        self, editor: Editor, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read = Queue[None]()

        def read_it(*arguments: Any) -> Setup | None:
            try:
                return set_up_for(*arguments)
            finally:
                read.put(None)

        monkeypatch.setattr(under_test, "set_up_for", read_it)
        config = folder / "genelint.toml"
        good = config.read_text()
        config.write_text("ignroe = []\n")
        editor.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "", "version": 1, "text": BAD})
        assert 'did you mean "ignore"?' in editor.await_message()
        editor.tell("textDocument/didSave", textDocument={"uri": uri})
        for _ in range(2):
            read.get(timeout=30)
        config.write_text(good)
        editor.tell("textDocument/didSave", textDocument={"uri": uri})
        assert codes(editor.await_findings(uri, 2)) == ["TXT005"]
        assert editor.messages == []

    def test_with_a_folder_that_is_gone(self, editor: Editor, folder: Path, uri: str) -> None:
        (folder / "genelint.toml").write_text('paths = ["data", "gone"]\n')
        assert codes(editor.open(uri, BAD, 1)) == ["TXT005"]
        assert "gone" in editor.await_message()


class TestQuestions:
    @pytest.mark.parametrize("encoding", UNITS)
    def test_are_answered_in_the_encoding_that_is_asked_for(
        self, start: Callable[..., Editor], uri: str, encoding: str
    ) -> None:
        editor = start(encoding)
        assert editor.server["capabilities"]["positionEncoding"] == encoding
        text = MT2A.replace("MT2A belongs", "\U0001f9ec" * 100 + "MT2A belongs", 1)
        line, before = text[: text.index(MARK)].count("\n"), text[text.rindex("\n", 0, text.index(MARK)) + 1 :]
        character = before.index(MARK) + 100 * (UNITS[encoding] - 1)
        at = {"line": line, "character": character}
        editor.open(uri, text)
        hover = editor.ask_of("hover", uri, position=at)
        assert "Nina N Sun" in hover["contents"]["value"]
        assert hover["range"] == {"start": at, "end": {"line": line, "character": character + len(MARK)}}
        (target,) = editor.ask_of("definition", uri, position=at)
        back = editor.ask_of("references", uri, position=target["range"]["start"], context={"includeDeclaration": True})
        assert [place["range"] for place in back] == [hover["range"], target["range"]]
        assert editor.ask_of("references", uri, position=at, context={"includeDeclaration": False}) == back[:1]

    def test_about_nothing(self, editor: Editor, uri: str) -> None:
        editor.open(uri, MT2A)
        at = {"line": 0, "character": 0}
        assert editor.ask_of("definition", uri, position=at) is None
        assert editor.ask_of("references", uri, position=at, context={"includeDeclaration": True}) is None

    def test_about_a_document_that_is_not_open(self, editor: Editor, uri: str) -> None:
        at = {"line": 0, "character": 0}
        context: dict[str, Any] = {"includeDeclaration": True, "diagnostics": []}
        options = {"tabSize": 4, "insertSpaces": True}
        for method in ("hover", "definition", "references", "documentSymbol", "codeAction", "formatting"):
            assert editor.ask_of(method, uri, position=at, context=context, range=ALL, options=options) is None

    def test_the_outline(self, editor: Editor, uri: str) -> None:
        editor.open(uri, MT2A)
        names = [one["name"] for one in editor.ask_of("documentSymbol", uri)]
        assert {"Name", "Summary", "Datasets"} <= {*names}

    def test_the_formatting(self, editor: Editor, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
        editor.open(uri, BAD)
        options = {"tabSize": 4, "insertSpaces": True}
        (edit,) = editor.ask_of("formatting", uri, options=options)
        assert edit["newText"] == ""

        def fail(_: Source) -> Source:
            raise FormattingError("the symbol")

        monkeypatch.setattr(under_test, "format_source", fail)
        assert editor.ask_of("formatting", uri, options=options) is None
        assert "formatting changes the symbol" in editor.await_message()


class TestActions:
    def test_are_about_the_version_that_is_open(
        self, editor: Editor, uri: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(under_test, "PAUSE", 1)
        editor.open(uri, MT2A)
        editor.change(uri, BAD, 7)
        one, everything = editor.ask_of("codeAction", uri, range=ALL, context={"diagnostics": []})
        assert (one["kind"], everything["kind"]) == ("quickfix", "source.fixAll.genelint")
        for action in (one, everything):
            (change,) = action["edit"]["documentChanges"]
            assert change["textDocument"] == {"uri": uri, "version": 7}
            assert [edit["newText"] for edit in change["edits"]] == [""]

    def test_are_those_that_are_asked_for(self, editor: Editor, uri: str) -> None:
        editor.open(uri, BAD)
        start = {"start": ALL["start"], "end": ALL["start"]}
        for only, span, kinds in (
            (["quickfix"], ALL, ["quickfix"]),
            (["quickfix"], start, []),
            (["source.fixAll"], start, ["source.fixAll.genelint"]),
            (["refactor"], ALL, []),
        ):
            context = {"diagnostics": [], "only": only}
            assert [one["kind"] for one in editor.ask_of("codeAction", uri, range=span, context=context)] == kinds

    def test_repair_what_rules_make_possible_only_then(self, editor: Editor, uri: str) -> None:
        editor.open(uri, MT2A)
        assert editor.ask_of("codeAction", uri, range=ALL, context={"diagnostics": []}) == []


class TestFailures:
    def test_of_a_question_are_answered(self, editor: Editor, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
        editor.open(uri, MT2A)

        def fail(*_: object) -> float:
            return 1 / 0

        with monkeypatch.context() as patch:
            patch.setattr(under_test, "symbols", fail)
            with pytest.raises(AssertionError, match="division by zero"):
                editor.ask_of("documentSymbol", uri)
        assert editor.ask_of("documentSymbol", uri)

    def test_are_none_where_a_text_has_half_a_character(self, editor: Editor, uri: str) -> None:
        text = BAD.replace("MT2A belongs", "\ud83e MT2A belongs", 1)
        assert "TXT005" in codes(editor.open(uri, text))
        assert editor.ask_of("codeAction", uri, range=ALL, context={"diagnostics": []}) == []  # it cannot be saved
        assert editor.ask_of("documentSymbol", uri)
        (edit,) = editor.ask_of("formatting", uri, options={"tabSize": 4, "insertSpaces": True})
        assert edit["newText"] == ""

    def test_of_a_notification_are_logged(self, editor: Editor, uri: str) -> None:
        editor.change(uri, MT2A)
        assert uri in editor.await_message()
        assert editor.open(uri, MT2A) == []


class Gate:
    """Stands before a function until it is opened; later calls pass."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.reached, self.opened = Event(), Event()
        self.calls = 0

    def __call__(self, *arguments: Any) -> Any:
        self.calls += 1
        self.reached.set()
        assert self.opened.wait(30)
        return self.function(*arguments)


class TestWhatComesBetween:
    @pytest.mark.parametrize("name", ["set_up_for", "check_alone", "check_among"])
    def test_closing(self, editor: Editor, uri: str, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        functions: dict[str, Callable[..., Any]] = {
            "set_up_for": set_up_for,
            "check_alone": check_alone,
            "check_among": check_among,
        }
        gate = Gate(functions[name])
        monkeypatch.setattr(under_test, name, gate)
        editor.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "", "version": 1, "text": BAD})
        assert gate.reached.wait(30)
        editor.tell("textDocument/didClose", textDocument={"uri": uri})
        editor.await_findings(uri, 2 if name == "check_among" else 1)
        gate.opened.set()
        assert editor.open(uri, MT2A) == []

    def test_closing_while_the_configuration_is_read(
        self, editor: Editor, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gate = Gate(set_up_for)
        monkeypatch.setattr(under_test, "set_up_for", gate)
        editor.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "", "version": 1, "text": BAD})
        assert gate.reached.wait(30)
        editor.tell("textDocument/didSave", textDocument={"uri": uri})  # waits for its turn
        editor.tell("textDocument/didClose", textDocument={"uri": uri})
        editor.await_findings(uri)
        gate.opened.set()
        assert editor.open((folder / "data" / "BRCA1.txt").as_uri(), BASES["BRCA1"]) == []  # after them
        assert gate.calls == 2
        assert editor.messages == []

    def test_a_change_while_the_configuration_is_read(
        self, editor: Editor, uri: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gate = Gate(set_up_for)
        monkeypatch.setattr(under_test, "set_up_for", gate)
        editor.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "", "version": 1, "text": MT2A})
        assert gate.reached.wait(30)
        editor.change(uri, BAD)
        assert editor.await_findings(uri) == []
        gate.opened.set()
        assert codes(editor.await_findings(uri)) == ["TXT005"]

    def test_a_change_while_records_are_compared(
        self, editor: Editor, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "data" / "copy.txt").write_text(MT2A, encoding="utf-8")
        gate = Gate(check_among)
        monkeypatch.setattr(under_test, "check_among", gate)
        editor.open(uri, MT2A, 1)
        assert gate.reached.wait(30)
        editor.change(uri, BAD)
        assert codes(editor.await_findings(uri)) == ["TXT005"]
        gate.opened.set()
        editor.change(uri, MT2A, 3)
        assert editor.await_findings(uri) == []

    def test_saving_again_and_again(self, editor: Editor, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
        gate = Gate(check_among)
        monkeypatch.setattr(under_test, "check_among", gate)
        editor.open(uri, BAD, 1)
        assert gate.reached.wait(30)
        for _ in range(3):
            editor.tell("textDocument/didSave", textDocument={"uri": uri})
            editor.await_findings(uri)
        gate.opened.set()
        assert codes(editor.await_findings(uri)) == ["TXT005"]
        assert gate.calls == 2


@pytest.mark.parametrize(("every", "config"), [(4, 'ignore = ["COR"]\n'), (30, 'paths = ["data"]\n')])
def test_findings_are_those_of_the_command(
    start: Callable[..., Editor], folder: Path, capsys: pytest.CaptureFixture[str], every: int, config: str
) -> None:
    """Of many records by themselves, and of some among each other."""
    (folder / "genelint.toml").write_text(config)
    data = folder / "data"
    (data / "MT2A.txt").unlink()
    texts = dict(enumerate(hostile()))
    for variant in VARIANTS[:: 2 * every]:
        texts[len(texts)] = variant.edit(BASES["MT1H"])
    for defect in DEFECTS[::every]:
        text, _, _, sidecar, _ = planted(defect, BASES["MT1H"])
        if sidecar is not None:
            (data / f"{len(texts)} associations.tsv").write_bytes(sidecar.encode("utf-8", "surrogateescape"))
        if not any("\ud800" <= char <= "\udfff" for char in text):
            texts[len(texts)] = text
    for name, text in texts.items():
        (data / f"{name}.txt").write_bytes(text.encode())
    report = json.loads(run_command(capsys, "check", "data", "--output-format", "json").out)
    expected: dict[str, list[object]] = {}
    for one in report["diagnostics"]:
        path = folder / one["path"]
        region = Region(one["line"], one["column"], one["end_line"], one["end_column"])
        source = Source.from_bytes("", path.read_bytes())
        place = Places(source, "utf-16").region(region)
        ends = (place.start.line, place.start.character, place.end.line, place.end.character)
        related = [note["message"] for note in one["related"]]
        expected.setdefault(path.as_uri(), []).append((one["code"], one["severity"], one["message"], ends, related))
    editor = start()
    for name, text in texts.items():
        editor.open((data / f"{name}.txt").as_uri(), text, 1 if "COR" in config else 2)
    severities = {1: "error", 2: "warning", 3: "info"}
    found = {
        uri: [
            (
                one["code"],
                severities[one["severity"]],
                one["message"],
                tuple(one["range"][end][part] for end in ("start", "end") for part in ("line", "character")),
                [note["message"] for note in one["relatedInformation"]],
            )
            for one in findings
        ]
        for uri, findings in editor.published.items()
        if findings
    }
    assert len(expected) > len(DEFECTS[::every])
    assert found == expected


class TestTheCommand:
    @pytest.fixture
    def serve(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
        """What the editor will have said."""

        def say(data: bytes) -> None:
            monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data)))
            monkeypatch.setattr(sys, "stdout", TextIOWrapper(BytesIO()))

        return say

    def test_ends_when_it_is_told(self, serve: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]) -> None:
        messages = [
            {"jsonrpc": "2.0", "id": 1, "method": "shutdown"},
            {"jsonrpc": "2.0", "method": "exit"},
        ]
        bodies = [json.dumps(message).encode() for message in messages]
        serve(b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies))
        assert run_command(capsys, "lsp", "--stdio").code == 0

    def test_ends_when_the_editor_is_gone(
        self, serve: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        serve(b"")
        assert run_command(capsys, "lsp", "--severity", "info").code == 1

    def test_without_the_extra(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "genelint.editor.server")
        monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
        result = run_command(capsys, "lsp")
        assert result.code == 2
        assert 'lsp needs pygls and lsprotocol: type "pip install pygls lsprotocol"' in result.err


def test_a_setup_of_no_record_is_none(folder: Path) -> None:
    found: Setup | None = set_up_for(str(folder / "x.txt"), [str(folder)], Severity.WARNING)
    assert found is None
