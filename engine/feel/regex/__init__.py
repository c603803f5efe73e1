"""Regular expressions of XPath 3.1, matched in time proportional to pattern times text."""

from engine.feel.regex.machine import Pattern, compile_pattern
from engine.feel.regex.replacement import replace

__all__ = ["Pattern", "compile_pattern", "replace"]
