"""Families of invented children: ages, sexes, ethnicity, where they live. Never a name."""

from __future__ import annotations

from datetime import date, timedelta

from inspector_app.demo.authority_chance import Chance
from inspector_app.demo.authority_data import Names, Rates, Shares
from inspector_app.demo.authority_records import Child, age_on

__all__ = ["PREGNANCY", "People"]

PREGNANCY = timedelta(days=200)
"""How long before birth a service can know of a child."""

_APART = 285
_YEAR = 365.25
_ADULT = 18


class People:
    """Makes children; every identifier is given once."""

    def __init__(self, chance: Chance, names: Names, rates: Rates, on: date) -> None:
        self._chance = chance
        self._rates = rates
        self._on = on
        self._places: Shares = {place.name: place.share for place in names.places}
        self._given: set[int] = set()
        self._families = 0

    def identifier(self) -> str:
        """A seven-digit number nobody has yet; the same kind as a case system gives."""
        number = 0
        while number in self._given or not number:
            number = self._chance.random.randint(1_000_000, 9_999_999)
        self._given.add(number)
        return str(number)

    def family(
        self,
        size: int,
        ages: Shares,
        *,
        born_by: date | None = None,
        unborn: float = 0,
        due: int = 165,
    ) -> tuple[Child, ...]:
        """Brothers and sisters, oldest first.

        Args:
            size: how many.
            ages: bands of whole years on the day of the lists.
            born_by: the last day on which the youngest may be born.
            unborn: the likelihood that the youngest is not born yet.
            due: in how many days at most an unborn child is expected.
        """
        births = self._births(size, ages, born_by or self._on)
        if self._chance.happens(unborn * size):
            births[-1] = self._on + self._chance.days(5, due)
        ethnicity = self._chance.one_of(self._rates.ethnicity["need"])
        family, place = self._new_family(), self._chance.one_of(self._places)
        return tuple(self._child(born, ethnicity, family, place) for born in births)

    def separated(self, ages: Shares) -> tuple[Child, ...]:
        """One unaccompanied young person: nearly always a boy of 15 to 17."""
        born = self._birth(ages, self._on)
        if age_on(born, self._on) < 15:
            born = self._on - timedelta(
                days=int(16.2 * _YEAR) + self._chance.random.randint(0, 600)
            )
        ethnicity = self._chance.one_of(self._rates.ethnicity["separated"])
        child = self._child(
            born, ethnicity, self._new_family(), self._chance.one_of(self._places), female=0.05
        )
        return (child,)

    def turned(self, years: int, on: date) -> Child:
        """Somebody who turns `years` on that day; born on 1 March where it is a leap day."""
        leap = (on.month, on.day) == (2, 29)
        born = date(on.year - years, 3, 1) if leap else on.replace(year=on.year - years)
        ethnicity = self._chance.one_of(self._rates.ethnicity["need"])
        return self._child(born, ethnicity, self._new_family(), self._chance.one_of(self._places))

    def _new_family(self) -> str:
        self._families += 1
        return f"F{self._families}"

    def _births(self, size: int, ages: Shares, born_by: date) -> list[date]:
        births = [self._birth(ages, born_by)]
        while len(births) < size:
            if self._chance.happens(self._rates.chances.twin):
                births.append(births[-1])
                continue
            for _ in range(40):
                born = self._birth(ages, born_by)
                if all(abs((born - other).days) >= _APART for other in births):
                    break
            else:
                born = min(births) - self._chance.days(_APART, 900)
                if age_on(born, self._on) >= _ADULT:
                    born = births[-1]
            births.append(born)
        return sorted(births)

    def _birth(self, ages: Shares, born_by: date) -> date:
        years = self._chance.within(ages) + self._chance.random.random()
        born = self._on - timedelta(days=int(years * _YEAR))
        while age_on(born, self._on) > int(years):
            born += timedelta(days=1)
        while born > born_by:
            born -= self._chance.days(60, 700)
        return born

    def _child(
        self, born: date, ethnicity: str, family: str, place: str, female: float | None = None
    ) -> Child:
        chances = self._rates.chances
        if born > self._on or self._chance.happens(chances.sex_not_stated):
            gender = "c) Not stated/recorded"
        elif self._chance.happens(chances.female if female is None else female):
            gender = "b) Female"
        else:
            gender = "a) Male"
        disability = "b) No"
        if self._chance.happens(chances.disability):
            disability = "a) Yes"
        elif self._chance.happens(0.03):
            disability = "c) Unknown"
        return Child(self.identifier(), born, gender, ethnicity, disability, family, place)
