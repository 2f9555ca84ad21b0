"""Row-level security is the second lock; the first is that every statement names its tenant for every tenant table it
reads or writes. This finds the statements that do not."""

import re

LITERAL = re.compile(r'"""\n(?P<block>.*?)"""|"(?P<line>(?:\\.|[^"\\\n])*)"', re.S)
FRAGMENT = re.compile(r'\b(?:let|var) (\w+): SQL =\s*(?:"""\n(.*?)"""|"((?:\\.|[^"\\\n])*)")', re.S)
TABLE = re.compile(r"^CREATE TABLE (\w+) \((.*?)^\)", re.S | re.M)
# What may follow a table's name without being its alias.
WORDS = """AS SET WHERE ON JOIN LEFT RIGHT FULL INNER CROSS ORDER GROUP HAVING FOR LIMIT UNION EXCEPT INTERSECT USING VALUES
SELECT DEFAULT RETURNING AND OR WHEN""".split()
# One row's tenant set equal to the caller's, or to another row's.
FILTER = re.compile(r"\b(?:(\w+)\.)?tenant_id = (?:\\\(tenantID\)|(?:(\w+)\.)?tenant_id\b)")


# File and table: statements about all tenants at once, each with its reason.
ACROSS_TENANTS = {("Tenants.swift", "tenant_next_looks")}  # which tenants have something due


def tenant_tables(migrations):
    """Tables whose rows belong to a tenant: those whose primary key begins with it."""
    return {name for text in migrations for name, body in TABLE.findall(text)
            if "PRIMARY KEY (tenant_id," in body or re.search(r"\btenant_id\s+uuid PRIMARY KEY", body)}


def unfiltered(text, tables):
    """Pairs of line number and table: each a reference without a filter of its own."""
    fragments = {name: block or line for name, block, line in FRAGMENT.findall(text)}
    reference = re.compile(
        r"\b(FROM|JOIN|UPDATE|INTO|USING)\s+(?:ONLY\s+)?(" + "|".join(sorted(tables)) + r")\b(?!\s*\.)"
        r"(?:\s+(?:AS\s+)?(?!(?:" + "|".join(WORDS) + r")\b)([a-z]\w*))?"
        r"|,\s+(" + "|".join(sorted(tables)) + r")\s+(?:AS\s+)?([a-z]\w*)\s+(?:WHERE|JOIN|,)")
    for literal in LITERAL.finditer(text):
        sql = literal["block"] if literal["block"] is not None else literal["line"]
        for name, fragment in fragments.items():
            sql = sql.replace(f"\\({name})", fragment).replace(f"\\(fragment: {name})", fragment)
        references = list(reference.finditer(sql))
        if not references:
            continue
        line = text.count("\n", 0, literal.start()) + 1
        filters = list(FILTER.finditer(sql))
        # A join of n tables has n filters: each its own, or equal to one that has.
        left = len(filters)
        for found in references:
            verb, table, alias = found[1], found[2] or found[4], found[3] or found[5]
            if verb == "INTO":
                columns, _, rest = sql[found.end():].partition(")")
                if not re.match(r"\s*\(tenant_id\b", columns) or "\\(tenantID)" not in rest:
                    yield line, table
                continue
            left -= 1
            names = {alias or table} | ({None} if alias is None else set())
            if left < 0 or not any(filter[1] in names or filter[2] in names for filter in filters):
                yield line, table


def in_file(path, tables):
    """As `unfiltered`, but for what `ACROSS_TENANTS` allows."""
    return [found for found in unfiltered(path.read_text(), tables) if (path.name, found[1]) not in ACROSS_TENANTS]


def survivors(path, tables):
    """Filters of a file that could be lost without notice, as line numbers, and how many filters were tried."""
    text = path.read_text()
    before = len(list(unfiltered(text, tables)))
    lost = [(found, "true") for found in FILTER.finditer(text)]
    lost += [(found, found[1]) for found in re.finditer(r"(INSERT INTO \w+ (?:AS \w+ )?\()tenant_id, ", text)]
    missed = [text.count("\n", 0, found.start()) + 1 for found, left in lost
              if len(list(unfiltered(text[:found.start()] + left + text[found.end():], tables))) <= before]
    return missed, len(lost)
