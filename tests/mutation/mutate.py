"""Changes the rules in small ways and counts how many of the changes the tests of the rules notice; `make mutants`.

The changes are cosmic-ray's: another operator or comparison, a number one off, a condition turned round, a loop that
does not run. Each is tried in a process of its own, which imports the rules with one module changed and runs the
examples and the planted defects of the rules that the module serves, then the valid variants. Left alone are what
does not run (annotations), the values `RULE`, whose examples are the tests, and what changes no answer: `is` for `==`
and back, decorators and what stands in them (all of them caches).

    python tests/mutation/mutate.py [--write] [MODULE ...]
"""

from __future__ import annotations

import ast
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple, cast

ROOT = Path(__file__).resolve().parents[2]
RULE_FILES = ROOT / "rules" / "genelint_rules"
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- begin: written by make mutants ARGS=--write -->", "<!-- end -->"

SECONDS = 20
"""A change after which the tests take longer is noticed: there is a loop without end."""

UNCHANGING = re.compile("RemoveDecorator|Variable|ExceptionReplacer|_(?:Is_Eq|Eq_Is|IsNot_NotEq|NotEq_IsNot)$")

SURVIVED, IN_EXAMPLES, IN_DEFECTS, IN_VARIANTS, NO_CODE = range(5)
"""How a change ends, as the exit code of its process."""

Place = tuple[int, int]


class Mutant(NamedTuple):
    """A changed module: its name, the line (from 1), what stood there, what stands there now, and all of it."""

    module: str
    line: int
    before: str
    after: str
    source: str


class ChangedModule(MetaPathFinder):
    """Gives one module of the rules another source."""

    def __init__(self, module: str, code: CodeType) -> None:
        self.name = f"genelint_rules.{module}"
        self.code = code

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """The changed module, or None for any other."""
        return spec_from_loader(fullname, self) if fullname == self.name else None  # type: ignore[arg-type]

    def create_module(self, _: ModuleSpec) -> None:
        """A usual module will do."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(self.code, module.__dict__)  # noqa: S102 - that is the point


def mutants(module: str) -> Iterator[Mutant]:
    """All changes of a module of the rules."""
    syntax: Any = import_module("cosmic_ray.ast")
    mutating: Any = import_module("cosmic_ray.mutating")
    operators: Any = import_module("cosmic_ray.operators.provider").OperatorProvider()
    source = (RULE_FILES / f"{module}.py").read_text(encoding="utf-8")
    last = len((source.partition("\nRULE = ")[0]).splitlines())
    spared = _spared(source)
    lines = source.splitlines()
    nodes = list(syntax.ast_nodes(syntax.get_ast(source)))
    for name in operators:
        if UNCHANGING.search(name):
            continue
        operator = operators[name]()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, _) in enumerate(places):
            if start[0] > last or any(first <= start < stop for first, stop in spared):
                continue
            changed = cast("str | None", mutating.mutate_code(source, operator, occurrence))
            if changed is not None and changed != source:
                line: int = start[0]
                yield Mutant(module, line, lines[line - 1].strip(), changed.splitlines()[line - 1].strip(), changed)


def _spared(source: str) -> list[tuple[Place, Place]]:
    """Where annotations and decorators stand: (line from 1, column from 0) of start and end."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            found += [*node.decorator_list, *([node.returns] if node.returns is not None else [])]
    return [((one.lineno, one.col_offset), (one.end_lineno or one.lineno, one.end_col_offset or 0)) for one in found]


def users() -> dict[str, set[str]]:
    """For each module of the rules, the rule modules that import it, directly or not, and itself if it is one."""
    imports = {
        path.stem: set(re.findall(r"^from genelint_rules\.(\w+) import", text, re.MULTILINE))
        | set(re.findall(r"^from genelint_rules import (\w+)", text, re.MULTILINE))
        for path in RULE_FILES.glob("*.py")
        if path.stem != "__init__"
        for text in (path.read_text(encoding="utf-8"),)
    }
    is_rule = {name for name in imports if "\nRULE = " in (RULE_FILES / f"{name}.py").read_text(encoding="utf-8")}

    def reached(name: str) -> set[str]:
        seen = {name}
        pending = [name]
        while pending:
            for inner in imports.get(pending.pop(), ()):
                if inner not in seen:
                    seen.add(inner)
                    pending.append(inner)
        return seen

    return {name: {rule for rule in is_rule if name in reached(rule)} for name in imports}


def examined(mutant: Mutant, rules: set[str]) -> int:
    """Run the tests of some rule modules with a change; this process must not have imported the rules yet."""
    try:
        code = compile(mutant.source, f"{mutant.module}.py", "exec")
    except SyntaxError:
        return NO_CODE
    sys.meta_path.insert(0, ChangedModule(mutant.module, code))
    return next((exit_code for exit_code, holds in STAGES if not _held(holds, rules)), SURVIVED)


def hold_unchanged() -> None:
    """Raises what the tests raise without any change: then they would notice every one."""
    pid = os.fork()
    if pid == 0:
        names = {path.stem for path in RULE_FILES.glob("*.py")}
        for _, holds in STAGES:
            holds(names)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.wait()[1]):
        sys.exit("the tests fail without any change, see above")


def _held(holds: Callable[[set[str]], None], rules: set[str]) -> bool:
    try:
        holds(rules)
    except BaseException:  # noqa: BLE001 - whatever a change leads to
        return False
    return True


def _hold_examples(rules: set[str]) -> None:
    from genelint.testing import cases, check_case  # noqa: PLC0415 - in the process of the change
    from genelint_rules import RULES  # noqa: PLC0415

    for case in cases(RULES):
        if case.rule.meta.name.replace("-", "_") in rules:
            check_case(case)


def _hold_defects(rules: set[str]) -> None:
    from bases import BASES  # noqa: PLC0415
    from defects import DEFECTS  # noqa: PLC0415
    from genelint_rules import RULES  # noqa: PLC0415
    from test_across import BASES as CORPORA  # noqa: PLC0415
    from test_across import LATER, PLANTS  # noqa: PLC0415
    from test_across import test_planted_defect_is_found as test_plant  # noqa: PLC0415
    from test_across import test_what_a_record_no_longer_says_is_passed_over as test_later  # noqa: PLC0415
    from test_defects import test_defect  # noqa: PLC0415

    codes = {rule.meta.code for rule in RULES if rule.meta.name.replace("-", "_") in rules}
    for defect in DEFECTS:
        if defect.code in codes:
            for base in BASES:
                test_defect(defect, base)
    for code in codes.intersection(PLANTS):
        for name in PLANTS[code]:
            for corpus in CORPORA:
                test_plant(code, name, corpus)
        for text in LATER:
            test_later(code, text)


def _hold_variants(rules: set[str]) -> None:
    from genelint.rule import CorpusRule  # noqa: PLC0415
    from genelint_rules import RULES  # noqa: PLC0415
    from test_across import FINE, test_nothing_is_found  # noqa: PLC0415
    from test_variants import test_variant  # noqa: PLC0415
    from variants import VARIANTS  # noqa: PLC0415

    for variant in VARIANTS:
        test_variant(variant, "MT1H")  # one base is enough for a second look
    if any(isinstance(rule, CorpusRule) and rule.meta.name.replace("-", "_") in rules for rule in RULES):
        for name in FINE:
            test_nothing_is_found(name, "RECORD")


STAGES = ((IN_EXAMPLES, _hold_examples), (IN_DEFECTS, _hold_defects), (IN_VARIANTS, _hold_variants))


def tried(jobs: Sequence[tuple[Mutant, set[str]]], processes: int) -> Iterator[tuple[Mutant, int]]:
    """Try changes, so many at a time; gives how each ended, in the order in which they do."""
    running: dict[int, Mutant] = {}
    pending = list(reversed(jobs))
    while pending or running:
        while pending and len(running) < processes:
            mutant, rules = pending.pop()
            pid = os.fork()
            if pid == 0:
                _be_quiet()
                signal.alarm(SECONDS)
                os._exit(examined(mutant, rules))
            running[pid] = mutant
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        yield running.pop(pid), IN_EXAMPLES if code < 0 else code


def _be_quiet() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


def report(results: Sequence[tuple[Mutant, int]], seconds: float) -> str:
    """The table of modules and the list of survivors, as Markdown."""
    by_module: dict[str, Counter[int]] = {}
    for mutant, ending in results:
        by_module.setdefault(mutant.module, Counter())[ending] += 1
    total = sum(by_module.values(), Counter[int]())
    count, killed = total.total(), total.total() - total[SURVIVED]
    lines = [
        f"{killed:,} of {count:,} changes are noticed ({killed / max(count, 1):.1%}): {total[IN_EXAMPLES]:,} by "
        f"examples, {total[IN_DEFECTS]:,} more by planted defects, {total[IN_VARIANTS]:,} more by valid variants. "
        f"It took {seconds / 60:.0f} minutes with {os.cpu_count()} processes.",
        "",
        "| module | changes | noticed | |",
        "|---|---:|---:|---:|",
    ]
    for module, endings in sorted(by_module.items()):
        noticed = endings.total() - endings[SURVIVED]
        lines.append(f"| `{module}` | {endings.total()} | {noticed} | {noticed / endings.total():.0%} |")
    lines += ["", "Survivors, each with the line as it was and as it was changed:", ""]
    lines += [
        f"- `{mutant.module}:{mutant.line}` `` {mutant.before} `` → `` {mutant.after} ``"
        for mutant, ending in sorted(results)
        if ending == SURVIVED
    ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Run over the named modules, or all; exit code 1 where fewer than nine of ten changes are noticed."""
    sys.path.insert(0, str(ROOT / "tests"))
    for name in ("genelint.testing", "genelint.recovery", "genelint.tree", "jsonschema", "pyparsing", "pytest"):
        import_module(name)  # what no change concerns need not be imported in each process
    serving = users()
    names = [name for name in arguments if not name.startswith("-")] or sorted(serving)
    hold_unchanged()
    started = time.monotonic()
    jobs = [(mutant, serving[name]) for name in names for mutant in mutants(name)]
    results: list[tuple[Mutant, int]] = []
    for mutant, ending in tried(jobs, os.cpu_count() or 1):
        if ending != NO_CODE:
            results.append((mutant, ending))
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(results)} of {len(jobs)}")
    text = report(results, time.monotonic() - started)
    sys.stdout.write(text)
    if "--write" in arguments:
        page = PAGE.read_text(encoding="utf-8")
        head, tail = page.partition(BEGIN)[0], page.partition(END)[2]
        PAGE.write_text(f"{head}{BEGIN}\n{text}{END}{tail}", encoding="utf-8")
    survived = sum(ending == SURVIVED for _, ending in results)
    return 1 if survived * 10 > len(results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
