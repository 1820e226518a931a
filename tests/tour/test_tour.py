"""The tour itself: three months in the real windows, in both languages, and nothing of it readable from outside."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[2]
SECRETS_STAND_IN = ("typed.txt", "screens", "paper")
PAPERS = {
    "recovery-sheet",
    "receipt",
    "referral-slip",
    "summary",
    "hand-over-slip",
    "transfer-note",
    "order-suggested",
    "order",
    "rows-not-received",
    "count-sheet",
    "count-report",
    "stock-card",
    "place",
    "places-side-by-side",
}
SCREENS = (
    "places",
    "new-item-with-packs",
    "receive-by-weight",
    "receive-numbers",
    "counter-number",
    "pack-kits",
    "move",
    "partner-report",
    "use-materials",
    "sold",
    "import-rows",
    "attention",
    "order-short",
    "count-blind",
    "stock-card-of-a-place",
    "entry-of-a-correction",
    "made-one",
    "summary-of-a-place",
)


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder a whole tour left, played in a process of its own as a person would start it."""
    folder = tmp_path_factory.mktemp(f"tour-{request.param}")
    run = subprocess.run(
        [sys.executable, "-m", "desktop", "tour", str(folder), "--lang", request.param],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder / "nobody"), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return folder


pytestmark = pytest.mark.timeout(900)


def test_the_tour_ties_out_and_leaves_what_it_promises(played: Path) -> None:
    figures = json.loads((played / "figures.json").read_text("utf-8"))
    assert figures["before"] == figures["after"]
    assert len(figures["before"]) == 3
    assert sum(month["hand_outs"] for month in figures["before"].values()) >= 300
    assert sum(month["referrals"]["made"] for month in figures["before"].values()) >= 40
    assert all(len(month["items"]) >= 12 for month in figures["before"].values())
    for folder in ("vault", "restored"):
        assert {"stock.db", "people.db", "keys.json"} <= {path.name for path in (played / folder).iterdir()}
    assert list((played / "stick").glob("*.clb"))
    screens = {path.stem.partition("-")[2] for path in (played / "screens").glob("*.png")}
    assert screens >= set(SCREENS)
    # Every string that was typed, and nothing of it in any file outside the three places it may stand in.
    typed = [line for line in (played / "typed.txt").read_text("utf-8").splitlines() if line]
    assert len(typed) > 50
    for path in played.rglob("*"):
        if path.is_file() and path.relative_to(played).parts[0] not in SECRETS_STAND_IN:
            content = path.read_bytes()
            for text in typed:
                # Words of three letters stand in any random bytes now and then.
                if len(text.encode()) > 4:
                    assert text.encode() not in content, path.name
                    assert text.encode("utf-16-le") not in content, path.name
    papers = {path.stem[3:].split("-2026")[0] for path in (played / "paper").glob("*.pdf")}
    assert papers == PAPERS
    for paper in (played / "paper").glob("*.pdf"):
        words = "".join(page.extract_text() for page in PdfReader(paper).pages)
        assert words.strip(), paper.name
        for name in ("Otter", "水獭", "Mei"):
            assert name not in words, paper.name
        # Whoever is asked for goods has to know by whom.
        assert ("Sunrise kitchen" in words) == (paper.stem[3:] == "order"), paper.name
