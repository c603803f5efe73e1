"""Databases to die on, copied from two templates; children are real processes of one loaded parent."""

from tests.houses import decided, drafted, published

__all__ = ["decided", "drafted", "published"]
