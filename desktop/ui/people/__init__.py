"""Members: found, registered, changed, and everything about one of them on one page."""
