#!/usr/bin/env python3
"""Writes a closed surface of many triangles, a torus with bumps, as binary STL.

surface.py 330k|1300k|5000k FILE [--shuffle]
"""

import sys

import numpy as np

SIZES = {"330k": (500, 330), "1300k": (1000, 650), "5000k": (2000, 1250)}


def askew():
    a, b = 0.6, 0.35
    about_x = [[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]]
    about_y = [[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]]
    return np.array(about_x) @ np.array(about_y)


def main():
    around, across = SIZES[sys.argv[1]]
    u = np.linspace(0, 2 * np.pi, around, endpoint=False)[:, None]
    v = np.linspace(0, 2 * np.pi, across, endpoint=False)[None, :]
    tube = 12 + 0.6 * np.sin(17 * u) * np.cos(11 * v)
    ring = 40 + tube * np.cos(v)
    points = np.stack([ring * np.cos(u), ring * np.sin(u), tube * np.sin(v)], -1)
    # Turned askew: coordinates that repeat by symmetry would be hard on tools that hash them.
    points = (points @ askew() + (3.1, 2.7, 61.8)).astype("<f4")
    a, b = points, np.roll(points, -1, 0)
    c, d = np.roll(b, -1, 1), np.roll(a, -1, 1)
    # Both triangles of a quad follow each other, as modellers write them.
    triangles = np.stack([np.stack(t, 2) for t in ((a, b, c), (a, c, d))], 2).reshape(-1, 3, 3)
    if "--shuffle" in sys.argv:
        triangles = triangles[np.random.default_rng(1).permutation(len(triangles))]
    records = np.zeros(len(triangles), [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    records["corners"] = triangles
    with open(sys.argv[2], "wb") as file:
        file.write(b"a torus with bumps".ljust(80))
        file.write(np.uint32(len(triangles)).tobytes())
        file.write(records.tobytes())


main()
