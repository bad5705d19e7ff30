from tests.benchmarks.table import Row, duration, growth, markdown, size


def test_a_target_that_is_missed_says_by_how_much() -> None:
    rows = [
        Row("`stock`", 0.03, "the floor", 0.024, 1.25, 9),
        Row("`ship`", 0.06, "the floor", 0.024, 2, 9),
        Row("the file", 2**21, unit=size),
        Row("ledger: not installed", None),
    ]
    assert list(markdown(rows)) == [
        "| what                  | takes | next to   | takes | ratio | target | met              | rounds |",
        "| --------------------- | ----- | --------- | ----- | ----- | ------ | ---------------- | ------ |",
        "| `stock`               | 30 ms | the floor | 24 ms | 1.25  | ≤ 1.25 | yes              | 9      |",
        "| `ship`                | 60 ms | the floor | 24 ms | 2.50  | ≤ 2    | **no**, 25% over | 9      |",
        "| the file              | 2 MiB |           |       |       |        |                  |        |",
        "| ledger: not installed |       |           |       |       |        |                  |        |",
    ]


def test_what_was_measured_at_each_size_stands_side_by_side() -> None:
    sizes = {
        "100": [Row("`check`", 0.5, "all", 1), Row("`check`", 9.0, "again", 1), Row("only here", 1)],
        "1,000": [Row("`check`", 1.25)],
        "10,000": [Row("`check`", 12.5)],
    }
    assert list(growth(sizes)) == [
        "| what    | 100    | 1,000  | 10,000 | grows           |",
        "| ------- | ------ | ------ | ------ | --------------- |",
        "| `check` | 500 ms | 1.25 s | 12.5 s | × 2.50, × 10.00 |",
    ]


def test_a_duration_is_told_in_the_unit_that_suits_it() -> None:
    told = [duration(seconds) for seconds in (0.00025, 0.0025, 0.025, 2.5, 25)]
    assert told == ["250 µs", "2.5 ms", "25 ms", "2.50 s", "25.0 s"]
