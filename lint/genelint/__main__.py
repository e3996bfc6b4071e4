"""`genelint` and `python -m genelint`: the outermost guard. Whatever happens, one line says so."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

_THRESHOLD = 20_000
"""So many objects more than before make Python look for cycles: some more than a short run makes in all."""


def run() -> NoReturn:
    """Run the command line, and end the process with its exit code.

    Python looks for cycles while modules are imported, and again several times at the end; there are none worth that.
    """
    gc.set_threshold(_THRESHOLD)
    try:
        from genelint.cli import main  # noqa: PLC0415 - under the guard

        code = main()
    except KeyboardInterrupt:
        code = _end("interrupted", 130)
    except Exception as error:
        if os.environ.get("GENELINT_DEBUG"):
            raise
        reason = " ".join(ascii(f"{type(error).__name__}: {error}")[1:-1].split())
        code = _end(f"error: internal error, {reason}: please report this; GENELINT_DEBUG=1 shows where", 2)
    gc.freeze()
    sys.exit(code)


def _end(line: str, code: int) -> int:
    sys.stderr.write(f"genelint: {line}\n")
    return code


if __name__ == "__main__":
    run()
