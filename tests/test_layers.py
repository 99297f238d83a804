"""What may import what: tested, not promised."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import gilrace

ROOT = Path(__file__).parent.parent
PACKAGE = Path(gilrace.__file__).parent


def modules_after(code, *flags):
    """Top-level modules and gilrace's own that are loaded once some code has run."""
    tail = "; import sys, json; print('\\n' + json.dumps(sorted(sys.modules)))"
    out = subprocess.run(
        [sys.executable, *flags, "-c", code + tail], capture_output=True, text=True, check=True
    )
    return set(json.loads(out.stdout.splitlines()[-1]))


def test_arrows_between_folders_point_down_only():
    importlinter = pytest.importorskip("importlinter.cli", reason="import-linter is not installed")
    assert importlinter.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_a_headless_race_needs_neither_textual_nor_live_bars(tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text("workload: {use: sum_squares, items: 2}\nlanes: [sequential]\nrounds: 1\n")
    run = (
        "import sys\nfrom gilrace.cli import main\n"
        f"try:\n    main(['run', {str(path)!r}, '--json', '-', '--quiet'])\n"
        "except SystemExit as end:\n    assert end.code == 0\npass"
    )
    loaded = modules_after(run)
    assert "gilrace.race.referee" in loaded
    for heavy in ("textual", "rich.live", "rich.progress", "aiohttp", "asyncio"):
        assert heavy not in loaded, heavy


def test_help_reads_no_scenario_and_draws_nothing():
    run = "from gilrace.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\npass"
    loaded = modules_after(run)
    for heavy in ("pydantic", "ruamel.yaml", "textual", "rich", "psutil", "asyncio"):
        assert heavy not in loaded, heavy


@pytest.mark.parametrize("folder", ["lane", "host", "strategies", "workloads", "lab"])
def test_what_runs_in_a_lane_needs_the_standard_library_alone(folder):
    names = [
        ".".join(("gilrace", *path.relative_to(PACKAGE).with_suffix("").parts))
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if path.name
        not in ("__init__.py", "lane_host.py", "__main__.py", "origin_server.py", "origin_aiohttp.py")
    ]
    imports = "\n".join(f"import {name}" for name in names)
    code = (
        "import sys, types\np = types.ModuleType('gilrace')\n"
        f"p.__path__ = [{str(PACKAGE)!r}]\nsys.modules['gilrace'] = p\n{imports}\npass"
    )
    loaded = modules_after(code, "-I", "-S")
    strangers = (
        {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"gilrace", "__main__"}
    )
    assert not {name for name in strangers if not name.startswith("_")}


def circles(graph):
    """Sets of modules that reach each other: Tarjan's strongly connected components of more than one."""
    order, low, stack, found = {}, {}, [], []

    def visit(module):
        order[module] = low[module] = len(order)
        stack.append(module)
        for other in graph.find_modules_directly_imported_by(module):
            if other not in order:
                visit(other)
            if other in stack:
                low[module] = min(low[module], low[other])
        if low[module] == order[module]:
            at = stack.index(module)
            found.append(sorted(stack[at:]))
            del stack[at:]

    for module in sorted(graph.modules):
        if module not in order:
            visit(module)
    return [circle for circle in found if len(circle) > 1]


def test_no_modules_import_each_other_in_a_circle_not_even_for_their_types():
    grimp = pytest.importorskip("grimp", reason="comes with import-linter")
    graph = grimp.build_graph("gilrace", exclude_type_checking_imports=False, cache_dir=None)
    assert circles(graph) == []


def test_a_circle_of_imports_would_be_seen():
    grimp = pytest.importorskip("grimp", reason="comes with import-linter")
    graph = grimp.ImportGraph()
    for module in "abcd":
        graph.add_module(module)
    for importer, imported in ("ab", "bc", "cb", "cd"):
        graph.add_import(importer=importer, imported=imported)
    assert circles(graph) == [["b", "c"]]
