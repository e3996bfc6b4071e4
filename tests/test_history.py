"""What changed since a commit, in repositories of all kinds, and `genelint check` about that."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import Result, run_command
from genelint.changes import WHOLE, Only
from genelint.errors import UsageError
from genelint.history import changes_of, changes_since
from genelint.model import Excerpt, Source
from genelint.narrowing import Narrowing, narrow_outcome
from genelint.report import Report
from genelint.run import Outcome
from genelint.testing import NEIGHBOURS, RECORD
from runner import Runner
from test_changes import CHANGES, LINES, finding, holds, lines


class Repository:
    """A git repository, which is the working folder, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str] | None = None) -> None:
        self.folder = folder
        self.capsys = capsys
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        settings = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        command = ["git", *settings, *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.PIPE).stdout.decode()

    def head(self) -> str:
        """The commit that is checked out."""
        return self.git("rev-parse", "HEAD").strip()

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        return file

    def commit(self, **texts: str) -> None:
        """Write `name="text"` to `data/name.txt`, and commit all."""
        for name, text in texts.items():
            self.write(f"data/{name}.txt", text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")

    def check(self, *arguments: str) -> Result:
        assert self.capsys is not None
        return run_command(self.capsys, "check", "data", "--output-format=concise", *arguments)

    def report(self, *arguments: str) -> Result:
        """Check, and report in full."""
        assert self.capsys is not None
        return run_command(self.capsys, "check", "data", *arguments)


PLUGIN = """
import re
from genelint.rule import Edit, Finding, Fix, Meta, Safety, Severity, Source, SourceRule, Span

def finder(code, word, severity):
    def check(source: Source):
        for found in re.finditer(word, source.text):
            span = Span(*found.span())
            yield Finding(span, f"{word} is wrong", Fix("Write good", (Edit(span, "good\\nmore"),), Safety.UNSAFE))
    return SourceRule(Meta(code, f"{word}-word", "Bad.", severity, "1", (), ()), check)

RULES = (finder("XYZ001", "bad", Severity.WARNING), finder("XYZ002", "worst", Severity.ERROR))
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Repository:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    made = Repository(tmp_path, capsys)
    made.write("plugin.py", PLUGIN)
    made.write("genelint.toml", 'plugins = ["./plugin.py"]\n')
    return made


class TestSince:
    def test_counts_commits_edits_and_new_files_since_the_branch_began(self, repository: Repository) -> None:
        repository.commit(a="bad\nfine\nfine\nfine\nfine\n", b="bad\nworst\n", c="worst\n")
        repository.git("checkout", "--quiet", "-b", "topic")
        repository.commit(a="bad\nfine\nbad\nfine\nfine\n")
        repository.git("checkout", "--quiet", "main")
        repository.commit(c="worst\nworst\n")  # not of this branch
        repository.git("checkout", "--quiet", "topic")
        repository.write("data/a.txt", "bad\nfine\nbad\nfine\nbad\n")
        repository.write("data/new.txt", "bad\n")
        repository.write("data/b.txt", "bad\nworst\nfine\n")

        result = repository.check("--changed-since", "main")

        assert result.out.splitlines() == [
            "data/a.txt:3:1: XYZ001 warning bad is wrong [fixable]",
            "data/a.txt:5:1: XYZ001 warning bad is wrong [fixable]",
            "data/b.txt:2:1: XYZ002 error worst is wrong [fixable]",
            "data/new.txt:1:1: XYZ001 warning bad is wrong [fixable]",
        ]
        assert result.code == 1

    def test_only_what_is_shown_counts(self, repository: Repository) -> None:
        repository.commit(a="worst\nbad\n", b="fine\n")
        repository.write("data/b.txt", "fine\nbad\n")

        result = repository.report("--changed-since=HEAD")

        assert result.out.splitlines()[-1] == (
            "Found 1 warning in 1 of 2 files; 1 can be fixed by --fix --unsafe-fixes; 2 more in unchanged lines."
        )
        assert result.code == 0
        assert repository.check("--changed-since=HEAD", "--fail-on=warning").code == 1
        assert repository.check("--changed-since=HEAD", "--only-changed=off").code == 1

    def test_nothing_in_what_changed(self, repository: Repository) -> None:
        repository.commit(a="worst\n")

        result = repository.report("--changed-since=HEAD")

        assert result == (0, "Nothing found in what changed; 1 more in unchanged lines.\n", "")

    def test_follows_what_moved(self, repository: Repository) -> None:
        repository.commit(a="bad\n" + "fine\n" * 20)
        repository.git("mv", "data", "new")
        repository.write("new/a.txt", "bad\n" + "fine\n" * 20 + "bad\n")
        repository.git("mv", "new", "data2")
        (repository.folder / "data").symlink_to("data2")
        repository.git("config", "diff.renames", "false")

        result = repository.check("--changed-since=HEAD")

        assert [line.split()[0] for line in result.out.splitlines()] == ["data/a.txt:22:1:"]

    def test_counts_what_a_merge_left_behind(self, repository: Repository) -> None:
        repository.commit(a="one\nbad\n")
        repository.git("checkout", "--quiet", "-b", "topic")
        repository.commit(a="two\nbad\n")
        repository.git("checkout", "--quiet", "main")
        repository.commit(a="three\nbad\n")
        with pytest.raises(subprocess.CalledProcessError):
            repository.git("merge", "--quiet", "topic")

        assert "bad is wrong" in repository.check("--changed-since=HEAD").out

    def test_counts_lines_of_what_git_takes_for_binary(self, repository: Repository) -> None:
        repository.write(".gitattributes", "*.txt binary\n")
        repository.commit(a="bad\nfine\n")
        repository.write("data/a.txt", "bad\nbad\n")

        assert repository.check("--changed-since=HEAD").out == "data/a.txt:2:1: XYZ001 warning bad is wrong [fixable]\n"

    def test_from_any_folder(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        repository.commit(a="one\n", b="one\n")
        repository.git("config", "diff.relative", "true")
        repository.write("other/c.txt", "one\n")
        repository.write("data/a.txt", "two\n")
        monkeypatch.chdir("data")

        change_of = changes_since("HEAD")

        paths = ["a.txt", "../data/a.txt", str(repository.folder / "data/a.txt"), "b.txt", "../other/c.txt"]
        assert [change_of(path) for path in paths] == [lines(1)] * 3 + [None, WHOLE]

    def test_a_record_changes_with_the_file_beside_it(self, repository: Repository) -> None:
        repository.commit(a="bad\nworst\n", b="worst\n")
        repository.write("data/a associations.tsv", "x")
        repository.git("add", "--all")

        result = repository.check("--changed-since=HEAD")

        assert result.out == "data/a.txt:2:1: XYZ002 error worst is wrong [fixable]\n"

    def test_runs_nothing_that_the_repository_names(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repository.write(".gitattributes", "*.txt diff=own filter=own\n")
        repository.commit(a="fine\n", b="fine\n")
        repository.write("data/a.txt", "bad\n")
        os.utime(repository.folder / "data/b.txt", (1, 1))  # git would note in its index that it is as it was
        command = repository.write("run", "#!/bin/sh\ntouch ran\ncat\n")
        command.chmod(0o755)
        hook = repository.write(".git/hooks/post-index-change", "#!/bin/sh\ntouch ran\n")
        hook.chmod(0o755)
        for name in ("diff.own.command", "diff.own.textconv", "filter.own.clean", "core.fsmonitor", "diff.external"):
            repository.git("config", name, str(command))
        repository.git("config", "filter.own.required", "true")
        monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(command))
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "diff.noprefix")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
        (repository.folder / "ran").unlink(missing_ok=True)  # by what git was asked to do here

        index = (repository.folder / ".git/index").read_bytes()

        assert "bad is wrong" in repository.check("--changed-since=HEAD").out
        assert not (repository.folder / "ran").exists()
        assert (repository.folder / ".git/index").read_bytes() == index

    def test_no_such_commit(self, repository: Repository) -> None:
        repository.commit(a="fine\n")

        result = repository.check("--changed-since", "mian")
        assert result.code == 2
        assert result.err == (
            'genelint: error: --changed-since: no commit "mian" in this repository; did you mean "main"?\n'
        )
        for option in ("--all", "--since=yesterday"):
            message = f'no commit "{option}" in this repository; fetch it first\n'
            assert repository.check(f"--changed-since={option}").err.endswith(message)

    def test_no_common_commit(self, repository: Repository) -> None:
        repository.commit(a="bad\n")
        repository.git("checkout", "--quiet", "--orphan", "other")
        repository.commit(a="fine\n")

        result = repository.check("--changed-since=main")

        assert result.code == 2
        assert "fetch more of the history" in result.err

    def test_no_repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

        with pytest.raises(UsageError, match="needs a repository that git can read"):
            changes_since("main")

    def test_a_repository_that_is_damaged(self, repository: Repository) -> None:
        repository.commit(a="fine\n")
        repository.write(".git/index", "x")

        with pytest.raises(UsageError, match="git diff fails"):
            changes_since("HEAD")

    @pytest.mark.parametrize("remote", ["ssh://example.org/x", "file:///", "ext::./run"])
    def test_fetches_nothing_that_a_partial_clone_lacks(self, repository: Repository, remote: str) -> None:
        repository.commit(a="fine\n")
        repository.write("data/a.txt", "bad\n")
        command = repository.write("run", "#!/bin/sh\ntouch ran\n")
        command.chmod(0o755)
        for name, value in {
            "core.repositoryFormatVersion": "1",
            "extensions.partialClone": "origin",
            "remote.origin.promisor": "true",
            "remote.origin.url": remote,
            "remote.origin.uploadPack": str(command),
            "core.sshCommand": str(command),
            "protocol.allow": "always",
        }.items():
            repository.git("config", name, value)
        blob = hashlib.sha1(b"blob 5\0fine\n", usedforsecurity=False).hexdigest()
        (repository.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()

        with pytest.raises(UsageError, match=r"git diff fails.*`filter: blob:none`"):
            changes_since("HEAD")

        assert not (repository.folder / "ran").exists()


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0")
    | st.sampled_from(['"', "\\", " ", "\t", "\n", "\udcff", "b"]),
    min_size=1,
    max_size=8,
).filter(lambda name: name not in {".", "..", ".git"} and name.casefold() != ".git")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_git_and_what_is_read_of_it(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("repository")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repository = Repository(folder)
    names = data.draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    old = {name: data.draw(LINES) for name in names}
    for name in names:
        repository.write(f"in/{name}", "".join(f"{line}\n" for line in old[name]))
    repository.commit()
    new = {name: data.draw(LINES) for name in names}
    for name in names:
        repository.write(f"in/{name}", "".join(f"{line}\n" for line in new[name]))
    repository.write("in/untracked", "new\n")
    place = data.draw(st.sampled_from(["in", "elsewhere"]))
    if place != "in":
        repository.git("mv", "in", place)

    change_of = changes_since("HEAD")

    for name in names:
        change = change_of(f"{place}/{name}")
        if place == "in":
            assert (change is None) == (old[name] == new[name])
        if change is None or not change.whole:
            assert holds(old[name], new[name], change or lines())
        else:
            assert place != "in"  # too little of it is as it was
    if "untracked" not in names:
        assert change_of(f"{place}/untracked") == WHOLE


def test_a_runner_gets_first_what_is_on_changed_lines(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(a="fine\n" + "worst\n" * 15)
    repository.write("data/a.txt", "fine\n" + "worst\n" * 15 + "worst new\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert repository.capsys is not None

    result = run_command(repository.capsys, "check", "data", "--changed-since=HEAD", "--output-format=github")

    assert Runner().read(result.out)[0].properties["line"] == "17"


class TestWithCache:
    def test_what_is_known_of_files_is_narrowed_too(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("genelint.run.FEW", 0)
        os.utime("plugin.py", (1, 1))  # code younger than the process has no cache
        repository.commit(a="bad\nfine\n", b="bad\n")
        repository.write("data/a.txt", "bad\nbad\n")

        first, second = (repository.check("--changed-since=HEAD") for _ in range(2))

        assert first == second
        assert first.out == "data/a.txt:2:1: XYZ001 warning bad is wrong [fixable]\n"
        assert (repository.folder / ".genelint_cache").exists()


class TestLines:
    def test_reads_a_diff(self, repository: Repository) -> None:
        repository.commit(a="bad\nbad\n")
        diff = repository.write("x.diff", "--- a/data/a.txt\n+++ b/data/a.txt\n@@ -2 +2 @@\n-worse\n+bad\n")

        result = repository.check("--changed-lines", str(diff))

        assert result.out == "data/a.txt:2:1: XYZ001 warning bad is wrong [fixable]\n"

    def test_says_what_is_wrong_with_it(self, repository: Repository) -> None:
        repository.commit(a="bad\n")
        repository.write("x.diff", "hello\n")

        with pytest.raises(UsageError, match=r"^--changed-lines: x\.diff: it is not a unified diff"):
            changes_of("x.diff")
        assert repository.check("--changed-lines=y.diff").err == 'genelint: error: --changed-lines: no file "y.diff"\n'


class TestTogether:
    def test_fixes_what_is_shown(self, repository: Repository) -> None:
        repository.commit(a="bad\nfine\nfine\n", b="bad\n")
        repository.write("data/a.txt", "bad\nfine\nbad and bad\nfine\n")

        result = repository.report("--changed-since=HEAD", "--fix", "--unsafe-fixes")

        assert (repository.folder / "data/a.txt").read_text() == "bad\nfine\ngood\nmore and good\nmore\nfine\n"
        assert result.out == "Nothing found in what changed; 2 more in unchanged lines; 2 fixed.\n"
        assert result.code == 1

    def test_with_off_fixes_all(self, repository: Repository) -> None:
        repository.commit(a="bad\n")

        repository.check("--changed-since=HEAD", "--only-changed=off", "--fix", "--unsafe-fixes")

        assert (repository.folder / "data/a.txt").read_text() == "good\nmore\n"

    def test_lines_are_those_after_fixes(self, repository: Repository) -> None:
        repository.commit(a="fine\nbad\n")
        repository.write("data/a.txt", "bad\nfine\nbad\nworst\n")

        result = repository.check("--changed-since=HEAD", "--fix-only=XYZ001", "--unsafe-fixes")

        assert result.out == "data/a.txt:5:1: XYZ002 error worst is wrong [fixable]\n"
        assert (repository.folder / "data/a.txt").read_text() == "good\nmore\nfine\nbad\nworst\n"

    def test_deletes_unused_exceptions_where_their_line_changed(self, repository: Repository) -> None:
        exception = '\n[[exceptions]]\nrule = "TXT001"\nrecord = "MT1H"\nreason = "x"\n'
        repository.write("genelint.toml", 'paths = ["data"]\n')
        repository.commit(MT1H=RECORD)
        repository.write("genelint.toml", 'paths = ["data"]\n' + exception)
        arguments = ("check", "--changed-since=HEAD", "--fix", "--severity=info")
        assert repository.capsys is not None

        assert "1 fixed" in run_command(repository.capsys, *arguments).out
        assert exception not in (repository.folder / "genelint.toml").read_text()

    def test_shows_suppressed_findings_about_changes(self, repository: Repository) -> None:
        exception = '[[exceptions]]\nrule = "XYZ001"\npath = "data/a.txt"\nreason = "x"\n'
        repository.write("genelint.toml", f'plugins = ["./plugin.py"]\n{exception}')
        repository.commit(a="bad\n")
        repository.write("data/a.txt", "bad\nfine\nbad\n")

        result = repository.check("--changed-since=HEAD", "--show-suppressed")

        assert result.out == "data/a.txt:3:1: XYZ001 warning bad is wrong [fixable] [suppressed]\n"

    def test_two_records_of_one_gene(self, repository: Repository) -> None:
        repository.write("genelint.toml", "")
        repository.commit(MT1H=RECORD, **{name.removesuffix(".txt"): text for name, text in NEIGHBOURS.items()})
        repository.write("data/again.txt", RECORD)

        result = repository.check("--changed-since=HEAD", "--select=duplicate-gene")

        assert [line.partition(":")[0] for line in result.out.splitlines()] == ["data/again.txt"]

    def test_a_finding_is_cited_where_it_is_shown(self, repository: Repository) -> None:
        year = RECORD.replace("Urol Int (2015)", "Urol Int (2014)")
        assert year != RECORD
        repository.write("genelint.toml", "")
        repository.commit(MT1H=year)
        other = RECORD.replace("MT1H", "MT1X").replace("MT1H_HUMAN", "MT1X_HUMAN")
        repository.write("data/MT1X.txt", other)
        repository.write("data/MT1Y.txt", other.replace("MT1X", "MT1Y"))

        result = repository.report("--changed-since=HEAD", "--select=conflicting-citation")

        assert "data/MT1H.txt, line " in result.out
        assert "--> data/MT1X.txt:" in result.out
        assert "Urol Int (2015)" in result.out


@pytest.mark.parametrize("trouble", ["gone", "unreadable", "shorter"])
def test_a_place_that_is_no_longer_there_has_no_excerpt(trouble: str) -> None:
    def reader(_: str) -> Source | None:
        if trouble == "unreadable":
            raise UsageError("x")
        return None if trouble == "gone" else Source("edited.txt", "a")

    outcome = Outcome(Report([finding("old.txt", related=[("edited.txt", 3)])], 2, 2), never)
    (made,) = narrow_outcome(outcome, Narrowing(CHANGES.get, Only.LINES), reader).report.diagnostics

    assert made.excerpt == Excerpt("", 1, before=False, after=False)


def never() -> NoReturn:
    raise AssertionError


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("data", "--changed-since=x", "--changed-lines=y"), "both say what changed: leave out one"),
        (("data", "--only-changed=file"), "--only-changed needs to know what changed"),
        (("-", "--changed-since=x"), "are about files, not standard input: name the files"),
        (("data", "--watch", "--changed-since=x"), "--watch checks files for people"),
        (("data", "--changed-since=x", "--only-changed=line"), 'found "line", expected lines, file or off'),
    ],
)
def test_options_that_do_not_go_together(
    repository: Repository, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a="fine\n")

    result = run_command(capsys, "check", *arguments)

    assert result.code == 2
    assert message in result.err
