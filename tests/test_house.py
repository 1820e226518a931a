"""The rules of the house that a machine can see: sizes, imports, SQL, words, sentences, icons, paths."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import desktop
from desktop.domain.errors import LarderError
from tests.conftest import ROOT

MOST_LINES = 450
PACKAGE = ROOT / "desktop"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TEXTS = (".py", ".sql", ".po", ".svg", ".md", ".json", ".toml", ".txt", ".spec", ".in", ".cfg", ".yml")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def text_files(*folders: str) -> Iterator[Path]:
    """Every text file in some folders of the checkout, and those that stand in its root."""
    for folder in folders:
        yield from (
            path
            for path in sorted((ROOT / folder).rglob("*"))
            if path.suffix in TEXTS and "__pycache__" not in path.parts and path.is_file()
        )
    yield from (path for path in sorted(ROOT.iterdir()) if path.suffix in TEXTS and path.is_file())


def named(path: Path, line: int | None = None) -> str:
    return f"{path.relative_to(ROOT).as_posix()}{'' if line is None else f':{line}'}"


def lines_with(pattern: re.Pattern[str], paths: Iterator[Path]) -> list[str]:
    """Where a pattern stands, as `file:line what`."""
    return [
        f"{named(path, number)} {found.group()!r}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if (found := pattern.search(line))
    ]


# Sizes, imports, SQL


@pytest.mark.parametrize("folder", ["desktop", "installer"])
def test_no_file_is_long(folder: str) -> None:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in (ROOT / folder).rglob("*.py")}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


SQL = re.compile(
    r"\bSELECT\b[\s\S]+\bFROM\b|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bUPDATE\s+[\w.]+\s+SET\b|\bDELETE\s+FROM\b|"
    r"\b(CREATE|DROP|ALTER)\s+(TABLE|INDEX|TRIGGER|VIEW)\b|\bPRAGMA\b|\b(BEGIN|COMMIT|ROLLBACK)\b"
)


def test_sql_stands_in_storage_alone() -> None:
    found = [
        f"{named(path, node.lineno)} {node.value[:60]!r}"
        for path in SOURCES
        if (PACKAGE / "storage") not in path.parents
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
        if not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", node.value)  # a docstring that tells of it
    ]
    assert found == []


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, wherever it does, with the line."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            yield ast.unparse(node.args[0]).strip("'\""), node.lineno


NETWORK = {
    *("socket", "socketserver", "ssl", "select", "selectors", "asyncio", "http", "urllib", "urllib3", "requests"),
    *("httpx", "aiohttp", "websockets", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc", "webbrowser"),
    *("PySide6.QtNetwork", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets", "PySide6.QtWebSockets"),
    *("PySide6.QtWebView", "PySide6.QtHttpServer", "PySide6.QtBluetooth", "PySide6.QtNetworkAuth"),
}
PLAIN_DATABASES = {"sqlite3", "dbm", "shelve", "pickle", "PySide6.QtSql"}


@pytest.mark.parametrize("refused", [NETWORK, PLAIN_DATABASES], ids=["network", "unencrypted databases"])
def test_nothing_imports(refused: set[str]) -> None:
    found = [
        f"{named(path, line)} {module}"
        for path in SOURCES
        for module, line in imports(path)
        if any(module == each or module.startswith(f"{each}.") for each in refused)
    ]
    assert found == []


def test_the_encrypted_database_has_one_importer() -> None:
    found = {named(path) for path in SOURCES for module, _line in imports(path) if module.startswith("sqlcipher3")}
    assert found == {"desktop/storage/rows.py"}


CLOCK = re.compile(r"\b(date\.today|datetime\.(now|utcnow|today)|time\.time|time\.localtime)\(")


def test_the_time_is_asked_of_the_clock_alone() -> None:
    assert lines_with(CLOCK, (path for path in SOURCES if path.name != "clock.py")) == []


# Words


def joined(*parts: str) -> str:
    """A word that must stand nowhere, so that this file does not hold it either."""
    return "".join(parts)


ANYWHERE = [
    joined("sex", " ", "work"),
    joined("sex", "work"),
    joined("sex-", "work"),
    joined("key ", "population"),
    joined("pro", "stitut"),
    joined("bro", "thel"),
    joined("trabajo ", "sexual"),
    joined("trabajador", "a sexual"),
    joined("trabalho ", "sexual"),
    joined("travail ", "du sexe"),
    joined("travail", "leuse du sexe"),
    joined("seks", "werk"),
    joined("sex", "arbeit"),
    joined("sex", "arbete"),
    joined("seks", "praca"),
    joined("lavoro ", "sessuale"),
    joined("pekerja ", "seks"),
    joined("seks ", "işçi"),
    joined("секс-", "работ"),
    joined("прости", "ту"),
    joined("性", "工作"),
    joined("性", "服务"),
    joined("卖", "淫"),
    joined("妓", "女"),
    joined("艾", "滋"),
    joined("セックス", "ワーク"),
    joined("성", "노동"),
    joined("ขาย", "บริการทางเพศ"),
    joined("พนักงาน", "บริการ"),
    joined("मह", "िला यौन"),
    joined("यौन", "कर्मी"),
    joined("anti", "retroviral"),
    joined("harm ", "reduction"),
]
AS_WORDS = [
    *(joined(*parts) for parts in (("HI", "V"), ("VI", "H"), ("AI", "DS"), ("M", "SM"), ("P", "LHIV"), ("F", "SW"))),
    *(joined(*parts) for parts in (("Pr", "EP"), ("AR", "V"), ("AR", "Vs"), ("ST", "I"), ("ST", "D"), ("NS", "WP"))),
]
PRACTICES = [
    *(joined(*parts) for parts in (("cuc", "koo"), ("plap", "erts"), ("suc", "os"), ("ish", "tar"), ("ny", "tag"))),
    *(joined(*parts) for parts in (("sgd", "zt"), ("yere", "lon"), ("mag", "gie's"), ("umbrella", " lane"))),
    *(joined(*parts) for parts in (("em", "power"), ("uts", "opi"), ("swa", "sh"), ("sw", "op behind"), ("nn", "sw"))),
]


def test_nothing_that_is_installed_says_who_it_is_for() -> None:
    signs = re.compile(
        "|".join(
            [
                *(f"(?i:{re.escape(word)})" for word in ANYWHERE),
                *(rf"\b{re.escape(word)}\b" for word in AS_WORDS),
                *(rf"(?i:\b{re.escape(word)}\b)" for word in PRACTICES),
            ]
        )
    )
    assert lines_with(signs, text_files("desktop", "resources", "installer")) == []


UNFINISHED = re.compile(
    "|".join(rf"\b{joined(*parts)}\b" for parts in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK")))
)


def test_nothing_is_left_to_be_done_later() -> None:
    assert lines_with(UNFINISHED, text_files("desktop", "resources", "installer", "tests", ".ci")) == []


MACHINE = re.compile(
    "|".join(
        (
            joined("/", "work/"),
            joined("/", "root/"),
            joined("/", "home/") + r"\w",
            joined("/", "Users/"),
            joined(r"C:\\", "Users"),
        )
    )
)


def test_no_path_of_a_developers_machine_stands_anywhere() -> None:
    assert lines_with(MACHINE, text_files("desktop", "resources", "installer", "tests", ".ci")) == []


# Sentences


def marked_words() -> Iterator[tuple[str, str]]:
    """Every marked word or sentence with its place."""
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "N_", "ngettext")
            ):
                for argument in node.args[: 2 if node.func.id == "ngettext" else 1]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield named(path, node.lineno), argument.value


def test_sentences_are_calm() -> None:
    shouting = re.compile(r"!|\b([Pp]lease|[Ss]uccessfully|[Oo]ops|[Ss]orry)\b")
    assert [(place, words) for place, words in marked_words() if shouting.search(words)] == []


def test_every_placeholder_has_a_name() -> None:
    braces = re.compile(r"\{([^}]*)\}")
    wrong = [
        (place, words)
        for place, words in marked_words()
        for name in braces.findall(words)
        if not re.fullmatch(r"[a-z][a-z_]*", name)
    ]
    assert wrong == []


def test_no_sentence_is_put_together_before_it_is_translated() -> None:
    found = [
        named(path, node.lineno)
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "N_", "ngettext")
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args)
    ]
    assert found == []


NOTHING_HAPPENED = re.compile(
    r"[Nn]othing (was|is) (saved|changed|lost|posted|printed|erased|removed)\b|No backup was made"
)


def errors() -> Iterator[type[LarderError]]:
    """Every error a person can meet, wherever it is defined."""
    for module in pkgutil.walk_packages(desktop.__path__, "desktop."):
        if not module.name.startswith(("desktop.ui", "desktop.tour", "desktop.app", "desktop.__main__")):
            importlib.import_module(module.name)
    waiting = [LarderError]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting.extend(kind.__subclasses__())


def test_every_error_says_that_nothing_was_saved_or_changed() -> None:
    found = {kind.__name__: kind.text for kind in errors() if isinstance(vars(kind).get("text"), str)}
    assert len(found) > 15
    assert {name: text for name, text in found.items() if not NOTHING_HAPPENED.search(text)} == {}


def test_every_refusal_of_a_field_says_that_nothing_was_saved_or_changed() -> None:
    found: list[tuple[str, str]] = []
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Invalid", "Refused")):
                found += [
                    (named(path, part.lineno), part.args[0].value)
                    for part in ast.walk(node)
                    if isinstance(part, ast.Call)
                    and isinstance(part.func, ast.Name)
                    and part.func.id in ("N_", "_")
                    and isinstance(part.args[0], ast.Constant)
                ]
    assert len(found) > 30
    assert [(place, text) for place, text in found if not NOTHING_HAPPENED.search(str(text))] == []


# Icons


@cache
def icon_positions() -> dict[str, int]:
    """Where each function or class takes an icon's name when it is given without a keyword."""
    found = {"icon": 3, "paint_icon": 1}  # canvas.icon(x, y, size, name, colour)
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                facts = [
                    part.target.id
                    for part in node.body
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
                ]
                if "icon" in facts:
                    found[node.name] = facts.index("icon")
            for part in node.body if isinstance(node, ast.ClassDef | ast.Module) else ():
                if isinstance(part, ast.FunctionDef):
                    names = [argument.arg for argument in part.args.args if argument.arg != "self"]
                    if "icon" in names:
                        found[getattr(node, "name", "") if part.name == "__init__" else part.name] = names.index("icon")
    return found


def icon_names() -> Iterator[tuple[str, str]]:
    """Every icon that the program names, with its place."""
    positions = icon_positions()
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call):
                continue
            values = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
            at = positions.get(ast.unparse(node.func).rpartition(".")[2])
            if at is not None and len(node.args) > at:
                values.append(node.args[at])
            for value in values:
                for part in ast.walk(value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                        yield named(path, part.lineno), part.value


def test_every_icon_that_is_named_is_there() -> None:
    there = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    found = list(icon_names())
    assert len(found) > 100
    assert [(place, name) for place, name in found if name not in there] == []
