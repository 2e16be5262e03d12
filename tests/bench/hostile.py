#!/usr/bin/env python3
"""Writes a mesh that is hard on tools as binary STL, the same on every run.

hostile.py KIND FILE, where KIND is
  soup     100,000 large random triangles, each through thousands of others
  few      300 of them
  loose    1,300,000 small random triangles, hardly any of which meet
  flat     1,000,000 random triangles over each other in one plane
  stack    300 equal squares over each other, a millimetre apart
  needles  100,000 triangles a million times longer than wide, a kilometre from the origin
  slivers  1,000 closed needles a million times longer than wide, crossing each other
  far      a closed surface of 330,000 triangles a kilometre from the origin, where floats are 0.06 mm apart
  nested   5,000 boxes, each inside the one before
  star     a closed surface of 200,000 triangles, spikes upon spikes
"""

import sys

import numpy as np

# The faces of a box whose corners are numbered by bits: x, y, z.
BOX = [
    (0, 2, 3), (0, 3, 1), (4, 5, 7), (4, 7, 6), (0, 1, 5), (0, 5, 4),
    (2, 6, 7), (2, 7, 3), (0, 4, 6), (0, 6, 2), (1, 3, 7), (1, 7, 5),
]  # fmt: skip


def grid(points, wrapped):
    """The triangles of a grid of points whose columns close on themselves, and whose rows do if `wrapped`."""
    a, b = points, np.roll(points, -1, 0)
    if not wrapped:
        a, b = points[:-1], points[1:]
    c, d = np.roll(b, -1, 1), np.roll(a, -1, 1)
    return np.stack([np.stack(t, 2) for t in ((a, b, c), (a, c, d))], 2).reshape(-1, 3, 3)


def star(random):
    down = np.linspace(0, np.pi, 252)[:, None]
    around = np.linspace(0, 2 * np.pi, 400, endpoint=False)[None, :]
    radius = np.full((252, 400), 10.0)
    for step, height in ((50, 20), (10, 8), (2, 3), (1, 1)):
        spikes = random.uniform(0, height, (252 // step + 1, 400 // step))
        rows, columns = np.arange(252) // step, np.arange(400) // step
        peak = (np.arange(252) % step == 0)[:, None] & (np.arange(400) % step == 0)[None, :]
        radius += np.where(peak, 2, 0.5) * spikes[rows][:, columns]
    # One point at either pole.
    radius[0], radius[-1] = 10, 10
    at = np.stack([np.sin(down) * np.cos(around), np.sin(down) * np.sin(around), np.cos(down) + 0 * around], -1)
    at[0], at[-1] = (0, 0, 1), (0, 0, -1)
    triangles = grid((at * radius[:, :, None]).astype("<f4"), False)
    edges = triangles - np.roll(triangles, -1, 1)
    return triangles[(edges != 0).any(2).all(1)]


def corners(kind, random):
    if kind in ("soup", "few"):
        return random.uniform(-100, 100, (100_000 if kind == "soup" else 300, 3, 3))
    if kind == "loose":
        middles = random.uniform(-1000, 1000, (1_300_000, 1, 3))
        return middles + random.uniform(-0.5, 0.5, (1_300_000, 3, 3))
    if kind == "flat":
        triangles = random.uniform(-100, 100, (1_000_000, 3, 3))
        triangles[:, :, 2] = 0
        return triangles
    if kind == "stack":
        square = np.array([[(0, 0, 0), (50, 0, 0), (50, 50, 0)], [(0, 0, 0), (50, 50, 0), (0, 50, 0)]])
        return np.concatenate([square + (0, 0, z) for z in range(300)])
    if kind == "needles":
        starts = random.uniform(0, 1000, (100_000, 3)) + 1e6
        ends = starts + random.uniform(-1, 1, (100_000, 3)) * 1e5
        return np.stack([starts, ends, ends + (0, 0, 0.1)], 1)
    if kind == "slivers":
        tips = random.uniform(-50, 50, (1000, 3))
        ends = random.uniform(-50, 50, (1000, 3))
        sides = np.array([(0, 0, 0), (1e-4, 0, 0), (0, 1e-4, 0)])
        # Turned outwards whichever way they point.
        sides = np.where((tips[:, 2] > ends[:, 2])[:, None, None], sides, sides[::-1])
        a, b, c = (ends + sides[:, i] for i in range(3))
        return np.concatenate([np.stack(t, 1) for t in ((tips, a, b), (tips, b, c), (tips, c, a), (a, c, b))])
    if kind == "far":
        u = np.linspace(0, 2 * np.pi, 500, endpoint=False)[:, None]
        v = np.linspace(0, 2 * np.pi, 330, endpoint=False)[None, :]
        ring = 40 + 12 * np.cos(v)
        return grid(np.stack([ring * np.cos(u), ring * np.sin(u), 12 * np.sin(v) + 0 * u], -1), True) + 1e6
    if kind == "nested":
        box = np.array([[i & 1, i >> 1 & 1, i >> 2] for i in range(8)])[BOX] - 0.5
        return np.concatenate([box * size for size in np.linspace(100, 1, 5000)])
    if kind == "star":
        return star(random)
    sys.exit(__doc__)


def main():
    triangles = corners(sys.argv[1], np.random.default_rng(1))
    records = np.zeros(len(triangles), [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    records["corners"] = triangles
    with open(sys.argv[2], "wb") as file:
        file.write(b"hostile".ljust(80))
        file.write(np.uint32(len(triangles)).tobytes())
        file.write(records.tobytes())


main()
