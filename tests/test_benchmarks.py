"""Benchmarks that put rows straight into tables: they break unseen where a table changes."""

from pathlib import Path

from benchmarks.digest import filled, read


def test_the_digest_that_is_timed_tells_of_all_its_teams(tmp_path: Path) -> None:
    digest = read(filled(tmp_path, 12), 1)
    assert len(digest.teams) == 12
    assert digest.placed
