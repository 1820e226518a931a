"""Screenshots: blocked where the system can, said honestly where not."""

import sys

from desktop.system.capture import Capture, can_block_capture, set_capture


def test_what_this_system_can_do_is_said() -> None:
    if sys.platform == "win32":
        assert can_block_capture()
        assert set_capture(0, blocked=True) is Capture.REFUSED
    else:
        assert not can_block_capture()
        assert set_capture(0, blocked=True) is Capture.NOT_POSSIBLE
