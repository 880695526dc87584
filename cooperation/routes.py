"""Geometry of the drawing of a deployment's route, on the land outline of static/land.svg."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import pi, radians
from typing import NamedTuple

# The outline: Natural Earth projection about a meridian in the Pacific, in units of its drawing.
MAP_WIDTH, MAP_HEIGHT = 1120, 560
MERIDIAN = 150
SCALE = MAP_WIDTH / (2 * pi * 0.8707)
EQUATOR = 314
# The drawing: its width in pixels, and how much of the map it shows at least.
WIDTH = 780
NARROWEST = 110
FLATTEST, TALLEST = 0.5, 0.72
MARGIN = 0.18
# Stops nearer than this would cover each other; they share a mark.
APART = 26
HIGH, NARROW, DIGIT = 28, 28, 8
LETTER, WIDE_LETTER, LINE = 7, 13, 16


class Leg(NamedTuple):
    """A leg with a place that is known: its number, the place's name and its point."""

    number: int
    place: str
    latitude: float
    longitude: float


@dataclass
class Stop:
    """A mark on the map, for one leg or for several at the same place."""

    x: int
    y: int
    legs: list[Leg]
    label: Label | None = None

    @property
    def numbers(self) -> str:
        return ", ".join(str(leg.number) for leg in self.legs)

    @property
    def place(self) -> str:
        return self.legs[0].place

    @property
    def first(self) -> int:
        return self.legs[0].number

    @property
    def width(self) -> int:
        return max(NARROW, HIGH // 2 + DIGIT * len(self.numbers))

    @property
    def box(self) -> Box:
        return Box(self.x - self.width // 2, self.y - HIGH // 2, self.width, HIGH)


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


class Label(NamedTuple):
    x: int
    y: int
    anchor: str


@dataclass
class Route:
    """What the template draws: the part of the map, the line and the stops, in pixels."""

    height: int
    transform: str
    line: str
    stops: list[Stop] = field(default_factory=list)
    width: int = WIDTH

    @property
    def land(self) -> tuple[int, int]:
        return MAP_WIDTH, MAP_HEIGHT


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """The place of a point on the outline (Natural Earth projection, polynomial of 2012)."""
    turn = radians((longitude - MERIDIAN + 180) % 360 - 180)
    lat = radians(latitude)
    square = lat * lat
    fourth = square * square
    x = (
        0.8707
        - 0.131979 * square
        + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth))
    )
    y = 1.007226 + square * (
        0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth)
    )
    return MAP_WIDTH / 2 + SCALE * turn * x, EQUATOR - SCALE * lat * y


def route_of(legs: Sequence[Leg]) -> Route | None:
    """The drawing of legs in their order; None where fewer than two different places are known."""
    points = [project(leg.latitude, leg.longitude) for leg in legs]
    if len({(round(x), round(y)) for x, y in points}) < 2:
        return None
    left, top, width, height = _window(points)
    scale = WIDTH / width
    places = [((x - left) * scale, (y - top) * scale) for x, y in points]
    stops = _stops(legs, places)
    _name(stops, round(height * scale))
    return Route(
        height=round(height * scale),
        transform=f"scale({scale:.3f}) translate({-left:.1f} {-top:.1f})",
        line=_line(places, MAP_WIDTH * scale / 2),
        stops=stops,
    )


def _window(points: Sequence[tuple[float, float]]) -> Box:
    """The part of the map around the points, with a margin, neither too flat nor too tall."""
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    width = max((max(xs) - min(xs)) * (1 + 2 * MARGIN), NARROWEST)
    height = (max(ys) - min(ys)) * (1 + 2 * MARGIN)
    width = max(width, height / TALLEST)
    height = max(height, width * FLATTEST)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return Box(middle_x - width / 2, middle_y - height / 2, width, height)


def _line(places: Sequence[tuple[float, float]], half: float) -> str:
    """A path from place to place; it stops where the edge of the map lies between two of them."""
    steps, before = [], None
    for x, y in places:
        is_joined = before is not None and abs(x - before) < half
        steps.append(f"{'L' if is_joined else 'M'}{x:.0f} {y:.0f}")
        before = x
    return "".join(steps)


def _stops(legs: Sequence[Leg], places: Sequence[tuple[float, float]]) -> list[Stop]:
    stops: list[Stop] = []
    for leg, (x, y) in zip(legs, places, strict=True):
        near = (s for s in stops if abs(s.x - x) < APART and abs(s.y - y) < APART)
        if stop := next(near, None):
            stop.legs.append(leg)
        else:
            stops.append(Stop(round(x), round(y), [leg]))
    return stops


def _name(stops: Sequence[Stop], height: int) -> None:
    """Write each place's name beside its mark, where it covers nothing; else leave it out."""
    taken = [stop.box for stop in stops]
    for stop in stops:
        for label, box in _labels(stop):
            is_inside = box.x >= 0 and box.x + box.width <= WIDTH and box.y >= 0
            fits = is_inside and box.y + box.height <= height
            if fits and not any(box.meets(other) for other in taken):
                stop.label = label
                taken.append(box)
                break


def _labels(stop: Stop) -> list[tuple[Label, Box]]:
    """The places for a name: right, left, above and below its mark."""
    long = sum(LETTER if letter.isascii() else WIDE_LETTER for letter in stop.place)
    right, left = stop.x + stop.width // 2 + 4, stop.x - stop.width // 2 - 4
    above, below = stop.y - HIGH // 2 - 6, stop.y + HIGH // 2 + LINE
    return [
        (Label(right, stop.y + 5, "start"), Box(right, stop.y - LINE / 2, long, LINE)),
        (Label(left, stop.y + 5, "end"), Box(left - long, stop.y - LINE / 2, long, LINE)),
        (Label(stop.x, above, "middle"), Box(stop.x - long / 2, above - LINE + 3, long, LINE)),
        (Label(stop.x, below, "middle"), Box(stop.x - long / 2, below - LINE + 3, long, LINE)),
    ]
