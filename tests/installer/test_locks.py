"""What is installed is pinned, by hash, and says nothing of where it came from."""

import re
import tomllib

import pytest
from environment import DEVELOPMENT, ROOT, RUNTIME
from locks import _blocks

FILES = {"runtime": RUNTIME, "development": DEVELOPMENT}


def wished() -> dict[str, set[str]]:
    """The names pyproject.toml asks for, as the registry spells them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = {"runtime": project["dependencies"], "development": project["optional-dependencies"]["dev"]}
    return {
        kind: {re.split(r"[<>=~!\[; ]", line)[0].lower().replace("_", "-") for line in lines}
        for kind, lines in lists.items()
    }


@pytest.mark.parametrize("kind", FILES)
def test_everything_asked_for_is_pinned(kind: str) -> None:
    assert wished()[kind] <= _blocks(FILES[kind].read_text(encoding="utf-8")).keys()


@pytest.mark.parametrize("kind", FILES)
def test_every_pin_has_hashes_and_no_address(kind: str) -> None:
    for block in _blocks(FILES[kind].read_text(encoding="utf-8")).values():
        first, *hashes = [line.strip(" \\") for line in block.splitlines()]
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", first)
        assert hashes
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes)


def test_the_two_files_share_nothing() -> None:
    runtime, development = (_blocks(file.read_text(encoding="utf-8")).keys() for file in FILES.values())
    assert not runtime & development
