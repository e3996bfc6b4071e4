"""The templates in `pages`, and how values come into them.

No value reaches a template's output but by `_shown`, which makes it visible and escapes it, so that a template cannot
forget to.
"""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from genelint.service.assets import FOLDER
from genelint.wording import visible


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = "{:,}".format
    return environment


def template(name: str) -> Template:
    """A template, by the name of its file."""
    return _environment().get_template(name)


def verbatim(text: str) -> Markup:
    """A text as it is, for the one place that a browser gives back from: escaped, and else unchanged."""
    return Markup("\n") + escape(text)  # the parser of HTML drops a line break at the begin


def _shown(value: object) -> object:
    """A value as it stands in a page: of text what prints, and no markup."""
    return value if not isinstance(value, str) or isinstance(value, Markup) else escape(visible(value))
