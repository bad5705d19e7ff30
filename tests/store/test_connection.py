from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.one_system import posix_only
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


@posix_only
@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_a_folder_by_the_name_of_the_journal_is_named(clerk: Clerk, ending: str) -> None:
    folder = clerk.db.with_name(f"{clerk.db.name}{ending}")
    assert "its name is that of a journal of" in clerk.refused("help", "--man", folder)
    folder.mkdir()
    for words in (("stock",), ("place", "add", "x", "X", "--kind", "other"), ("check",)):
        said = clerk.refused(*words, code=3)
        assert f"The folder {folder} has the name of the journal of" in said
        assert ", so the database cannot be used; rename the folder." in said
    link = clerk.db.with_name("link.db")
    link.symlink_to(clerk.db)
    assert f"The folder {folder} has the name of the journal of" in clerk.refused("--db", link, "stock", code=3)
    folder.rmdir()
    clerk.does("check")
