"""The name of a dataset has a slip.

What it does
------------
Finds rows whose dataset is unknown, and one edit or two from a known one, upper and lower case aside. Other digits are
another edition of a dataset, and another short word at its start another resource: these are unknown, not misspelled.

Why it matters
--------------
Programs look datasets up by name, letter by letter, and so does every comparison of records.

How to repair
-------------
Correct the name. If it is right, add the dataset to `datasets` in the configuration.

Fix safety
----------
The fix writes the known name. It is unsafe: a new dataset may be named nearly as an old one. There is none where the
known dataset has a row already.
"""

from collections.abc import Iterator

from genelint.rule import Bad, Edit, Finding, Fix, Good, Meta, Record, RecordRule, Safety, Severity, quote
from genelint_rules.datasets import all_known, are_usual, meant
from genelint_rules.examples import CTD, GTEX, PART, REACTOME, SENTENCE, part


def check(record: Record) -> Iterator[Finding]:
    """Report each such name; characters that do not print have rules of their own."""
    table, vocabulary = record.table, record.vocabulary
    if table is None or all_known(vocabulary, table.names):
        return
    there = set(table.names)
    for row in table.rows:
        name = row.name.text
        near = meant(vocabulary, name) if name.isprintable() else None
        if near in there:
            message = f"{quote(name)} is no known dataset, and {quote(near)} has a row already; keep one of the two"
            yield Finding(row.name.span, message)
        elif near is not None:
            fix = Fix(f'Write "{near}"', (Edit(row.name.span, near),), Safety.UNSAFE)
            yield Finding(row.name.span, f"{quote(name)} is no known dataset; did you mean {quote(near)}?", fix)


_ROW = "GTEx Tissue Gene Expression Profiles | tissues"


def _named(name: str) -> str:
    """The row of the GTEx dataset, with another name for it."""
    return GTEX.replace("GTEx Tissue Gene Expression Profiles", name)


RULE = RecordRule(
    Meta(
        code="ASC012",
        name="misspelled-dataset",
        summary="The name of a dataset has a slip.",
        severity=Severity.WARNING,
        since="0.1.0",
        bad=(
            Bad(
                _ROW,
                "«GTEx Tisue Gene Expresion Profiles» | tissues",
                '"GTEx Tisue Gene Expresion Profiles" is no known dataset; did you mean "GTEx Tissue Gene Expression '
                'Profiles"?',
                fixed=_ROW,
            ),
            Bad(
                _ROW,
                "«GTEX tissue gene expression profiles» | tissues",
                '"GTEX tissue gene expression profiles" is no known dataset; did you mean "GTEx Tissue Gene '
                'Expression Profiles"?',
                fixed=_ROW,
            ),
            Bad(
                "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024",
                "«GTEx Tissue Gene Expression Profile» | tissues of MT1H gene from the GTEx Tissue Gene Expression "
                "Profile",
                '"GTEx Tissue Gene Expression Profile" is no known dataset, and "GTEx Tissue Gene Expression Profiles" '
                "has a row already; keep one of the two",
            ),
            *(
                Bad(
                    _ROW,
                    f"«{name}» | tissues",
                    f'"{name}" is no known dataset; did you mean "GTEx Tissue Gene Expression Profiles"?',
                    fixed=_ROW,
                )
                for name in (
                    "GTEz Tissue Gene Expression Profile",
                    "GTEx Tizzue Gene Expression Profiles",
                    "GTEx Tissues Genes Expression Profiles",
                )
            ),
            Bad(
                "CTD Gene-Chemical Interactions | chemicals",
                "«CTD Gene-Chemical Interaction» | chemicals",
                '"CTD Gene-Chemical Interaction" is no known dataset; did you mean "CTD Gene-Chemical Interactions"?',
                fixed="CTD Gene-Chemical Interactions | chemicals",
            ),
            Bad(
                "Reactome Pathways 2024 | pathways",
                "«Reaktome Pathways 2024» | pathways",
                '"Reaktome Pathways 2024" is no known dataset; did you mean "Reactome Pathways 2024"?',
                fixed="Reactome Pathways 2024 | pathways",
            ),
        ),
        good=(
            Good(
                "Reactome Pathways 2024 | pathways involving MT1H protein from the Reactome Pathways 2024",
                "Reactome Pathways 2014 | pathways involving MT1H protein from the Reactome Pathways 2014",
                "another edition that is known",
            ),
            Good("Name | metallothionein", "Name | GTEx Tisue, metallothionein", "a slip elsewhere"),
            *(
                Good(
                    PART,
                    part(SENTENCE.replace("3 d", "4 d"), rows=(CTD, GTEX, _named(name), REACTOME)),
                    why,
                    also=("ASC013",),
                )
                for name, why in (
                    ("GTEx Tizzue Gene Ekpression Profiles", "three letters replaced"),
                    ("GTEx Tissues Genes Expressions Profiles", "three letters more"),
                    ("GTEx Tisue Gene Expresion Profile", "three letters less"),
                )
            ),
            *(
                Good(PART, part(rows=(CTD.replace("CTD G", f"{word} G"), GTEX, REACTOME)), why, also=("ASC013",))
                for word, why in (
                    ("CTX", "another short word"),
                    ("CTB", "another short word"),
                    ("CTDs", "a short word made longer"),
                )
            ),
            Good(PART, part(rows=None), "no table", also=("LAY003",)),
        ),
    ),
    check,
    are_usual,
)
