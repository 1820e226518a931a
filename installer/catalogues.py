"""The gettext catalogues: find the marked words, bring the .po files up to date, compile them.

Needs Babel, nothing else; run by develop.py inside the checkout's environment, by setup.py and by the tests.
"""

import argparse
import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

DOMAIN = "larder"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# A translator's note stands in the line above the words: `# Translators: ...`
NOTE_TAGS = ["Translators:"]
# Lines of a catalogue's head that name people, tools or moments, or say nothing.
UNSAID = re.compile(
    rb'^"(?:Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):.*\\n"\n',
    re.M,
)


def po_files(root: Path) -> list[Path]:
    """Every language's catalogue in the checkout at `root`."""
    return sorted((root / "resources" / "locale").glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def compile_all(root: Path) -> list[Path]:
    """Write the .mo beside each .po that is newer than it.

    Returns:
        The .mo files that were written.
    """
    return [_compile(po) for po in po_files(root) if _is_newer(po, po.with_suffix(".mo"))]


def extract(root: Path) -> Catalog:
    """A template of every message marked in `desktop/`, in the order of the files."""
    template = Catalog(project="Larder", version="", charset="utf-8", fuzzy=False)
    source = root / "desktop"
    found = extract_from_dir(
        source, [("**.py", "python")], keywords=KEYWORDS, comment_tags=NOTE_TAGS, strip_comment_tags=True
    )
    # The lines only give the order; they are not written, so that a catalogue changes when words do.
    for name, line, message, notes, context in sorted(found, key=lambda one: one[:2]):
        template.add(
            message, locations=[(f"desktop/{Path(name).as_posix()}", line)], auto_comments=notes, context=context
        )
    for file in sorted(source.rglob("*.py")):
        name = file.relative_to(root).as_posix()
        for line, context, words in _inside_f_strings(ast.parse(file.read_text(encoding="utf-8"))):
            template.add(words if len(words) > 1 else words[0], locations=[(name, line)], context=context)
    return template


def untranslated(root: Path, code: str) -> list[str]:
    """The messages marked in the program that the catalogue of language `code` does not say yet."""
    catalogue = _read(root / "resources" / "locale" / code / "LC_MESSAGES" / f"{DOMAIN}.po", code)
    missing = []
    for message in extract(root):
        known = catalogue.get(message.id, message.context) if message.id else None
        if message.id and (known is None or known.fuzzy or not _is_said(known.string)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def update(root: Path, new: str | None = None) -> list[Path]:
    """Bring every .po in step with the program, and begin the one for language `new` if it is named.

    Words that left the program are dropped: git remembers them.

    Returns:
        The .po files that were written.
    """
    template = extract(root)
    if new:
        begun = root / "resources" / "locale" / new / "LC_MESSAGES" / f"{DOMAIN}.po"
        if not begun.exists():
            begun.parent.mkdir(parents=True, exist_ok=True)
            _write(begun, _empty(new))
    written = []
    for po in po_files(root):
        catalogue = _read(po, po.parent.parent.name)
        dated = catalogue.creation_date
        # No guessing from similar words: a wrong guess reads like a translation.
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        catalogue.creation_date = dated
        if _write(po, catalogue):
            written.append(po)
    return written


def main(arguments: list[str]) -> int:
    """Extract, update and compile the catalogues of the checkout this file stands in; say what is missing."""
    parser = argparse.ArgumentParser(prog="catalogue", description="Update and compile the catalogues.")
    parser.add_argument("--new", metavar="CODE", help="begin a language, for example fr or pt_BR")
    parser.add_argument("--compile", action="store_true", help="only compile, quietly")
    chosen = parser.parse_args(arguments)
    root = Path(__file__).resolve().parent.parent
    if chosen.compile:
        compile_all(root)
        return 0
    for po in update(root, chosen.new):
        print(f"Updated {po.relative_to(root).as_posix()}.")
    compile_all(root)
    for po in po_files(root):
        code = po.parent.parent.name
        missing = untranslated(root, code)
        print(f"{code}: {len(missing)} of {len(list(extract(root))) - 1} messages have no translation yet.")
    return 0


def _inside_f_strings(tree: ast.Module) -> Iterator[tuple[int, str | None, tuple[str, ...]]]:
    """Words marked inside an f-string, which before Python 3.12 is one token to Babel: line, context, forms."""
    for text in ast.walk(tree):
        if not isinstance(text, ast.JoinedStr):
            continue
        for node in ast.walk(text):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                told = [part.value for part in node.args if isinstance(part, ast.Constant)]
                words = tuple(part for part in told[:2] if isinstance(part, str))
                if node.func.id == "pgettext" and len(words) == 2:
                    yield node.lineno, words[0], words[1:]
                elif words:
                    yield node.lineno, None, words if node.func.id == "ngettext" else words[:1]


def _empty(code: str) -> Catalog:
    catalogue = Catalog(locale=code, project="Larder", version="", msgid_bugs_address="", charset="utf-8", fuzzy=False)
    catalogue.header_comment = f"# Larder in {catalogue.locale.english_name if catalogue.locale else code}."
    catalogue.last_translator = ""
    catalogue.language_team = ""
    return catalogue


def _is_newer(one: Path, other: Path) -> bool:
    return not other.exists() or one.stat().st_mtime_ns > other.stat().st_mtime_ns


def _is_said(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def _read(po: Path, code: str) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def _write(po: Path, catalogue: Catalog) -> bool:
    beside = po.with_name(f".{po.name}.{os.getpid()}")
    text = io.BytesIO()
    write_po(text, catalogue, width=120, sort_by_file=True, include_lineno=False, include_previous=False)
    head, blank, entries = text.getvalue().partition(b"\n\n")
    head = UNSAID.sub(b"", head + b"\n").replace(b" VERSION\\n", b"\\n").replace(b":  ", b": ")
    beside.write_bytes(head + blank[1:] + entries)
    if po.exists() and po.read_bytes() == beside.read_bytes():
        beside.unlink()
        return False
    beside.replace(po)
    return True


def _compile(po: Path) -> Path:
    mo = po.with_suffix(".mo")
    # Written beside and renamed: two test runs may compile at the same moment.
    beside = mo.with_name(f".{mo.name}.{os.getpid()}")
    with beside.open("wb") as file:
        write_mo(file, _read(po, po.parent.parent.name))
    beside.replace(mo)
    return mo


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
