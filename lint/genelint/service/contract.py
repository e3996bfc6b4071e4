"""What the OpenAPI document says of bodies and answers, which handlers read and write by themselves.

Reports and rules are described by the schemas that the package ships, which become components of the document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from genelint.render import FORMATS
from genelint.service import checks, problems
from genelint.service.checks import MOST_RECORDS, NAME, UNNAMED
from genelint.specimens import RECORD
from genelint_schemas import load

JSON, SARIF, TEXT = "application/json", "application/sarif+json", "text/plain"

MEDIA_TYPES = dict.fromkeys(FORMATS, "text/plain; charset=utf-8") | {
    "json": JSON,
    "jsonl": "application/jsonl",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "sarif": SARIF,
    "rdjson": JSON,
    "rdjsonl": "application/jsonl",
    "junit": "application/xml",
    "gitlab": JSON,
    "html": "text/html; charset=utf-8",
}
"""What the output formats are sent as."""

Described = dict[str, Any]
Responses = dict[int | str, Described]

_COMPONENTS = "#/components/schemas/"
_BAD = RECORD.replace(" has ", "  has ", 1)
_SENT = {"records": [{"name": "MT1H.txt", "text": RECORD}, {"name": "bad.txt", "text": _BAD}]}


def posted() -> Described:
    """The body of a request: a record as text, or several as JSON."""
    text = {"schema": {"type": "string"}, "example": RECORD}
    records = {"schema": _reference("Records"), "example": _SENT}
    return {"requestBody": {"required": True, "content": {TEXT: text, JSON: records}}}


def reported() -> Responses:
    """The answer to a check, in any format."""
    others = dict.fromkeys(media_type.partition(";")[0] for media_type in MEDIA_TYPES.values())
    described: Described = {media_type: {"schema": {"type": "string"}} for media_type in others}
    rdjson = {"type": "object", "required": ["source", "diagnostics"]}
    described[JSON]["schema"] = {"anyOf": [_reference("Report"), rdjson, {"title": "gitlab", "type": "array"}]}
    described[SARIF]["schema"] = {"type": "object", "required": ["version", "runs"]}
    return {200: {"description": "The report.", "content": described}}


def answered(component: str, description: str) -> Responses:
    """An answer in JSON."""
    return {200: {"description": description, "content": {JSON: {"schema": _reference(component)}}}}


def refused(statuses: Mapping[int, str] = MappingProxyType({})) -> Responses:
    """Answers that are problems: what some statuses mean, and all others."""
    content = {problems.MEDIA_TYPE: {"schema": _reference("Problem")}}
    described: Responses = {status: {"description": text, "content": content} for status, text in statuses.items()}
    return {**described, "default": {"description": "Any other error.", "content": content}}


def describe(app: FastAPI) -> Described:
    """The OpenAPI document."""
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
    )
    document.setdefault("components", {}).setdefault("schemas", {}).update(_components())
    examples = _examples()
    for path in document["paths"].values():
        for operation in path.values():
            if operation["operationId"] in examples:
                operation["responses"]["200"]["content"][JSON]["example"] = examples[operation["operationId"]]
    return document


def _examples() -> Described:
    """What is answered, by operation: to the examples of bodies, and of the rules the first and another one."""
    body = json.dumps(_SENT).encode()
    rules = json.loads(checks.list_rules())
    return {
        "check": json.loads(checks.check_body(body, None, checks.Query()).body),
        "fix": json.loads(checks.fix_body(body, None, checks.Query(), unsafe=False).body),
        "rules": {**rules, "rules": rules["rules"][:1]},
        "rule": json.loads(checks.explain_rule("REF001")),
        "healthz": {"status": "ok"},
        "readyz": {"status": "ready"},
    }


def _reference(component: str) -> dict[str, str]:
    return {"$ref": _COMPONENTS + component}


def _components() -> Described:
    report, rules = _shipped("report.schema.json", "Report"), _shipped("rules.schema.json", "Rules")
    rule = rules["RulesRule"]
    words = {"text": {"type": "string"}, "markdown": {"type": "string"}}
    explained = {
        **rule,
        "description": "A rule, and all that is known of it: as text, and as Markdown.",
        "required": [*rule["required"], *words],
        "properties": {**rule["properties"], **words},
    }
    status = {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}}
    own = {"Problem": problems.SCHEMA, "Records": _RECORDS, "Repair": _REPAIR, "Rule": explained, "Status": status}
    return {**report, **rules, **own}


def _shipped(name: str, prefix: str) -> Described:
    """The components that a shipped schema is: itself, and each of its definitions."""
    schema = load(name)
    named = {key: prefix + key.capitalize() for key in schema["$defs"]}
    text = json.dumps(schema)
    for key, component in named.items():
        text = text.replace(f'"#/$defs/{key}"', f'"{_COMPONENTS}{component}"')
    schema = json.loads(text)
    definitions = schema.pop("$defs")
    del schema["$schema"], schema["$id"]
    return {prefix: schema, **{component: definitions[key] for key, component in named.items()}}


_NAME = {
    "description": "What the record is called: a plain file name, which is shown and never opened.",
    "type": "string",
    "pattern": f"^{NAME}$",
    "default": UNNAMED,
}
_RECORDS = {
    "title": "Records",
    "description": "Records that are checked by themselves and among each other; each has a name of its own.",
    "type": "object",
    "additionalProperties": False,
    "required": ["records"],
    "properties": {
        "records": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_RECORDS,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "text"],
                "properties": {
                    "name": _NAME,
                    "text": {
                        "description": "The record. A byte that is not UTF-8 is written as U+DC80 to U+DCFF.",
                        "type": "string",
                    },
                    "associations": {
                        "description": "The file of associations beside the record.",
                        "type": "string",
                    },
                },
            },
        }
    },
}
_REPAIR = {
    "title": "Repair",
    "description": "What the records have become, the fixes that were made, and what is left.",
    "type": "object",
    "additionalProperties": False,
    "required": ["records", "report"],
    "properties": {
        "records": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "text", "changed", "fixes"],
                "properties": {
                    "name": {"type": "string"},
                    "text": {"description": "The record as it is now.", "type": "string"},
                    "changed": {"type": "boolean"},
                    "fixes": {
                        "description": "The findings whose fixes were made, each as it was in the text of its round.",
                        "type": "array",
                        "items": _reference("ReportDiagnostic"),
                    },
                },
            },
        },
        "report": _reference("Report"),
    },
}
