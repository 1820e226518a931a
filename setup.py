"""What pyproject.toml cannot say: resources/ goes in as desktop.resources, with its catalogues compiled."""

import sys
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "installer"))

from catalogues import compile_all  # noqa: E402 - the build does not put the checkout on the path


class BuildWithCatalogues(build_py):
    """Compiles the .po files first, so that package-data finds the .mo files."""

    def run(self) -> None:
        """Compile, then build as usual."""
        compile_all(ROOT)
        super().run()


setup(
    packages=[*find_packages(include=["desktop", "desktop.*"]), "desktop.resources"],
    package_dir={"desktop.resources": "resources"},
    cmdclass={"build_py": BuildWithCatalogues},
)
