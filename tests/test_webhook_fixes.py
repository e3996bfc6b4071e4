"""The button of a check run: fixes are committed to the branch, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command import run_command
from fake_app import FakeApp
from fake_github import Answer, serving
from genelint.github.posting import GitHubError
from genelint.service.pool import Late
from genelint.service.webhook.app_client import READING, WRITING
from genelint.testing import RECORD
from test_webhook_jobs import FAULTY, PATH, set_of_records
from webhook import Hand, here, made_github

REFUSED = "GitHub does not let the app write to this branch"


@pytest.fixture
def github() -> Iterator[FakeApp]:
    with serving(made_github()) as made:
        yield made
    assert made.faults == []


@pytest.fixture
def hand(github: FakeApp, tmp_path: Path) -> Hand:
    return Hand(github, tmp_path)


def checked(hand: Hand, github: FakeApp, files: dict[str, str | bytes] | None = None, **listed: Any) -> str:
    """A pull request that was checked; gives its head."""
    head = github.request_pull(files or {PATH: FAULTY}, **listed)
    hand.check(head)
    return head


def summary(github: FakeApp) -> str:
    text: str = github.runs[0]["output"]["summary"]
    return text.replace("&#58;", ":").replace("&#8203;", "")


def is_untouched(github: FakeApp, head: str) -> bool:
    return github.branches["fix/it"] == head


class TestButton:
    def test_is_there_where_something_can_be_fixed(self, hand: Hand, github: FakeApp) -> None:
        checked(hand, github)

        assert github.runs[0]["actions"] == [
            {"label": "Apply fixes", "description": "Commit the safe fixes to this branch", "identifier": "apply-fixes"}
        ]

    @pytest.mark.parametrize(("fork", "open_to", "expected"), [(True, False, False), (True, True, True)])
    def test_depends_on_whose_branch_it_is(
        self, hand: Hand, github: FakeApp, *, fork: bool, open_to: bool, expected: bool
    ) -> None:
        checked(hand, github, fork=fork, maintainer_can_modify=open_to)

        assert ("actions" in github.runs[0]) is expected

    def test_is_not_there_where_nothing_can_be_fixed(self, hand: Hand, github: FakeApp) -> None:
        checked(hand, github, {PATH: RECORD})

        assert "actions" not in github.runs[0]

    def test_is_not_there_where_the_branch_is_gone(self, hand: Hand, github: FakeApp) -> None:
        head = github.request_pull({PATH: FAULTY})
        github.pull["head"]["repo"] = None

        hand.check(head)

        assert "actions" not in github.runs[0]


class TestCommit:
    def test_has_the_safe_fixes(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github, {PATH: FAULTY, "README.md": "x", "data/b/MT1A.txt": RECORD})

        assert hand.fix(head) == "1 files committed"
        commit = github.commits[github.branches["fix/it"]]
        assert commit.parent == head
        assert commit.files[PATH] == ("100644", RECORD.encode())
        assert {path: file for path, file in commit.files.items() if path != PATH} == {
            path: file for path, file in github.commits[head].files.items() if path != PATH
        }
        assert commit.message == (
            "Make safe fixes of genelint\n\nAsked for by curator on pull request 5.\n\nGenelint-Delivery: d-2\n"
        )

    def test_of_the_set_of_records_equals_what_the_command_fixes(
        self,
        hand: Hand,
        github: FakeApp,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        files = {path: text.encode("utf-8", "surrogateescape") for path, text in [*set_of_records()][::3]}
        for path, data in files.items():
            (tmp_path / "there" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "there" / path).write_bytes(data)
        monkeypatch.chdir(tmp_path / "there")
        run_command(capsys, "check", ".", "--fix")
        head = github.request_pull(files)
        hand.check(head)

        hand.fix(head)

        made = {path: data for path, (_, data) in github.commits[github.branches["fix/it"]].files.items()}
        assert made == {path: (tmp_path / "there" / path).read_bytes() for path in files}
        assert sum(made[path] != data for path, data in files.items()) > 3

    def test_is_made_with_the_right_to_write_to_one_repository(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)
        github.rights = []

        hand.fix(head)

        assert github.rights == [{"repository_ids": [11], "permissions": rights} for rights in (READING, WRITING)]

    def test_has_fixes_of_findings_that_are_shown_alone(self, hand: Hand, github: FakeApp) -> None:
        two = FAULTY.replace("Description | Holds zinc", "Description |  Holds zinc")
        head = github.request_pull({PATH: two})
        github.files = [{"filename": PATH, "status": "modified", "patch": f"@@ -3 +3 @@\n-x\n+{two.splitlines()[2]}"}]
        hand.check(head)

        hand.fix(head)

        (_, data) = github.commits[github.branches["fix/it"]].files[PATH]
        assert data.decode() == two.replace("Description |  Holds zinc", "Description | Holds zinc")

    def test_keeps_the_mode_of_a_file_and_writes_through_no_link(self, hand: Hand, github: FakeApp) -> None:
        names = [PATH, "a/b/c/MT1H.txt", "link/MT1H.txt", "gone/MT1H.txt"]
        head = checked(hand, github, dict.fromkeys(names, FAULTY))
        files = {**github.commits[head].files, "a/b/c/MT1H.txt": ("100755", FAULTY.encode())}
        read = dict(files)
        del files["gone/MT1H.txt"]
        files["link/MT1H.txt"] = ("120000", b"../x")

        async def linking(function: Any, *arguments: Any, deadline: float | None = None) -> Any:
            github.commits[head] = github.commits[head]._replace(files=files if deadline is not None else read)
            return await here(function, *arguments, deadline=deadline)

        hand.run = linking
        assert hand.fix(head) == "2 files committed"
        made = github.commits[github.branches["fix/it"]].files
        assert made == {**files, PATH: ("100644", RECORD.encode()), "a/b/c/MT1H.txt": ("100755", RECORD.encode())}

    def test_on_a_fork_that_maintainers_may_change(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github, fork=True, maintainer_can_modify=True)

        assert hand.fix(head) == "1 files committed"
        written = [one.path for one in github.requests if one.method != "GET" and "/git/" in one.path]
        assert all(path.startswith("/repos/you/genes/git/") for path in written)
        assert {str(one["repository_ids"]) for one in github.rights} == {"[11]"}

    def test_is_made_once(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)
        hand.fix(head)
        made = github.branches["fix/it"]

        assert hand.fix(head, attempt=2) == "committed before"
        assert github.branches["fix/it"] == made
        assert "Nothing was committed" not in summary(github)

    def test_finds_the_pull_request_by_the_check_run(self, hand: Hand, github: FakeApp) -> None:
        assert hand.fix(checked(hand, github), pull=0) == "1 files committed"


class TestRefused:
    @pytest.mark.parametrize("login", ["reader", "stranger", "dependabot[bot]"])
    def test_to_whoever_may_not_write(self, hand: Hand, github: FakeApp, login: str) -> None:
        head = checked(hand, github)

        assert hand.fix(head, login=login) == "refused"
        assert "whoever pressed the button may not write to this repository" in summary(github)
        assert is_untouched(github, head)
        assert WRITING not in [one["permissions"] for one in github.rights]

    def test_where_it_is_not_known_who_may_write(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)
        github.answers = [None, None, Answer(403, {"message": "Resource not accessible by integration"})]

        assert hand.fix(head) == "refused"
        assert is_untouched(github, head)

    @pytest.mark.parametrize("permission", [[], {"permission": "maintain!"}, {}])
    def test_where_the_permission_is_none(self, hand: Hand, github: FakeApp, permission: Any) -> None:
        head = checked(hand, github)
        github.answers = [None, None, Answer(200, permission)]

        assert hand.fix(head) == "refused"
        assert is_untouched(github, head)

    def test_where_the_branch_has_moved(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)
        moved = github.push("fix/it", {PATH: FAULTY + "\n"})
        github.pull["head"]["sha"] = moved

        assert hand.fix(head) == "refused"
        assert hand.fix(head, attempt=2) == "refused"
        assert "the branch has moved since it was checked" in summary(github)
        assert is_untouched(github, moved)

    def test_where_the_branch_moves_at_the_last_moment(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)

        async def moving(function: Any, *arguments: Any, deadline: float | None = None) -> Any:
            if deadline is not None:
                github.push("fix/it", {PATH: RECORD + "x"})
            return await here(function, *arguments, deadline=deadline)

        hand.run = moving
        assert hand.fix(head) == "refused"
        assert "the branch has moved, or is protected" in summary(github)
        assert github.commits[github.branches["fix/it"]].files[PATH][1] == f"{RECORD}x".encode()

    @pytest.mark.parametrize("state", ["closed", "gone"])
    def test_where_there_is_no_open_pull_request(self, hand: Hand, github: FakeApp, state: str) -> None:
        head = checked(hand, github)
        github.pull["state"] = state

        assert hand.fix(head) == "refused"
        assert "the pull request is not open" in summary(github)

    def test_where_no_pull_request_is_known(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)
        github.runs[0]["external_id"] = ""

        assert hand.fix(head, pull=0) == "refused"

    def test_on_a_fork_of_somebody_else(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github, fork=True)

        assert hand.fix(head) == "refused"
        assert "of a fork that maintainers may not change" in summary(github)
        assert [one for one in github.requests if "/you/" in one.path] == []

    def test_where_the_app_may_not_write_contents(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)
        github.may_write_contents = False

        assert hand.fix(head) == "refused"
        assert f"{REFUSED}, which it may only with the permission to write contents" in summary(github)

    @pytest.mark.parametrize("status", [403, 404])
    @pytest.mark.parametrize("method", ["POST", "PATCH"])
    def test_where_github_does_not_let_it(self, hand: Hand, github: FakeApp, status: int, method: str) -> None:
        head = checked(hand, github)

        def instead(kind: str, path: str, _: Any) -> Answer | None:
            return Answer(status, {"message": "no"}) if kind == method and "/git/" in path else None

        github.instead = instead
        assert hand.fix(head) == "refused"
        assert REFUSED in summary(github)
        assert is_untouched(github, head)

    def test_where_nothing_is_left_to_fix(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github, {PATH: RECORD})

        assert hand.fix(head) == "refused"
        assert hand.fix(head) == "refused"
        assert summary(github).count("no safe fix is left to make") == 1
        assert summary(github).endswith("The file is clean.\n")
        assert github.runs[0]["conclusion"] == "success"

    def test_where_it_takes_too_long(self, hand: Hand, github: FakeApp) -> None:
        head = checked(hand, github)

        async def late(function: Any, *arguments: Any, deadline: float | None = None) -> Any:
            if deadline is not None:
                raise Late
            return await here(function, *arguments)

        hand.run = late
        assert hand.fix(head) == "refused"
        assert "the records could not be fixed" in summary(github)

    @pytest.mark.parametrize("number", range(2, 16, 2))
    def test_not_where_github_fails_for_the_moment(self, hand: Hand, github: FakeApp, number: int) -> None:
        head = checked(hand, github)
        github.answers = [*[None] * number, *[Answer(500, {"message": "oops"})] * 5]

        with pytest.raises(GitHubError, match="500 oops"):
            hand.fix(head)
        assert "Nothing was committed" not in summary(github)
        assert hand.fix(head, attempt=2) in ("1 files committed", "committed before")

    @pytest.mark.parametrize("answer", [{}, {"sha": "main"}, {"sha": None}])
    def test_not_where_there_is_no_object_of_git(self, hand: Hand, github: FakeApp, answer: Any) -> None:
        head = checked(hand, github)

        def at_last(_: str, path: str, made: Answer) -> Answer:
            return Answer(201, answer) if path.endswith("/git/blobs") else made

        github.at_last = at_last
        with pytest.raises(GitHubError, match="no object of git"):
            hand.fix(head)
