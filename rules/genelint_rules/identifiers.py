"""The forms of identifiers, shared by the IDN rules. All are ASCII and match a whole value.

Origin: the identifier schemes' own registries, held against the vectors that the project's tests read.
"""

import re

PMID = re.compile(r"[1-9][0-9]{0,7}")
"""A PubMed identifier: up to 8 digits without a leading zero."""

PMCID = re.compile(r"PMC[1-9][0-9]{0,8}(?:\.[0-9]+)?")
"""A PubMed Central identifier, which is often written where a PMID belongs."""

DOI = re.compile(r"10\.[0-9]{2,9}(?:\.[0-9]+)*/[!-~]+")
"""A DOI: directory 10, a registrant, a slash, and any printable ASCII but a blank; `10.1021/bi020030+` is one."""
