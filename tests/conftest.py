"""Fixtures of all tests: where things are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of clean example records."""
    return ROOT / "examples" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published schemas and real records: `$GENELINT_SHARED`, or `shared` beside the checkout.

    It is not part of the project: a test that needs it is skipped where it is absent.
    """
    folder = Path(os.environ.get("GENELINT_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("needs the shared folder: set GENELINT_SHARED")
    return folder
