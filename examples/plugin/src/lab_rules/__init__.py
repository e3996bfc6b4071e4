"""House rules of a laboratory: what genelint loads is the tuple `RULES`."""

from genelint.rule import Rule
from lab_rules import shared_name, shouted_title

RULES: tuple[Rule, ...] = (shouted_title.RULE, shared_name.RULE)
