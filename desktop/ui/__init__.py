"""The window. No SQL and no rule stands in here; screens call operations and show what they return."""

from desktop.ui.immortal import keep_alive

# Before the first call into Qt, wherever that comes from.
keep_alive()
