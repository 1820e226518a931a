"""The groups of faults that are not tried here, and why: so that nothing is left out in silence."""

import pytest

from tests.faults.counting import report

NOT_HERE = (
    ("T15", "a CSV file brought in", "not yet in the program"),
    ("T16", "a picture or a logo brought in", "not yet in the program"),
    ("T5", "a stick whose file another program holds open, drive letters that change", "needs Windows"),
    ("T11", "a vault folder on another account, by its access list", "needs Windows"),
    ("T2", "a kill between the renames of an exchange while a virus scanner holds a file", "needs Windows"),
    ("T19", "thumbnails, recent files and error reports that the system keeps", "needs Windows"),
    ("T3", "the power really failing, on a disk that lies about its flushes", "needs a machine to unplug"),
)


@pytest.mark.parametrize(("group", "fault", "why"), NOT_HERE)
def test_what_cannot_be_tried_here_is_listed(group: str, fault: str, why: str) -> None:
    report(group=group, fault=fault, means="", times=0, result=why)
