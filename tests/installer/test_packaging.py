"""`pip install .` brings the command and everything the program reads."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from catalogues import update
from environment import ROOT

PARTS = ["desktop", "resources", "installer", "LICENSE", "README.md", "pyproject.toml", "setup.py"]
BUILD = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """What pip would install, made from a copy of the checkout."""
    copy, made = tmp_path_factory.mktemp("a checkout"), tmp_path_factory.mktemp("made")
    unwanted = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=unwanted)
        else:
            shutil.copy2(ROOT / name, copy / name)
    update(copy, new="fr")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(made)], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(made / done.stdout.split()[-1])


def test_every_module_and_resource_is_in_it(wheel: zipfile.ZipFile) -> None:
    def files(folder: str) -> set[str]:
        found = (file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        return {file.relative_to(ROOT).as_posix() for file in found}

    wanted = files("desktop") | {f"desktop/{name}" for name in files("resources")}
    assert wanted <= set(wheel.namelist())


def test_each_catalogue_is_compiled_in_it(wheel: zipfile.ZipFile) -> None:
    catalogues = {name for name in wheel.namelist() if name.endswith(".po")}
    assert "desktop/resources/locale/fr/LC_MESSAGES/larder.po" in catalogues
    assert {f"{name[:-3]}.mo" for name in catalogues} <= set(wheel.namelist())


def test_it_brings_the_command_and_nothing_of_the_workshop(wheel: zipfile.ZipFile) -> None:
    told = Path(next(name for name in wheel.namelist() if name.endswith("entry_points.txt")))
    assert "larder = desktop.__main__:main" in wheel.read(told.as_posix()).decode()
    assert {name.split("/")[0] for name in wheel.namelist()} == {"desktop", told.parent.name}
