"""Drives the real windows through months of work: the demonstration, the pictures, and the frozen program's test."""
