"""The built-in rules of genelint: one file a rule, named as the rule is; loaded by name, like any plugin."""

from genelint_rules import (
    category_count,
    control_character,
    dataset_count,
    duplicate_dataset,
    duplicate_field,
    malformed_doi,
    malformed_pmid,
    malformed_sentence,
    misplaced_references,
    uncited_reference,
    unresolved_footnote,
)

RULES = (
    duplicate_field.RULE,
    control_character.RULE,
    misplaced_references.RULE,
    unresolved_footnote.RULE,
    uncited_reference.RULE,
    malformed_pmid.RULE,
    malformed_doi.RULE,
    malformed_sentence.RULE,
    dataset_count.RULE,
    category_count.RULE,
    duplicate_dataset.RULE,
)
