"""The Japanese eras since Meiji, and the years counted in them."""

import datetime
from typing import NamedTuple


class Era(NamedTuple):
    name: str
    english: str
    letter: str
    start: datetime.date
    last_year: int | None

    def western_year(self, number: int) -> int | None:
        """The western year of this era's year, or None where the era has no such year."""
        if number < 1 or (self.last_year is not None and number > self.last_year):
            return None
        return self.start.year + number - 1

    def year_name(self, year: int) -> str:
        """The western year as this era counts it, without 年: 令和元, 令和2."""
        number = year - self.start.year + 1
        return f"{self.name}{'元' if number == 1 else number}"


ERAS = (
    Era("明治", "Meiji", "m", datetime.date(1868, 10, 23), 45),
    Era("大正", "Taisho", "t", datetime.date(1912, 7, 30), 15),
    Era("昭和", "Showa", "s", datetime.date(1926, 12, 25), 64),
    Era("平成", "Heisei", "h", datetime.date(1989, 1, 8), 31),
    Era("令和", "Reiwa", "r", datetime.date(2019, 5, 1), None),
)
ERA_BY_SIGN = {era.name: era for era in ERAS} | {era.letter: era for era in ERAS}


def eras_during(first: datetime.date, last: datetime.date) -> list[Era]:
    """The eras in force on any of the days, oldest first; none before Meiji."""
    begun = [era for era in ERAS if era.start <= last]
    earlier = [era for era in begun if era.start <= first]
    return begun[max(len(earlier) - 1, 0) :]
