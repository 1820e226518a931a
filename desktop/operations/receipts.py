"""The receipt of a hand-out: kept as it read that day, printed from memory."""


