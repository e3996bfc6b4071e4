"""The built-in rules of genelint: one file a rule, named as the rule is; loaded by name, like any plugin."""

from genelint_rules import control_character, duplicate_field, misplaced_references

RULES = (
    duplicate_field.RULE,
    control_character.RULE,
    misplaced_references.RULE,
)
