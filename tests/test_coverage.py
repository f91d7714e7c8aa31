"""docs/knowledge.md says what came from which section of which document, and says it truly."""

import importlib.util
from pathlib import Path

from knowledge.loading import shipped

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("coverage_page", ROOT / "docs" / "coverage.py")
assert _spec is not None
assert _spec.loader is not None
coverage = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(coverage)


def test_the_coverage_page_is_what_the_library_says_now() -> None:
    shown = (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")
    assert shown == coverage.page(shipped()), "run make docs"


def test_every_cited_record_stands_under_every_section_it_cites() -> None:
    page = coverage.page(shipped())
    for kind, name, citations in coverage.records(shipped()):
        assert page.count(f"- {kind}: {name}\n") + page.endswith(f"- {kind}: {name}\n") >= len(set(citations))
