"""Diagrams as XML and as values: read, normalise, check."""
