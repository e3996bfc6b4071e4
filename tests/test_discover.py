"""Finding files: what is taken, what is left out, with git and without."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from genelint import discover as module
from genelint.discover import discover
from genelint.errors import UsageError
from genelint.patterns import compile_patterns, locator

PLACES = (
    "a.txt",
    "data/a.txt",
    "data/b.md",
    "data/ignored.txt",
    "data/in/a.txt",
    "data/ignored/a.txt",
    "data/i/n/a.txt",
)


def no_git(*_: str) -> None:
    """What `_ask` gives where git is not installed."""


@pytest.fixture(params=["git", "walk"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, and the working folder; its files are listed by git, or by our own walk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    if request.param == "walk":
        (tmp_path / ".git").mkdir()
        monkeypatch.setattr(module, "_ask", no_git)
    elif shutil.which("git") is None:
        pytest.skip("git is not installed")
    else:
        git("init", "--quiet")
    return tmp_path


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


def write(*paths: str, text: str = "") -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)


def found(
    *paths: str, include: tuple[str, ...] = ("*.txt",), exclude: tuple[str, ...] = (), root: str | None = None
) -> list[str]:
    return discover(paths, include, exclude, root or str(Path.cwd()))


@pytest.mark.usefixtures("folder")
class TestFolder:
    def test_takes_what_is_included_in_order(self) -> None:
        write("data/b.txt", "data/a.txt", "data/in/c.txt", "data/a.md", "data/txt", "z.txt")

        assert found("data") == ["data/a.txt", "data/b.txt", "data/in/c.txt"]
        assert found(".") == ["data/a.txt", "data/b.txt", "data/in/c.txt", "z.txt"]

    @pytest.mark.parametrize("path", ["./data", "data/", "./data//.//", "data/."])
    def test_shows_tidy_paths(self, path: str) -> None:
        write("data/a.txt")

        assert found(path) == ["data/a.txt"]

    def test_shows_paths_as_the_folder_was_named(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write("data/a.txt")
        assert found(str(folder)) == [f"{folder}/data/a.txt"]

        monkeypatch.chdir("data")
        assert found("..") == ["../data/a.txt"]
        assert found("../data") == ["../data/a.txt"]

    def test_takes_each_file_once(self, folder: Path) -> None:
        write("data/a.txt", "data/b.txt")

        assert found("data/b.txt", ".", "data", str(folder), "./data/b.txt") == ["data/a.txt", "data/b.txt"]

    def test_leaves_out_what_git_ignores(self) -> None:
        write(".gitignore", text="*.tmp.txt\n/build/\n# a comment\n\n!important.tmp.txt\n")
        write("in/.gitignore", text="local.txt\n!deep.tmp.txt\n")
        write("a.txt", "b.tmp.txt", "important.tmp.txt", "build/c.txt", "in/build/d.txt", "local.txt")
        write("in/local.txt", "in/deep.tmp.txt", "in/other.tmp.txt", "in/in/local.txt")

        expected = ["in/build/d.txt", "in/deep.tmp.txt"]
        assert found(".") == ["a.txt", "important.tmp.txt", *expected, "local.txt"]
        assert found("in") == expected
        assert found("build") == []

    def test_passes_over_ignore_lines_that_are_no_patterns(self) -> None:
        write(".gitignore", text="!\nb.txt\n\\\n")
        write("a.txt", "b.txt")

        assert found(".") == ["a.txt"]

    def test_passes_over_an_ignore_file_that_is_none(self) -> None:
        write(".gitignore/a.txt", "b.txt")

        assert found(".") == [".gitignore/a.txt", "b.txt"]

    def test_takes_other_patterns(self) -> None:
        write("data/a.gene", "data/a.txt", "old/b.gene", "data/in/c.gene")

        assert found(".", include=("*.gene",)) == ["data/a.gene", "data/in/c.gene", "old/b.gene"]
        assert found(".", include=("data/*.gene", "*.txt")) == ["data/a.gene", "data/a.txt"]
        assert found(".", include=("*.gene", "!c.*")) == ["data/a.gene", "old/b.gene"]
        assert found(".", include=()) == []

    @pytest.mark.parametrize("pattern", ["drafts", "drafts/", "/drafts", "drafts/**", "d?afts", "[d]rafts"])
    def test_leaves_out_what_is_excluded(self, pattern: str) -> None:
        write("drafts/a.txt", "drafts/in/b.txt", "c.txt", "other/d.txt")

        assert found(".", exclude=(pattern,)) == ["c.txt", "other/d.txt"]
        assert found("drafts", exclude=(pattern,)) == []

    def test_patterns_are_relative_to_the_root(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write("data/a.txt", "data/b.txt")
        monkeypatch.chdir("data")

        assert found(".", exclude=("data/a.txt",), root=str(folder)) == ["b.txt"]
        assert found(".", exclude=("data/a.txt",)) == ["a.txt", "b.txt"]
        assert found("..", exclude=("/a.txt",)) == ["../data/a.txt", "../data/b.txt"]

    def test_a_pattern_for_hidden_names_is_not_about_the_way_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("data/a.txt", "data/.hidden/b.txt")
        (Path("other")).mkdir()
        monkeypatch.chdir("other")

        assert found("../data", exclude=(".*",)) == ["../data/a.txt"]

    def test_does_not_follow_links_to_folders(self) -> None:
        write("data/a.txt", "b.txt")
        Path("data/loop").symlink_to("..")
        Path("data/link.txt").symlink_to("../b.txt")
        Path("data/broken.txt").symlink_to("nowhere")

        assert found("data") == ["data/a.txt", "data/link.txt"]
        assert found("data/loop/data") == ["data/loop/data/a.txt", "data/loop/data/link.txt"]

    def test_takes_files_only(self) -> None:
        Path("folder.txt").mkdir()
        os.mkfifo("pipe.txt")

        assert found(".") == []

    def test_does_not_enter_the_repository_itself(self) -> None:
        write(".git/a.txt", "b.txt")

        assert found(".") == ["b.txt"]

    def test_takes_names_that_are_not_utf8(self) -> None:
        name = os.fsdecode(b"\xff \n\x1b.txt")
        write(name, "é.txt")

        assert found(".") == sorted([name, "é.txt"])

    def test_takes_unusual_names(self) -> None:
        names = sorted(["-x.txt", "a b.txt", "OK$slash$SW.txt", "HOXA@.txt", "'\".txt"])
        write(*names)

        assert found(".") == names


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
class TestGit:
    @pytest.fixture(autouse=True)
    def repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        git("init", "--quiet")

    def test_takes_tracked_files_that_are_there(self) -> None:
        write("ignored.txt", "deleted.txt", "in/gone.txt", "b.txt")
        write(".gitignore", text="ignored.txt\n")
        git("add", "--force", ".")
        Path("deleted.txt").unlink()
        shutil.rmtree("in")

        assert found(".") == ["b.txt", "ignored.txt"]

    def test_takes_a_link_that_cannot_be_followed(self) -> None:
        write("data/a.txt")
        Path("data/loop.txt").symlink_to("loop.txt")
        git("add", ".")

        assert found("data") == ["data/a.txt", "data/loop.txt"]

    def test_takes_a_file_in_conflict_once(self) -> None:
        """The index has it up to three times: as it was, as we have it, and as they have it."""
        write("data/a.txt", "b.txt")
        git("add", ".")
        entry = subprocess.run(
            ["git", "ls-files", "--stage", "data"], check=True, capture_output=True, text=True
        ).stdout
        stages = "".join(entry.replace(" 0\t", f" {stage}\t") for stage in (1, 2, 3))
        git("rm", "--quiet", "--cached", "data/a.txt")
        subprocess.run(["git", "update-index", "--index-info"], check=True, input=stages, text=True)

        assert found("data") == ["data/a.txt"]
        assert found(".") == ["b.txt", "data/a.txt"]

    def test_does_not_enter_other_repositories(self) -> None:
        write("inner/a.txt", "b.txt")
        git("init", "--quiet", "inner")

        assert found(".") == ["b.txt"]
        assert found("inner") == ["inner/a.txt"]

    def test_is_not_steered_by_the_variables_of_a_hook(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("data/a.txt", "data/b.txt")
        write(".gitignore", text="b.txt\n")
        monkeypatch.setenv("GIT_DIR", ".git")
        monkeypatch.setenv("GIT_INDEX_FILE", ".git/nonsense")

        assert found("data") == ["data/a.txt"]

    def test_does_not_run_what_the_repository_names(self) -> None:
        write("hook", text="#!/bin/sh\ntouch ran\n")
        Path("hook").chmod(0o755)
        git("config", "core.fsmonitor", "./hook")
        write("a.txt")

        assert found(".") == ["a.txt"]
        assert not Path("ran").exists()

    @given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["tracked", "gone", "untracked", "inner"])))
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_takes_what_git_lists_and_is_there(self, tmp_path: Path, states: dict[str, str]) -> None:
        top = Path(mkdtemp(dir=tmp_path))
        write(f"{top}/.gitignore", text="ignored*\n")
        git("init", "--quiet", str(top))
        for place, state in states.items():
            write(f"{top}/{place}")
            if state in ("tracked", "gone"):
                git("-C", str(top), "add", "--force", place)
            if state == "gone":
                (top / place).unlink()
            if state == "inner" and "/" in place:
                git("init", "--quiet", str((top / place).parent))
        for folder in (".", "data"):
            (top / folder).mkdir(exist_ok=True)
            command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            listed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=top / folder).stdout
            there = {path for path in listed.split("\0") if path.endswith(".txt") and (top / folder / path).is_file()}

            assert found(f"{top}/{folder}") == sorted(str(top / folder / path) for path in there)

    def test_asks_for_what_is_not_tracked_only_where_there_is_any(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("data/deep/a.txt", "data/b.txt")
        git("add", ".")
        write("data/b associations.tsv")
        asked: list[str] = []
        ask = module._ask  # pyright: ignore[reportPrivateUsage]

        def note_and_ask(folder: str, *which: str) -> list[str] | None:
            asked.append(which[0])
            return ask(folder, *which)

        monkeypatch.setattr(module, "_ask", note_and_ask)
        assert found(".") == found(".", exclude=("z.txt",)) == ["data/b.txt", "data/deep/a.txt"]
        assert asked == ["--cached"] * 2
        write("z.txt")
        assert found(".", exclude=("z.txt",)) == ["data/b.txt", "data/deep/a.txt"]
        assert asked == ["--cached"] * 3
        assert found(".") == ["data/b.txt", "data/deep/a.txt", "z.txt"]
        assert asked.pop() == "--others"
        Path("z.txt").rename("data/deep/in")
        assert found(".") == ["data/b.txt", "data/deep/a.txt"]
        assert asked == ["--cached"] * 5
        write("data/other/z.md")
        assert found(".") == ["data/b.txt", "data/deep/a.txt"]
        assert asked == [*["--cached"] * 6, "--others"]

    @pytest.mark.parametrize("trouble", ["no git", "no git any more", "no repository after all"])
    def test_walks_where_git_fails(self, trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
        write("a.txt", "b.txt")
        write(".gitignore", text="b.txt\n")
        if trouble == "no git":
            monkeypatch.setenv("PATH", "")
        elif trouble == "no git any more":
            answers = iter((list[str](), None))

            def answer(*_: str) -> list[str] | None:
                return next(answers)

            monkeypatch.setattr(module, "_ask", answer)
        else:
            Path(".git/HEAD").unlink()

        assert found(".") == ["a.txt"]


class TestPaths:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "data").mkdir()
        monkeypatch.chdir(tmp_path)
        write("data/MT1H.txt", "data/TP53.txt")

    def test_walks_outside_of_a_repository(self) -> None:
        write("data/.gitignore", text="MT*\n")

        assert found(".") == ["data/TP53.txt"]

    def test_takes_a_named_file_in_any_case(self) -> None:
        write("data/.gitignore", text="*\n")
        write("notes.md")

        assert found("notes.md", "data/TP53.txt", exclude=("*",)) == ["data/TP53.txt", "notes.md"]

    def test_keeps_the_way_through_a_link(self) -> None:
        write("far/in/a.txt", "far/b.txt")
        Path("link").symlink_to("far/in")

        assert found("link/../b.txt") == ["link/../b.txt"]
        assert found("link") == ["link/a.txt"]

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("dta", 'no file or folder "dta"; did you mean "data"?'),
            ("dta/MT1H.txt", 'no file or folder "dta/MT1H.txt"; did you mean "data/MT1H.txt"?'),
            ("./data/MT1.txt", 'no file or folder "./data/MT1.txt"; did you mean "./data/MT1H.txt"?'),
            ("data/MT1H.txt/", 'no file or folder "data/MT1H.txt/"; did you mean "data/MT1H.txt"?'),
            ("quite/different", 'no file or folder "quite/different"'),
            ("", 'no file or folder ""'),
            ("\x1b\n", r'no file or folder "\x1b\n"'),
        ],
    )
    def test_suggests_what_is_there(self, path: str, said: str) -> None:
        with pytest.raises(UsageError) as raised:
            found("data", path)

        assert str(raised.value) == said

    def test_takes_a_link_to_itself_for_a_file_that_cannot_be_read(self) -> None:
        Path("data/loop.txt").symlink_to("loop.txt")

        assert "data/loop.txt" in found("data")

    def test_does_not_suggest_a_link_that_leads_nowhere(self) -> None:
        Path("data/MT9.txt").symlink_to("nowhere")

        with pytest.raises(UsageError) as raised:
            found("data/MT9.txt")

        assert str(raised.value) == 'no file or folder "data/MT9.txt"; did you mean "data/MT1H.txt"?'

    def test_suggests_for_an_absolute_path(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError) as raised:
            found(f"{tmp_path}/dat")

        assert str(raised.value) == f'no file or folder "{tmp_path}/dat"; did you mean "{tmp_path}/data"?'

    def test_leaves_a_path_that_cannot_be_looked_at_to_the_reader(self) -> None:
        name = "x" * 300

        assert found(name) == [name]

    def test_says_that_a_folder_cannot_be_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        scandir: Callable[[str], object] = os.scandir

        def refuse(path: str) -> object:
            if path.startswith("data"):
                raise PermissionError(13, "Permission denied")
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)
        with pytest.raises(UsageError, match=r"^data/: cannot be read: Permission denied$"):
            found("data")

    def test_passes_over_a_folder_that_vanishes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(path: str) -> object:
            raise FileNotFoundError(2, "No such file or directory", path)

        monkeypatch.setattr(os, "scandir", gone)

        assert found("data") == []


class TestPatterns:
    names = st.text("ab.", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
    plain = st.text("ab.*?", min_size=1, max_size=4)

    @given(st.lists(plain, min_size=1, max_size=3), st.lists(names, min_size=1, max_size=4))
    def test_plain_patterns_mean_what_they_mean_to_git(self, patterns: list[str], names: list[str]) -> None:
        path = "/".join(names)

        assert compile_patterns(patterns)(path) == GitIgnoreSpec.from_lines(patterns).match_file(path)

    @pytest.mark.parametrize("pattern", ["!", "a\\"])
    def test_refuses_what_is_no_pattern(self, pattern: str) -> None:
        with pytest.raises(UsageError, match=r"^not a pattern as in \.gitignore: "):
            compile_patterns(["*.txt", pattern])

    def test_places_paths(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        locate = locator(str(tmp_path.parent))
        name = tmp_path.name

        assert [locate("a.txt"), locate("../a.txt"), locate(str(tmp_path / "b" / "a.txt")), locate("b/c.txt")] == [
            f"{name}/a.txt",
            "a.txt",
            f"{name}/b/a.txt",
            f"{name}/b/c.txt",
        ]
