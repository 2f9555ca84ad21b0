"""The rules `scripts/check` holds that a formatter cannot. House style, sections 1 and 2."""

import pathlib
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True  # the folder holds sources alone
import tenant_filters

# From the top down: a module imports only modules below it.
ORDER = """Dunwell Benchmarks Web Operations LocalPostgres Store JobQueue Treatment Compliance PluginKit Correspondence
Documents Transports Tabular Sealing Ledger Receivables Postgres CPostgres""".split()
PLUGIN_MAY = {"PluginKit", "Receivables", "Correspondence", "Documents", "Transports", "Tabular"}
SQL_MAY = {"Store", "JobQueue", "Postgres", "LocalPostgres", "Benchmarks"}
TOP_LEVEL = {"Package.swift", "README.md", "Sources", "Plugins", "Tests", "deploy", "scripts"}
IGNORED = {"Package.resolved"}
# Templates allowed an unescaped `{{{`, each with its reason.
UNESCAPED_MAY: set[str] = set()

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)")
SQL = re.compile(
    r'^\s*(?:[^"]*"{1,3})?\s*(?:(?-i:SELECT\s|COPY\s|TRUNCATE\s)|SELECT\s.*\bFROM\b|INSERT\s+INTO\b|UPDATE\s+[\w.\\"]+\s.*\bSET\b'
    r'|(?-i:UPDATE\s.*\bSET\b|UPDATE\s+\w+\s*$)|DELETE\s+FROM\b|TRUNCATE\s+(?:TABLE\s|\w+\s*["$])|WITH\s+(?:RECURSIVE\s+)?\w+\s+(?:\([^)]*\)\s+)?AS\s*\()', re.I)
PUBLIC = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public\s+(?!import\b)|open\s+(?:class|func|var|subscript)\b)")
# Assembled so that this file does not hold the words it forbids.
BYPASS = re.compile("|".join(["BYPASS" + "RLS", r"row_security\s*(?:=|TO)\s*'?off", r"DISABLE ROW LEVEL " + "SECURITY"]), re.I)


def targets(manifest):
    """Each target of the manifest with its position and the modules it declares."""
    found = {}
    pattern = re.compile(r'(?:\b(module|plugin|tests)\(\s*"(\w+)"|\.target\(\s*name:\s*"(\w+)"|\.systemLibrary\(\s*name:\s*"(\w+)"'
                         r'|\.executableTarget\(\s*name:\s*"(\w+)")')
    matches = list(pattern.finditer(manifest))
    products = dict(re.findall(r'let (\w+): Target\.Dependency = \.product\(name: "(\w+)"', manifest))
    for match in matches:
        name = next(group for group in match.groups()[1:] if group)
        depth, end = 0, match.start()
        for end in range(match.start(), len(manifest)):
            depth += (manifest[end] == "(") - (manifest[end] == ")")
            if depth == 0 and manifest[end] == ")":
                break
        body = re.sub(r"(?:path|pkgConfig|exclude|resources|providers): *(?:\"[^\"]*\"|\[.*?\])", "", manifest[match.end():end], flags=re.S)
        uses = set(re.findall(r'"(\w+)"', body)) | {products[word] for word in re.findall(r"\b\w+\b", body) if word in products}
        kind = match.group(1) or "other"
        if kind == "plugin":
            uses |= {"PluginKit", "Receivables"}
        if kind == "tests":
            uses.add(name)
            name += "Tests"
        found[name] = (kind, manifest.count("\n", 0, match.start()) + 1, uses)
    return found


def check(root):
    violations = []

    def report(path, line, rule, fix):
        violations.append((str(path.relative_to(root)), line, rule, fix))

    for entry in sorted(root.iterdir()):
        if not entry.name.startswith(".") and entry.name not in TOP_LEVEL | IGNORED:
            report(entry, 1, "top-level", "move it under Sources, Plugins, Tests, deploy or scripts")

    manifest_path = root / "Package.swift"
    manifest = manifest_path.read_text()
    known = targets(manifest)
    in_order = [(name, line) for name, (kind, line, _) in known.items() if kind in ("module", "other") and name in ORDER]
    in_order = [(name, line) for name, line in in_order if not name.startswith("C") or name in ("Compliance", "Correspondence")]
    for (upper, _), (lower, line) in zip(in_order, in_order[1:]):
        if ORDER.index(upper) > ORDER.index(lower):
            report(manifest_path, line, "manifest-order", f"list {lower} above {upper}")
    for name, (kind, line, uses) in known.items():
        for used in uses & set(ORDER):
            if name in ORDER and ORDER.index(used) <= ORDER.index(name):
                report(manifest_path, line, "module-order", f"{name} may not depend on {used}, which stands above it")
            if kind == "plugin" and used not in PLUGIN_MAY:
                report(manifest_path, line, "plugin-wall", f"plugin {name} may not depend on {used}")

    for folder in ("Sources", "Plugins", "Tests"):
        for path in sorted((root / folder).rglob("*.swift")):
            check_swift(root, path, known, report)
    tables = tenant_tables(root)
    for path in sorted((root / "Sources").rglob("*.swift")):
        for line, table in tenant_filters.in_file(path, tables):
            report(path, line, "tenant-filter", f"compare the tenant_id of {table} with \\(tenantID), or name it when adding")
    for folder in ("Sources", "Plugins", "deploy"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".mustache", ".html", ".txt"} and str(path.relative_to(root)) not in UNESCAPED_MAY:
                for number, line in enumerate(path.read_text().splitlines(), 1):
                    if "{{{" in line or "{{&" in line:
                        report(path, number, "unescaped-template", "write {{name}}, or list the template with its reason")
            if path.suffix == ".sql" and path.is_file():
                for number, line in enumerate(path.read_text().splitlines(), 1):
                    if BYPASS.search(line) and "NO" + "BYPASS" + "RLS" not in line.upper() and "dunwell_backup" not in line:
                        report(path, number, "row-level-security", "reach the rows through a tenant transaction")
    return violations


def tenant_tables(root):
    return tenant_filters.tenant_tables(path.read_text() for path in sorted((root / "Sources").rglob("*.sql")))


def check_swift(root, path, known, report):
    parts = path.relative_to(root).parts
    area, module = parts[0], parts[1]
    if module == "Support":
        module = parts[2]
    local = set(known)
    kind, _, declared = known.get(module, ("other", 0, set()))
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        code = line.split("//", 1)[0] if '"' not in line else line
        if re.match(r"^\s*//", line):
            continue
        if (match := IMPORT.match(code)) and match.group(1) in local and match.group(1) != module:
            used = match.group(1)
            if module in known and used not in declared:
                report(path, number, "undeclared-import", f"add {used} to the dependencies of {module} in Package.swift")
            if area == "Sources" and {module, used} <= set(ORDER) and ORDER.index(used) < ORDER.index(module):
                report(path, number, "module-order", f"{module} may not import {used}, which stands above it")
            if area == "Plugins" and used not in PLUGIN_MAY and known[used][0] in ("module", "plugin"):
                report(path, number, "plugin-wall", f"plugins import {', '.join(sorted(PLUGIN_MAY))} and their C library")
        if area != "Tests" and module not in {"PluginKit", "Receivables", "Dunwell"} and PUBLIC.match(code):
            report(path, number, "public", "write package; public is a promise to plugin authors")
        if area != "Tests" and module not in SQL_MAY and SQL.match(code):
            report(path, number, "sql-outside-store", "move the statement to Store")
        if area != "Tests" and module != "Dunwell":
            if re.search(r"(?<![\w.])print\(", code):
                report(path, number, "print", "return the text, or log it with the caller's logger")
            if re.search(r"\bFoundation\.Process\b|(?<![\w.])Process\(\)", code):
                report(path, number, "process", "use posix_spawn where the server is started, nowhere else")
        if area == "Tests" and "Task.sleep" in code and "//" not in line and "//" not in lines[max(0, number - 2)]:
            report(path, number, "sleeping-test", "wait for a signal or move a clock")
        if re.search(r"\btry\?", code) and "//" not in line and not any(
                re.match(r"^\s*//", above) for above in lines[max(0, number - 4):number - 1]):
            report(path, number, "dropped-error", "say in a comment why the error may be dropped")
        if area != "Tests" and BYPASS.search(code) and path.name != "TenancyRightsChecks.swift":  # it looks for the right
            report(path, number, "row-level-security", "reach the rows through a tenant transaction")


PLANTED = [
    ("Sources/Ledger/Planted.swift", "import Receivables\nimport Store\n", {"undeclared-import", "module-order"}),
    ("Sources/Receivables/Planted.swift", "package import Ledger\n", {"undeclared-import", "module-order"}),
    ("Plugins/Email/Planted.swift", "import Store\n", {"undeclared-import", "plugin-wall"}),
    ("Plugins/Email/Planted.swift", "import PhoneLog\n", {"undeclared-import", "plugin-wall"}),
    ("Sources/Ledger/Planted.swift", "public struct Planted {}\n", {"public"}),
    ("Sources/Treatment/Planted.swift", 'let sql = "SELECT id FROM cases"\n', {"sql-outside-store"}),
    ("Sources/Treatment/Planted.swift", 'let sql = """\n    DELETE FROM cases\n    """\n', {"sql-outside-store"}),
    ("Sources/Treatment/Planted.swift", 'let sql = "UPDATE cases SET state = 1"\n', {"sql-outside-store"}),
    ("Sources/Ledger/Planted.swift", 'func f() { print("x") }\n', {"print"}),
    ("Sources/Ledger/Planted.swift", "let child = Foundation.Process()\n", {"process"}),
    ("Tests/LedgerTests/Planted.swift", "try await Task.sleep(for: .seconds(1))\n", {"sleeping-test"}),
    ("Sources/Ledger/Planted.swift", "let x = try? f()\n", {"dropped-error"}),
    ("Sources/Correspondence/Templates/planted.mustache", "{{{name}}}\n", {"unescaped-template"}),
    ("Sources/Store/Migrations/planted.sql", "ALTER ROLE x BYPASS" + "RLS;\n", {"row-level-security"}),
    ("Sources/Store/Planted.swift", 'let sql = "SELECT id FROM holds WHERE id = 1"\n', {"tenant-filter"}),
    ("Sources/Store/Planted.swift", 'let sql = "INSERT INTO holds (id) VALUES (1)"\n', {"tenant-filter"}),
    ("Sources/Store/Planted.swift",
     'let sql = "SELECT h.id FROM holds h JOIN calls c ON c.id = h.id WHERE h.tenant_id = \\(tenantID)"\n', {"tenant-filter"}),
    *[("Sources/Treatment/Planted.swift", f'let sql = "{sql}"\n', {"sql-outside-store"}) for sql in [
        "select id from cases", "delete from cases", "update cases set state = 1", "insert into cases (id) values (1)",
        "WITH x AS (SELECT 1) SELECT 1", "with x as (select 1) select 1", "TRUNCATE cases", "truncate cases"]],
    ("Sources/Treatment/Planted.swift", 'let sql = "DELETE FROM" + table\n', {"sql-outside-store"}),
    *[("Sources/Store/Planted.swift", f'let sql = "{sql}"\n', {"tenant-filter"}) for sql in [
        r"SELECT h.id FROM holds h WHERE h.tenant_id = h.tenant_id",
        r"SELECT id FROM holds WHERE tenant_id = tenant_id",
        r"SELECT h.id FROM holds h WHERE h.tenant_id = \(tenantID) OR true",
        r"SELECT h.id FROM holds h WHERE true OR h.tenant_id = \(tenantID)",
        r"SELECT h.id FROM holds h WHERE (h.tenant_id = \(tenantID) AND h.id = \(id)) OR h.id IS NULL",
        r"SELECT h.id FROM holds h WHERE NOT h.tenant_id = \(tenantID)",
        r"SELECT h.id FROM holds h WHERE NOT (h.tenant_id = \(tenantID))",
        r"SELECT id FROM public.holds", r"SELECT id FROM \"holds\"", r"SELECT id FROM \"public\".\"holds\" x",
        r"select id from holds", r"select h.id from holds h where h.id = 1", r"TRUNCATE holds", r"TRUNCATE TABLE holds",
        r"DELETE FROM holds", r"delete from holds"]],
    ("planted/file.txt", "x\n", {"top-level"}),
]
ALLOWED = [
    ("Sources/Store/Planted.swift", 'let sql = "SELECT id FROM cases"\n'),
    ("Sources/Store/Planted.swift", 'let sql = "SELECT id FROM holds h WHERE h.tenant_id = \\(tenantID)"\n'),
    *[("Sources/Store/Planted.swift", f'let sql = "{sql}"\n') for sql in [
        r"SELECT h.id FROM holds h WHERE h.tenant_id = \(tenantID) AND (h.id = \(id) OR h.id IS NULL)",
        r"SELECT h.id FROM public.holds h WHERE NOT h.is_open AND h.tenant_id = \(tenantID)",
        r"select h.id from holds h where h.tenant_id = \(tenantID)"]],
    ("Sources/Treatment/Planted.swift", 'let words = "select the one with a plan, or update what is set"\n'),
    ("Sources/Ledger/Planted.swift", "// An absent file is no error here.\nlet x = try? f()\n"),
    ("Sources/Ledger/Planted.swift", "package import Receivables\n"),
    ("Sources/Receivables/Planted.swift", "public import Foundation\npublic struct Planted {}\n"),
]


def self_test(root):
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "copy"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".build*", ".git", ".dunwell"))
        before = set(check(copy))
        cases = [(name, text, rules) for name, text, rules in PLANTED] + [(name, text, set()) for name, text in ALLOWED]
        for name, text, expected in cases:
            path = copy / name
            fresh = not path.parent.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            caught = {violation[2] for violation in set(check(copy)) - before}
            if caught != expected:
                failures += 1
                print(f"{name}: expected {sorted(expected)}, caught {sorted(caught)}: {text!r}")
            path.unlink()
            if fresh:
                shutil.rmtree(path.parent)
        manifest = copy / "Package.swift"
        text = manifest.read_text()
        manifest.write_text(text.replace('module("Ledger", ["Receivables"])', 'module("Ledger", ["Receivables", "Store"])'))
        if "module-order" not in {violation[2] for violation in set(check(copy)) - before}:
            failures += 1
            print("Package.swift: a dependency on a module above was not caught")
    tried = 0
    for path in sorted((root / "Sources" / "Store").rglob("*.swift")):
        missed, count = tenant_filters.survivors(path, tenant_tables(root))
        tried += count
        failures += len(missed)
        for line in missed:
            print(f"{path.relative_to(root)}:{line}: this tenant filter could be lost without notice")
    if tried < 100:
        failures += 1
        print(f"only {tried} tenant filters were found in Store: the search for them is broken")
    return failures


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    if "--self-test" in sys.argv:
        return 1 if self_test(root) else 0
    violations = sorted(check(root))
    for path, line, rule, fix in violations:
        print(f"{path}:{line}: {rule}: {fix}", file=sys.stderr)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
