"""What a runner of GitHub Actions makes of the lines that a step prints.

After `ActionCommand.TryParseV2`, `ActionCommand.TryParse` and `ActionCommandManager.TryProcessCommand` of
actions/runner. Where that compares as a language does, which passes over characters of no width, this takes them away
first: it finds more commands, and no fewer.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

COMMANDS = (
    *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path"),
    *("notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning"),
)
DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
OLD = {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]", "%25": "%"}


class Command(NamedTuple):
    """A command that the runner obeys."""

    name: str
    properties: dict[str, str]
    data: str


class Runner:
    """Reads lines; `obeyed` are the commands in them, without those that stop and resume."""

    def __init__(self) -> None:
        self.obeyed: list[Command] = []
        self.stopped_by = ""

    def read(self, text: str) -> list[Command]:
        """Read the lines of a text, and give all that was obeyed so far."""
        for line in re.split("\r\n|\r|\n", text):
            command = self._parse(line) or self._parse_old(line)
            if command is None:
                continue
            if self.stopped_by:
                if command.name.lower() == self.stopped_by:
                    self.stopped_by = ""
            elif command.name.lower() == "stop-commands":
                self.stopped_by = command.data.lower()
            else:
                self.obeyed.append(command)
        return self.obeyed

    def _parse(self, line: str) -> Command | None:
        if not _plain(line).lstrip().startswith("::"):
            return None
        rest = line[line.index(":") :]
        rest = rest[rest.index(":", 1) + 1 :]
        head, found, data = rest.partition("::")
        return self._command(head, ",", PROPERTY, _unescaped(data, DATA)) if found else None

    def _parse_old(self, line: str) -> Command | None:
        _, begun, rest = _plain(line).partition("##[")
        head, found, data = rest.partition("]")
        return self._command(head, ";", OLD, _unescaped(data, OLD)) if begun and found else None

    def _command(self, head: str, comma: str, escapes: dict[str, str], data: str) -> Command | None:
        name, _, listing = head.partition(" ")
        if name.lower() not in (*COMMANDS, self.stopped_by or "error"):
            return None
        properties: dict[str, str] = {}
        for part in listing.strip().split(comma):
            key, _, value = part.lstrip("=").partition("=")
            value = value.lstrip("=")  # as .NET, where empty entries are left out
            if key and value:
                properties[key] = _unescaped(value, escapes)
        return Command(name, properties, data)


def _plain(line: str) -> str:
    return "".join(char for char in line if char.isspace() or category(char) not in ("Cc", "Cf", "Mn"))


def _unescaped(text: str, escapes: dict[str, str]) -> str:
    for escape, char in escapes.items():
        text = text.replace(escape, char)
    return text
