"""Paper on the screen and on a printer, from bytes in memory."""
