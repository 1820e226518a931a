"""SECURITY.md names what the program really uses, and quotes what the vectors say."""

import ast
import hashlib
import hmac
import re
from pathlib import Path

import pytest

from desktop.vault.keyfile import MOST_BYTES, SIZES
from tests.conftest import ROOT

PAGE = " ".join((ROOT / "SECURITY.md").read_text("utf-8").split())
VECTORS = "".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.json")))
LABEL = re.compile(r"slot-id|[a-z-]+-v[0-9]+")
CONTEXT = re.compile(r"(larder [a-z]+ [0-9]+\||larder recovery shares [0-9]+\|)")
FORMAT = re.compile(r"larder-[a-z]+")


def texts(*folders: str) -> list[tuple[str, str]]:
    """Every text in the code of some layers that is no docstring, with its file."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / "desktop" / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            found += [
                (path.name, node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
            ]
    return found


def test_every_label_context_and_format_stands_on_the_page() -> None:
    named = {"`draft 1`", "`draft content 1|`", "`draft name 1|`"}
    for _file, text in texts("vault", "backup", "operations"):
        named |= {text} if LABEL.fullmatch(text) or FORMAT.fullmatch(text) else set()
        named |= {found.strip() for found in CONTEXT.findall(text)}
    assert len(named) >= 18
    assert {name for name in named if name not in PAGE} == set()


def test_every_pragma_of_an_open_vault_stands_on_the_page() -> None:
    wanted = [text for file, text in texts("storage") if file == "connection.py"]
    pragmas = {found for text in wanted for found in re.findall(r"\b([a-z_]{6,}) = ([A-Z]+|0)$", text)}
    assert len(pragmas) >= 10
    assert {f"`{name}={value}`" for name, value in pragmas if f"`{name}={value}`" not in PAGE} == set()


def test_every_name_in_the_vaults_folder_stands_on_the_page() -> None:
    names = {"stock.db", "people.db", "keys.json", "keys.json.prev", "attempts", "drafts", "copies", "next", "replaced"}
    names |= {"snapshot-", "lock", "unfinished", "removed", "start.json"}
    assert {name for name in names if f"`{name}" not in PAGE} == set()
    assert f"at most {MOST_BYTES // 1024} KiB" in PAGE
    assert f"{', '.join(map(str, SIZES[:-1]))} or {SIZES[-1]} of" in PAGE


def test_what_it_quotes_is_what_the_vectors_say() -> None:
    quoted = re.findall(r"`([0-9a-f]{16,})`", PAGE)
    assert len(quoted) >= 7
    assert [each for each in quoted if each not in VECTORS] == []
    (entry,) = re.findall(r"`(\[1,[^`]+\])`", PAGE)
    assert hashlib.sha256(bytes(32) + entry.encode()).hexdigest() in quoted


def test_it_is_short_enough_to_be_read() -> None:
    assert len((ROOT / "SECURITY.md").read_text("utf-8").splitlines()) < 350


@pytest.mark.parametrize(("name", "first"), [("stock", 0), ("people", 100)])
def test_a_databases_pages_are_as_it_says(name: str, first: int) -> None:
    raw = (ROOT / "tests" / "storage" / "fixtures" / "v1" / f"{name}.db").read_bytes()
    salt = bytes(byte ^ 0x3A for byte in raw[:16])
    key = hashlib.pbkdf2_hmac("sha512", bytes(range(first, first + 32)), salt, 2, dklen=32)
    for number in range(len(raw) // 4096):
        page = raw[number * 4096 : (number + 1) * 4096]
        content = page[0 if number else 16 : -64] + (number + 1).to_bytes(4, "little")
        assert hmac.digest(key, content, "sha512") == page[-64:]
