"""A filled pair of databases, made once and copied for each test: making one flushes dozens of times."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.storage import connection
from desktop.storage.connection import Database, DatabaseKeys
from desktop.storage.rows import DatabaseError
from tests.storage import book


@pytest.fixture(scope="session")
def keys() -> DatabaseKeys:
    """The keys of the book."""
    return book.new_keys()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, keys: DatabaseKeys) -> Path:
    """The folder that is copied."""
    folder = tmp_path_factory.mktemp("book") / "template"
    book.filled(folder, keys).close()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A copy of the book's folder, closed."""
    return Path(shutil.copytree(template, tmp_path / "book"))


@pytest.fixture
def database(folder: Path, keys: DatabaseKeys) -> Iterator[Database]:
    """The book in `folder`, open with both keys; a test may close it."""
    opened = connection.open_vault(folder, keys, vault_id=book.VAULT)
    yield opened
    with contextlib.suppress(DatabaseError):
        opened.close()
