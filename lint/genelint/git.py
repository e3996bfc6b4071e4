"""Running git so that it runs nothing else: no hook, and no program that a repository's own configuration names.

Nor does it fetch what a partial clone lacks, since a repository may name the program that connects to its remote.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

_REPOSITORY_VARIABLES = frozenset(
    ("GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_WORK_TREE")
)
_OUTPUT_VARIABLES = frozenset(("GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF"))
_SETTINGS = {"core.fsmonitor": "", "core.hooksPath": os.devnull, "diff.autoRefreshIndex": "false"}
_NO_REMOTE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
"""No protocol has the name `none`, so that all are refused; the other is for those versions of git that know it."""


def ask_git(folder: str, *arguments: str, silenced: Iterable[str] = ()) -> bytes | None:
    """What git prints when it is run in a folder; None where it fails, or is not there.

    `silenced` are names of settings that would name programs, beside those that are left out in any case.
    """
    import subprocess  # noqa: PLC0415 - start-up

    try:
        answer = subprocess.run(  # noqa: S603 - the arguments are ours, but for a commit that is marked as one
            ["git", *arguments],  # noqa: S607 - which git is the user's choice
            cwd=folder,
            env=_environment({**_SETTINGS, **dict.fromkeys(silenced, "")}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    # A hook is run with variables that are about the repository of the commit, and relative to its root. Settings
    # are given as variables too, since their names may hold any character.
    left_out = _REPOSITORY_VARIABLES | _OUTPUT_VARIABLES
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | _NO_REMOTE
    count = environment.get("GIT_CONFIG_COUNT", "")
    first = int(count) if count.isdecimal() else 0
    for number, (name, value) in enumerate(settings.items(), first):
        environment |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    environment["GIT_CONFIG_COUNT"] = str(first + len(settings))
    return environment
