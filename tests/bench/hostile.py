#!/usr/bin/env python3
"""Writes a mesh that is hard on tools as binary STL, the same on every run.

hostile.py KIND FILE, where KIND is
  soup     100,000 large random triangles, each through thousands of others
  loose    1,300,000 small random triangles, hardly any of which meet
  flat     1,000,000 random triangles over each other in one plane
  needles  100,000 triangles a million times longer than wide, a kilometre from the origin
"""

import sys

import numpy as np


def corners(kind, random):
    if kind == "soup":
        return random.uniform(-100, 100, (100_000, 3, 3))
    if kind == "loose":
        middles = random.uniform(-1000, 1000, (1_300_000, 1, 3))
        return middles + random.uniform(-0.5, 0.5, (1_300_000, 3, 3))
    if kind == "flat":
        triangles = random.uniform(-100, 100, (1_000_000, 3, 3))
        triangles[:, :, 2] = 0
        return triangles
    if kind == "needles":
        starts = random.uniform(0, 1000, (100_000, 3)) + 1e6
        ends = starts + random.uniform(-1, 1, (100_000, 3)) * 1e5
        return np.stack([starts, ends, ends + (0, 0, 0.1)], 1)
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
