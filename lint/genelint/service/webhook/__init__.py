"""The webhook of a GitHub App: pull requests are checked, and what is found is posted as check runs.

A delivery is looked at by `signature` and `events` and put into `deliveries`, a queue that outlasts the process; that
is all that `route` does before it answers. `work` takes jobs from there. A job is done by `jobs`: `pulls` fetches what
is needed with a token of `app_client`, `verdicts` are functions for other processes, which see every text of the
repository, and `genelint.github` posts.
"""
