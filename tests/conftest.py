"""What all tests share: where things are, and how Hypothesis runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Tests, and the processes that they start, see in GitHub Actions what they see anywhere else.
os.environ.pop("GITHUB_ACTIONS", None)

# A busy machine breaks any deadline; tests of the growth of time hold the speed.
settings.register_profile("genelint", parent=settings(), deadline=None)
settings.load_profile("genelint")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of clean example records."""
    return ROOT / "examples" / "data"


def shared_folder() -> Path | None:
    """The folder of published schemas and real records, if it is there; see the fixture `shared`."""
    folder = Path(os.environ.get("GENELINT_SHARED") or ROOT.parent / "shared")
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published schemas and real records: `$GENELINT_SHARED`, or `shared` beside the checkout.

    It is not part of the project: a test that needs it is skipped where it is absent.
    """
    folder = shared_folder()
    if folder is None:
        pytest.skip("needs the shared folder: set GENELINT_SHARED")
    return folder
