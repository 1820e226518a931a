"""All interruptible work, by name. Whoever adds work on many files adds it here, and it is killed and cut off everywhere."""

from tests.faults import works_backup, works_desk, works_keys, works_vault

WORKS = {work.name: work for work in (*works_vault.WORKS, *works_desk.WORKS, *works_keys.WORKS, *works_backup.WORKS)}
