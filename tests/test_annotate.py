"""`genelint annotate`, against a GitHub on loopback that looks at each request."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command import Result, run_command
from conftest import shared_folder
from fake_github import SHA, TOKEN, Answer, FakeGitHub, started
from genelint.github import client
from genelint.github.client import Clock
from genelint.github.target import Token, read_target
from runner import Runner
from test_history import Repository

CONFIGURATION = 'paths = ["data"]\nplugins = ["./plugin.py"]\n'
EXPIRED = """paths = ["data"]
[[exceptions]]
rule = "TXT001"
path = "data/b.txt"
reason = "x"
until = 2020-01-01
"""
PLUGIN = """
import re
from genelint.rule import Edit, Finding, Fix, Meta, Safety, Severity, Source, SourceRule, Span

def finder(code, word, severity):
    def check(source: Source):
        for found in re.finditer(word + r"(\\d*)", source.text):
            span = Span(*found.span())
            fix = Fix("Write good", (Edit(span, "good"),), Safety.UNSAFE)
            yield Finding(span, f"{found[0]} is wrong", fix)
    return SourceRule(Meta(code, f"{word}-word", "Bad.", severity, "1", (), ()), check)

def crash(source: Source):
    if "crash" in source.text:
        raise ValueError("x")
    return ()

RULES = (
    finder("XYZ001", "bad", Severity.WARNING),
    finder("XYZ002", "worst", Severity.ERROR),
    finder("XYZ003", "odd", Severity.INFO),
    SourceRule(Meta("XYZ009", "crashing-rule", "Crashes.", Severity.ERROR, "1", (), ()), crash),
)
"""


class Shell:
    """A repository with a plugin, in an environment as of GitHub Actions, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], github: FakeGitHub) -> None:
        self.folder = folder
        self.capsys = capsys
        self.github = github
        self.pauses: list[float] = []

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / "data" / f"{name}.txt").write_text(text, encoding="utf-8")

    def annotate(self, *arguments: str) -> Result:
        result = run_command(self.capsys, "annotate", *(arguments or ("data",)))
        assert TOKEN not in result.out + result.err
        assert self.github.faults == []
        return result

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    shared = shared_folder()
    with started(shared and shared / "contracts") as made:
        yield made


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], github: FakeGitHub
) -> Shell:
    for folder in (".git", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "genelint.toml").write_text('plugins = ["./plugin.py"]\n')
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_REPOSITORY", "lab/genes")
    monkeypatch.setenv("GITHUB_API_URL", github.url)
    monkeypatch.setenv("GITHUB_SHA", SHA)
    made = Shell(tmp_path, capsys, github)
    monkeypatch.setattr(client, "CLOCK", Clock(made.sleep, lambda: 1000.0))
    return made


@pytest.fixture
def pull(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pull request; gives its head."""
    head = SHA[::-1]
    event = shell.folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 5, "head": {"sha": head}}}))
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    return head


def numbered(number: int, word: str = "bad") -> str:
    return "".join(f"{word}{at}\n" for at in range(number)) or "fine\n"


class TestCheckRun:
    @pytest.mark.parametrize(("number", "sizes"), [(0, [0]), (1, [1]), (50, [50]), (51, [50, 1]), (120, [50, 50, 20])])
    def test_has_all_annotations(self, shell: Shell, number: int, sizes: list[int]) -> None:
        shell.write(a=numbered(number))

        result = shell.annotate()

        github = shell.github
        assert [len(request.body["output"]["annotations"]) for request in github.requests] == sizes
        assert [request.method for request in github.requests] == ["POST"] + ["PATCH"] * (len(sizes) - 1)
        assert [one["start_line"] for one in github.annotations] == [*range(1, number + 1)]
        assert github.conclusions == ["neutral" if number else "success"]
        assert "conclusion" in github.requests[-1].body
        assert result.code == 0
        plural = "" if number == 1 else "s"
        assert f"posted {number} annotation{plural}: https://github.com/lab/genes/runs/7\n" in result.err

    def test_says_what_is_wrong_and_where(self, shell: Shell) -> None:
        shell.write(a="fine worst\n")

        assert shell.annotate().code == 1
        request = shell.github.requests[0]
        assert request.path == "/repos/lab/genes/check-runs"
        output = request.body.pop("output")
        assert request.body == {
            "name": "genelint findings",
            "head_sha": SHA,
            "status": "completed",
            "conclusion": "failure",
        }
        assert output["title"].startswith("Found 1 error in 1 file")
        assert "XYZ002" in output["summary"]
        assert output["annotations"] == [
            {
                "path": "data/a.txt",
                "start_line": 1,
                "end_line": 1,
                "start_column": 6,
                "end_column": 11,
                "annotation_level": "failure",
                "title": "XYZ002 worst-word",
                "message": "worst is wrong\nRepair: Write good (unsafe fix: changes a curated value)",
                "raw_details": output["annotations"][0]["raw_details"],
            }
        ]
        assert "^^^^^" in output["annotations"][0]["raw_details"]

    def test_is_of_the_head_of_the_pull_request(self, shell: Shell, pull: str) -> None:
        shell.write(a="fine\n")

        shell.annotate()
        shell.annotate("data", f"--sha={SHA}")

        assert [request.body["head_sha"] for request in shell.github.requests] == [pull, SHA]

    def test_takes_the_options_of_check(self, shell: Shell) -> None:
        shell.write(a="bad1\nodd\nworst\nbad2\n", b="bad\n")
        (shell.folder / "x.diff").write_text("--- a/data/a.txt\n+++ b/data/a.txt\n@@ -1 +1 @@\n-x\n+bad1\n")

        result = shell.annotate("data", "--changed-lines=x.diff", "--ignore=XYZ002", "--fail-on=warning", "--quiet")

        assert result == (1, "", "")
        assert [one["start_line"] for one in shell.github.annotations] == [1]
        assert shell.github.conclusions == ["failure"]
        assert "2 more in unchanged lines" in shell.github.requests[0].body["output"]["summary"]

    def test_fails_where_a_rule_does(self, shell: Shell) -> None:
        shell.write(a="crash\n")

        result = shell.annotate("data", "--fail-on=error")

        assert result.code == 2
        assert shell.github.conclusions == ["failure"]

    def test_fails_where_a_file_cannot_be_read(self, shell: Shell) -> None:
        (shell.folder / "data" / "a.txt").symlink_to("a.txt")

        result = shell.annotate()

        assert result.code == 2
        assert "data/a.txt: cannot be read" in result.err
        assert shell.github.conclusions == ["failure"]

    def test_annotates_no_file_that_github_cannot_know(
        self, shell: Shell, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside") / "b.txt"
        outside.write_text("bad\n")
        (shell.folder / "data" / "\udcff.txt").write_text("bad\n")

        shell.annotate("data", str(outside))

        assert shell.github.annotations == []
        assert shell.github.requests[0].body["output"]["summary"].count("XYZ001") == 2

    def test_cuts_what_is_too_long(self, shell: Shell) -> None:
        shell.write(a=f"bad{'1' * 70_000}\n", b=numbered(900))

        shell.annotate()

        assert len(shell.github.annotations[0]["message"].encode()) == 65_536
        assert shell.github.annotations[0]["message"].endswith("…")
        assert all(len(one.body["output"]["summary"]) <= 65_535 for one in shell.github.requests)
        assert len(shell.github.annotations) == 901

    def test_leaves_out_what_github_refuses(self, shell: Shell) -> None:
        shell.write(a=numbered(60))
        repair = "\nRepair: Write good (unsafe fix: changes a curated value)"
        shell.github.invalid = {f"bad{at} is wrong{repair}" for at in (3, 59)}

        result = shell.annotate()

        assert [one["start_line"] - 1 for one in shell.github.annotations] == [
            at for at in range(60) if at not in {3, 59}
        ]
        assert shell.github.conclusions == ["neutral"]
        assert "GitHub takes 2 of the annotations for invalid; they are left out" in result.err
        assert "posted 58 annotations" in result.err
        assert result.code == 0

    @pytest.mark.parametrize("number", [0, 1])
    def test_gives_up_where_the_check_run_is_refused(self, shell: Shell, number: int) -> None:
        shell.write(a=numbered(number))
        refusal = Answer(422, {"message": "No commit found for SHA"})
        shell.github.answers = [refusal, refusal]

        result = shell.annotate()

        assert result.code == 2
        assert "error: GitHub: POST check-runs: 422 No commit found for SHA" in result.err
        assert len(shell.github.requests) == number + 1

    def test_gives_up_where_an_update_fails_otherwise(self, shell: Shell) -> None:
        shell.write(a=numbered(51))
        shell.github.answers = [None, Answer(404, {"message": "Not Found"})]

        assert "error: GitHub: PATCH check-runs/7: 404 Not Found" in shell.annotate().err

    def test_is_concluded_where_an_update_fails(self, shell: Shell) -> None:
        shell.write(a=numbered(51))
        shell.github.answers = [None, Answer(404, {"message": "Not Found"})]

        result = shell.annotate()

        assert result.code == 2
        last = shell.github.requests[-1]
        assert (last.method, last.path) == ("PATCH", "/repos/lab/genes/check-runs/7")
        assert (last.body["status"], last.body["conclusion"]) == ("completed", "neutral")
        assert last.body["output"]["annotations"] == []

    def test_says_why_it_is_not_concluded(self, shell: Shell) -> None:
        shell.write(a=numbered(51))
        shell.github.answers = [None, Answer(404, {"message": "Not Found"}), Answer(401, {"message": "Too late"})]

        result = shell.annotate()

        assert "404 Not Found" in result.err
        assert "Too late" not in result.err
        assert shell.github.conclusions == []

    @pytest.mark.parametrize("body", [None, [], {"id": None}, {"id": "x"}, "x"])
    def test_wants_a_check_run(self, shell: Shell, body: object) -> None:
        shell.write(a="fine\n")
        shell.github.answers = [Answer(201, body)]

        assert "error: GitHub gave no check run" in shell.annotate().err


class TestCommit:
    @pytest.fixture
    def repository(self, shell: Shell) -> Repository:
        (shell.folder / ".git").rmdir()
        made = Repository(shell.folder)
        made.write("genelint.toml", CONFIGURATION)
        made.commit(a="bad\n", b="fine\n")
        return made

    def annotate(self, shell: Shell, sha: str) -> Result:
        result = shell.annotate(f"--sha={sha}")
        assert bool(shell.github.requests) == (result.code == 0)
        return result

    def test_is_what_is_checked_out(self, shell: Shell, repository: Repository) -> None:
        assert self.annotate(shell, repository.head()).code == 0

    @pytest.mark.parametrize("option", [(), ("--suggest",)])
    def test_is_another(
        self, shell: Shell, repository: Repository, pull: str, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...]
    ) -> None:
        monkeypatch.delenv("GITHUB_SHA")

        result = shell.annotate("data", *option)

        assert result.code == 2
        assert result.err == (
            f"genelint: error: what is checked here differs from commit {pull}, whose lines are annotated: give "
            "actions/checkout `ref: ${{ github.event.pull_request.head.sha }}`, or name another by --sha\n"
        )
        assert shell.github.requests == []
        assert repository.head() != pull

    def test_has_the_same_files(self, shell: Shell, repository: Repository) -> None:
        before = repository.head()
        repository.write("README.md", "x")
        repository.commit()

        assert before != repository.head()
        assert self.annotate(shell, before).code == 0

    @pytest.mark.parametrize("name", ["data/a.txt", "data/b.txt", "data/b associations.tsv", "genelint.toml"])
    def test_has_other_files(self, shell: Shell, repository: Repository, name: str) -> None:
        before = repository.head()
        repository.write(name, EXPIRED if name == "genelint.toml" else "bad\nbad\n")
        repository.commit()

        assert "differs from commit" in self.annotate(shell, before).err

    def test_has_files_that_were_changed_since(self, shell: Shell, repository: Repository) -> None:
        repository.write("data/a.txt", "\nbad\n")

        assert "differs from commit" in self.annotate(shell, repository.head()).err

    def test_is_not_known_without_git(self, shell: Shell) -> None:
        (shell.folder / "genelint.toml").write_text(CONFIGURATION)
        shell.write(a="fine\n")

        result = self.annotate(shell, SHA)

        assert f"git cannot tell what is checked out here; it is taken for commit {SHA}\n" in result.err


class TestNoRight:
    REFUSAL = Answer(403, {"message": "Resource not accessible by integration"})

    def test_prints_workflow_commands_and_says_so(self, shell: Shell) -> None:
        shell.write(a="bad\nworst\n")
        shell.github.answers = [self.REFUSAL]

        result = shell.annotate()

        assert [(command.name, command.properties["line"]) for command in Runner().read(result.out)] == [
            ("error", "2"),
            ("warning", "1"),
        ]
        assert "the token may not write checks, as that of a fork; workflow commands are printed instead" in result.err
        assert "Resource not accessible by integration" in result.err
        assert result.code == 1
        assert shell.pauses == []

    def test_leaves_the_job_summary_to_check(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="bad\n")
        summary = shell.folder / "summary.md"
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        run_command(shell.capsys, "check", "data", "--output-format=github:commands.txt")
        once = summary.read_text()
        shell.github.answers = [self.REFUSAL]

        result = shell.annotate()

        assert [command.name for command in Runner().read(result.out)] == ["warning"]
        assert summary.read_text() == once
        assert "XYZ001" in once

    def test_is_no_failure_by_itself(self, shell: Shell) -> None:
        shell.write(a="fine\n")
        shell.github.answers = [self.REFUSAL]

        assert shell.annotate("data", "--quiet").code == 0

    def test_to_suggest(self, shell: Shell, pull: str) -> None:
        shell.write(a="bad\n")
        shell.github.answers = [None, self.REFUSAL]

        result = shell.annotate("data", "--suggest")

        assert "the token may not write to pull requests, as that of a fork; nothing is suggested" in result.err
        assert result.code == 0
        assert pull


class TestWaits:
    @pytest.mark.parametrize(
        ("answer", "pause"),
        [
            (Answer(429, {"message": "slow"}, {"retry-after": "7"}), 7),
            (Answer(403, {"message": "abuse"}, {"retry-after": "7"}), 7),
            (Answer(403, {"message": "x"}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1030"}), 30),
            (Answer(403, {"message": "You have exceeded a secondary rate limit"}), 60),
            (Answer(429, b"<html>"), 60),
            (Answer(502, b"<html>bad gateway</html>"), 2),
        ],
    )
    def test_and_asks_again(self, shell: Shell, answer: Answer, pause: float) -> None:
        shell.write(a="fine\n")
        shell.github.answers = [answer]

        result = shell.annotate()

        assert result.code == 0
        assert shell.pauses == [pause]
        assert f"genelint: GitHub: {answer.status}; trying again in {pause} s\n" in result.err
        assert shell.github.conclusions == ["success"]

    def test_not_forever(self, shell: Shell) -> None:
        shell.write(a="bad\n")
        shell.github.answers = [Answer(503, {"message": "no"})] * 9

        result = shell.annotate()

        assert shell.pauses == [2, 4, 8, 16]
        assert result.code == 2
        assert "error: GitHub: POST check-runs: 503 no; workflow commands are printed instead" in result.err
        assert "::warning " in result.out

    def test_not_forever_for_different_reasons(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="bad\n")
        monkeypatch.setattr(client, "CLOCK", client.CLOCK._replace(timeout=0.5))
        slow = Answer(429, {"message": "slow"}, {"retry-after": "7"})
        shell.github.answers = [Answer(0), slow, Answer(0), Answer(503), slow, None]

        result = shell.annotate()

        assert len(shell.github.requests) == 5
        assert shell.pauses == [2, 7, 8, 16]
        assert "429 slow; workflow commands are printed instead" in result.err

    def test_not_where_that_mends_nothing(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="fine\n")
        monkeypatch.setenv("HTTPS_PROXY", shell.github.url)  # which is no proxy
        monkeypatch.setenv("GITHUB_API_URL", "https://api.example.org")

        result = shell.annotate()

        assert "no answer: ProxyError" in result.err
        assert shell.pauses == []

    def test_not_long(self, shell: Shell) -> None:
        shell.write(a="fine\n")
        shell.github.answers = [Answer(429, {"message": "slow"}, {"retry-after": "3600"})]

        result = shell.annotate()

        assert (result.code, shell.pauses) == (2, [])
        assert "429 slow" in result.err

    def test_no_answer_at_all(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="fine\n")
        monkeypatch.setattr(client, "CLOCK", client.CLOCK._replace(timeout=0.05))
        shell.github.answers = [Answer(0)] * 5

        result = shell.annotate()

        assert (result.code, shell.pauses) == (2, [2, 4, 8, 16])
        assert "GitHub: POST check-runs: no answer: ReadTimeout" in result.err

    def test_an_answer_after_some_time(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="fine\n")
        monkeypatch.setattr(client, "CLOCK", client.CLOCK._replace(timeout=0.5))
        shell.github.answers = [Answer(0)]

        assert shell.annotate().code == 0

    def test_nobody_there(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.write(a="fine\n")
        monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:1")

        result = shell.annotate()

        assert "no answer: ConnectError" in result.err
        assert [line for line in result.err.splitlines() if "trying" in line] == [
            f"genelint: GitHub: ConnectError; trying again in {seconds} s" for seconds in (2, 4, 8, 16)
        ]

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(200, b"\xff"),
            Answer(422, {"errors": []}),
            Answer(799, {"message": "x"}),
            Answer(302, {"message": "moved"}, {"location": "http://127.0.0.1:1/"}),
            Answer(401, {"message": f"Bad credentials {TOKEN}\x1b[2J"}),
        ],
    )
    def test_is_in_vain_for_other_answers(self, shell: Shell, answer: Answer) -> None:
        shell.write(a="fine\n")
        shell.github.answers = [answer]

        result = shell.annotate()

        assert (result.code, shell.pauses) == (2, [])
        assert "\x1b" not in result.err


PATCH = "@@ -1,2 +1,3 @@ Name\n bad1\n+bad2\n bad3\n@@ -8,0 +9,2 @@\n+bad9\n+bad10\n@@ -20 +21 @@\n-x\n+bad21"


class TestSuggest:
    def file(self, shell: Shell, patch: str = PATCH, name: str = "data/a.txt") -> None:
        shell.github.files.append({"filename": name, "patch": patch})

    def test_comments_on_lines_of_the_diff(self, shell: Shell, pull: str) -> None:
        shell.write(a=numbered(30))
        self.file(shell)

        result = shell.annotate("data", "--suggest")

        review = shell.github.requests[-1]
        assert review.path == "/repos/lab/genes/pulls/5/reviews"
        assert review.body["commit_id"] == pull
        assert review.body["event"] == "COMMENT"
        assert [one["line"] for one in review.body["comments"]] == [1, 2, 3, 9, 10, 21]
        first = review.body["comments"][0]
        lines = first.pop("body").splitlines()
        assert first == {"path": "data/a.txt", "line": 1, "side": "RIGHT"}
        assert lines[0].startswith("<!-- genelint:")
        assert lines[1:] == [
            "**XYZ001 bad-word**: bad0 is wrong",
            "",
            "Write good &#40;unsafe fix&#58; changes a curated value&#41;:",
            "",
            "```suggestion",
            "good",
            "```",
        ]
        assert "posted 6 suggestions\n" in result.err

    def test_each_once(self, shell: Shell, pull: str) -> None:
        shell.write(a=numbered(3))
        for at in range(3):
            self.file(shell, name=f"data/{'cba'[at]}.txt")
        shell.github.comments = [{"path": "x", "body": "Nice"}, {"path": "y", "body": None}, {"path": "z", "body": "y"}]

        shell.annotate("data", "--suggest")
        result = shell.annotate("data", "--suggest")

        assert [request.path.rpartition("/")[2] for request in shell.github.requests[:6]] == [
            "check-runs",
            "comments?per_page=100",
            "comments?page=2",
            "files?per_page=100",
            "files?page=2",
            "reviews",
        ]
        assert "posted 0 suggestions\n" in result.err
        assert len(shell.github.comments) == 6
        assert pull

    @pytest.mark.parametrize(("number", "sizes"), [(30, [30]), (31, [30, 1])])
    def test_some_at_a_time(self, shell: Shell, pull: str, number: int, sizes: list[int]) -> None:
        shell.write(a=numbered(number))
        self.file(shell, "@@ -0,0 +1,99 @@")

        shell.annotate("data", "--suggest")

        reviews = [request.body for request in shell.github.requests if request.path.endswith("/reviews")]
        assert [len(review["comments"]) for review in reviews] == sizes
        assert reviews[-1]["body"] == "genelint suggests " + ("a repair." if sizes[-1] == 1 else "30 repairs.")
        assert pull

    def test_leaves_out_what_github_refuses(self, shell: Shell, pull: str) -> None:
        shell.write(a=numbered(4))
        self.file(shell, "@@ -0,0 +1,99 @@")
        shell.annotate("data", "--suggest")
        shell.github.invalid = {shell.github.comments[2]["body"]}
        shell.github.comments = []

        result = shell.annotate("data", "--suggest")

        assert [one["line"] for one in shell.github.comments] == [1, 2, 4]
        assert "GitHub takes 1 of the suggestions for invalid; they are left out" in result.err
        assert "posted 3 suggestions\n" in result.err
        assert pull

    def test_says_what_fails(self, shell: Shell, pull: str) -> None:
        shell.write(a="worst\n")
        shell.github.answers = [None, Answer(404, {"message": "Not Found"})]

        result = shell.annotate("data", "--suggest")

        assert result.code == 2
        assert "error: GitHub: GET pulls/5/comments: 404 Not Found; not everything is suggested" in result.err
        assert pull


class TestBadUse:
    @pytest.mark.parametrize(
        ("variable", "value", "message"),
        [
            ("GITHUB_TOKEN", " ", "annotate needs GITHUB_TOKEN in the environment: a token that may write checks"),
            ("GITHUB_TOKEN", f"{TOKEN} x\ny", "GITHUB_TOKEN holds what no token has, such as a blank"),
            ("GITHUB_REPOSITORY", "genes", "annotate needs GITHUB_REPOSITORY in the environment, as owner/name"),
            ("GITHUB_REPOSITORY", "lab/../x", "annotate needs GITHUB_REPOSITORY in the environment, as owner/name"),
            (
                "GITHUB_API_URL",
                "http://example.org",
                'GITHUB_API_URL: "http://example.org" is not an address such as https',
            ),
            ("GITHUB_API_URL", "http://localhost.example.org", "GITHUB_API_URL: "),
            ("GITHUB_API_URL", "http://localhost:80@evil.example/", "GITHUB_API_URL: "),
            ("GITHUB_API_URL", "https://lab@evil.example/", "GITHUB_API_URL: "),
            ("GITHUB_API_URL", "https://:x@evil.example/", "GITHUB_API_URL: "),
            ("GITHUB_API_URL", "http:///x", "GITHUB_API_URL: "),
            ("GITHUB_API_URL", "https:api", "GITHUB_API_URL: "),
            ("GITHUB_API_URL", "https://[::1/", "GITHUB_API_URL: "),
            ("GITHUB_API_URL", "ftp://localhost/", "GITHUB_API_URL: "),
            ("GITHUB_SHA", "main", 'annotate needs a commit, all 40 digits, as --sha or GITHUB_SHA; found "main"'),
            ("GITHUB_EVENT_PATH", "no.json", "GITHUB_EVENT_PATH: no.json: no event of GitHub can be read there"),
        ],
    )
    def test_of_the_environment(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
    ) -> None:
        monkeypatch.setenv(variable, value)

        result = shell.annotate()

        assert result.code == 2
        assert result.err.startswith(f"genelint: error: {message}")
        assert shell.github.requests == []

    @pytest.mark.parametrize("event", ["[]", "{", '{"pull_request": {"number": 5}}', '{"pull_request": 5}'])
    def test_of_an_event(self, shell: Shell, monkeypatch: pytest.MonkeyPatch, event: str) -> None:
        (shell.folder / "event.json").write_text(event)
        monkeypatch.setenv("GITHUB_EVENT_PATH", "event.json")

        assert "event.json: no event of GitHub can be read there" in shell.annotate().err

    def test_suggestions_need_a_pull_request(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        (shell.folder / "event.json").write_text('{"ref": "main"}')
        monkeypatch.setenv("GITHUB_EVENT_PATH", "event.json")

        assert "--suggest needs a pull request" in shell.annotate("data", "--suggest").err

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (("-",), 2, '"-", standard input, is not in the repository: name files and folders'),
            (("--quiet",), 2, 'nothing named to annotate: type "genelint annotate data/" for a folder'),
            (("data", "--select=XYZ003"), 3, "no rule selected is severe enough to be shown"),
            (("data",), 3, "no file in"),
        ],
    )
    def test_of_arguments(self, shell: Shell, arguments: tuple[str, ...], code: int, message: str) -> None:
        result = shell.annotate(*arguments)

        assert result.code == code
        assert message in result.err

    def test_nothing_is_checked(self, shell: Shell) -> None:
        shell.write(a="bad\n")
        (shell.folder / "genelint.toml").write_text('plugins = ["./plugin.py"]\nper-file-ignores = { "*" = ["ALL"] }\n')

        result = shell.annotate()

        assert (result.code, shell.github.requests) == (3, [])

    def test_without_the_extra(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "genelint.github.client")
        monkeypatch.setitem(sys.modules, "gidgethub", None)
        monkeypatch.delattr("genelint.github.client")

        result = shell.annotate()

        assert result.code == 2
        assert 'annotate needs gidgethub and httpx2: type "pip install gidgethub httpx2"' in result.err


@pytest.mark.parametrize("api", ["https://github.example.org/api/v3", "http://localhost", "http://[::1]:80/", ""])
def test_addresses_to_which_a_token_may_go(api: str) -> None:
    target = read_target({"GITHUB_API_URL": api, "GITHUB_REPOSITORY": "lab/genes", "GITHUB_SHA": SHA})

    assert target.api == (api or "https://api.github.com")


def test_a_token_does_not_show_itself() -> None:
    token: Any = Token(TOKEN)

    assert TOKEN not in f"{token!r}{token}"
    assert token.reveal() == TOKEN
