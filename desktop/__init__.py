"""Larder: a storeroom book for small groups, offline and encrypted."""

__version__ = "0.1.0"
