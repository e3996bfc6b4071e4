"""The editor server: the messages of the Language Server Protocol, and which function answers each.

A handler that fails is logged and answered with an error, and the server goes on.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from itertools import count
from typing import Any, BinaryIO

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from genelint import __version__
from genelint.config import BASELINE, FILE, PROJECT_FILE
from genelint.editor.checks import check_alone, check_among, path_of, set_up_for, source_of, text_of, uri_of
from genelint.editor.edits import edits_to
from genelint.editor.findings import FIX_ALL, actions, asks_for, fix_all, shown
from genelint.editor.hovers import hover
from genelint.editor.navigation import Cited, cited_at, marks, references
from genelint.editor.positions import Places
from genelint.editor.symbols import symbols
from genelint.errors import UsageError
from genelint.formatting import FormattingError, format_source
from genelint.model import Diagnostic, Severity, Source
from genelint.parse import read_record
from genelint.record import Record
from genelint.run import Outcome
from genelint.setup import Setup
from genelint.values import NamedTuple

PAUSE = 0.1
"""Seconds without a change, after which a text is checked."""

_log = logging.getLogger(__name__)


class Document(NamedTuple):
    """A text that is open in the editor.

    `path` is None where it is no file; `source` is called by its path relative to the working folder, as the command
    calls records, or by the URI. `found` is what was found in the text of the version `checked`, None where
    nothing was yet; `beside` are the files beside it for which something was published. `setup` is None where the
    text is not to be checked.
    """

    uri: str
    path: str | None
    source: Source
    version: int
    setup: Setup | None = None
    found: Sequence[Diagnostic] = ()
    checked: int | None = None
    beside: frozenset[str] = frozenset()


class Server(LanguageServer):
    """A server and the documents that are open in it, by URI; what is known of each is replaced, never changed.

    The last ticket that was drawn for a document is that of the check whose findings are to be published.
    """

    def __init__(self, severity: Severity) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - it takes more, without types
            "genelint", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full
        )
        self.severity = severity
        self.documents: dict[str, Document] = {}
        self.tickets: dict[str, int] = {}
        self.numbers = count()
        self.settling = asyncio.Lock()
        self.comparing = asyncio.Lock()
        self.said = ""
        self.has_ended = False

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what failed; a window that pops up helps nobody."""
        _log.error("%s: %s", source, error)
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, f"genelint: {error}"))

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts of the open documents by the paths of their sources."""
        return {one.source.path: one.source for one in self.documents.values()}

    def places(self, source: Source) -> Places:
        """The places of a text as the client counts them."""
        return Places(source, lsp.PositionEncodingKind(self.workspace.position_encoding).value)

    def show_error(self, message: str) -> None:
        """Show what the configuration has that is wrong, once until something else is."""
        if message != self.said:
            self.said = message
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"genelint: {message}"))


def make_server(severity: Severity) -> Server:
    """A server that shows findings from a severity on; the configuration may ask for less severe ones."""
    server = Server(severity)
    for method, (handler, options) in _HANDLERS.items():
        server.feature(method, options)(handler)
    return server


def serve(stdin: BinaryIO, stdout: BinaryIO, severity: Severity) -> bool:
    """Serve one client until it says that it ends, or is gone; gives whether it has said so.

    What a plugin prints goes to standard error: it would be no message.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="genelint: %(message)s")
    server = make_server(severity)
    with redirect_stdout(sys.stderr):
        server.start_io(stdin, stdout)
    return server.has_ended


# What is checked, and when


async def _opened(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    path = path_of(item.uri)
    shown_path = item.uri if path is None else os.path.relpath(path)
    server.documents[item.uri] = Document(item.uri, path, source_of(shown_path, item.text), item.version)
    await _check_among(server, item.uri)


async def _changed(server: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    uri, version = params.text_document.uri, params.text_document.version
    document = server.documents[uri]
    source = source_of(document.source.path, params.content_changes[-1].text)
    server.documents[uri] = document._replace(source=source, version=version)
    ticket = server.tickets[uri] = next(server.numbers)
    await asyncio.sleep(PAUSE)
    if server.tickets.get(uri) == ticket:
        await _check_alone(server, uri, ticket)


async def _saved(server: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    await _check_among(server, params.text_document.uri)


def _closed(server: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    document = server.documents.pop(params.text_document.uri)
    server.tickets.pop(document.uri, None)
    for uri in (document.uri, *document.beside):
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


async def _settings_changed(server: Server, _params: object) -> None:
    await asyncio.gather(*(_check_among(server, uri) for uri in server.documents))


def _initialized(server: Server, _params: lsp.InitializedParams) -> None:
    """Ask to be told of changes of the configuration."""
    workspace = server.client_capabilities.workspace
    watching = workspace and workspace.did_change_watched_files
    if watching and watching.dynamic_registration:
        watchers = [lsp.FileSystemWatcher(f"**/{name}") for name in (FILE, PROJECT_FILE, BASELINE)]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = lsp.Registration("settings", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(lsp.RegistrationParams([registration]))


def _shut_down(server: Server, _params: object) -> None:
    server.has_ended = True


async def _check_among(server: Server, uri: str) -> None:
    """Read the configuration, check by itself and publish that, then compare with the other records.

    One comparison is made at a time, and none that nobody waits for any more.
    """
    async with server.settling:  # what was read last holds
        if uri not in server.documents:  # it was closed meanwhile
            return
        try:
            setup = await asyncio.to_thread(set_up_for, server.documents[uri].path, _folders(server), server.severity)
        except UsageError as error:
            server.show_error(str(error))
            return
        server.said = ""
    if uri not in server.documents:
        return
    server.documents[uri] = server.documents[uri]._replace(setup=setup)
    ticket = server.tickets[uri] = next(server.numbers)
    if not await _check_alone(server, uri, ticket) or setup is None or not setup.across:
        return
    async with server.comparing:
        if server.tickets.get(uri) != ticket:
            return
        source = server.documents[uri].source
        try:
            outcome = await asyncio.to_thread(check_among, source, setup, server.sources)
        except UsageError as error:
            server.show_error(str(error))
            return
    _publish(server, uri, ticket, outcome)


async def _check_alone(server: Server, uri: str, ticket: int) -> bool:
    """Check a document by itself and publish what is found; gives whether nothing has happened to it since."""
    document = server.documents[uri]
    if document.setup is None:
        outcome = None
    else:
        outcome = await asyncio.to_thread(check_alone, document.source, document.setup)
    return _publish(server, uri, ticket, outcome)


def _publish(server: Server, uri: str, ticket: int, outcome: Outcome | None) -> bool:
    """Publish what was found in a document and in the file beside it, unless something has happened since."""
    if server.tickets.get(uri) != ticket:
        return False
    document = server.documents[uri]
    found = outcome.report.diagnostics if outcome is not None else ()
    for line in outcome.unreadable if outcome is not None else ():
        server.show_error(line)
    own = document.source.path
    by_uri: dict[str, list[lsp.Diagnostic]] = {uri: [], **{one: [] for one in document.beside}}
    show = _shower(server, document)
    name = _namer(server)
    for one in found:
        by_uri.setdefault(name(one.path), []).append(show(one))
    for each, diagnostics in by_uri.items():
        version = document.version if each == uri else None
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(each, diagnostics, version))
    beside = frozenset(each for each in by_uri if each != uri and by_uri[each])
    mine = [one for one in found if one.path == own]
    server.documents[uri] = document._replace(found=mine, checked=document.version, beside=beside)
    return True


def _folders(server: Server) -> list[str]:
    """The client's folders, or the working folder where it has said none."""
    uris = [*server.workspace.folders, server.workspace.root_uri or ""]
    return [path for path in map(path_of, uris) if path is not None] or [os.getcwd()]


def _namer(server: Server) -> Callable[[str], str]:
    """What the client calls a file, or a document that is none."""
    known = {one.source.path: uri for uri, one in server.documents.items()}
    return lambda path: known.get(path) or uri_of(path)


def _shower(server: Server, document: Document) -> Callable[[Diagnostic], lsp.Diagnostic]:
    opened = {**server.sources, document.source.path: document.source}  # of which there may be a newer one
    kept: dict[str, Places] = {}

    def places_of(path: str) -> Places:
        if path not in kept:
            kept[path] = server.places(text_of(path, opened))
        return kept[path]

    name = _namer(server)
    return lambda diagnostic: shown(diagnostic, places_of, name)


# What is asked


def _read(server: Server, params: Any) -> tuple[Document, Record, Places] | None:
    """The document that is asked about, None where it is not open."""
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    return document, read_record(document.source), server.places(document.source)


async def _act(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None or document.setup is None:
        return None
    setup = document.setup
    if document.checked != document.version:
        outcome = await asyncio.to_thread(check_alone, document.source, setup)
        document = document._replace(found=outcome.report.diagnostics)
    places = server.places(document.source)

    def edit_of(edits: list[lsp.TextEdit]) -> lsp.WorkspaceEdit:
        identifier = lsp.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(identifier, edits)])

    def check(source: Source) -> Sequence[Diagnostic]:
        return check_alone(source, setup).report.diagnostics

    offered: list[lsp.CodeAction] = []
    only = params.context.only
    if asks_for(only, lsp.CodeActionKind.QuickFix):
        near = [one for one in document.found if _meets(places.region(one.region), params.range)]
        offered += actions(near, places, edit_of, _shower(server, document))
    if asks_for(only, FIX_ALL):
        everything = await asyncio.to_thread(fix_all, document.found, places, edit_of, check)
        offered += [everything] if everything is not None else []
    return offered


def _meets(one: lsp.Range, other: lsp.Range) -> bool:
    """Whether ranges have a place in common; the end of each belongs to it."""

    def key(position: lsp.Position) -> tuple[int, int]:
        return position.line, position.character

    return key(one.start) <= key(other.end) and key(other.start) <= key(one.end)


def _hover(server: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    asked = _read(server, params)
    if asked is None:
        return None
    document, record, places = asked
    plugins = document.setup.plugins if document.setup is not None else ()
    found = document.found if document.checked == document.version else ()
    return hover(record, found, plugins, places, params.position)


def _read_cited(
    server: Server, params: lsp.DefinitionParams | lsp.ReferenceParams
) -> tuple[Document, Record, Places, Cited] | None:
    """What `_read` gives, and what is cited at the place that is asked about; None where nothing is."""
    asked = _read(server, params)
    cited = cited_at(asked[1], asked[2].offset(params.position)) if asked is not None else None
    return None if asked is None or cited is None else (*asked, cited)


def _go(server: Server, params: lsp.DefinitionParams) -> list[lsp.Location] | None:
    asked = _read_cited(server, params)
    if asked is None:
        return None
    document, record, places, cited = asked
    return [lsp.Location(document.uri, places.range(one.span)) for one in references(record, cited.numbers)]


def _find(server: Server, params: lsp.ReferenceParams) -> list[lsp.Location] | None:
    asked = _read_cited(server, params)
    if asked is None:
        return None
    document, record, places, cited = asked
    spans = [*marks(record, cited.numbers)]
    if params.context.include_declaration:
        spans += [one.span for one in references(record, cited.numbers)]
    return [lsp.Location(document.uri, places.range(span)) for span in spans]


def _outline(server: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol] | None:
    asked = _read(server, params)
    return symbols(asked[1], asked[2]) if asked is not None else None


def _format(server: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    try:
        after = format_source(document.source)
    except FormattingError as error:
        server.show_error(f"formatting changes {error}; it was not done; please report this")
        return None
    return edits_to(server.places(document.source), after.text)


_HANDLERS: dict[str, tuple[Callable[..., Any], Any]] = {
    lsp.INITIALIZED: (_initialized, None),
    lsp.SHUTDOWN: (_shut_down, None),
    lsp.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    lsp.TEXT_DOCUMENT_DID_CHANGE: (_changed, None),
    lsp.TEXT_DOCUMENT_DID_SAVE: (_saved, None),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (_closed, None),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_settings_changed, None),
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: (_settings_changed, None),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (_act, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, FIX_ALL])),
    lsp.TEXT_DOCUMENT_HOVER: (_hover, None),
    lsp.TEXT_DOCUMENT_DEFINITION: (_go, None),
    lsp.TEXT_DOCUMENT_REFERENCES: (_find, None),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_outline, None),
    lsp.TEXT_DOCUMENT_FORMATTING: (_format, None),
}
"""The methods of the protocol that are answered, by what, and what the client is told of it."""
