"""The stand-alone script opens a backup: the format is what the pages say it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.backup.house import MEMBERS, House

SCRIPT = Path(__file__).with_name("open_backup.py")


@pytest.mark.parametrize("sheet", [False, True])
def test_a_backup_opens_without_the_program(house: House, tmp_path: Path, sheet: bool) -> None:
    made = house.back_up()
    out = tmp_path / "out"
    out.mkdir()
    login, typed = ("recovery", " ".join(house.words)) if sheet else ("Magnolia", house.opens()["passphrase"])
    ran = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(made.path), login, str(out)],
        input=typed + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'members': 3" in ran.stdout
    people = (out / "people.json").read_text(encoding="utf-8")
    assert all(name in people for name in MEMBERS)
    assert "Zebra masks" in (out / "stock.json").read_text(encoding="utf-8")
    assert "desktop" not in [line.split()[1] for line in SCRIPT.read_text().splitlines() if line.startswith("from ")]
