"""Months and years, and what day it is."""

import time

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}
"""The number of each month, from 1, by its name in small letters, short or long."""

PAST = "2025"
"""A year that is over: for this one and those before nobody needs to look at the clock."""

_DAY = 24 * 60 * 60


def this_month() -> tuple[int, int]:
    """Year and month where it is tomorrow already, as it may be for whoever wrote the record."""
    return time.localtime(time.time() + _DAY)[:2]
