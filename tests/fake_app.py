"""A GitHub on loopback that has an app installed in one repository: its commits, a pull request, tokens, check runs."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import jwt

from fake_github import PAGE, Answer, FakeGitHub

APP = 4711
INSTALLATION = 99
NUMBER = 11
"""The repository's."""

READING = {"checks": "write", "contents": "read", "pull_requests": "read"}
NOT_FOUND = Answer(404, {"message": "Not Found"})
FORBIDDEN = Answer(403, {"message": "Resource not accessible by integration"})


class Commit(NamedTuple):
    """A commit: its files by path, each with a mode, and whose child it is."""

    files: Mapping[str, tuple[str, bytes]]
    parent: str = ""
    message: str = ""


def digest(*parts: object) -> str:
    return sha1(repr(parts).encode(), usedforsecurity=False).hexdigest()


class FakeApp(FakeGitHub):
    """The repository `lab/genes`, number 11, and the fork `you/genes`; pull request 5 is for `main`."""

    def __init__(self, contracts: Path | None, public_key: str) -> None:
        super().__init__(contracts)
        self.public_key = public_key
        self.rights: list[dict[str, Any]] = []
        self.tokens: dict[str, dict[str, Any]] = {}
        self.may_write_contents = True
        self.commits: dict[str, Commit] = {}
        self.branches: dict[str, str] = {}
        self.trees: dict[str, dict[str, tuple[str, bytes]]] = {}
        self.blobs: dict[str, bytes] = {}
        self.runs: list[dict[str, Any]] = []
        self.writers = {"curator": "write", "reader": "read", "owner": "admin"}
        self.pull: dict[str, Any] = {}
        self.push("main", {})

    def push(self, branch: str, files: Mapping[str, str | bytes], modes: Mapping[str, str] = {}) -> str:
        """Make a commit of files on a branch; gives its name."""
        made = {
            path: (
                modes.get(path, "100644"),
                data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data,
            )
            for path, data in files.items()
        }
        return self._commit(branch, Commit(made, self.branches.get(branch, "")))

    def _commit(self, branch: str, commit: Commit) -> str:
        sha = digest(sorted(commit.files.items()), commit.parent, commit.message, len(self.commits))
        self.commits[sha] = commit
        self.branches[branch] = sha
        return sha

    def request_pull(self, files: Mapping[str, str | bytes], *, fork: bool = False, **listed: Any) -> str:
        """Open the pull request with files on the branch `fix/it`, all of which are new; gives its head."""
        head = self.push("fix/it", files)
        owner, number = ("you", 12) if fork else ("lab", NUMBER)
        repository = {"id": number, "name": "genes", "owner": {"login": owner}, "html_url": "https://github.com/x/y"}
        target = {"id": NUMBER, "name": "genes", "owner": {"login": "lab"}, "html_url": "https://github.com/lab/genes"}
        self.pull = {
            "number": 5,
            "state": "open",
            "head": {"ref": "fix/it", "sha": head, "repo": repository},
            "base": {"ref": "main", "sha": self.branches["main"], "repo": target},
            "maintainer_can_modify": False,
            "changed_files": len(files),
            **listed,
        }
        self.files = [{"filename": path, "status": "added", "patch": "@@ -0,0 +1 @@\n+x"} for path in files]
        return head

    def is_authorized(self, method: str, path: str, authorization: str) -> bool:
        if path.startswith("/app/"):
            kind, _, token = authorization.partition(" ")
            said = jwt.decode(token, self.public_key, algorithms=["RS256"])
            return kind == "bearer" and said["iss"] == str(APP) and said["exp"] - said["iat"] <= 600
        rights = self.tokens.get(authorization.removeprefix("token "))
        if rights is None:
            return False
        needed = "checks" if "check-runs" in path else "pull_requests" if "/pulls/" in path else "contents"
        if "/collaborators/" in path:
            return True
        return rights[needed] == "write" or (method == "GET" and rights[needed] == "read")

    def do(self, method: str, path: str, body: Any, full: str) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(full).query).items()}
        if path.startswith("/app/"):
            return self._token(body)
        path = unquote(re.sub("^/repos/(lab|you)/genes/", "", path))
        answers: dict[str, Callable[..., Answer]] = {
            r"GET pulls/5": self._pull,
            r"GET pulls/5/files": self._files_of,
            r"GET contents/(.+)": self._contents,
            r"GET git/blobs/(\w+)": self._blob,
            r"POST git/blobs": self._new_blob,
            r"GET git/commits/(\w+)": self._get_commit,
            r"GET git/trees/(\w+)": self._tree,
            r"POST git/trees": self._new_tree,
            r"POST git/commits": self._new_commit,
            r"PATCH git/refs/heads/(.+)": self._move,
            r"GET collaborators/(.+)/permission": self._permission,
            r"POST check-runs": self._new_run,
            r"(?:GET|PATCH) check-runs/(\d+)": self._run,
            r"GET check-runs/(\d+)/annotations": self._annotations,
            r"GET commits/(\w+)/check-runs": self._runs_of,
        }
        for pattern, answer in answers.items():
            if found := re.fullmatch(pattern, f"{method} {path}", re.DOTALL):
                return answer(found, query, body, full)
        self.faults.append(f"{method} {path}: not expected")
        return NOT_FOUND

    def _token(self, body: Any) -> Answer:
        self.rights.append(body)
        if not self.may_write_contents and body["permissions"]["contents"] == "write":
            return Answer(422, {"message": "The permissions requested are not granted to this installation."})
        token = f"ghs_token{len(self.tokens)}"
        self.tokens[token] = body["permissions"]
        expires = datetime.now(UTC) + timedelta(hours=1)
        return Answer(201, {"token": token, "expires_at": expires.isoformat(timespec="seconds").replace("+00:00", "Z")})

    def _pull(self, *_: Any) -> Answer:
        return Answer(200, self.pull) if self.pull else NOT_FOUND

    def _files_of(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del found, body
        return self._listed(self.files, query, full)

    def _listed(self, items: list[Any], query: dict[str, str], full: str, key: str = "") -> Answer:
        page = int(query.get("page", "1"))
        parts = urlsplit(full)
        rest = "&".join(part for part in parts.query.split("&") if not part.startswith("page="))
        following = f'<{self.url}{parts.path}?{rest}&page={page + 1}>; rel="next"'
        headers = {"link": following} if len(items) > page * PAGE else {}
        shown = items[(page - 1) * PAGE : page * PAGE]
        return Answer(200, {"total_count": len(items), key: shown} if key else shown, headers)

    def _contents(self, found: re.Match[str], query: dict[str, str], *_: Any) -> Answer:
        ref = query["ref"]
        commit = self.commits.get(self.branches.get(ref, ref))
        if commit is None:
            return NOT_FOUND
        if found[1] not in commit.files:
            return Answer(200, []) if any(one.startswith(f"{found[1]}/") for one in commit.files) else NOT_FOUND
        mode, data = commit.files[found[1]]
        if mode == "120000":
            return Answer(200, {"type": "symlink", "sha": digest(data), "size": len(data)})
        is_large = len(data) > 1_000_000
        content = "" if is_large else b64encode(data).decode()
        self.blobs[digest(data)] = data
        about = {"type": "file", "sha": digest(data), "size": len(data), "encoding": "none" if is_large else "base64"}
        return Answer(200, {**about, "content": content})

    def _blob(self, found: re.Match[str], *_: Any) -> Answer:
        data = self.blobs[found[1]]
        return Answer(
            200, {"sha": found[1], "size": len(data), "encoding": "base64", "content": b64encode(data).decode()}
        )

    def _new_blob(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del found, query, full
        data = b64decode(body["content"])
        self.blobs[digest(data)] = data
        return Answer(201, {"sha": digest(data)})

    def _get_commit(self, found: re.Match[str], *_: Any) -> Answer:
        commit = self.commits[found[1]]
        return Answer(200, {"sha": found[1], "message": commit.message, "tree": {"sha": self._tree_of(commit.files)}})

    def _tree_of(self, files: Mapping[str, tuple[str, bytes]]) -> str:
        sha = digest(sorted(files.items()))
        self.trees[sha] = dict(files)
        return sha

    def _tree(self, found: re.Match[str], *_: Any) -> Answer:
        files = self.trees[found[1]]
        entries: dict[str, dict[str, Any]] = {}
        for path, (mode, content) in files.items():
            name = path.partition("/")[0]
            if name != path:
                below = {
                    other.removeprefix(f"{name}/"): file
                    for other, file in files.items()
                    if other.startswith(f"{name}/")
                }
                entries[name] = {"path": name, "mode": "040000", "type": "tree", "sha": self._tree_of(below)}
            else:
                entries[name] = {"path": name, "mode": mode, "type": "blob", "sha": digest(content)}
        return Answer(200, {"sha": found[1], "tree": [*entries.values()], "truncated": False})

    def _new_tree(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del found, query, full
        files = dict(self.trees[body["base_tree"]])
        files |= {one["path"]: (one["mode"], self.blobs[one["sha"]]) for one in body["tree"]}
        return Answer(201, {"sha": self._tree_of(files)})

    def _new_commit(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del found, query, full
        (parent,) = body["parents"]
        commit = Commit(self.trees[body["tree"]], parent, body["message"])
        sha = digest(sorted(commit.files.items()), commit.parent, commit.message)
        self.commits[sha] = commit
        return Answer(201, {"sha": sha})

    def _move(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del query, full
        sha = body["sha"]
        if self.commits[sha].parent != self.branches[found[1]]:
            return Answer(422, {"message": "Update is not a fast forward"})
        self.branches[found[1]] = sha
        self.pull["head"]["sha"] = sha
        return Answer(200, {"ref": f"refs/heads/{found[1]}", "object": {"sha": sha}})

    def _permission(self, found: re.Match[str], *_: Any) -> Answer:
        login = found[1]
        return Answer(200, {"permission": self.writers[login]}) if login in self.writers else NOT_FOUND

    def _new_run(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del found, query, full
        run = {**body, "id": 70 + len(self.runs), "app": {"id": APP}, "html_url": "https://github.com/lab/genes/runs/7"}
        self.runs.append({**run, "annotations": body["output"].pop("annotations")})
        return Answer(201, run)

    def _run(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del query, full
        run = self.runs[int(found[1]) - 70]
        if body is not None:
            output = {**body["output"]}
            run["annotations"] = [*run["annotations"], *output.pop("annotations", [])]
            run |= {**body, "output": output}
        return Answer(200, {name: value for name, value in run.items() if name != "annotations"})

    def _annotations(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del body
        return self._listed(self.runs[int(found[1]) - 70]["annotations"], query, full)

    def _runs_of(self, found: re.Match[str], query: dict[str, str], body: Any, full: str) -> Answer:
        del body
        self.faults += [f"{name}: missing" for name in ("check_name", "app_id") if name not in query]
        of = [run for run in self.runs if run["head_sha"] == found[1] and str(run["app"]["id"]) == query["app_id"]]
        return self._listed(of, query, full, "check_runs")


def event(action: str, **more: Any) -> dict[str, Any]:
    """The payload of an event of the repository."""
    repository = {"id": NUMBER, "name": "genes", "full_name": "lab/genes", "owner": {"login": "lab"}}
    made = {"action": action, "repository": repository, "installation": {"id": INSTALLATION}, **more}
    copied: dict[str, Any] = json.loads(json.dumps({"sender": {"login": "curator"}, **made}))
    return copied
