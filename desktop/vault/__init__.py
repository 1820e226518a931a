"""Keys: what each passphrase opens. It knows no subject, and no database."""

from desktop.vault.changes import (
    Created,
    add_user,
    change_passphrase,
    check_new_user,
    create_vault_keys,
    registered,
)
from desktop.vault.derivation import DEFAULT_KDF, STANDARD_POLICY, KdfParameters, KdfPolicy, calibrated
from desktop.vault.grants import KeyRole
from desktop.vault.keystore import KEYS_NAME, PREVIOUS_NAME, has_keys
from desktop.vault.opening import open_keys, unlock, unlock_with_recovery
from desktop.vault.passphrases import Strength, generated, strength
from desktop.vault.recipients import (
    OpenedHeader,
    Recipients,
    backup_keys,
    backup_recipients,
    install_keys,
    open_header,
    open_header_with_recovery,
)
from desktop.vault.recovery_sheet import new_recovery_shares, new_recovery_sheet
from desktop.vault.register import Registered
from desktop.vault.sealing import seal, unseal
from desktop.vault.shares import new_shares
from desktop.vault.unlocked import Unlocked
from desktop.vault.words import new_words, sheet_language

__all__ = [
    "DEFAULT_KDF",
    "KEYS_NAME",
    "PREVIOUS_NAME",
    "STANDARD_POLICY",
    "Created",
    "KdfParameters",
    "KdfPolicy",
    "KeyRole",
    "OpenedHeader",
    "Recipients",
    "Registered",
    "Strength",
    "Unlocked",
    "add_user",
    "backup_keys",
    "backup_recipients",
    "calibrated",
    "change_passphrase",
    "check_new_user",
    "create_vault_keys",
    "generated",
    "has_keys",
    "install_keys",
    "new_recovery_shares",
    "new_recovery_sheet",
    "new_shares",
    "new_words",
    "open_header",
    "open_header_with_recovery",
    "open_keys",
    "registered",
    "seal",
    "sheet_language",
    "strength",
    "unlock",
    "unlock_with_recovery",
    "unseal",
]
