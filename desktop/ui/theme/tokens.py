"""The colours of the three looks, and the few sizes that never grow.

Every pair that is used passes 4.5:1 for text and 3:1 for the edge of a control; a test measures them.
"""

from dataclasses import dataclass
from typing import Final

SPACE_4: Final = 4
SPACE_8: Final = 8
SPACE_12: Final = 12
SPACE_16: Final = 16
SPACE_24: Final = 24
SPACE_32: Final = 32
SPACE_48: Final = 48

MARGIN: Final = 24
"""Distance of a workspace's text from the edge of its column, in pixels."""
PANE_MARGIN: Final = 16
LINE_HEIGHT: Final = 80
"""Height of the head line and the foot line. It holds at every text size; text in it is elided."""
RADIUS: Final = 8
RADIUS_TILE: Final = 10
RADIUS_BADGE: Final = 6
RADIUS_DIALOG: Final = 12


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as `#RRGGBB`, named by their use.

    `edge` outlines a control; `line` only decorates. `fill` is the ground of the one primary button, `accent` colours
    words, bars and item icons: in the dark look they are two greens. `focus` is ink, never to be read as chosen.
    """

    surface: str
    pane: str
    rail: str
    hover: str
    line: str
    edge: str
    text: str
    text2: str
    accent: str
    fill: str
    on_accent: str
    soft: str
    soft_text: str
    warn_bg: str
    warn: str
    bad_bg: str
    bad: str
    ok: str
    warn_mark: str
    veil: str
    track: str
    focus: str
    dark: bool = False

    def colour(self, name: str) -> str:
        """The colour with that name.

        Raises:
            AttributeError: there is no such token.
        """
        value = getattr(self, name)
        assert isinstance(value, str)
        return value


LIGHT: Final = Tokens(
    surface="#FFFEFC",
    pane="#F8F6F1",
    rail="#F0EDE6",
    hover="#EAE6DD",
    line="#E2DDD3",
    edge="#8A8377",
    text="#22201C",
    text2="#5B564D",
    accent="#1F5D57",
    fill="#1F5D57",
    on_accent="#FFFFFF",
    soft="#DCEAE5",
    soft_text="#174A45",
    warn_bg="#FBF0D8",
    warn="#6E4A00",
    bad_bg="#FAE7E2",
    bad="#8C2C1E",
    ok="#2B6038",
    warn_mark="#A86E00",
    veil="#D6D0C4",
    track="#E6E1D7",
    focus="#22201C",
)

DARK: Final = Tokens(
    surface="#1D1C1A",
    pane="#242320",
    rail="#181715",
    hover="#302E2A",
    line="#383530",
    edge="#8B8579",
    text="#ECE8E0",
    text2="#B3ADA1",
    accent="#8CCABF",
    fill="#317D73",
    on_accent="#FFFFFF",
    soft="#24403B",
    soft_text="#B9E0D8",
    warn_bg="#3A2F18",
    warn="#F0CB7F",
    bad_bg="#43251F",
    bad="#F4B3A4",
    ok="#9BD0A5",
    warn_mark="#E0AE4A",
    veil="#4A463F",
    track="#3A3731",
    focus="#ECE8E0",
    dark=True,
)

CONTRAST: Final = Tokens(
    surface="#FFFFFF",
    pane="#FFFFFF",
    rail="#FFFFFF",
    hover="#E6E6E6",
    line="#000000",
    edge="#000000",
    text="#000000",
    text2="#1F1F1F",
    accent="#00403A",
    fill="#00403A",
    on_accent="#FFFFFF",
    soft="#D5ECE6",
    soft_text="#00241F",
    warn_bg="#FFF3CC",
    warn="#3D2900",
    bad_bg="#FFE3DD",
    bad="#6B1508",
    ok="#0B4218",
    warn_mark="#6B4600",
    veil="#8C8C8C",
    track="#D0D0D0",
    focus="#0000C8",
)
