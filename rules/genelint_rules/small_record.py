"""A clean record of a gene without associations, for examples that change a whole file."""

SMALL_TREE = '{"type": "root", "children": [{"type": "rg", "children": []}]}'

_AROUND_TREE = """\
Name | metallothionein 1H |
Summary |
{}
|
NCBI Gene ID | 4496 |
API | |
Download Associations | |
Predicted Functions |
![]() |
Co-expressed Genes |
![]() |
Expression in Tissues and Cell Lines |
![]() |
MT1H has 0 functional associations with biological entities spanning 0 categories () extracted from 0 datasets.
Click the + buttons to view associations for MT1H from the datasets below.
If available, associations are ranked by standardized value
Dataset | Summary | |
---|---|---|
"""


def small_record(tree: str = SMALL_TREE) -> str:
    """The record with a tree in it."""
    return _AROUND_TREE.format(tree)
