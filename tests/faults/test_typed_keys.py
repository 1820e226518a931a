"""What people may type for a passphrase or a sheet: the same letters however they are composed open, all else is a sentence."""

import unicodedata
from pathlib import Path

import pytest

from desktop.domain.errors import LarderError
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import vault
from desktop.operations.users import add_user
from desktop.operations.vault import VaultSetup, create_vault
from tests.faults.counting import report
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_KDF, CHEAP_POLICY, LOGINS, PASSPHRASE, SHEET, made_vault, opened

TYPED = "Überfüllter Kühlraum, 3 Kötbullar ใต้ สะพาน ﷺ 台北 🧊"
LOGIN = "Zoë Łucja"

SAME = {
    "as it was typed": (LOGIN, TYPED),
    "letters composed": (LOGIN, unicodedata.normalize("NFC", TYPED)),
    "letters taken apart": (LOGIN, unicodedata.normalize("NFD", TYPED)),
    "compatibility letters": (LOGIN, unicodedata.normalize("NFKC", TYPED)),
    "compatibility letters taken apart": (LOGIN, unicodedata.normalize("NFKD", TYPED)),
    "a full-width digit": (LOGIN, TYPED.replace("3", "３")),
    "the name in capitals": (LOGIN.upper(), TYPED),
    "the name in small letters": (LOGIN.lower(), TYPED),
    "the name taken apart": (unicodedata.normalize("NFD", LOGIN), TYPED),
    "spaces around the name": (f"  {LOGIN} ", TYPED),
}
OTHER = {
    "nothing": (LOGIN, ""),
    "a space": (LOGIN, " "),
    "a letter": (LOGIN, "a"),
    "one letter less": (LOGIN, TYPED[:-1]),
    "one letter more": (LOGIN, f"{TYPED}a"),
    "a space before": (LOGIN, f" {TYPED}"),
    "a space behind": (LOGIN, f"{TYPED} "),
    "two spaces in it": (LOGIN, TYPED.replace(" ", "  ", 1)),
    "no spaces": (LOGIN, TYPED.replace(" ", "")),
    "capitals": (LOGIN, TYPED.upper()),
    "small letters": (LOGIN, TYPED.lower()),
    "no accents": (
        LOGIN,
        "".join(each for each in unicodedata.normalize("NFD", TYPED) if not unicodedata.combining(each)),
    ),
    "a tab for a space": (LOGIN, TYPED.replace(" ", "\t", 1)),
    "a line's end behind": (LOGIN, f"{TYPED}\n"),
    "a line's end of Windows behind": (LOGIN, f"{TYPED}\r\n"),
    "an end of text in it": (LOGIN, TYPED.replace(" ", "\0", 1)),
    "an end of text behind": (LOGIN, f"{TYPED}\0"),
    "a mark that shows nothing": (LOGIN, f"\u200b{TYPED}"),
    "a mark of byte order": (LOGIN, f"\ufeff{TYPED}"),
    "a mark for right to left": (LOGIN, f"\u202e{TYPED}"),
    "half a pair of code units": (LOGIN, f"{TYPED}\ud83e"),
    "another ice cube": (LOGIN, TYPED.replace("🧊", "🥶")),
    "the same in reverse": (LOGIN, TYPED[::-1]),
    "twice": (LOGIN, TYPED * 2),
    "10,000 characters": (LOGIN, "x" * 10_000),
    "a million characters": (LOGIN, "é" * 1_000_000),
    "a million marks on one letter": (LOGIN, "e" + "\u0301" * 1_000_000),
    "a name of 10,000 characters": ("x" * 10_000, TYPED),
    "no name": ("", TYPED),
    "another's name": (LOGINS[Role.VOLUNTEER], TYPED),
    "nobody's name": ("Nobody", TYPED),
    "the sheet's name": ("recovery", TYPED),
    "another's passphrase": (LOGIN, PASSPHRASE),
    "name and passphrase exchanged": (TYPED, LOGIN),
    "a name like a command": ("'; DROP TABLE user; --", TYPED),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    setup = VaultSetup("Sunrise", LOGIN, TYPED, place="Shelf A", recovery_words=tuple(SHEET.split()))
    session = create_vault(tmp_path / "vault", setup, clock=FixedClock(), kdf=CHEAP_KDF, policy=CHEAP_POLICY).session
    add_user(session, login=LOGINS[Role.VOLUNTEER], passphrase=PASSPHRASE, name="", role=Role.VOLUNTEER)
    session.close()
    return tmp_path / "vault"


def attempt(folder: Path, login: str, passphrase: str) -> str | None:
    """The sentence of a refusal; None when the vault opened. Anything else fails the test."""
    try:
        session = vault.open_vault(folder, login=login, passphrase=passphrase, clock=FixedClock(), policy=CHEAP_POLICY)
    except LarderError as error:
        return say(error)
    session.close()
    return None


def test_the_same_letters_open_and_no_others(folder: Path) -> None:
    assert [what for what, typed in SAME.items() if attempt(folder, *typed)] == []
    refused = {what: attempt(folder, *typed) for what, typed in OTHER.items()}
    assert [what for what, said in refused.items() if said is None] == []
    assert len(set(refused.values())) == 1  # nobody learns which of the two was wrong, or why
    assert attempt(folder, LOGIN, TYPED) is None
    report(
        group="T9",
        fault="a passphrase or short name typed in another way",
        means="opened by operations",
        times=len(SAME) + len(OTHER),
    )


def test_a_mistyped_word_of_a_sheet_is_named_at_every_place(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "vault")
    words = SHEET.split()
    times = 0
    for place in range(len(words)):
        for typed in (words[place][:-1] + "q", words[place] + "x", "", f"zq{words[place][1:]}"):
            changed = [*words[:place], *([typed] if typed else []), *words[place + 1 :]]
            with pytest.raises(LarderError) as refused:
                vault.open_with_recovery(folder, " ".join(changed), clock=FixedClock(), policy=CHEAP_POLICY)
            assert not typed or typed in say(refused.value) or str(place + 1) in say(refused.value)
            times += 1
        # Another word of the list: the checksum tells, or the sheet opens nothing.
        changed = [*words[:place], "zoo", *words[place + 1 :]]
        with pytest.raises(LarderError):
            vault.open_with_recovery(folder, " ".join(changed), clock=FixedClock(), policy=CHEAP_POLICY)
        times += 1
    for place in range(len(words) - 1):
        swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
        if swapped != words:
            with pytest.raises(LarderError):
                vault.open_with_recovery(folder, " ".join(swapped), clock=FixedClock(), policy=CHEAP_POLICY)
            times += 1
    vault.open_with_recovery(folder, f"  {SHEET.upper()}\n", clock=FixedClock(), policy=CHEAP_POLICY).close()
    opened(folder, Role.COORDINATOR).close()
    report(group="T9", fault="a recovery sheet mistyped", means="each word, each pair; by operations", times=times)
