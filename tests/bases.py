"""The clean records that defects are planted in and variants are made of."""

from __future__ import annotations

from pathlib import Path

from genelint.testing import RECORD

EXAMPLES = Path(__file__).parent.parent / "examples" / "data"
BASES = {
    "MT1H": RECORD,
    "MT2A": (EXAMPLES / "MT2A.txt").read_text(encoding="utf-8"),
    "BRCA1": (EXAMPLES / "BRCA1.txt").read_text(encoding="utf-8"),
}
"""By symbol; each has every optional field, and a summary with at least three references."""
