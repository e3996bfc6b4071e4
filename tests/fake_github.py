"""A GitHub on loopback: it keeps what it is sent, and says of each request what GitHub would not take.

What is wrong is gathered in `faults`, for whoever started it to look at: an exception would be lost in its thread.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

TOKEN = "ghs_secret0123456789"  # noqa: S105 - it opens nothing
SHA = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "/repos/lab/genes/"
PAGE = 2
"""Items on a page, so that lists have several."""


_COMMIT = {"type": "string", "pattern": "^[0-9a-f]{40}$"}
_GIT: dict[tuple[str, str], Any] = {
    ("GET", "/repos/[^/]+/[^/]+/git/commits/[0-9a-f]{40}"): None,
    ("GET", "/repos/[^/]+/[^/]+/collaborators/[^/]+/permission"): None,
    ("POST", "/repos/[^/]+/[^/]+/git/blobs"): {
        "required": ["content"],
        "properties": {"content": {"type": "string"}, "encoding": {"enum": ["utf-8", "base64"]}},
        "additionalProperties": False,
    },
    ("POST", "/repos/[^/]+/[^/]+/git/trees"): {
        "required": ["tree"],
        "properties": {
            "base_tree": _COMMIT,
            "tree": {
                "minItems": 1,
                "items": {
                    "required": ["path", "mode", "type", "sha"],
                    "properties": {
                        "path": {"type": "string"},
                        "mode": {"enum": ["100644", "100755", "040000", "160000", "120000"]},
                        "type": {"enum": ["blob", "tree", "commit"]},
                        "sha": _COMMIT,
                    },
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    },
    ("POST", "/repos/[^/]+/[^/]+/git/commits"): {
        "required": ["message", "tree"],
        "properties": {"message": {"type": "string"}, "tree": _COMMIT, "parents": {"items": _COMMIT}},
        "additionalProperties": False,
    },
    ("PATCH", "/repos/[^/]+/[^/]+/git/refs/.+"): {
        "required": ["sha"],
        "properties": {"sha": _COMMIT, "force": {"type": "boolean"}},
        "additionalProperties": False,
    },
}
"""What the excerpts lack, as GitHub documents it."""


class Answer(NamedTuple):
    """What is answered instead of what GitHub would do."""

    status: int
    body: object = None
    headers: Mapping[str, str] = {}


GitHub = TypeVar("GitHub", bound="FakeGitHub")


class Request(NamedTuple):
    """What was asked."""

    method: str
    path: str
    body: Any


class FakeGitHub:
    """The state of the one repository, and what is answered next; `answers` come first.

    `instead` may give an answer to a request before anything is done, and `at_last` another one afterwards.
    """

    def __init__(self, contracts: Path | None) -> None:
        self.requests: list[Request] = []
        self.faults: list[str] = []
        self.answers: list[Answer | None] = []
        self.invalid: set[str] = set()  # messages and bodies that are refused
        self.hanging = threading.Event()
        self.comments: list[dict[str, Any]] = []
        self.files: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self.conclusions: list[str] = []
        self.instead: Callable[[str, str, Any], Answer | None] = _nothing
        self.at_last: Callable[[str, str, Answer], Answer] = lambda _method, _path, answer: answer
        self.url = ""
        self._schemas: dict[tuple[str, str], Any] = {}
        self._limits: dict[str, Any] = {}
        self._registry: Registry[Any] = Registry()
        if contracts is not None:
            self._read(contracts)

    def _read(self, contracts: Path) -> None:
        limits = json.loads((contracts / "github-annotation-limits.json").read_text(encoding="utf-8"))
        self._limits = limits["check_run"]
        for name in ("checks", "pulls", "app"):
            document = json.loads((contracts / f"github-{name}-openapi.json").read_text(encoding="utf-8"))
            self._registry = self._registry.with_resource(f"urn:{name}", DRAFT4.create_resource(document))
            for path, methods in document["paths"].items():
                for method, operation in methods.items():
                    body = operation.get("requestBody", {"content": {"application/json": {}}})
                    content = body["content"]["application/json"].get("schema")
                    pattern = re.sub(r"\{(\w+)\}", lambda found: ".+" if found[1] == "path" else "[^/]+", path)
                    self._schemas[method.upper(), pattern] = content and _rooted(content, f"urn:{name}")

    def take(self, method: str, path: str, body: Any, authorization: str) -> Answer:
        """Keep a request, look at it, and give the answer."""
        self.requests.append(Request(method, path, body))
        if not self.is_authorized(method, path, authorization):
            self.faults.append(f"{method} {path}: not authorized")
        self._check(method, urlsplit(path).path, body)
        answer = self.answers.pop(0) if self.answers else self.instead(method, path, body)
        answer = answer or self.do(method, urlsplit(path).path.removeprefix(REPOSITORY), body, path)
        return self.at_last(method, path, answer)

    def is_authorized(self, method: str, path: str, authorization: str) -> bool:
        """Whether a request may be made."""
        del method, path
        return authorization == f"token {TOKEN}"

    def _check(self, method: str, path: str, body: Any) -> None:
        for (known, pattern), schema in [*self._schemas.items(), *(_GIT.items() if self._schemas else ())]:
            if known == method and re.fullmatch(pattern, path):
                if body is None or schema is None:
                    if (body is None) != (schema is None):
                        self.faults.append(f"{method} {path}: a body is missing, or one too many")
                    return
                validator: Any = Draft4Validator(schema, registry=self._registry)
                for error in validator.iter_errors(body):
                    self.faults.append(f"{method} {path}: {error.json_path}: {error.message[:200]}")
                break
        else:
            if self._schemas:
                self.faults.append(f"{method} {path}: no such operation")
        output: dict[str, Any] = body.get("output", {}) if body is not None else {}
        annotations: list[dict[str, Any]] = output.get("annotations", [])
        for annotation in annotations if self._limits else ():
            self.faults += self._faults_of(annotation)

    def _faults_of(self, annotation: dict[str, Any]) -> Iterator[str]:
        limits = self._limits
        if len(annotation["message"].encode()) > limits["annotation_message_bytes"]:
            yield "the message is too long"
        if len(annotation.get("raw_details", "").encode()) > limits["annotation_raw_details_bytes"]:
            yield "the details are too long"
        if len(annotation.get("title", "")) > limits["annotation_title_chars"]:
            yield "the title is too long"
        if annotation["start_line"] != annotation["end_line"] and "start_column" in annotation:
            yield "there are columns on several lines"
        if annotation["annotation_level"] not in limits["levels"]:
            yield "there is no such level"

    def do(self, method: str, path: str, body: Any, full: str) -> Answer:
        if method == "GET":
            items: Sequence[dict[str, Any]] = self.comments if path.endswith("/comments") else self.files
            page = int(parse_qs(urlsplit(full).query).get("page", ["1"])[0])
            following = f'<{self.url}{REPOSITORY}{path}?page={page + 1}>; rel="next"'
            headers = {"link": following} if len(items) > page * PAGE else {}
            return Answer(200, items[(page - 1) * PAGE : page * PAGE], headers)
        if path.endswith("/reviews"):
            if any(comment["body"] in self.invalid for comment in body["comments"]):
                return Answer(422, {"message": "Unprocessable Entity", "errors": ["line must be part of the diff"]})
            self.comments += body["comments"]
            return Answer(200, {"id": 1})
        annotations = body["output"].get("annotations", [])
        if any(annotation["message"] in self.invalid for annotation in annotations):
            return Answer(422, {"message": "Validation Failed", "errors": [{"code": "invalid", "field": "path"}]})
        self.annotations += annotations
        if "conclusion" in body:
            self.conclusions.append(body["conclusion"])
        return Answer(201 if method == "POST" else 200, {"id": 7, "html_url": "https://github.com/lab/genes/runs/7"})


def _nothing(_method: str, _path: str, _body: Any) -> None:
    return None


def _rooted(schema: object, root: str) -> object:
    """A schema whose references lead into a document."""
    return json.loads(json.dumps(schema).replace('"$ref": "#', f'"$ref": "{root}#'))


@contextmanager
def started(contracts: Path | None) -> Generator[FakeGitHub, None, None]:
    """A fake GitHub that answers at its `url`."""
    with serving(FakeGitHub(contracts)) as github:
        yield github


@contextmanager
def serving(github: GitHub) -> Generator[GitHub, None, None]:
    """The same for one that was made."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            data = self.rfile.read(int(self.headers.get("content-length", 0)))
            body = json.loads(data) if data else None
            answer = github.take(self.command, self.path, body, self.headers.get("authorization", ""))
            if answer.status == 0:  # none
                github.hanging.wait()
                return
            raw = isinstance(answer.body, bytes)
            content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("content-type", "text/html" if raw else "application/json; charset=utf-8")
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - as http.server calls them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server has it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    github.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield github
    finally:
        github.hanging.set()
        server.shutdown()
        thread.join()
        server.server_close()
