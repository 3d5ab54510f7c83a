"""What the skyline is built of, drawn larger than it is shown: edges stay smooth."""

import math

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
HORIZON = 560
FINE = 2


def palm(pen, x, base, high, dice):
    """A date palm: a leaning trunk, and fronds that hang by their own weight."""
    lean = dice.uniform(-0.12, 0.12) * high
    thick = max(2.0, high * 0.019)
    trunk = [(x + lean * t * t, base - high * t) for t in (0, 0.25, 0.5, 0.75, 1)]
    left = [(px - thick * (1.25 - 0.5 * i / 4), py) for i, (px, py) in enumerate(trunk)]
    right = [
        (px + thick * (1.25 - 0.5 * i / 4), py) for i, (px, py) in enumerate(trunk)
    ]
    pen.polygon(fine_path([*left, *reversed(right)]), fill=255)
    crown = trunk[-1]
    for step in range(16):
        angle = math.pi * (-0.2 + 1.4 * step / 15) + dice.uniform(-0.08, 0.08)
        _frond(pen, crown, angle, high * dice.uniform(0.28, 0.37))


def _frond(pen, crown, angle, length):
    spine = []
    for step in range(25):
        t = step / 24
        x = crown[0] + math.cos(angle) * length * t
        y = crown[1] - math.sin(angle) * length * t + 0.7 * length * t * t
        spine.append((x, y))
    pen.line(fine_path(spine), fill=255, width=max(2, round(length / 40)))
    for step in range(2, 25):
        (x, y), (px, py) = spine[step], spine[step - 1]
        along = math.atan2(y - py, x - px)
        leaf = length * 0.2 * math.sin(math.pi * (0.15 + 0.8 * step / 25))
        for side in (-0.85, 0.85):
            tip = (
                x + math.cos(along + side) * leaf,
                y + math.sin(along + side) * leaf + leaf * 0.35,
            )
            pen.line(
                fine_path([(x, y), tip]), fill=255, width=max(1, round(length / 56))
            )


def dome(pen, x, base, radius):
    """A pointed dome with its finial."""
    path = []
    for step in range(-20, 21):
        t = step / 20
        rise = math.sqrt(1 - t * t) * 0.86 + 0.32 * (1 - abs(t)) ** 2
        path.append((x + t * radius * (1.06 - 0.06 * abs(t)), base - rise * radius))
    pen.polygon(fine_path([(x - radius, base), *path, (x + radius, base)]), fill=255)
    top = base - 1.18 * radius
    pen.line(fine((x, top, x, top - radius * 0.34)), fill=255, width=3)


def minaret(pen, x, high):
    top = HORIZON - high
    pen.polygon(
        fine_path([(x - 9, HORIZON), (x - 6, top), (x + 6, top), (x + 9, HORIZON)]),
        fill=255,
    )
    for y in (top + 18, top + 78):
        pen.rectangle(fine((x - 12, y, x + 12, y + 7)), fill=255)
    dome(pen, x, top, 8)


def tower(pen, x, high):
    """A slender tower with a round gallery near its top."""
    top = HORIZON - high
    pen.polygon(
        fine_path([(x - 8, HORIZON), (x - 3, top), (x + 3, top), (x + 8, HORIZON)]),
        fill=255,
    )
    pen.ellipse(fine((x - 22, top + 26, x + 22, top + 48)), fill=255)
    pen.line(fine((x, top, x, top - 60)), fill=255, width=3)


def silhouette(draw_on):
    mask = Image.new("L", (WIDTH * FINE, HEIGHT * FINE))
    draw_on(ImageDraw.Draw(mask))
    return mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def around(centre, radius):
    x, y = centre
    return (x - radius, y - radius, x + radius, y + radius)


def fine(numbers):
    return tuple(n * FINE for n in numbers)


def fine_path(points):
    return [(x * FINE, y * FINE) for x, y in points]
