"""What every test needs; fixtures of one part stand in that part's own conftest.py."""

import os
import sys
from pathlib import Path

import pytest

# Before anything imports Qt. `QT_QPA_PLATFORM=xcb` shows the windows instead.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before any worker starts."""
    if hasattr(config, "workerinput"):
        return
    sys.path.insert(0, str(ROOT / "installer"))
    from catalogues import compile_all  # noqa: PLC0415 - found only once the folder is on the path

    compile_all(ROOT)


# Shared fixtures below.
