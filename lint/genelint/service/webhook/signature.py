"""Whether a body was signed by GitHub."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

from genelint.github.target import Token

HEADER = "x-hub-signature-256"

_FORM = re.compile("sha256=[0-9a-f]{64}")


def has_form(signatures: Sequence[str]) -> bool:
    """Whether the values of the header are one, which may be a signature; nothing else is worth reading a body for."""
    return len(signatures) == 1 and _FORM.fullmatch(signatures[0]) is not None


def is_signed(body: bytes, signature: str, secrets: Sequence[Token]) -> bool:
    """Whether a signature of this form is that of the body with one of the secrets.

    All are tried, each in a time that does not depend on what is wrong.
    """
    expected = [hmac.digest(secret.reveal().encode(), body, "sha256").hex() for secret in secrets]
    found = [hmac.compare_digest(f"sha256={one}", signature) for one in expected]
    return any(found)
