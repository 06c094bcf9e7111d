"""The API reference: what the exported cells of the notebooks define, read from their source."""
import ast
import io
import re
import textwrap
import tokenize
from dataclasses import dataclass


@dataclass
class Entry:
    "A public function, class, method or constant."
    module: str
    name: str  # within the module, such as Extractor.extract
    summary: str  # first sentence of the docstring
    text: str  # Markdown with a directive of Sphinx' Python domain
    source: str = ""  # the code, of what is not part of a class

    @property
    def path(self): return f"human_extractor.{self.module}.{self.name}"

    @property
    def anchor(self): return f"source-{self.module}-{self.name}"  # of its cell on the notebook's page


def signature(node):
    "Names and defaults of the parameters; their types stand in the table."
    bare = ast.parse(ast.unparse(node.args).join(("def f(", "): 0"))).body[0].args
    for argument in ast.walk(bare):
        if isinstance(argument, ast.arg): argument.annotation = None
    return re.sub(r"^(self|cls)(, )?", "", ast.unparse(bare))


def table(node, notes, bases=()):
    """Parameters and result (of a function) or fields (of a class) with type, default and the comment on their line.

    Of a class whose `bases`, [(node, notes)], are in the same module, their fields come first."""
    code = lambda part: f"`{ast.unparse(part)}`".replace("|", "\\|") if part else ""
    if isinstance(node, ast.ClassDef):
        fields = [(f, its) for kind, its in [*bases, (node, notes)] for f in kind.body if isinstance(f, ast.AnnAssign)]
        rows = [(f"`{f.target.id}`", f.annotation, f.value, its.get(f.lineno) or its.get(f.end_lineno, "")) for f, its in fields]
    else:
        plain, a = node.args.posonlyargs + node.args.args, node.args
        defaults = [None] * (len(plain) - len(a.defaults)) + a.defaults + [None] * bool(a.vararg) + a.kw_defaults + [None]
        arguments = plain + [a.vararg] * bool(a.vararg) + a.kwonlyargs + [a.kwarg] * bool(a.kwarg)
        rows = [(f"`{arg.arg}`", arg.annotation, default, notes.get((default or arg).end_lineno, "")) for arg, default in zip(arguments, defaults)
                if arg.arg not in ("self", "cls")]
        if node.returns and ast.unparse(node.returns) != "None":
            rows.append(("*returns*", node.returns, None, notes.get(node.returns.end_lineno, "")))
    cells = [(name, code(kind), code(default), note) for name, kind, default, note in rows if kind or note]
    if not cells: return ""
    columns = [column for column in zip(("name", "type", "default", "meaning"), *cells) if any(column[1:])]  # those that say something
    lines = [f"| {' | '.join(line)} |" for line in zip(*columns)]
    return "\n".join([lines[0], "|---" * len(columns) + "|", *lines[1:], ""])


def folded(code):
    "Source code that opens on a click."
    fold = lambda tags: f"```{{raw}} html\n{tags}\n```"
    return "\n".join([fold('<details class="source"><summary>Source</summary>'), f"```python\n{code}\n```", fold("</details>")])


def directive(kind, call, *parts, fence="````"):
    "A directive of Sphinx' Python domain."
    return "\n".join([f"{fence}{{py:{kind}}} {call}", "", *filter(None, parts), fence, ""])


classes = {}  # (module, name) → (node, notes), of the cells that `entries` has read so far


def bases_of(module, node):
    "The classes of the same module that a class inherits from, the furthest first, as [(node, notes)]."
    found = [classes[module, base.id] for base in node.bases if isinstance(base, ast.Name) and (module, base.id) in classes]
    return [above for base in found for above in [*bases_of(module, base[0]), base]]


def entries(source, module):
    "Every `Entry` that a cell defines; a class has what it inherits from classes of its module, too."
    notes = {token.start[0]: token.string.lstrip("# ").replace("|", "\\|")
             for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type == tokenize.COMMENT}

    def documented(node, owner="", notes=notes):
        doc = ast.get_docstring(node) or ""
        start = next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), node)
        decorators = [ast.unparse(d) for d in node.decorator_list]
        if not owner and "patch" in decorators: owner = ast.unparse(node.args.args[0].annotation)
        name, call = f"{owner}.{node.name}" if owner else node.name, node.name if owner and "patch" not in decorators else f"{owner}.{node.name}".lstrip(".")
        if isinstance(start, ast.FunctionDef) and not {"property", "cached_property"} & set(decorators): call += f"({signature(start)})"
        kind = "class" if isinstance(node, ast.ClassDef) else "function" if not owner else "method"
        if {"property", "cached_property"} & set(decorators): kind = "property"
        bases, methods = bases_of(module, node) if kind == "class" else [], []
        if kind == "class":
            own = {m.name: (m, its) for kind_of, its in [*bases, (node, notes)] for m in kind_of.body if isinstance(m, ast.FunctionDef)}
            methods = [documented(m, name, its) for m, its in own.values() if not m.name.startswith("_")]
        text = directive(kind, call, doc + "\n", table(start, notes, bases), *(inner[0].text for inner in methods), fence="`````" if kind == "class" else "````")
        code = "" if owner and "patch" not in decorators else textwrap.dedent(ast.get_source_segment(source, node))
        return [Entry(module, name, re.split(r"(?<=[.!?])\s|\n\n", doc)[0].replace("\n", " "), text, code), *(m for inner in methods for m in inner)]

    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef): classes[module, node.name] = node, notes
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            if not node.name.startswith("_"): yield documented(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if not isinstance(target, ast.Name) or target.id.startswith("_"): continue
            code = textwrap.dedent(" " * node.value.col_offset + ast.get_source_segment(source, node.value))
            note = notes.get(node.lineno, "")
            note = note[:1].upper() + note[1:]
            yield [Entry(module, target.id, note, directive("data", target.id, note + "\n", f"```python\n{code}\n```"))]


COMMANDS = ("cli", None)  # in these wings, None being the overview, a plain word such as `train` is a command
SPLITS = {"data": {"train"}, "evaluation": {"train"}, "preview": {"train"}}  # and in these a part of the data


def linked(text, names, module=None):
    "Link names in backticks to their entries, those of the page's own module first."
    wing = module.partition(".")[0] if module else None

    def link(match):
        name, called = match[1].removesuffix("()"), match[1].endswith("()")
        entry = names.get((module, name)) or names.get((None, name))
        clear = called or re.search(r"[._]|^[A-Z]", name) or wing not in COMMANDS and name not in SPLITS.get(wing, ())
        return f"{{py:obj}}`{match[1]} <{entry.path}>`" if entry and (clear or entry.module == module) else match[0]
    parts = re.split(r"(?ms)(^```(?!`).*?^```$|^`{4,}[^\n]*$|^#[^\n]*$)", text)  # leave code, directives and headings alone
    return "".join(part if i % 2 else re.sub(r"(?<![`\[\w}])`([\w.]+(?:\(\))?)`(?![`\]])", link, part) for i, part in enumerate(parts))


def contents(modules):
    "Markdown of the reference's first page: what each module is for. modules: {module: (notebook, title, purpose, [[Entry]])}"
    rows = [f"| [{module}](api.{module}.md) | {purpose} | {', '.join(f'{{py:obj}}`{group[0].name} <{group[0].path}>`' for group in groups)} |"
            for module, (_, _, purpose, groups) in modules.items()]
    tree = "\n".join(f"api.{module}" for module in modules)
    return "\n".join(["# API reference\n", "A page for each module: every name with the types and meaning of its parameters, and its source, folded. Where a name is "
                      "*explained*, with its tests, is the notebook that the page links to.\n", "| module | what it is for | names |", "|---|---|---|", *rows, "",
                      f"```{{toctree}}\n:hidden:\n\n{tree}\n```\n"])


def page_of(module, notebook, title, purpose, groups, names):
    "Markdown of a module's page."
    parts = [f"# {module}\n", f"```{{py:module}} human_extractor.{module}\n```\n", f"{purpose} Explained and tested in [{title}]({notebook}).\n"]
    for first, *_ in groups:
        parts += [linked(first.text, names, module), folded(first.source) if first.source else "", ""]
    return "\n".join(parts)
