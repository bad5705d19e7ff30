"""The log, in a world of collisions: equal entries, each with its own number, and what became of each."""

import pytest

from tests.conftest import Clerk
from tests.reports.rows import Rows, moment, rows, told, viewed

pytestmark = pytest.mark.slow

LOG = "entry type date place run quantity source destination voids voided_by counted"
ENTRIES = "entry type date place reason shipment request voids voided_by replaces"

WHOLE = rows("""
    1   print    2015-03-02 store   THB/lv/1 100 printer store   -   -   -
    2   print    2015-03-02 store   THB/lv/2 100 printer store   -   -   -
    3   print    2015-03-02 store   THB/ru/1 100 printer store   -   -   -
    4   print    2015-03-10 store   THB/en/1 100 printer store   -   -   -
    5   print    2015-03-10 store   THB/en/2 100 printer store   -   6   -
    6   void     2015-03-10 store   THB/en/2 100 store   printer 5   -   -
    7   ship     2015-03-05 annex   THB/lv/2 40  store   transit -   -   -
    8   receive  2015-03-05 annex   THB/lv/2 40  transit annex   -   -   -
    9   ship     2015-03-10 london  THB/lv/1 10  store   transit -   -   -
    10  ship     2015-03-10 london  THB/lv/1 10  store   transit -   -   -
    11  ship     2015-03-10 dublin  THB/lv/1 10  store   transit -   -   -
    11  ship     2015-03-10 dublin  THB/ru/1 10  store   transit -   -   -
    12  receive  2015-03-10 london  THB/lv/1 5   transit london  -   -   -
    13  receive  2015-03-10 london  THB/lv/1 5   transit london  -   -   -
    14  receive  2015-03-11 london  THB/lv/1 10  transit london  -   -   -
    15  receive  2015-03-10 dublin  THB/lv/1 5   transit dublin  -   -   -
    16  receive  2015-03-11 dublin  THB/lv/1 5   transit dublin  -   -   -
    16  receive  2015-03-11 dublin  THB/ru/1 5   transit dublin  -   -   -
    17  receive  2015-03-12 dublin  THB/ru/1 2   transit dublin  -   -   -
    17  receive  2015-03-12 dublin  THB/ru/1 3   transit loss    -   -   -
    18  return   2015-03-11 london  THB/lv/1 2   london  store   -   -   -
    19  return   2015-03-11 london  THB/lv/1 2   london  store   -   -   -
    20  handout  2015-03-11 london  THB/lv/1 3   london  public  -   -   -
    21  handout  2015-03-11 london  THB/lv/1 3   london  public  -   -   -
    22  writeoff 2015-03-11 london  THB/lv/1 1   london  loss    -   -   -
    23  writeoff 2015-03-11 london  THB/lv/1 1   london  loss    -   -   -
    24  handout  2015-03-11 london  THB/lv/1 1   london  public  -   26  -
    25  handout  2015-03-11 london  THB/lv/1 1   london  public  -   27  -
    26  void     2015-03-11 london  THB/lv/1 1   public  london  24  -   -
    27  void     2015-03-11 london  THB/lv/1 1   public  london  25  -   -
    28  handout  2015-03-11 london  THB/lv/1 1   london  public  -   -   -
    29  ship     2015-03-10 north   THB/lv/1 6   store   transit -   -   -
    30  receive  2015-03-10 north   THB/lv/1 6   transit north   -   -   -
    31  ship     2015-03-10 east    THB/lv/1 6   store   transit -   -   -
    32  receive  2015-03-10 east    THB/lv/1 6   transit east    -   -   -
    33  ship     2015-03-10 east    THB/ru/1 5   store   transit -   35  -
    34  ship     2015-03-10 east    THB/ru/1 5   store   transit -   36  -
    35  void     2015-03-10 east    THB/ru/1 5   transit store   33  -   -
    36  void     2015-03-10 east    THB/ru/1 5   transit store   34  -   -
    37  ship     2015-03-10 east    THB/ru/1 5   store   transit -   -   -
    38  receive  2015-03-10 east    THB/ru/1 5   transit east    -   -   -
    39  ship     2015-03-10 north   THB/ru/1 5   store   transit -   41  -
    40  receive  2015-03-10 north   THB/ru/1 5   transit north   -   41  -
    41  void     2015-03-10 north   THB/ru/1 5   transit store   39  -   -
    41  void     2015-03-10 north   THB/ru/1 5   north   transit 39  -   -
    42  ship     2015-03-10 north   THB/ru/1 5   store   transit -   45  -
    43  receive  2015-03-10 north   THB/ru/1 5   transit north   -   44  -
    44  void     2015-03-10 north   THB/ru/1 5   north   transit 43  -   -
    45  void     2015-03-10 north   THB/ru/1 5   transit store   42  -   -
    46  handout  2015-03-10 annex   THB/lv/2 6   annex   public  -   -   -
    47  handout  2015-03-10 annex   THB/lv/2 6   annex   public  -   -   -
    48  count    2015-03-10 annex   THB/lv/2 2   loss    annex   -   -   30
    49  count    2015-03-10 annex   THB/lv/2 -   -       -       -   -   30  # an equal count
    50  count    2015-03-10 annex   THB/lv/2 5   annex   loss    -   -   25
    51  ship     2015-03-10 liepaja THB/lv/2 5   annex   transit -   -   -
    52  receive  2015-03-10 liepaja THB/lv/2 5   transit liepaja -   -   -
    53  ship     2015-03-11 liepaja THB/lv/2 5   annex   transit -   -   -
    54  count    2015-03-10 london  THB/lv/1 1   london  public  -   -   9
    55  handout  2015-03-10 london  THB/lv/1 2   london  public  -   -   -
    55  handout  2015-03-10 london  THB/lv/1 1   loss    london  -   -   -  # not 1 too few any more, but 1 too many
    55  handout  2015-03-10 london  THB/lv/1 1   public  london  -   -   -
    56  count    2015-03-10 north   THB/lv/1 -   -       -       -   -   6
    57  count    2015-03-10 north   THB/lv/1 2   north   public  -   58  4
    58  void     2015-03-10 north   THB/lv/1 2   public  north   57  -   -
    59  ship     2015-03-11 dublin  THB/ru/1 2   store   transit -   -   -
    60  ship     2015-03-11 dublin  THB/ru/1 2   store   transit -   -   -
    61  ship     2015-03-10 s1      THB/en/1 10  store   transit -   -   -
    62  receive  2015-03-10 s1      THB/en/1 10  transit s1      -   -   -
    63  ship     2015-03-10 s2      THB/en/1 10  store   transit -   -   -
    64  receive  2015-03-10 s2      THB/en/1 10  transit s2      -   -   -
    65  return   2015-03-10 s1      THB/en/1 2   s1      store   -   -   -
    66  return   2015-03-10 s2      THB/en/1 2   s2      store   -   -   -
    67  ship     2015-04-01 dublin  THB/lv/1 3   store   transit -   -   -
    68  receive  2015-04-01 dublin  THB/lv/1 3   transit dublin  -   -   -
    69  ship     2015-03-11 liepaja THB/lv/1 5   store   transit -   -   -
    70  receive  2015-03-11 liepaja THB/lv/1 5   transit liepaja -   -   -
    71  count    2015-03-11 liepaja THB/lv/2 -   -       -       -   -   5
    71  count    2015-03-11 liepaja THB/lv/1 3   liepaja public  -   -   2
    72  count    2015-03-10 s1      THB/en/1 -   -       -       -   -   8
    73  receive  2015-03-13 dublin  THB/ru/1 1   loss    dublin  -   -   -
    74  receive  2015-03-13 dublin  THB/ru/1 1   loss    dublin  -   -   -
    75  ship     2015-03-10 north   THB/ru/1 5   store   transit -   77  -
    76  receive  2015-03-10 north   THB/ru/1 3   transit north   -   77  -
    76  receive  2015-03-10 north   THB/ru/1 2   transit loss    -   77  -
    77  void     2015-03-10 north   THB/ru/1 5   transit store   75  -   -
    77  void     2015-03-10 north   THB/ru/1 3   north   transit 75  -   -
    77  void     2015-03-10 north   THB/ru/1 2   loss    transit 75  -   -
    78  ship     2015-03-10 annex   THB/lv/2 5   store   transit -   80  -
    79  receive  2015-03-10 annex   THB/lv/2 5   transit annex   -   80  -
    80  void     2015-03-10 annex   THB/lv/2 5   transit store   78  -   -
    80  void     2015-03-10 annex   THB/lv/2 5   annex   transit 78  -   -
    81  ship     2015-03-11 london  THB/lv/1 7   store   transit -   82  -
    82  void     2015-03-11 london  THB/lv/1 7   transit store   81  -   -
    83  ship     2015-03-11 north   THB/lv/1 3   store   transit -   -   -
    84  ship     2015-03-10 dublin  THB/lv/1 1   store   transit -   -   -
    85  return   2015-03-11 london  THB/lv/1 2   london  store   -   86  -
    86  void     2015-03-11 london  THB/lv/1 2   store   london  85  -   -
    87  handout  2015-03-31 store   THB/lv/1 4   store   public  -   -   -
    88  handout  2015-03-31 store   THB/lv/1 4   store   public  -   -   -
    89  handout  2015-04-01 store   THB/lv/1 4   store   public  -   -   -
    90  writeoff 2015-03-31 store   THB/lv/1 1   store   loss    -   -   -
    91  writeoff 2015-03-31 store   THB/lv/1 1   store   loss    -   -   -
    92  return   2015-03-10 london  THB/lv/1 1   london  store   -   -   -
    92  return   2015-03-10 london  THB/lv/1 1   loss    london  -   -   -  # and now 2
    93  ship     2015-03-12 annex   THB/lv/1 4   store   transit -   -   -
    94  receive  2015-03-12 annex   THB/lv/1 4   transit annex   -   -   -
    95  count    2015-03-15 annex   THB/lv/2 6   annex   loss    -   96  9
    95  count    2015-03-15 annex   THB/lv/1 4   annex   loss    -   96  0
    96  void     2015-03-15 annex   THB/lv/1 4   loss    annex   95  -   -
    96  void     2015-03-15 annex   THB/lv/2 6   loss    annex   95  -   -
    97  handout  2015-03-16 annex   THB/lv/1 2   annex   public  -   -   -
    98  handout  2015-03-16 annex   THB/lv/2 1   annex   public  -   -   -
    99  count    2015-03-20 annex   THB/en/3 -   -       -       -   -   0  # printed for it later, and found by none
    99  count    2015-03-20 annex   THB/lv/2 2   annex   loss    -   -   12
    99  count    2015-03-20 annex   THB/lv/1 2   annex   loss    -   -   0  # not named by a full count
    100 handout  2015-03-25 annex   THB/lv/2 7   annex   public  -   -   -
    101 ship     2015-03-10 east    THB/lv/1 1   store   transit -   -   -
    102 receive  2015-03-10 east    THB/lv/1 1   transit east    -   103 -
    103 void     2015-03-10 east    THB/lv/1 1   east    transit 102 -   -
    104 ship     2015-03-10 east    THB/lv/1 1   store   transit -   -   -
    105 receive  2015-03-10 east    THB/lv/1 1   transit east    -   106 -
    106 void     2015-03-10 east    THB/lv/1 1   east    transit 105 -   -
    107 receive  2015-03-10 east    THB/lv/1 1   transit east    -   -   -
    108 handout  2015-03-08 annex   THB/lv/2 1   annex   public  -   -   -
    108 handout  2015-03-10 annex   THB/lv/2 1   loss    annex   -   -   -  # so the first count found 1 more
    109 handout  2015-03-08 annex   THB/lv/2 1   annex   public  -   -   -
    109 handout  2015-03-10 annex   THB/lv/2 1   loss    annex   -   -   -
    110 count    2015-03-10 annex   THB/lv/2 1   loss    annex   -   -   27
    110 count    2015-03-10 annex   THB/lv/2 1   annex   loss    -   -   -  # and the next count 1 fewer
    111 print    2015-02-27 store   THB/ru/2 10  printer store   -   112 -
    112 void     2015-02-27 store   THB/ru/2 10  store   printer 111 -   -
    113 print    2015-02-27 store   THB/ru/2 12  printer store   -   -   -
    114 print    2015-03-15 annex   THB/en/3 5   printer annex   -   -   -
    114 print    2015-03-20 annex   THB/en/3 5   annex   loss    -   -   -  # the full count found none
    115 return   2015-03-10 s1      THB/en/1 2   s1      store   -   -   -
    116 return   2015-03-10 s2      THB/en/1 2   s2      store   -   117 -
    117 void     2015-03-10 s2      THB/en/1 2   store   s2      116 -   -
    118 print    2015-04-02 store   THB/et/1 10  printer store   -   -   -
    119 print    2015-04-02 store   THB/et/2 10  printer store   -   -   -
    120 print    2015-04-02 store   THB/et/3 10  printer store   -   -   -
    121 ship     2015-04-02 north   THB/et/1 4   store   transit -   -   -
    121 ship     2015-04-02 north   THB/et/2 4   store   transit -   -   -
    121 ship     2015-04-02 north   THB/et/3 4   store   transit -   -   -
    122 receive  2015-04-02 north   THB/et/1 4   transit north   -   -   -
    122 receive  2015-04-02 north   THB/et/2 4   transit north   -   -   -
    122 receive  2015-04-02 north   THB/et/3 4   transit north   -   -   -
    123 writeoff 2015-04-02 store   THB/et/1 1   store   loss    -   -   -
    123 writeoff 2015-04-02 store   THB/et/2 1   store   loss    -   -   -
    123 writeoff 2015-04-02 store   THB/et/3 1   store   loss    -   -   -
    124 ship     2015-04-02 s1      THB/et/1 2   store   transit -   -   -
    125 receive  2015-04-02 s1      THB/et/1 2   transit s1      -   -   -
    126 count    2015-04-02 north   THB/et/1 1   north   public  -   -   3
    127 count    2015-04-02 store   THB/et/1 1   store   loss    -   -   2
    128 return   2015-04-02 north   THB/et/1 1   north   store   -   -   -
    128 return   2015-04-02 north   THB/et/1 1   public  north   -   -   -
    128 return   2015-04-02 north   THB/et/1 1   store   loss    -   -   -
    129 return   2015-04-02 north   THB/et/1 1   north   store   -   -   -
    129 return   2015-04-02 north   THB/et/1 1   loss    north   -   -   -
    129 return   2015-04-02 north   THB/et/1 1   store   loss    -   -   -
    130 count    2015-04-01 s4      -        -   -       -       -   -   -
    131 count    2015-04-02 east    THB/lv/1 -   -       -       -   132 7
    132 void     2015-04-02 east    -        -   -       -       131 -   -
    133 count    2015-04-02 dublin  THB/lv/1 -   -       -       -   -   13
    134 ship     2015-04-02 london  THB/et/1 1   store   transit -   -   -
""")


def logged(clerk: Clerk, command: str) -> Rows:
    """Return the log, in the order of its entries; that of the rows within one is not promised."""
    listed = told(clerk, command, LOG)
    assert listed == sorted(listed, key=lambda row: int(row[0]))
    return sorted(listed)


def test_the_log_lists_every_entry_and_each_of_its_movements(collided: Clerk) -> None:
    assert logged(collided, "log") == logged(collided, "export movements") == sorted(WHOLE)
    assert viewed(collided, "log", LOG) == sorted(WHOLE)


def test_the_log_of_the_very_day(collided: Clerk) -> None:
    for day in ("2015-03-02", "2015-03-09", "2015-03-10", "2015-03-11", "2015-03-31", "2015-04-01"):
        assert logged(collided, f"log --at {day}") == sorted(row for row in WHOLE if row[2] <= day)
        assert logged(collided, f"log --until {day}") == sorted(row for row in WHOLE if row[2] <= day)
        assert logged(collided, f"log --since {day}") == sorted(row for row in WHOLE if row[2] >= day)


def test_the_log_of_one_place_item_run_or_type(collided: Clerk) -> None:
    for place in ("london", "north", "annex", "store"):
        assert logged(collided, f"log --place {place}") == sorted(
            row for row in WHOLE if place in (row[3], row[6], row[7])
        )
    assert logged(collided, "log --item THB/lv") == sorted(row for row in WHOLE if row[4].startswith("THB/lv/"))
    assert logged(collided, "log --item THB/lv/2") == sorted(row for row in WHOLE if row[4] == "THB/lv/2")
    for type_ in ("count", "void", "ship"):
        assert logged(collided, f"log --type {type_}") == sorted(row for row in WHOLE if row[1] == type_)


def test_the_log_as_it_was_known(collided: Clerk) -> None:
    """Of a void that was logged later nothing was known yet, nor that a full count was of a run printed later."""
    later = next(row for row in WHOLE if row[0] == "99" and row[4] == "THB/en/3")
    for number in (1, 23, 25, 41, 43, 54, 57, 91, 105):
        known = [row for row in WHOLE if int(row[0]) <= number and row is not later]
        before = [
            ["-" if at == 9 and value != "-" and int(value) > number else value for at, value in enumerate(row)]
            for row in known
        ]
        assert logged(collided, f"log --known-at {moment(collided, number)}") == sorted(before)
        listed = told(collided, f"export entries --known-at {moment(collided, number)}", "entry voided_by")
        assert listed == [list(pair) for pair in dict.fromkeys((row[0], row[9]) for row in before)]


def test_entries_that_are_equal_have_each_their_own_links(collided: Clerk) -> None:
    every = told(collided, "export entries", ENTRIES)
    assert [row[0] for row in every] == [str(number) for number in range(1, 135)]
    assert viewed(collided, "entries", ENTRIES) == sorted(every)
    linked = [[row[0], row[1], *row[5:]] for row in every if row[5:] != ["-"] * 5]
    assert linked == rows("""
        5   print   -   - -   6   -
        6   void    -   - 5   -   -
        8   receive 7   - -   -   -
        12  receive 9   - -   -   -
        13  receive 9   - -   -   -
        14  receive 10  - -   -   -
        15  receive 11  - -   -   -
        16  receive 11  - -   -   -
        17  receive 11  - -   -   -
        24  handout -   - -   26  -
        25  handout -   - -   27  -
        26  void    -   - 24  -   -
        27  void    -   - 25  -   -
        28  handout -   - -   -   25
        30  receive 29  - -   -   -
        32  receive 31  - -   -   -
        33  ship    -   - -   35  -
        34  ship    -   - -   36  -
        35  void    -   - 33  -   -
        36  void    -   - 34  -   -
        37  ship    -   - -   -   34
        38  receive 37  - -   -   -
        39  ship    -   - -   41  -
        40  receive 39  - -   41  -
        41  void    -   - 39  -   -
        42  ship    -   - -   45  -
        43  receive 42  - -   44  -
        44  void    -   - 43  -   -
        45  void    -   - 42  -   -
        52  receive 51  - -   -   -
        57  count   -   - -   58  -
        58  void    -   - 57  -   -
        59  ship    -   3 -   -   -
        60  ship    -   3 -   -   -
        62  receive 61  - -   -   -
        64  receive 63  - -   -   -
        68  receive 67  - -   -   -
        70  receive 69  - -   -   -
        73  receive 11  - -   -   -
        74  receive 11  - -   -   -
        75  ship    -   - -   77  -
        76  receive 75  - -   77  -
        77  void    -   - 75  -   -
        78  ship    -   - -   80  -
        79  receive 78  - -   80  -
        80  void    -   - 78  -   -
        81  ship    -   1 -   82  -
        82  void    -   - 81  -   -
        83  ship    -   5 -   -   -
        84  ship    -   4 -   -   -
        85  return  -   - -   86  -
        86  void    -   - 85  -   -
        94  receive 93  - -   -   -
        95  count   -   - -   96  -
        96  void    -   - 95  -   -
        102 receive 101 - -   103 -
        103 void    -   - 102 -   -
        105 receive 104 - -   106 -
        106 void    -   - 105 -   -
        107 receive 104 - -   -   -
        111 print   -   - -   112 -
        112 void    -   - 111 -   -
        113 print   -   - -   -   111
        116 return  -   - -   117 -
        117 void    -   - 116 -   -
        122 receive 121 - -   -   -
        125 receive 124 - -   -   -
        131 count   -   - -   132 -
        132 void    -   - 131 -   -
    """)
    for day in ("2015-03-09", "2015-03-10"):
        assert told(collided, f"export entries --at {day}", ENTRIES) == [row for row in every if row[2] <= day]
