from pathlib import Path

import pytest

from tracker.errors import Unusable
from tracker.store.connection import connected


def test_a_file_that_went_away_is_not_made_anew(tmp_path: Path) -> None:
    """As a backup may, that is looked at while another command removes it."""
    with pytest.raises(Unusable, match="There is no ledger at"), connected(tmp_path / "gone.db"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b.db", "a?mode=memory.db", "100%25.db", "#1.db", "ā'\"&;.db"])
def test_a_name_is_no_more_than_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    with connected(path) as database:
        database.connection.execute("CREATE TABLE t (x)")
    assert path.stat().st_size > 0
    assert list(tmp_path.iterdir()) == [path]
