"""Rules of the house that no import contract and no linter can say."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogues import extract
from environment import ROOT

MARKS = {"_", "N_", "ngettext"}
# What no stranger may read, on the screen, on paper or in a file of the program.
TELLING = re.compile(r"sex.?work|key.population|\bHIV\b|prostitut|trafficking|性工作|艾滋|卖淫", re.IGNORECASE)


def modules(package: str) -> Iterator[tuple[str, ast.Module]]:
    """Each module under `package` of the checkout, by its path."""
    for file in sorted((ROOT / package).rglob("*.py")):
        yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def strangers(tree: ast.Module) -> list[str]:
    """Imports that the domain may not have: all but the standard library, itself, and the marking of words."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] not in sys.stdlib_module_names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[:2] == ["desktop", "i18n"]:
                found += [alias.name for alias in node.names if alias.name != "N_"]
            elif node.module.split(".")[:2] != ["desktop", "domain"]:
                found += [node.module] if node.module.split(".")[0] not in sys.stdlib_module_names else []
    return found


def unextractable(tree: ast.Module) -> list[int]:
    """Lines where words are marked that are not plain text, so that no catalogue can hold them."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
        for argument in node.args[: 2 if node.func.id == "ngettext" else 1]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
        or (isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute))
    ]


def test_the_domain_needs_nothing_but_python() -> None:
    assert {name: found for name, tree in modules("desktop/domain") if (found := strangers(tree))} == {}


def test_the_guard_of_the_domain_sees_strangers() -> None:
    tree = ast.parse("import json, babel\nfrom desktop.i18n import N_, _\nfrom desktop.storage import rows\n")
    assert strangers(tree) == ["babel", "_", "desktop.storage"]


def test_words_are_marked_as_plain_text() -> None:
    assert {name: lines for name, tree in modules("desktop") if (lines := unextractable(tree))} == {}


def test_the_guard_of_marked_words_sees_what_cannot_be_translated() -> None:
    tree = ast.parse('_(f"Give {n}")\n_("a" + b)\n_("Give {n}".format(n=1))\n_("Give {n}").format(n=1)\n')
    assert unextractable(tree) == [1, 2, 3]


def marked_words() -> list[str]:
    """Every form of every message."""
    ids = [message.id for message in extract(ROOT) if message.id]
    return [form for one in ids for form in (one if isinstance(one, tuple) else (one,))]


@pytest.mark.parametrize("manner", [r"\bplease\b", r"\bsuccessful", r"!$", r"\bSKU\b", r"\bclients?\b"])
def test_the_program_speaks_plainly(manner: str) -> None:
    assert [words for words in marked_words() if re.search(manner, words, re.IGNORECASE)] == []


def test_nothing_that_is_installed_tells_a_stranger_what_the_group_does() -> None:
    texts = [file for folder in ("desktop", "resources") for file in (ROOT / folder).rglob("*") if is_text(file)]
    assert [file.name for file in texts if TELLING.search(file.read_text(encoding="utf-8"))] == []


def is_text(file: Path) -> bool:
    """Whether a stranger could read it."""
    return file.is_file() and file.suffix in {".py", ".sql", ".po", ".md", ".txt", ".json", ".toml", ".svg", ".html"}
