"""An editor, as far as the server can tell: it speaks JSON-RPC with a server in a thread of this process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO

from genelint.editor.server import serve
from genelint.model import Severity

WATCHING = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
ALL = {"start": {"line": 0, "character": 0}, "end": {"line": 10_000, "character": 0}}


class Editor:
    """An editor with a server of its own; `published` are the last findings by URI, `versions` those that they are of,
    `ended` is what `serve` gave."""

    def __init__(self, *encodings: str, root: str | None = None, severity: Severity = Severity.WARNING) -> None:
        theirs, ours = os.pipe()
        mine, yours = os.pipe()
        self._to: BinaryIO = os.fdopen(ours, "wb")
        self._from: BinaryIO = os.fdopen(mine, "rb")
        self._messages: Queue[dict[str, Any]] = Queue()
        self.published: dict[str, list[dict[str, Any]]] = {}
        self.versions: dict[str, int | None] = {}
        self._kept: list[dict[str, Any]] = []
        self.ended: list[bool] = []
        self._number = 0

        def run() -> None:
            with os.fdopen(theirs, "rb") as stdin, os.fdopen(yours, "wb") as stdout:
                self.ended.append(serve(stdin, stdout, severity))

        self._server = Thread(target=run)
        self._server.start()
        self._reader = Thread(target=self._read)
        self._reader.start()
        capabilities = {"general": {"positionEncodings": encodings}} if encodings else WATCHING
        self.server = self.ask("initialize", processId=None, rootUri=root, capabilities=capabilities)
        self.tell("initialized")

    def ask(self, method: str, **params: Any) -> Any:
        """What the server answers; AssertionError where that is an error."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        answer = self._until(lambda message: message.get("id") == self._number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def ask_of(self, method: str, uri: str, **params: Any) -> Any:
        """What the server answers to a question about a document."""
        return self.ask(f"textDocument/{method}", textDocument={"uri": uri}, **params)

    def tell(self, method: str, **params: Any) -> None:
        """Notify the server."""
        self._send({"method": method, "params": params})

    def open(self, uri: str, text: str, publications: int = 2) -> list[dict[str, Any]]:
        """Open a document, and give what is published when it has been checked."""
        item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        return self.await_findings(uri, publications)

    def change(self, uri: str, text: str, version: int = 2) -> None:
        """Change all of the text."""
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
        self.tell("textDocument/didChange", **params)

    def await_findings(self, uri: str, publications: int = 1) -> list[dict[str, Any]]:
        """The findings of a document once they have been published so often more."""
        for _ in range(publications):
            self._until(lambda message: message.get("params", {}).get("uri") == uri)
        return self.published[uri]

    def await_message(self) -> str:
        """The next message that is shown or logged."""
        return str(self._take("window/")["params"]["message"])

    @property
    def messages(self) -> list[str]:
        """What was shown or logged while something else was waited for."""
        return [one["params"]["message"] for one in self._kept if str(one["method"]).startswith("window/")]

    def await_request(self, method: str) -> Any:
        """The parameters of the next request of the server, which is granted."""
        message = self._take(method)
        self._send({"id": message["id"], "result": None})
        return message["params"]

    def close(self) -> None:
        """End the server in an orderly manner."""
        self.ask("shutdown")
        self.tell("exit")
        self.leave()

    def leave(self) -> None:
        """Be gone."""
        self._to.close()
        self._server.join(30)
        self._reader.join(30)
        self._from.close()
        assert self.ended

    def _take(self, method: str) -> dict[str, Any]:
        """The next message whose method begins so, of those that came while others were waited for too."""

        def is_meant(message: dict[str, Any]) -> bool:
            return str(message.get("method")).startswith(method)

        message = next(filter(is_meant, self._kept), None) or self._until(is_meant)
        self._kept.remove(message)
        return message

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._to.flush()

    def _until(self, is_meant: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message = self._messages.get(timeout=60)
            if message.get("method") == "textDocument/publishDiagnostics":
                self.published[message["params"]["uri"]] = message["params"]["diagnostics"]
                self.versions[message["params"]["uri"]] = message["params"].get("version")
            elif "method" in message:
                self._kept.append(message)
            if is_meant(message):
                return message

    def _read(self) -> None:
        while header := self._from.readline():
            while rest := self._from.readline().strip():
                assert rest
            self._messages.put(json.loads(self._from.read(int(header.removeprefix(b"Content-Length: ")))))
