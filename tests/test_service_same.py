"""The findings of the service are those of the command, on all that is known to be good, bad or hostile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bases import BASES
from command import run_command
from defects import DEFECTS
from defects.planting import planted
from genelint.rule import CorpusRule
from genelint_rules import RULES
from hostile import hostile
from service import JSON, Client, Running, running
from variants import VARIANTS

Sent = dict[str, tuple[bytes, bytes | None]]


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running(workers=2) as service:
        yield service


def collection(every: int) -> Sent:
    """Records and what lies beside them, by name."""
    texts: list[tuple[bytes, bytes | None]] = [(text.encode(), None) for text in hostile()]
    texts += [(variant.edit(BASES["MT1H"]).encode(), None) for variant in VARIANTS[:: 2 * every]]
    for defect in DEFECTS[::every]:
        text, _, _, sidecar, _ = planted(defect, BASES["MT1H"])
        beside = None if sidecar is None else sidecar.encode("utf-8", "surrogateescape")
        texts.append((text.encode("utf-8", "surrogateescape"), beside))
    return {f"{at:04}.txt": text for at, text in enumerate(texts)}


def save(folder: Path, sent: Sent) -> None:
    for name, (text, beside) in sent.items():
        (folder / name).write_bytes(text)
        if beside is not None:
            (folder / f"{name.removesuffix('.txt')} associations.tsv").write_bytes(beside)


def as_json(sent: Sent) -> str:
    records: list[dict[str, str]] = []
    for name, (text, beside) in sent.items():
        records.append({"name": name, "text": text.decode("utf-8", "surrogateescape")})
        if beside is not None:
            records[-1]["associations"] = beside.decode("utf-8", "surrogateescape")
    return json.dumps({"records": records})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_of_records_among_each_other(service: Client, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent = collection(9)
    save(folder, sent)
    expected = run_command(capsys, "check", ".", "--output-format", "json", "--severity", "info", "--no-cache").out
    answer = service.post("/v1/check", as_json(sent), JSON, severity="info").text
    assert answer == expected
    assert '"COR001"' in answer
    assert '"ASC016"' in answer
    assert '"INT001"' not in answer


def test_of_records_by_themselves(service: Client, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent = {name: text for name, text in collection(7).items() if text[1] is None}
    save(folder, sent)
    across = ",".join(rule.meta.code for rule in RULES if isinstance(rule, CorpusRule))
    expected = run_command(capsys, "check", ".", "--ignore", across, "--output-format", "json").out
    found: list[object] = []
    for name, (text, _) in sent.items():
        found += service.post("/v1/check", text, name=name).json["diagnostics"]
    assert found == json.loads(expected)["diagnostics"]


def test_of_what_fixes_make_of_them(service: Client, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent = collection(20)
    save(folder, sent)
    answer = service.post("/v1/fix", as_json(sent), JSON, unsafe="true").json
    run_command(capsys, "check", ".", "--fix", "--unsafe-fixes")
    records = {one["name"]: one["text"].encode("utf-8", "surrogateescape") for one in answer["records"]}
    assert records == {name: (folder / name).read_bytes() for name in sent}
    assert sum(one["changed"] for one in answer["records"]) > len(DEFECTS) / 60
    expected = json.loads(run_command(capsys, "check", ".", "--output-format", "json").out)["diagnostics"]
    assert answer["report"]["diagnostics"] == expected
