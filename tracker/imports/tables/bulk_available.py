"""What many shipments that are imported at once may take, worked out in memory."""

from bisect import bisect_right


class Available:
    """The stock of a run in a store that can be taken from a day on, less what was taken; days must not go back."""

    def __init__(self, days: list[tuple[str, int]]) -> None:
        """Take how many copies there are at the end of each day that changes them."""
        self.dates = [date for date, _ in days]
        self.minimums = [copies for _, copies in days]
        for index in range(len(days) - 2, -1, -1):
            self.minimums[index] = min(self.minimums[index], self.minimums[index + 1])
        self.taken = 0

    def on(self, day: str) -> int:
        """Return how many copies can be taken that day and leave no later balance negative."""
        index = bisect_right(self.dates, day) - 1
        return self.minimums[index] - self.taken if index >= 0 else 0
