"""What every test needs; fixtures of one part stand in that part's own conftest.py."""

import os
from pathlib import Path

import pytest
from catalogues import compile_all

# Before anything imports Qt. `QT_QPA_PLATFORM=xcb` shows the windows instead.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ["tests.faults.counting"]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before any worker starts."""
    if not hasattr(config, "workerinput"):
        compile_all(ROOT)


# Shared fixtures below.
