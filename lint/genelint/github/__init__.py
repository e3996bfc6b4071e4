"""What genelint says to GitHub: check runs with annotations, and reviews with suggestions.

`checkruns` and `suggestions` make requests of diagnostics and do nothing else; `posting` says in which order they are
sent; `client` sends them, with gidgethub and httpx2, which the extra `github` installs.
"""
