"""Running git so that it runs nothing else: no hook, and no program that a repository's own configuration names."""

from __future__ import annotations

import os
from collections.abc import Iterable

_REPOSITORY_VARIABLES = frozenset(
    ("GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_WORK_TREE")
)
_OUTPUT_VARIABLES = frozenset(("GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF"))


def ask_git(folder: str, *arguments: str, settings: Iterable[str] = ()) -> bytes | None:
    """What git prints when it is run in a folder; None where it fails, or is not there.

    `settings` are names of settings that are to be empty, beside those that are in any case.
    """
    import subprocess  # noqa: PLC0415 - start-up

    try:
        answer = subprocess.run(  # noqa: S603 - the arguments are ours, but for commits that git itself gave
            ["git", *arguments],  # noqa: S607 - which git is the user's choice
            cwd=folder,
            env=_environment(("core.fsmonitor", *settings)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout


def _environment(settings: Iterable[str]) -> dict[str, str]:
    # A hook is run with variables that are about the repository of the commit, and relative to its root. Settings
    # are given as variables too, since their names may hold any character. Without locks, git writes no index, and
    # so runs no hook.
    left_out = _REPOSITORY_VARIABLES | _OUTPUT_VARIABLES
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    count = environment.get("GIT_CONFIG_COUNT", "")
    number = int(count) if count.isdecimal() else 0
    for name in settings:
        environment |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": ""}
        number += 1
    environment["GIT_CONFIG_COUNT"] = str(number)
    return environment
