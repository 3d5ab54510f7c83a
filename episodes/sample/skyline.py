"""A picture of the project's own: a city on a wide river at dusk, drawn with Pillow."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .shapes import (
    HEIGHT,
    HORIZON,
    WIDTH,
    around,
    dome,
    fine,
    fine_path,
    minaret,
    palm,
    silhouette,
    tower,
)

SUN = (1040, 500)

SKY = [
    (0.00, (17, 22, 52)),
    (0.32, (58, 38, 88)),
    (0.58, (142, 58, 92)),
    (0.78, (222, 108, 78)),
    (0.92, (250, 170, 98)),
    (1.00, (255, 206, 140)),
]
FAR, MIDDLE, NEAR, BANK = (176, 88, 92), (104, 52, 80), (52, 32, 62), (18, 16, 34)


def draw():
    """Return the picture as an RGB image of WIDTH by HEIGHT."""
    dice = random.Random(1001)  # noqa: S311 the same picture every time
    picture = _sky(dice)
    _far_city(picture, dice)
    _bridge(picture)
    _mosque(picture)
    _near_city(picture, dice)
    picture = _river(picture, dice)
    _foreground(picture, dice)
    return _grain(picture)


def _sky(dice):
    column = Image.new("RGB", (1, HORIZON))
    column.putdata([_between(SKY, y / (HORIZON - 1)) for y in range(HORIZON)])
    picture = Image.new("RGB", (WIDTH, HEIGHT), NEAR)
    picture.paste(column.resize((WIDTH, HORIZON)), (0, 0))
    _stars(picture, dice)
    _clouds(picture, dice)
    _glow(picture, SUN, 900, (255, 150, 80), 0.62)
    _glow(picture, SUN, 340, (255, 214, 150), 0.85)
    sun = silhouette(lambda d: d.ellipse(fine(around(SUN, 58)), fill=255))
    picture.paste((255, 240, 206), mask=sun)
    return picture


def _stars(picture, dice):
    pen = ImageDraw.Draw(picture, "RGBA")
    for _ in range(90):
        x, y = dice.randrange(WIDTH), int(dice.random() ** 2 * 260)
        light = int(150 * (1 - y / 280) * dice.random())
        pen.point((x, y), fill=(255, 244, 230, light))


def _clouds(picture, dice):
    """Long thin bars, lit from below by a sun that is nearly gone."""
    mask = Image.new("L", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(mask)
    for _ in range(46):
        y = dice.triangular(190, 500, 400)
        length = dice.uniform(160, 620)
        x = dice.uniform(-200, WIDTH)
        thick = dice.uniform(2, 9) * (1.4 - y / 560)
        pen.ellipse((x, y - thick, x + length, y + thick), fill=dice.randrange(60, 150))
    mask = mask.filter(ImageFilter.GaussianBlur(5))
    picture.paste((255, 176, 132), mask=mask.point(lambda light: light * 0.55))
    shade = ImageChops.offset(mask, 26, -9)
    picture.paste((74, 40, 86), mask=shade.point(lambda light: light * 0.5))


def _far_city(picture, dice):
    def roofs(pen):
        x = -20
        while x < WIDTH:
            wide, high = dice.uniform(18, 62), dice.uniform(34, 92)
            pen.rectangle(fine((x, HORIZON - high, x + wide, HORIZON)), fill=255)
            if dice.random() < 0.16:
                dome(pen, x + wide / 2, HORIZON - high, wide * 0.3)
            x += wide * dice.uniform(0.75, 1.05)
        tower(pen, 1216, 236)

    picture.paste(FAR, mask=silhouette(roofs))


def _bridge(picture):
    """Low arches over the water, from one bank to the other."""

    def arches(pen):
        pen.rectangle(fine((420, HORIZON - 26, WIDTH, HORIZON)), fill=255)
        for x in range(450, WIDTH, 118):
            pen.ellipse(fine((x, HORIZON - 18, x + 96, HORIZON + 30)), fill=0)
        for x in range(430, WIDTH, 59):
            pen.line(fine((x, HORIZON - 26, x, HORIZON - 48)), fill=255, width=3)
            pen.line(fine((x, HORIZON - 48, x + 7, HORIZON - 49)), fill=255, width=3)

    picture.paste(MIDDLE, mask=silhouette(arches))
    pen = ImageDraw.Draw(picture, "RGBA")
    for x in range(437, WIDTH, 59):
        pen.ellipse(around((x, HORIZON - 48), 2), fill=(255, 226, 170, 230))


def _mosque(picture):
    def outline(pen):
        pen.rectangle(fine((196, HORIZON - 78, 500, HORIZON)), fill=255)
        pen.rectangle(fine((282, HORIZON - 112, 414, HORIZON - 70)), fill=255)
        dome(pen, 348, HORIZON - 112, 62)
        for x, size in ((228, 22), (468, 22)):
            dome(pen, x, HORIZON - 78, size)
        for x in (172, 524):
            minaret(pen, x, 236)

    picture.paste(NEAR, mask=silhouette(outline))
    _glow(picture, (348, HORIZON - 30), 90, (255, 176, 96), 0.28)


def _near_city(picture, dice):
    """Flat roofs on the left bank, some windows already lit."""
    blocks = []
    x = -30
    while x < 640:
        wide, high = dice.uniform(40, 92), dice.uniform(22, 74) * (1 - x / 1100)
        blocks.append((x, HORIZON - high, x + wide, HORIZON))
        x += wide * dice.uniform(0.82, 1.02)

    def roofs(pen):
        for block in blocks:
            pen.rectangle(fine(block), fill=255)
        for x, high in ((40, 120), (104, 92), (612, 84), (656, 104), (690, 78)):
            palm(pen, x, HORIZON, high, random.Random(x))  # noqa: S311

    picture.paste(BANK, mask=silhouette(roofs))
    pen = ImageDraw.Draw(picture)
    for left, top, right, _bottom in blocks:
        for _ in range(dice.randrange(1, 4)):
            x, y = (
                dice.uniform(left + 6, right - 10),
                dice.uniform(top + 8, HORIZON - 8),
            )
            warm = dice.choice([(255, 198, 116), (255, 176, 92), (240, 150, 84)])
            pen.rectangle((x, y, x + 3, y + 4), fill=warm)


def _river(picture, dice):
    """The city again, upside down, broken by ripples that grow towards us."""
    depth = HEIGHT - HORIZON
    mirror = picture.crop((0, 0, WIDTH, HORIZON)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    mirror = mirror.resize((WIDTH, int(HORIZON * 0.86))).crop((0, 0, WIDTH, depth))
    mirror = mirror.filter(ImageFilter.BoxBlur((5, 1)))
    for row in range(depth):
        near = row / depth
        sway = math.sin(row / (2.2 + 7 * near)) * (2 + 16 * near) + dice.gauss(0, 1.5)
        line = mirror.crop((0, row, WIDTH, row + 1))
        picture.paste(ImageChops.offset(line, round(sway), 0), (0, HORIZON + row))
    fade = (
        Image.linear_gradient("L").resize((WIDTH, depth)).point(lambda y: 34 + y * 0.62)
    )
    picture.paste((20, 22, 46), (0, HORIZON), fade)
    _glitter(picture, dice)
    return picture


def _glitter(picture, dice):
    """The sun's road over the water."""
    light = Image.new("L", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(light)
    for _ in range(620):
        near = dice.random() ** 1.4
        y = HORIZON + 3 + near * (HEIGHT - HORIZON)
        x = dice.gauss(SUN[0], 26 + 120 * near)
        long = dice.uniform(6, 16 + 60 * near)
        bright = int(dice.uniform(60, 235) * (1 - 0.62 * near))
        pen.rectangle((x - long, y, x + long, y + 0.6 + 1.6 * near), fill=bright)
    light = light.filter(ImageFilter.BoxBlur((3, 0.6)))
    picture.paste((255, 206, 142), mask=light)


def _foreground(picture, dice):
    """Our own bank: reeds, and three palms that frame the view."""

    def bank(pen):
        edge = [
            (x, 872 - 26 * math.exp(-(((x - 1480) / 260) ** 2)))
            for x in range(1100, 1620, 10)
        ]
        pen.polygon(fine_path([(1040, HEIGHT), *edge, (1620, HEIGHT)]), fill=255)
        for _ in range(150):
            x = dice.triangular(1140, WIDTH, 1520)
            tip = (x + dice.uniform(-18, 14), 866 - dice.uniform(8, 58))
            pen.line(fine_path([(x, HEIGHT), (x, 868), tip]), fill=255, width=3)
        for x, base, high in ((1476, 870, 560), (1560, 880, 430), (1398, 874, 330)):
            palm(pen, x, base, high, dice)

    picture.paste((12, 12, 26), mask=silhouette(bank))


def _glow(picture, centre, radius, colour, strength):
    light = Image.radial_gradient("L").point(
        lambda dark: max(0, 255 - 1.45 * dark) ** 2 / 255 * strength
    )
    light = light.resize((2 * radius, 2 * radius))
    picture.paste(
        Image.new("RGB", light.size, colour),
        (centre[0] - radius, centre[1] - radius),
        light,
    )


def _grain(picture):
    """A little noise, so that the gradients show no bands."""
    noise = Image.effect_noise((WIDTH, HEIGHT), 7).convert("RGB")
    return Image.blend(picture, ImageChops.overlay(picture, noise), 0.5)


def _between(stops, at):
    for (low, start), (high, end) in zip(stops, stops[1:], strict=False):
        if at <= high:
            share = (at - low) / (high - low)
            return tuple(
                round(a + (b - a) * share) for a, b in zip(start, end, strict=True)
            )
    return stops[-1][1]
