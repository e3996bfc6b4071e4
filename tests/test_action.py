"""`action.yml`: its steps' scripts, run as the runner runs them, with inputs of all kinds in a repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from conftest import ROOT
from fake_github import SHA, TOKEN, Answer, started
from genelint import __version__
from genelint.testing import RECORD
from runner import Runner

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, Any] = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
DEFAULTS = {name: str(about["default"]) for name, about in ACTION["inputs"].items()} | {"token": TOKEN}
WARNED = RECORD.replace("Synonyms | ", "Synonyms |  ")
BROKEN = RECORD.replace("Name | ", "Nmae | ")
HOSTILE = [
    '"; touch injected; "',
    "$(touch injected)",
    "`touch injected`",
    "'; touch injected #",
    "--fix",
    "-",
    "a b\tc",
    "*",
    "${IFS}",
    "\\",
    "%0A::error::x",
    "${{ github.token }}",
    "&& touch injected",
    "é\u202e🧬",
]
RECORDER = """\
#!/bin/bash
printf '%s\\0' "$@" >>"$RECORDED"
printf '\\n' >>"$RECORDED"
printf '%s\\n' "$1: ${TOKEN:-}${GITHUB_TOKEN:-}" >>"$RECORDED.tokens"
case $1 in check) exit ${CHECKED:-0} ;; annotate) exit ${ANNOTATED:-0} ;; esac
"""


class Ran(NamedTuple):
    """What a step gave: its exit code, what it printed, and its outputs."""

    code: int
    out: str
    outputs: dict[str, str]


class Job:
    """A repository in a runner of GitHub Actions; `environment` is what the runner tells."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.temp = folder / "work", folder / "temp"
        for made in (self.folder / "data", self.temp / "genelint/bin"):
            made.mkdir(parents=True)
        self.recorded = folder / "recorded"
        self.output = folder / "output"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(str(ROOT / root) for root in ("lint", "rules", "schemas")),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_BASE_REF": "",
            "GITHUB_REPOSITORY": "lab/genes",
            "GITHUB_SHA": SHA,
            "RUNNER_TEMP": str(self.temp),
            "RECORDED": str(self.recorded),
        }
        self.program("genelint", f'#!/bin/bash\nexec {sys.executable} -m genelint "$@"\n')
        self.program("python", f'#!/bin/bash\nexec {sys.executable} "$@"\n')

    def program(self, name: str, text: str) -> None:
        """Write a command of the environment that the action has made."""
        file = self.temp / "genelint/bin" / name
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
        result = subprocess.run(("git", *identity, *arguments), cwd=self.folder, check=True, capture_output=True)
        return result.stdout.decode()

    def run(self, step: str, **given: str) -> Ran:
        """Run the script of a step with these inputs."""
        inputs = DEFAULTS | {name.replace("_", "-"): value for name, value in given.items()}
        script = self.temp / "script.sh"
        script.write_text(STEPS[step]["run"], encoding="utf-8")
        self.output.unlink(missing_ok=True)
        result = subprocess.run(
            ("bash", "--noprofile", "--norc", "-eo", "pipefail", script),
            cwd=self.folder,
            env=self.environment | evaluated(STEPS[step]["env"], inputs),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        written = self.output.read_text(encoding="utf-8").splitlines() if self.output.exists() else []
        outputs = dict(line.split("=", 1) for line in written)
        assert len(outputs) == len(written)
        return Ran(result.returncode, result.stdout.decode() + result.stderr.decode(), outputs)

    def arguments(self) -> list[list[str]]:
        """What the recorder was called with."""
        return [line.split("\0") for line in self.recorded.read_text(encoding="utf-8").split("\0\n")[:-1]]


def evaluated(environment: Mapping[str, str], inputs: Mapping[str, str]) -> dict[str, str]:
    """Environment variables whose expressions have been replaced; those that are not known here raise KeyError."""
    known = {
        **{f"inputs.{name}": value for name, value in inputs.items()},
        "inputs.annotate != 'false' && inputs.token || ''": inputs["token"] if inputs["annotate"] != "false" else "",
        "steps.python.outputs.python-path": sys.executable,
        "github.server_url": "https://github.com",
        "github.action_repository": "o/genelint",
    }
    return {
        name: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: known[match[1]], value) for name, value in environment.items()
    }


@pytest.fixture
def job(tmp_path: Path) -> Job:
    made = Job(tmp_path)
    made.write("data/MT1H.txt", RECORD)
    made.git("init", "--quiet", "--initial-branch=main")
    return made


@pytest.fixture
def recorder(job: Job) -> Job:
    job.program("genelint", RECORDER)
    job.program("pip", RECORDER)
    return job


class TestDefinition:
    def test_has_no_expression_in_a_script(self) -> None:
        assert STEPS.keys() == {"Install genelint", "Check"}
        for step in STEPS.values():
            assert "${{" not in step["run"]
            assert step["shell"] == "bash"

    def test_uses_every_input(self) -> None:
        text = str([step["env"] for step in STEPS.values()])

        assert {name for name in ACTION["inputs"] if f"inputs.{name} " in text} == set(ACTION["inputs"])

    def test_pins_what_it_uses(self) -> None:
        used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]

        assert used
        assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name) for name in used)

    def test_is_documented(self) -> None:
        page = (ROOT / "docs/github.md").read_text(encoding="utf-8")

        for name in (*ACTION["inputs"], *ACTION["outputs"]):
            assert f"| `{name}` |" in page


class TestArguments:
    @pytest.mark.parametrize("value", HOSTILE)
    @pytest.mark.parametrize("name", ["paths", "fail_on", "sarif_file", "arguments"])
    def test_are_what_the_inputs_say(self, recorder: Job, name: str, value: str) -> None:
        before = {*recorder.folder.rglob("*")}

        ran = recorder.run("Check", **{name: value})

        assert ran == Ran(0, "", {"exit-code": "0"})
        (arguments,) = recorder.arguments()
        expected = {
            "paths": ["--", value],
            "fail_on": [f"--fail-on={value}", "--"],
            "sarif_file": [f"--output-format=sarif:{value}", "--"],
            "arguments": [value, "--"],
        }[name]
        assert arguments[:2] == ["check", "--output-format=full"]
        assert arguments[2] == f"--output-format=json:{recorder.temp}/genelint.json"
        assert arguments[3:] == expected
        assert {*recorder.folder.rglob("*")} == before

    def test_stand_one_on_a_line(self, recorder: Job) -> None:
        recorder.run("Check", paths="data\n\n  more data\n", arguments="--select\nREF,TXT\n--no-cache")

        (arguments,) = recorder.arguments()
        assert arguments[3:] == ["--select", "REF,TXT", "--no-cache", "--", "data", "  more data"]

    def test_end_where_paths_begin(self, job: Job) -> None:
        job.write("data/MT1H.txt", WARNED)
        job.write("--fix", RECORD)

        ran = job.run("Check", paths="--fix", arguments="--include=*")

        assert ran.code == 0
        assert (job.folder / "data/MT1H.txt").read_text(encoding="utf-8") == WARNED

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            *(({"changed_only": value}, "changed-only is true or false") for value in ("", "yes", "true\n", *HOSTILE)),
            *(
                ({"annotate": value}, "annotate is true, suggest or false")
                for value in ("", "TRUE", "x\ntrue", *HOSTILE)
            ),
        ],
    )
    def test_that_are_no_choice_are_refused(self, recorder: Job, given: dict[str, str], said: str) -> None:
        ran = recorder.run("Check", **given)

        assert ran == Ran(2, f"::error title=genelint::{said}\n", {"exit-code": "2"})
        assert not recorder.recorded.exists()


class TestInstall:
    @pytest.fixture(autouse=True)
    def _python(self, recorder: Job) -> None:
        """A Python that makes no environment, since the one with the recorder is there."""
        recorder.program("no-python", "#!/bin/bash\n")

    def install(self, recorder: Job, monkeypatch: pytest.MonkeyPatch, **given: str) -> Ran:
        monkeypatch.setattr(sys, "executable", str(recorder.temp / "genelint/bin/no-python"))
        return recorder.run("Install genelint", **given)

    @pytest.mark.parametrize(
        ("given", "source"),
        [
            ({}, f"{ROOT}"),
            ({"annotate": "true"}, f"{ROOT}[github]"),
            ({"version": "0.1.0"}, "genelint @ git+https://github.com/o/genelint@v0.1.0"),
            (
                {"version": "v1.2.3rc1", "annotate": "suggest"},
                "genelint[github] @ git+https://github.com/o/genelint@v1.2.3rc1",
            ),
        ],
    )
    def test_takes_the_version(
        self, recorder: Job, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], source: str
    ) -> None:
        assert self.install(recorder, monkeypatch, **given).code == 0

        (arguments,) = recorder.arguments()
        assert arguments == ["--disable-pip-version-check", "install", "--quiet", source]

    @pytest.mark.parametrize("version", ["main", "-e", "1\n2", "1/../../o", "1@x", "1#egg=x", *HOSTILE])
    def test_refuses_what_is_none(self, recorder: Job, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
        ran = self.install(recorder, monkeypatch, version=version)

        assert ran == Ran(2, "::error title=genelint::version is no version: write it as in 0.1.0\n", {})
        assert not recorder.recorded.exists()

    def test_installs_what_runs(self, job: Job) -> None:
        del job.environment["PYTHONPATH"]

        ran = job.run("Install genelint")

        assert ran.code == 0, ran.out
        said = subprocess.run(
            (job.temp / "genelint/bin/genelint", "--version"), capture_output=True, check=True, cwd=job.folder
        )
        assert said.stdout.decode() == f"genelint {__version__}\n"


class TestCheck:
    def test_passes(self, job: Job) -> None:
        ran = job.run("Check", paths="data")

        assert ran.code == 0
        assert ran.outputs == {"exit-code": "0", "findings": "0"}

    def test_fails_and_annotates(self, job: Job) -> None:
        job.write("data/MT1H.txt", BROKEN)

        ran = job.run("Check", paths="data", sarif_file="genelint.sarif")

        assert ran.code == 1
        assert ran.outputs["exit-code"] == "1"
        assert int(ran.outputs["findings"]) == ran.out.count("::error ") + ran.out.count("::warning ") > 0
        assert {one.properties["file"] for one in Runner().read(ran.out)} == {"data/MT1H.txt"}
        assert '"2.1.0"' in (job.folder / "genelint.sarif").read_text(encoding="utf-8")

    def test_checks_what_is_configured(self, job: Job) -> None:
        job.write("genelint.toml", 'paths = ["data"]\nfail-on = "warning"\n')
        job.write("data/MT1H.txt", WARNED)

        assert job.run("Check").outputs == {"exit-code": "1", "findings": "1"}
        assert job.run("Check", fail_on="error").outputs == {"exit-code": "0", "findings": "1"}

    @pytest.mark.parametrize(("paths", "code"), [("nothing", "2"), (".git", "3")])
    def test_has_no_count_without_a_report(self, job: Job, paths: str, code: str) -> None:
        job.run("Check", paths="data")

        ran = job.run("Check", paths=paths)

        assert str(ran.code) == code
        assert ran.outputs == {"exit-code": code}

    def test_shows_what_a_pull_request_changed(self, job: Job) -> None:
        job.write("data/MT1H.txt", WARNED)
        job.git("add", ".")
        job.git("commit", "--quiet", "--message=base")
        job.git("update-ref", "refs/remotes/origin/main", "HEAD")
        job.environment["GITHUB_BASE_REF"] = "main"

        assert job.run("Check", paths="data").outputs["findings"] == "0"
        assert job.run("Check", paths="data", changed_only="false").outputs["findings"] == "1"
        job.write("data/MT1H.txt", WARNED.replace("Synonyms |  ", "Synonyms |   "))
        assert job.run("Check", paths="data").outputs["findings"] == "1"

    @pytest.mark.parametrize("base", ["main", *HOSTILE])
    def test_says_that_the_history_is_missing(self, recorder: Job, base: str) -> None:
        recorder.environment["GITHUB_BASE_REF"] = base

        ran = recorder.run("Check")

        assert ran.code == 2
        assert ran.out.startswith("::error title=genelint::changed-only needs the history: ")
        assert not recorder.recorded.exists()


class TestAnnotate:
    @pytest.mark.parametrize(
        ("checked", "annotated", "code", "calls"),
        [(0, 0, 0, 2), (1, 1, 1, 2), (0, 2, 2, 2), (2, 0, 2, 2), (1, 0, 1, 2), (3, 0, 3, 1), (130, 0, 130, 1)],
    )
    def test_has_the_worse_code(self, recorder: Job, checked: int, annotated: int, code: int, calls: int) -> None:
        recorder.environment |= {"CHECKED": str(checked), "ANNOTATED": str(annotated)}

        ran = recorder.run("Check", annotate="true")

        assert ran.code == code
        assert ran.outputs == {"exit-code": str(code)}
        assert len(recorder.arguments()) == calls

    @pytest.mark.parametrize(
        ("annotate", "base", "more"),
        [("true", "main", []), ("suggest", "main", ["--suggest"]), ("suggest", "", [])],
    )
    def test_has_the_same_arguments(self, recorder: Job, annotate: str, base: str, more: list[str]) -> None:
        recorder.environment["GITHUB_BASE_REF"] = base  # that of a pull request, and of nothing else
        given = {"paths": "data", "fail_on": "info", "arguments": "--select=REF", "changed_only": "false"}

        recorder.run("Check", annotate=annotate, **given)

        check, annotating = recorder.arguments()
        assert check[3:] == [
            f"--output-format=github:{recorder.temp}/genelint-commands.txt",
            "--fail-on=info",
            "--select=REF",
            "--",
            "data",
        ]
        assert annotating == ["annotate", "--fail-on=info", "--select=REF", *more, "--", "data"]

    def test_alone_has_the_token(self, recorder: Job) -> None:
        recorder.run("Check", annotate="true")
        recorder.run("Check")

        tokens = Path(f"{recorder.recorded}.tokens").read_text(encoding="utf-8")
        assert tokens == f"check: \nannotate: {TOKEN}\ncheck: \n"

    def test_posts_once_what_was_found(self, job: Job) -> None:
        job.write("data/MT1H.txt", BROKEN)
        job.git("add", ".")
        job.git("commit", "--quiet", "--message=x")
        job.environment["GITHUB_SHA"] = job.git("rev-parse", "HEAD").strip()
        with started(None) as github:
            job.environment["GITHUB_API_URL"] = github.url

            ran = job.run("Check", paths="data", annotate="true")

        assert ran.code == 1
        assert str(len(github.annotations)) == ran.outputs["findings"]
        assert github.conclusions == ["failure"]
        assert Runner().read(ran.out) == []
        assert TOKEN not in ran.out

    def test_sums_up_once_where_it_may_not_post(self, job: Job) -> None:
        job.write("data/MT1H.txt", BROKEN)
        job.git("add", ".")
        job.git("commit", "--quiet", "--message=x")
        summary = job.temp / "summary.md"
        job.environment |= {
            "GITHUB_SHA": job.git("rev-parse", "HEAD").strip(),
            "GITHUB_STEP_SUMMARY": str(summary),
        }
        with started(None) as github:
            job.environment["GITHUB_API_URL"] = github.url
            github.answers = [Answer(403, {"message": "Resource not accessible by integration"})]

            ran = job.run("Check", paths="data", annotate="true")

        assert ran.code == 1
        assert len(Runner().read(ran.out)) == int(ran.outputs["findings"])
        assert summary.read_text(encoding="utf-8").count("Found ") == 1
