"""What the webhook does for a pull request, against a GitHub on loopback that looks at each request."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bases import BASES
from command import run_command
from defects import DEFECTS
from defects.planting import planted
from fake_app import READING, FakeApp
from fake_github import Answer, serving
from genelint.github.client import open_connections
from genelint.github.posting import GitHubError
from genelint.service.pool import Busy, Died, Late
from genelint.service.webhook import app_client, verdicts
from genelint.service.webhook.app_client import WRITING, App
from genelint.service.webhook.pulls import Limits
from genelint.service.webhook.work import is_passing
from genelint.testing import NEIGHBOURS, RECORD
from genelint.wording import visible
from hostile import hostile
from variants import VARIANTS
from webhook import REPOSITORY, Hand, here, made_github

PATH = "data/MT1H.txt"
NAME = "Name | metallothionein 1H |\n"
FAULTY = RECORD.replace(NAME, "Name |  metallothionein 1H | \n")
"""Has blanks that a safe fix takes out."""

SIZE = len(RECORD.encode())


@pytest.fixture
def github() -> Iterator[FakeApp]:
    with serving(made_github()) as made:
        yield made
    assert made.faults == []


@pytest.fixture
def hand(github: FakeApp, tmp_path: Path) -> Hand:
    return Hand(github, tmp_path)


def set_of_records() -> Iterator[tuple[str, str]]:
    """Records with defects, and the files beside them; such as the format allows; and hostile texts; by path."""
    for number, defect in enumerate(DEFECTS[::4]):
        base = [*BASES][number % len(BASES)]
        text, _, _, beside, _ = planted(defect, BASES[base])
        yield f"d{number}/{base}.txt", text
        if beside is not None:
            yield f"d{number}/{base} associations.tsv", beside
    for number, variant in enumerate(VARIANTS[::20]):
        yield f"v{number}/MT1H.txt", variant.edit(RECORD)
    for number, text in enumerate(hostile()):
        yield f"h{number}/MT2A.txt", text


def refusing_annotations(path: str) -> Callable[[str, str, Any], Answer | None]:
    """Refuses what has an annotation of a file."""

    def instead(_method: str, _path: str, body: Any) -> Answer | None:
        annotations = body.get("output", {}).get("annotations", ()) if body is not None else ()
        is_refused = any(one["path"] == path for one in annotations)
        return Answer(422, {"message": "Validation Failed", "errors": []}) if is_refused else None

    return instead


def the_run(github: FakeApp) -> dict[str, Any]:
    """The one check run."""
    (only,) = github.runs
    return only


def codes(run: dict[str, Any]) -> list[str]:
    return sorted(one["title"].partition(" ")[0] for one in run["annotations"])


def asked(github: FakeApp, word: str) -> list[str]:
    """The requests that have a word in their address."""
    return [f"{one.method} {one.path.removeprefix('/repos/lab/genes/')}" for one in github.requests if word in one.path]


class TestCheck:
    def test_posts_what_is_found(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY, "data/MT1A.txt": NEIGHBOURS["MT1A.txt"], "README.md": "x"})

        assert hand.check(head) == "neutral, 2 annotations"
        run = the_run(github)
        assert run["head_sha"] == head
        assert run["external_id"] == "genelint/5/d-1"
        assert [(one["path"], one["start_line"]) for one in run["annotations"]] == [(PATH, 2)] * 2
        assert "compared with each other, and with none" in run["output"]["summary"]
        assert "https&#58;" not in run["output"]["summary"]
        assert f"(https://github.com/lab/genes/blob/{head}/data/MT1H.txt)" in run["output"]["summary"]

    def test_asks_for_one_repository_and_the_least_rights(self, hand: Hand, github: FakeApp) -> None:
        hand.check(github.request_pull({PATH: FAULTY}))

        assert github.rights == [{"repository_ids": [11], "permissions": READING}]

    def test_fetches_no_file_but_records_and_how_to_check_them(self, hand: Hand, github: FakeApp) -> None:
        github.push("main", {"genelint.toml": 'paths = ["data"]\nexclude = ["old/"]'})
        names = [PATH, "data/x.py", "requirements.txt", "data/old/MT1X.txt"]
        hand.check(github.request_pull(dict.fromkeys(names, FAULTY)))

        assert [one.partition("?")[0] for one in asked(github, "/contents/")] == [
            "GET contents/genelint.toml",
            "GET contents/data/MT1H.txt",
            "GET contents/data/MT1H%20associations.tsv",
            "GET contents/genelint-baseline.jsonl",
        ]

    @pytest.mark.parametrize("number", [0, 2, 50, 52, 120])
    def test_posts_as_many_annotations_as_there_are(self, hand: Hand, github: FakeApp, number: int) -> None:
        github.push("main", {"genelint.toml": 'select = ["TXT005"]'})
        records = {f"data/{at}/MT1H.txt": FAULTY for at in range(number // 2)}
        head = github.request_pull(records or {PATH: RECORD})

        hand.check(head)

        assert codes(the_run(github)) == ["TXT005"] * number
        assert the_run(github)["status"] == "completed"

    def test_narrows_to_what_changed(self, hand: Hand, github: FakeApp) -> None:
        two = FAULTY.replace("Description | Holds zinc", "Description |  Holds zinc")
        head = github.request_pull({PATH: two})
        github.files = [{"filename": PATH, "status": "modified", "patch": f"@@ -2 +2 @@\n-x\n+{two.splitlines()[1]}"}]

        hand.check(head)

        lines = [one["start_line"] for one in the_run(github)["annotations"] if one["annotation_level"] != "failure"]
        assert set(lines) <= {2}
        assert "more in unchanged lines" in the_run(github)["output"]["title"]

    @pytest.mark.parametrize(
        ("listed", "expected"),
        [
            ({"status": "added"}, True),
            ({"status": "copied"}, True),
            ({"status": "modified"}, True),  # GitHub shows no patch of what is large
            ({"status": "modified", "patch": "nonsense"}, True),
            ({"status": "modified", "patch": "@@ -9 +9 @@\n-a\n+b"}, False),
            ({"status": "changed", "patch": "@@ -1,3 +1,2 @@\n a\n-b\n c"}, True),
            ({"status": "renamed", "previous_filename": "old/MT1H.txt"}, False),
            ({"status": "renamed", "previous_filename": "data/MT1.txt"}, True),
            ({"status": "renamed", "previous_filename": "old/MT1H.txt", "patch": "@@ -2 +2 @@\n-a\n+b"}, True),
        ],
    )
    def test_narrows_by_how_a_file_changed(
        self, hand: Hand, github: FakeApp, listed: dict[str, str], *, expected: bool
    ) -> None:
        github.push("main", {"genelint.toml": '[severity]\nALL = "warning"\n'})
        head = github.request_pull({PATH: FAULTY})
        github.files = [{"filename": PATH, **listed}]

        hand.check(head)

        assert bool(the_run(github)["annotations"]) is expected

    def test_looks_at_no_record_that_is_removed(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        github.files[0]["status"] = "removed"

        assert hand.check(head) == "skipped, 0 annotations"
        assert the_run(github)["output"]["title"] == "No record is changed."
        assert asked(github, "MT1H") == []

    def test_reads_the_file_of_associations(self, hand: Hand, github: FakeApp) -> None:
        beside = "data/MT1H associations.tsv"
        head = github.request_pull({PATH: RECORD, beside: "nonsense\n"})
        github.files = [{"filename": beside, "status": "modified", "patch": "@@ -1 +1 @@\n-x\n+nonsense"}]

        hand.check(head)

        assert [(one["path"], one["title"][:6]) for one in the_run(github)["annotations"]] == [(beside, "ASC016")]

    def test_reads_no_file_of_this_machine(
        self, hand: Hand, github: FakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "MT1H associations.tsv").write_text("nonsense\n")
        (tmp_path / "genelint.toml").write_text("nonsense")
        monkeypatch.chdir(tmp_path)

        assert hand.check(github.request_pull({PATH: RECORD})) == "success, 0 annotations"
        hand.fix(github.request_pull({PATH: FAULTY}))
        assert "ASC016" not in str(github.runs)

    def test_of_the_set_of_records_equals_that_of_the_command(
        self,
        hand: Hand,
        github: FakeApp,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        files = {path: text.encode("utf-8", "surrogateescape") for path, text in set_of_records()}
        for path, data in files.items():
            (tmp_path / "there" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "there" / path).write_bytes(data)
        monkeypatch.chdir(tmp_path / "there")
        expected = json.loads(run_command(capsys, "check", ".", "--output-format=json").out)

        hand.check(github.request_pull(files))

        found = sorted(
            (one["path"], one["start_line"], one["title"], one["message"].partition("\n")[0])
            for one in the_run(github)["annotations"]
        )
        assert found == sorted(
            (one["path"], one["line"], f"{one['code']} {one['rule']}", visible(one["message"]))
            for one in expected["diagnostics"]
        )
        assert len({title for _, _, title, _ in found}) > 50

    def test_ends_where_there_is_no_open_pull_request(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY}, state="closed")

        assert hand.check(head) == "no open pull request"
        assert github.runs == []

    def test_finds_the_pull_request_of_a_commit_by_a_check_run(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        assert hand.check(head, pull=0) == "no open pull request"
        hand.check(head)

        assert hand.check(head, pull=0, delivery="d-9") != "no open pull request"
        assert [run["external_id"] for run in github.runs] == ["genelint/5/d-1", "genelint/5/d-9"]

    def test_believes_no_check_run_of_somebody_else(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        hand.check(head)
        the_run(github)["app"]["id"] += 1

        assert hand.check(head, pull=0) == "no open pull request"
        hand.check(head, attempt=2)
        assert len(github.runs) == 2

    def test_begins_again_where_the_branch_moves_meanwhile(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        moved = {**github.pull, "head": {**github.pull["head"], "sha": "f" * 40}}

        async def moving(function: Callable[..., Any], *arguments: Any, deadline: float | None = None) -> Any:
            github.pull = moved
            return await here(function, *arguments, deadline=deadline)

        hand.run = moving
        with pytest.raises(GitHubError, match="moved"):
            hand.check(head)
        assert github.runs == []


class TestAgain:
    def test_posts_no_second_check_run(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        hand.check(head)
        before = json.dumps(the_run(github))

        hand.check(head, attempt=2)

        assert json.dumps(the_run(github)) == before

    def test_adds_the_annotations_that_are_missing(self, hand: Hand, github: FakeApp) -> None:
        records = {f"data/{at}/MT1H.txt": FAULTY for at in range(30)}
        head = github.request_pull(records)
        hand.check(head)
        run = the_run(github)
        everything = sorted(map(str, run["annotations"]))
        run["annotations"] = run["annotations"][1:20]

        hand.check(head, attempt=2)

        assert len(github.runs) == 1
        assert sorted(map(str, run["annotations"])) == everything

    def test_posts_one_where_there_was_none(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})

        hand.check(head, attempt=3)

        assert the_run(github)["status"] == "completed"


class TestConfiguration:
    def test_is_that_of_the_branch_that_it_is_for(self, hand: Hand, github: FakeApp) -> None:
        github.push("main", {"genelint.toml": 'ignore = ["TXT"]'})
        head = github.request_pull({PATH: FAULTY, "genelint.toml": 'select = ["TXT"]'})

        assert hand.check(head) == "success, 0 annotations"
        assert "what this pull request changes in genelint" in the_run(github)["output"]["summary"]
        assert {one.partition("?ref=")[2] for one in asked(github, "genelint.toml")} == {"main"}

    def test_may_be_in_the_project_file(self, hand: Hand, github: FakeApp) -> None:
        github.push("main", {"pyproject.toml": '[tool.genelint]\nignore = ["TXT"]'})

        assert hand.check(github.request_pull({PATH: FAULTY})) == "success, 0 annotations"
        assert "Checked as pyproject.toml of the branch main says" in the_run(github)["output"]["summary"]

    @pytest.mark.parametrize("text", ["[tool.other]\n", "[tool.other]\nx = 'genelint'\n"])
    def test_is_the_usual_one_where_a_project_file_says_nothing(self, hand: Hand, github: FakeApp, text: str) -> None:
        github.push("main", {"pyproject.toml": text})

        hand.check(github.request_pull({PATH: FAULTY}))

        assert the_run(github)["annotations"]

    def test_selects_rules_severities_datasets_and_exceptions(self, hand: Hand, github: FakeApp) -> None:
        for text in (
            'ignore = ["TXT"]',
            'select = ["COR"]',
            'per-file-ignores = { "data" = ["ALL"] }',
            '[[exceptions]]\nrule = "ALL"\npath = "data/MT1H.txt"\nreason = "x"\n',
        ):
            github.push("main", {"genelint.toml": text})
            assert hand.check(github.request_pull({PATH: FAULTY})).endswith(" 0 annotations")
        github.push("main", {"genelint.toml": '[severity]\nALL = "info"\n'})
        assert hand.check(github.request_pull({PATH: FAULTY})) == "success, 0 annotations"

    def test_has_a_baseline(
        self,
        hand: Hand,
        github: FakeApp,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "data").mkdir()
        (tmp_path / PATH).write_text(FAULTY)
        (tmp_path / "genelint.toml").write_text('paths = ["data"]')
        run_command(capsys, "baseline", "create")
        github.push("main", {"genelint-baseline.jsonl": (tmp_path / "genelint-baseline.jsonl").read_text()})

        assert hand.check(github.request_pull({PATH: FAULTY})) == "success, 0 annotations"
        assert "suppressed" in the_run(github)["output"]["title"]

    def test_loads_no_code(self, hand: Hand, github: FakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "plugin.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nRULES = ()\n")
        (tmp_path / "an_evil_module.py").write_text((tmp_path / "plugin.py").read_text())
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.path", [str(tmp_path), *sys.path])
        text = """
        plugins = ["./plugin.py", "an_evil_module", "genelint_rules"]
        select = ["ALL", "XYZ", "XYZ001"]
        ignore = ["XYZ002", "IDN"]
        severity = { XYZ003 = "error", TXT = "warning" }
        per-file-ignores = { "*" = ["XYZ", "TRE"] }
        exceptions = [{ rule = "XYZ001", path = "data", reason = "x" }]
        """
        github.push("main", {"genelint.toml": text})

        hand.check(github.request_pull({PATH: FAULTY}))

        assert {one["annotation_level"] for one in the_run(github)["annotations"]} == {"warning"}
        summary = the_run(github)["output"]["summary"]
        assert "Plugins are not run here, nor are their rules&#58; ./plugin.py, an&#95;evil&#95;module" in summary
        assert not (tmp_path / "ran").exists()

    def test_keeps_exceptions_for_built_in_rules_beside_plugins(self, hand: Hand, github: FakeApp) -> None:
        text = 'plugins = ["genelint_rules", "x"]\n[[exceptions]]\nrule = "TXT"\npath = "data"\nreason = "x"\n'
        github.push("main", {"genelint.toml": text})

        assert hand.check(github.request_pull({PATH: FAULTY})) == "success, 0 annotations"

    def test_may_leave_out_the_built_in_rules(self, hand: Hand, github: FakeApp) -> None:
        github.push("main", {"genelint.toml": 'plugins = ["other"]'})

        assert hand.check(github.request_pull({PATH: FAULTY})) == "success, 0 annotations"

    @pytest.mark.parametrize(
        ("files", "reason"),
        [
            ({"genelint.toml": "x ="}, "genelint.toml:1: not TOML"),
            ({"genelint.toml": b"\xff"}, "genelint.toml: it is not UTF-8"),
            ({"genelint.toml": 'select = ["NOPE"]'}, "no rule"),
            ({"genelint.toml": "x" * 300_000}, "it is larger than 262,144 bytes"),
            ({"genelint.toml/x": "x"}, "genelint.toml: it is no file"),
            ({"genelint.toml": 'baseline = "../x"'}, "its name is none that a repository may have"),
            ({"genelint-baseline.jsonl": "x"}, "genelint-baseline.jsonl:1: not JSON"),
        ],
    )
    def test_that_cannot_be_used_is_said(
        self, hand: Hand, github: FakeApp, files: dict[str, str | bytes], reason: str
    ) -> None:
        github.push("main", files)

        assert hand.check(github.request_pull({PATH: FAULTY})) == "failure, 0 annotations"
        output = the_run(github)["output"]
        assert output["title"] == "The configuration cannot be used."
        assert reason in output["summary"].replace("&#58;", ":").replace("&#8203;", "")
        assert "on the branch main" in output["summary"]


class TestLimits:
    def test_of_records(self, hand: Hand, github: FakeApp) -> None:
        hand.limits = Limits(records=2)
        head = github.request_pull({f"data/{at}/MT1H.txt": RECORD for at in range(4)})

        hand.check(head)

        assert the_run(github)["conclusion"] == "failure"
        summary = the_run(github)["output"]["summary"]
        assert summary.count("left out&#58; there are more than 2 records") == 2

    def test_of_bytes(self, hand: Hand, github: FakeApp) -> None:
        hand.limits = Limits(record=SIZE, total=2 * SIZE)
        records = {f"data/{at}/MT1H.txt": RECORD for at in range(3)}
        head = github.request_pull({"data/BRCA1.txt": RECORD + "x", **records})

        hand.check(head)

        summary = the_run(github)["output"]["summary"]
        assert summary.count("left out&#58; it is larger than") == 2
        assert the_run(github)["conclusion"] == "failure"

    def test_of_what_stands_beside(self, hand: Hand, github: FakeApp) -> None:
        hand.limits = Limits(other=1_500_000)
        head = github.request_pull({PATH: RECORD, "data/MT1H associations.tsv": "x" * 1_600_000})

        hand.check(head)

        assert "MT1H associations.tsv&#58; left out" in the_run(github)["output"]["summary"]

    def test_a_large_file_is_read_as_a_blob(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: RECORD, "data/MT1H associations.tsv": "nonsense\n" * 120_000})

        hand.check(head)

        assert codes(the_run(github)) == ["ASC016"]
        assert len(asked(github, "/git/blobs/")) == 1

    def test_of_annotations(self, hand: Hand, github: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verdicts, "MOST_ANNOTATIONS", 3)
        github.push("main", {"genelint.toml": 'select = ["TXT005"]'})

        hand.check(github.request_pull({f"data/{at}/MT1H.txt": FAULTY for at in range(2)}))

        assert len(the_run(github)["annotations"]) == 3
        assert "- The first 3 of 4 findings are annotated.\n" in the_run(github)["output"]["summary"]

    def test_of_patches(self, hand: Hand, github: FakeApp) -> None:
        github.push("main", {"genelint.toml": 'select = ["TXT005"]'})
        head = github.request_pull({PATH: RECORD, "data/b/MT1H.txt": FAULTY})
        hand.limits = Limits(total=2 * SIZE + 100)
        patch = "@@ -9 +9 @@\n-a\n+b"
        listed = {"status": "modified", "patch": patch}
        github.files = [
            {"filename": "x", **listed, "patch": "x" * 2 * SIZE},
            {"filename": "y", **listed, "patch": "x" * 99},
        ]
        github.files += [{"filename": path, **listed} for path in (PATH, "data/b/MT1H.txt")]
        hand.check(head)
        github.files.pop(0)
        hand.check(head, delivery="d-9")

        assert [len(run["annotations"]) > 0 for run in github.runs] == [True, False]

    def test_of_what_github_lists(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: RECORD}, changed_files=3001)

        hand.check(head)

        assert "3,000 of 3,001 changed files&#58; left out" in the_run(github)["output"]["summary"]
        assert the_run(github)["conclusion"] == "failure"

    @pytest.mark.parametrize(("error", "title"), [(Late(), "take too long"), (Died(), "too much memory")])
    def test_of_time_and_memory(self, hand: Hand, github: FakeApp, error: Exception, title: str) -> None:
        async def failing(function: Callable[..., Any], *arguments: Any, deadline: float | None = None) -> Any:
            if deadline is not None:
                raise error
            return await here(function, *arguments)

        hand.run = failing

        assert hand.check(github.request_pull({PATH: FAULTY})) == "failure, 0 annotations"
        assert title in the_run(github)["output"]["title"]

    def test_waits_where_all_processes_are_busy(self, hand: Hand, github: FakeApp) -> None:
        async def busy(*_: Any, **__: Any) -> Any:
            raise Busy

        hand.run = busy
        with pytest.raises(Busy):
            hand.check(github.request_pull({PATH: FAULTY}))
        assert github.runs == []


class TestRefused:
    @pytest.mark.parametrize("at", [0, 1, 2, 8])
    @pytest.mark.parametrize(
        ("answer", "pause"),
        [
            (Answer(429, {"message": "slow"}, {"retry-after": "7"}), 7),
            (Answer(403, {"message": "x"}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}), 1),
            (Answer(502, b"<html>"), 2),
        ],
    )
    def test_for_the_moment(self, hand: Hand, github: FakeApp, at: int, answer: Answer, pause: float) -> None:
        head = github.request_pull({PATH: FAULTY})
        github.answers = [*[None] * at, answer]

        assert hand.check(head) == "neutral, 2 annotations"
        assert hand.pauses == [pause]
        assert len(github.runs) == 1

    @pytest.mark.parametrize("at", range(3))
    @pytest.mark.parametrize(
        ("status", "passes"), [(401, True), (403, False), (404, False), (409, True), (410, False), (422, False)]
    )
    def test_for_good(self, hand: Hand, github: FakeApp, at: int, status: int, *, passes: bool) -> None:
        """As where the app was removed from the repository: 404 for a token, for the pull request, for its files."""
        head = github.request_pull({PATH: FAULTY})
        github.answers = [*[None] * at, Answer(status, {"message": "no"})]

        with pytest.raises(GitHubError) as caught:
            hand.check(head)
        assert is_passing(caught.value) is passes
        assert hand.pauses == []
        assert github.runs == []

    def test_at_one_annotation_the_others_are_posted(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({f"data/{at}/MT1H.txt": FAULTY for at in range(3)})
        github.answers = [None] * 14
        github.instead = refusing_annotations("data/1/MT1H.txt")

        hand.check(head)

        assert sorted(one["path"] for one in the_run(github)["annotations"] if one["title"][:3] == "TXT") == [
            *["data/0/MT1H.txt"] * 2,
            *["data/2/MT1H.txt"] * 2,
        ]
        assert the_run(github)["status"] == "completed"


class TestHostile:
    @pytest.mark.parametrize(
        "path", ["../MT1H.txt", "data/../../MT1H.txt", "/etc/MT1H.txt", "a//MT1H.txt", "\ud800.txt", "\0.txt"]
    )
    def test_paths_are_not_asked_for(self, hand: Hand, github: FakeApp, path: str) -> None:
        head = github.request_pull({PATH: RECORD})
        github.files.append({"filename": path, "status": "added"})

        hand.check(head)

        assert len(asked(github, "/contents/")) == 5
        assert "its name is none that a repository may have" in the_run(github)["output"]["summary"]

    @pytest.mark.parametrize(
        "path", ["data/ü?#%41&x=y/MT1H.txt", "a\nb/MT1H.txt", "{x}/+/MT1H.txt", "a\\b/<b>@me/MT1H.txt"]
    )
    def test_odd_names_are_the_same_ones(self, hand: Hand, github: FakeApp, path: str) -> None:
        hand.check(github.request_pull({path: FAULTY}))

        assert {one["path"] for one in the_run(github)["annotations"]} == {path}
        assert "<b>" not in the_run(github)["output"]["summary"]
        assert "@me" not in the_run(github)["output"]["summary"]

    @pytest.mark.parametrize(
        "pull",
        [
            [],
            {"number": "5"},
            {"number": 2**53},
            {"number": True},
            {"head": {"sha": "main", "ref": "x", "repo": None}},
            {"head": {"sha": "0" * 40, "ref": "a/../b", "repo": None}},
            {"head": {"sha": "0" * 40, "ref": 5, "repo": None}},
            {"head": {"sha": "0" * 40, "ref": "x", "repo": {"owner": {"login": ".."}, "name": "x"}}},
            {"head": {"sha": "0" * 40, "ref": "x", "repo": {"owner": {"login": "a"}, "name": "b/c"}}},
            {"base": {"ref": "main", "repo": None}},
            {"changed_files": None},
            {"changed_files": -1},
        ],
    )
    def test_pull_requests_are_none(self, hand: Hand, github: FakeApp, pull: Any) -> None:
        head = github.request_pull({PATH: RECORD})
        github.answers = [None, Answer(200, {**github.pull, **pull} if isinstance(pull, dict) else pull)]

        with pytest.raises(GitHubError, match="GitHub gave no pull request"):
            hand.check(head)

    @pytest.mark.parametrize("listed", [["x"], [{"filename": 5, "status": "added"}], [{"filename": "x"}]])
    def test_lists_are_none(self, hand: Hand, github: FakeApp, listed: Any) -> None:
        head = github.request_pull({PATH: RECORD})
        github.files = listed

        with pytest.raises(GitHubError, match="GitHub lists what is no file"):
            hand.check(head)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ({"type": "file", "size": 3, "encoding": "base64"}, "no content"),
            ({"type": "file", "size": 3, "encoding": "base64", "content": "é"}, "no content"),
            ({"type": "file", "size": 3, "encoding": "base64", "content": 5}, "no content"),
        ],
    )
    def test_contents_are_none(self, hand: Hand, github: FakeApp, content: Any, message: str) -> None:
        head = github.request_pull({PATH: RECORD})
        github.answers = [None, None, None, Answer(200, content)]

        with pytest.raises(GitHubError, match=message):
            hand.check(head)

    def test_sizes_are_not_believed(self, hand: Hand, github: FakeApp) -> None:
        hand.limits = Limits(record=10)
        head = github.request_pull({PATH: RECORD})
        said = {"type": "file", "size": 3, "encoding": "base64", "content": "eHh4eHh4eHh4eHh4eHh4eHh4"}
        github.answers = [None, None, None, None, None, Answer(200, said)]

        hand.check(head)

        assert "it is larger than 10 bytes" in the_run(github)["output"]["summary"]

    def test_a_link_is_no_record(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: RECORD})
        github.commits[head] = github.commits[head]._replace(files={PATH: ("120000", b"/etc/passwd")})

        hand.check(head)

        assert "MT1H.txt&#58; left out&#58; it is no file" in the_run(github)["output"]["summary"]


class TestTokens:
    @pytest.mark.parametrize(("minutes", "number"), [(0, 1), (54, 1), (56, 2)])
    def test_are_kept_until_shortly_before_they_expire(
        self, hand: Hand, github: FakeApp, minutes: int, number: int
    ) -> None:
        async def ask() -> None:
            async with open_connections(hand.clock()) as http:
                app = App(hand.settings, http, hand.clock())
                await app.client(REPOSITORY, READING)
                hand.now += minutes * 60
                await app.client(REPOSITORY, READING)
                await app.client(REPOSITORY, WRITING)

        asyncio.run(ask())

        assert [one["permissions"] for one in github.rights] == [READING] * number + [WRITING]

    def test_are_asked_for_again_where_they_are_refused(self, hand: Hand, github: FakeApp) -> None:
        async def ask() -> None:
            async with open_connections(hand.clock()) as http:
                app = App(hand.settings, http, hand.clock())
                other = REPOSITORY._replace(number=12)
                for of in (REPOSITORY, other, REPOSITORY, other):
                    await app.client(of, READING)
                app.forget(REPOSITORY)
                for of in (REPOSITORY, other):
                    await app.client(of, READING)

        asyncio.run(ask())

        assert [one["repository_ids"] for one in github.rights] == [[11], [12], [11]]

    def test_are_not_kept_without_end(self, hand: Hand, github: FakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(app_client, "_MOST_TOKENS", 2)

        async def ask() -> None:
            async with open_connections(hand.clock()) as http:
                app = App(hand.settings, http, hand.clock())
                for number in (1, 2, 3, 3, 1):
                    await app.client(REPOSITORY._replace(number=number), READING)

        asyncio.run(ask())

        assert [one["repository_ids"] for one in github.rights] == [[1], [2], [3], [1]]

    @pytest.mark.parametrize(
        "made",
        [
            [],
            {"token": 5, "expires_at": "2030-01-01T00:00:00Z"},
            {"token": "a b", "expires_at": "2030-01-01T00:00:00Z"},
            {"token": "x"},
            {"token": "x", "expires_at": "soon"},
        ],
    )
    def test_are_none(self, hand: Hand, github: FakeApp, made: Any) -> None:
        github.answers = [Answer(201, made)]

        with pytest.raises(GitHubError, match="GitHub gave no token"):
            hand.check("0" * 40)

    def test_go_to_no_other_host(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        elsewhere = {"link": '<http://127.0.0.2:1/x>; rel="next"'}
        github.answers = [None, None, Answer(200, [], elsewhere)]

        with pytest.raises(GitHubError, match="the answer is not one of GitHub"):
            hand.check(head)

    def test_are_not_in_what_is_said(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        github.answers = [None, *[Answer(500, {"message": "oops ghs_token0"})] * 5]

        with pytest.raises(GitHubError) as caught:
            hand.check(head)
        assert "ghs_token0" not in str(caught.value) + str(hand.told)
        assert hand.told != []
