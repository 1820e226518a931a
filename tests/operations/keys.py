"""A vault with real keys of low cost, and somebody of each role."""

from pathlib import Path

from desktop.domain.users import Role
from desktop.operations.session import Session
from desktop.operations.users import add_user
from desktop.operations.vault import VaultSetup, create_vault, open_vault
from desktop.vault import KdfParameters, KdfPolicy
from tests.operations.desk import FixedClock

CHEAP_KDF = KdfParameters(64, 1, 1)
CHEAP_POLICY = KdfPolicy(least_memory_kib=8)
PASSPHRASE = "tall copper kettle whistles at dawn"
LOGINS = {Role.COORDINATOR: "Mei", Role.VOLUNTEER: "Ana", Role.STOCK_KEEPER: "Jo"}
SHEET = "legal winner thank year wave sausage worth useful legal winner thank yellow"
WORDS = tuple(SHEET.split())


def made_vault(folder: Path) -> Path:
    """The folder of a closed vault with three people."""
    setup = VaultSetup("Sunrise", LOGINS[Role.COORDINATOR], PASSPHRASE, recovery_words=WORDS, place="Shelf A")
    session = create_vault(folder, setup, clock=FixedClock(), kdf=CHEAP_KDF, policy=CHEAP_POLICY).session
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        add_user(session, login=LOGINS[role], passphrase=PASSPHRASE, name="", role=role)
    session.close()
    return folder


def opened(folder: Path, role: Role) -> Session:
    """The session of somebody of a role."""
    return open_vault(folder, login=LOGINS[role], passphrase=PASSPHRASE, clock=FixedClock(), policy=CHEAP_POLICY)
