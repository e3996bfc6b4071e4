"""genelint: validator and linter for gene records kept in git."""

__version__ = "0.1.0"
