"""Who decides for long has its turn beside offices that never rest, and has none of them wait for too long."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.offices.conftest import Place
from tests.offices.offices import assert_one_truth, founded, joined

SLOW = """
import sys, time
from tracker.offices.sharing import Office
hand_over = Office.hand_over
def slowly(*given, **options):
    time.sleep(SECONDS)
    return hand_over(*given, **options)
Office.hand_over = slowly
from tracker.__main__ import main
sys.exit(main())
"""
"""The program, which takes so many seconds to decide, as for a long sheet on a slow machine."""


@pytest.mark.long
@pytest.mark.parametrize(("seconds", "code"), [(10.1, 0), (16, 3)], ids=["long", "too long"])
def test_who_decides_for_long_has_its_turn_beside_an_office_that_never_rests(
    place: Place, tmp_path: Path, seconds: float, code: int
) -> None:
    """If that takes longer than others wait, it gives up, and the others do not."""
    riga = founded(place, tmp_path, 1_000_000)
    berta = joined(riga, "berta")
    ended = threading.Event()

    def never_rest() -> Counter[int]:
        codes: Counter[int] = Counter()
        while not ended.is_set():
            codes[berta("ship", "dublin", "THB/lv=1").code] += 1
        return codes

    with ThreadPoolExecutor(1) as crew:
        working = crew.submit(never_rest)
        process = riga.started("ship", "london", "THB/lv=2", program=("-c", SLOW.replace("SECONDS", str(seconds))))
        _, said = process.communicate(timeout=600)
        ended.set()
        assert set(working.result()) == {0}
    assert process.returncode == code, said
    assert code == 0 or said.startswith("Error: Other offices recorded something each time")
    assert_one_truth((riga, berta), checked=False)
