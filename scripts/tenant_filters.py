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
FILTER = re.compile(r"\b(?:(?P<row>\w+)\.)?tenant_id = (?:(?P<caller>\\\(tenantID\))|(?:(?P<other>\w+)\.)?tenant_id\b)", re.I)
# What a statement begins with, or a part of one; English words alike do not.
STATEMENT = re.compile(
    r"\bSELECT\s|\bINSERT\s+INTO\s|\bUPDATE\s+[\w.\"]+(?:\s+(?:AS\s+)?\w+)?\s+SET\b|\bDELETE\s+FROM\b|\bTRUNCATE\s"
    r"|\bWHERE\b|\bJOIN\b", re.I)
# Where a condition begins or ends.
CLAUSE = re.compile(r"\b(?:SELECT|FROM|JOIN|ON|WHERE|SET|WHEN|HAVING|GROUP|ORDER|LIMIT|RETURNING|UNION|EXCEPT|INTERSECT|FILTER|"
                    r"VALUES|USING)\b|;", re.I)


# File and table: statements about all tenants at once, each with its reason.
ACROSS_TENANTS = {("Tenants.swift", "tenant_next_looks")}  # which tenants have something due


def tenant_tables(migrations):
    """Tables whose rows belong to a tenant: those whose primary key begins with it."""
    return {name for text in migrations for name, body in TABLE.findall(text)
            if "PRIMARY KEY (tenant_id," in body or re.search(r"\btenant_id\s+uuid PRIMARY KEY", body)}


def holds(sql, found):
    """Whether a filter always narrows its statement: it compares two different things, and no OR beside it and no NOT
    before it, nor around the brackets it stands in, lets rows past it."""
    if not found["caller"] and (found["row"] or "").lower() == (found["other"] or "").lower():
        return False
    # The caller's own brackets are none of the statement's.
    sql = re.sub(r"\\\((\w+)\)", lambda value: "_" * len(value[0]), sql)
    start, end = found.start(), found.end()
    while True:
        left, depth, beside = start, 0, []
        while left and (depth or sql[left - 1] != "("):
            left -= 1
            depth += (sql[left] == ")") - (sql[left] == "(")
            beside.append(" " if depth or sql[left] == "(" else sql[left])
        before = "".join(reversed(beside))
        right, depth, beside = end, 0, []
        while right < len(sql) and (depth or sql[right] != ")"):
            depth += (sql[right] == "(") - (sql[right] == ")")
            beside.append(" " if depth or sql[right] == ")" else sql[right])
            right += 1
        after = CLAUSE.split("".join(beside))[0]
        condition = CLAUSE.split(before)[-1]
        if re.search(r"\bOR\b", condition + " ; " + after, re.I) or re.search(r"\bNOT\s*$", condition, re.I):
            return False
        if not left or CLAUSE.search(before):
            return True
        start, end = left - 1, right + 1


def unfiltered(text, tables):
    """Pairs of line number and table: each a reference without a filter of its own."""
    fragments = {name: block or line for name, block, line in FRAGMENT.findall(text)}
    name = r'(?:"?public"?\s*\.\s*)?"?(' + "|".join(sorted(tables)) + r')\b"?'
    reference = re.compile(
        r"\b(FROM|JOIN|UPDATE|INTO|USING|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?" + name + r"(?!\s*\.)"
        r"(?:\s+(?:AS\s+)?(?!(?:" + "|".join(WORDS) + r")\b)([a-z]\w*))?"
        r"|,\s+" + name + r"\s+(?:AS\s+)?([a-z]\w*)\s+(?:WHERE|JOIN|,)", re.I)
    for literal in LITERAL.finditer(text):
        sql = literal["block"] if literal["block"] is not None else literal["line"]
        for name, fragment in fragments.items():
            sql = sql.replace(f"\\({name})", fragment).replace(f"\\(fragment: {name})", fragment)
        sql = sql.replace('\\"', '"')
        references = [found for found in reference.finditer(sql) if found[0].isupper() or STATEMENT.search(sql)]
        if not references:
            continue
        line = text.count("\n", 0, literal.start()) + 1
        filters = [found for found in FILTER.finditer(sql) if holds(sql, found)]
        # A join of n tables has n filters: each its own, or equal to one that has.
        left = len(filters)
        for found in references:
            verb, table, alias = found[1], found[2] or found[4], found[3] or found[5]
            if verb and verb.upper() == "INTO":
                columns, _, rest = sql[found.end():].partition(")")
                if not re.match(r"\s*\(tenant_id\b", columns, re.I) or "\\(tenantID)" not in rest:
                    yield line, table
                continue
            left -= 1
            alias, table = alias and alias.lower(), table.lower()
            names = {alias or table} | ({None} if alias is None else set())
            if left < 0 or not any(
                    (found and found.lower()) in names for filter in filters
                    for found in [filter["row"]] + ([] if filter["caller"] else [filter["other"]])):
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
