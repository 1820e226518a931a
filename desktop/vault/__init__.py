"""Keys: what each passphrase opens. It knows no subject, and no database."""

from desktop.vault.changes import (
    Created,
    change_passphrase,
    check_new_user,
    create_vault_keys,
)
from desktop.vault.derivation import DEFAULT_KDF, STANDARD_POLICY, KdfParameters, KdfPolicy, calibrated
from desktop.vault.errors import HoldsNoKeys, KeysTooOld, LastCoordinator
from desktop.vault.grants import KeyRole
from desktop.vault.keystore import KEYS_NAME, PREVIOUS_NAME, disk_error, has_keys
from desktop.vault.opening import open_keys, unlock, unlock_with_recovery
from desktop.vault.passphrases import Strength, generated, strength
from desktop.vault.people_changes import add_user, change_role, drop_user, registered, reset_user
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
from desktop.vault.renewal import Renewal, renew
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
    "HoldsNoKeys",
    "KdfParameters",
    "KdfPolicy",
    "KeyRole",
    "KeysTooOld",
    "LastCoordinator",
    "OpenedHeader",
    "Recipients",
    "Registered",
    "Renewal",
    "Strength",
    "Unlocked",
    "add_user",
    "backup_keys",
    "backup_recipients",
    "calibrated",
    "change_passphrase",
    "change_role",
    "check_new_user",
    "create_vault_keys",
    "disk_error",
    "drop_user",
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
    "renew",
    "reset_user",
    "seal",
    "sheet_language",
    "strength",
    "unlock",
    "unlock_with_recovery",
    "unseal",
]
