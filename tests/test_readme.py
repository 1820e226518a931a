"""The pages at the root tell of every command there is, and of no other."""

import re

import develop
import pytest

from desktop.__main__ import RESTORE, TOUR, VERIFY
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_command_for_developers_is_explained_and_no_other() -> None:
    assert set(re.findall(r"`python3 installer/develop\.py ([a-z]+)`", CONTRIBUTING)) == set(develop.COMMANDS)
    assert set(re.findall(r"develop\.py ([a-z]+)", README)) <= set(develop.COMMANDS)


def test_every_command_of_the_program_is_explained_and_no_other() -> None:
    assert set(re.findall(r"`larder ([a-z]+) ", README)) == {TOUR, VERIFY, RESTORE}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_what_a_page_points_at_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    pointed = re.findall(r"\]\(([^)#:]+)\)", text)
    pointed += [
        path
        for path in re.findall(r"`((?:desktop|tests|installer|resources)/[\w./]+)`", text)
        if "/locale/fr/" not in path
    ]
    assert [path for path in pointed if not (ROOT / path).exists()] == []
