"""Cron expressions: five fields, in the server's time, as POSIX's crontab has them, with steps and names.

Day and day of the week are both asked when one of them is `*`; when both are given, either is enough.
"""

from __future__ import annotations

from datetime import datetime, timedelta

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
DAYS = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day", 1, 31, {}),
    ("month", 1, 12, MONTHS),
    ("day of the week", 0, 7, DAYS),
)
FARTHEST = 366 * 8 + 1  # days: the 29th of February may be eight years away


class Cron:
    """A cron expression. Raises ValueError with a sentence where it is none, or never comes true."""

    def __init__(self, text: str) -> None:
        fields = NICKNAMES.get(text.strip().lower(), text).split()
        if len(fields) != len(FIELDS):
            raise ValueError("a cron expression has five fields: minute, hour, day, month, day of the week")
        values = [_values(text, *field) for text, field in zip(fields, FIELDS, strict=True)]
        self._minutes, self._hours, self._days, self._months, week = values
        self._week = {day % 7 for day in week}  # 0 and 7 are Sunday
        self._either = not fields[2].startswith("*") and not fields[4].startswith("*")
        self.next_after(datetime(2024, 1, 1))

    def next_after(self, moment: datetime) -> datetime:
        """The first minute after `moment` (without a time zone: the server's time) that it names."""
        start = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
        day = start.date()
        for _ in range(FARTHEST):
            if day.month in self._months and self._names(day.day, day.isoweekday() % 7):
                for hour in sorted(self._hours):
                    for minute in sorted(self._minutes):
                        found = datetime(day.year, day.month, day.day, hour, minute)
                        if found >= start:
                            return found
            day += timedelta(days=1)
        raise ValueError("this cron expression never matches any time")

    def _names(self, day: int, weekday: int) -> bool:
        if self._either:
            return day in self._days or weekday in self._week
        return day in self._days and weekday in self._week


def _values(text: str, name: str, lowest: int, highest: int, words: dict[str, int]) -> set[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            begin, end = lowest, highest
        else:
            begin = _number(first, name, words)
            end = _number(last, name, words) if dash else highest if slash else begin
        by = _number(step, name, {}) if slash else 1
        if not (lowest <= begin <= end <= highest and by >= 1):
            raise ValueError(f"the {name} of a cron expression lies between {lowest} and {highest}: {part!r} does not")
        found.update(range(begin, end + 1, by))
    return found


def _number(text: str, name: str, words: dict[str, int]) -> int:
    if text in words:
        return words[text]
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise ValueError(f"the {name} of a cron expression is no number: {text!r}")
    return int(text)
