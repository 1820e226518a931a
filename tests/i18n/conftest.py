"""The program speaks English again after each test."""

from collections.abc import Iterator

import pytest

from desktop.i18n import use


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    use("en")
