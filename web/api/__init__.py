"""The programs' counter: version 1 of the interface, described by OpenAPI."""
