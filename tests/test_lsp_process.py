"""`genelint lsp` in a process of its own, as pytest-lsp's editor drives it; that editor minds the specification."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from bases import BASES

MT2A = BASES["MT2A"]
BAD = MT2A.replace("MT2A has", "MT2A  has", 1)
MARK = '{"type": "fg_f", "ref": "1"}'
PLUGIN = """
from genelint.rule import Finding, Meta, Severity, SourceRule, Span

def check(source):
    print("Content-Length: 3\\r\\n\\r\\n???")
    if "crash" in source.text:
        raise SystemExit(7)
    yield Finding(Span(0, 1), "it stands here", None)

RULES = (SourceRule(Meta("XYZ001", "talking-rule", "Talks.", Severity.WARNING, "1.0", (), ()), check),)
"""


def granted(_: lsp.RegistrationParams) -> None:
    """What the server asks for."""


def drive(folder: Path, editor: str, use: Callable[[LanguageClient, str], Awaitable[None]]) -> int | None:
    """Use an editor that can do what some editor can, and give the exit code of its server."""

    async def run() -> int | None:
        client = make_test_lsp_client()
        client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(granted)
        starting: Any = client  # whose functions have no types
        await starting.start_io(sys.executable, "-m", "genelint", "lsp", cwd=folder)
        await client.initialize_session(
            lsp.InitializeParams(
                client_capabilities(editor), workspace_folders=[lsp.WorkspaceFolder(folder.as_uri(), "records")]
            )
        )
        await use(client, (folder / "MT2A.txt").as_uri())
        await client.shutdown_session()
        code: int | None = starting._server.returncode
        return code

    return asyncio.run(asyncio.wait_for(run(), 2 * PATIENCE))


PATIENCE = 60.0  # seconds until a test gives up


async def published(client: LanguageClient, uri: str, codes: list[str]) -> None:
    """Wait until these are the findings of a document: how often they are published on the way is of no account."""

    async def look() -> None:
        while [str(one.code) for one in client.diagnostics.get(uri, ())] != codes or uri not in client.diagnostics:
            await asyncio.sleep(0.01)

    await asyncio.wait_for(look(), PATIENCE)


def open_in(client: LanguageClient, uri: str, text: str) -> None:
    """Open a document."""
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, "plaintext", 1, text)))


@pytest.mark.parametrize("editor", ["visual_studio_code", "neovim", "emacs"])
def test_a_session(tmp_path: Path, editor: str) -> None:
    async def use(client: LanguageClient, uri: str) -> None:
        open_in(client, uri, BAD)
        await published(client, uri, ["TXT005"])
        document = lsp.TextDocumentIdentifier(uri)
        before = BAD[: BAD.index(MARK)]
        at = lsp.Position(before.count("\n"), len(before) - before.rindex("\n") - 1)
        hover = await client.text_document_hover_async(lsp.HoverParams(document, at))
        assert hover is not None
        assert "Nina N Sun" in str(hover.contents)
        assert await client.text_document_definition_async(lsp.DefinitionParams(document, at))
        context = lsp.ReferenceContext(include_declaration=True)
        assert await client.text_document_references_async(lsp.ReferenceParams(context, document, at))
        assert await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
        options = lsp.FormattingOptions(4, insert_spaces=True)
        assert await client.text_document_formatting_async(lsp.DocumentFormattingParams(document, options))
        everywhere = lsp.Range(lsp.Position(0, 0), lsp.Position(99, 0))
        actions = await client.text_document_code_action_async(
            lsp.CodeActionParams(document, everywhere, lsp.CodeActionContext([*client.diagnostics[uri]]))
        )
        assert [getattr(one, "kind", None) for one in actions or ()] == ["quickfix", "source.fixAll.genelint"]
        change = lsp.TextDocumentContentChangeWholeDocument(MT2A)
        client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(2, uri), [change])
        )
        await published(client, uri, [])

    assert drive(tmp_path, editor, use) == 0


def test_what_plugins_print_is_no_message(tmp_path: Path) -> None:
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "genelint.toml").write_text('plugins = ["./plugin.py"]\n')

    async def use(client: LanguageClient, uri: str) -> None:
        open_in(client, uri, MT2A)
        await published(client, uri, ["XYZ001"])
        client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
        await published(client, uri, [])
        open_in(client, uri, "crash")
        await published(client, uri, ["INT001"])

    assert drive(tmp_path, "neovim", use) == 0


def test_what_is_no_message_is_said_and_an_editor_that_is_gone_is_not_waited_for(tmp_path: Path) -> None:
    said = b"Content-Length: 1\r\n\r\n{"
    ended = subprocess.run(
        [sys.executable, "-m", "genelint", "lsp"],
        cwd=tmp_path,
        input=said,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert b"Expecting property name" in ended.stdout
