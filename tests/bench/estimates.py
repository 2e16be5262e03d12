#!/usr/bin/env python3
"""Compares estimates of material and time with what PrusaSlicer says after slicing.

    tests/bench/estimates.py [FOLDER] [--load CONFIG.ini] [--half 1|2]

FOLDER holds STL files; by default meshes/voron-0 of the corpus that FABCOMMONS_CORPUS names. Every
file is sliced once, with `nice`, by `prusa-slicer` (Debian: prusa-slicer, 2.5 or later) with its own
defaults or with a configuration that it exported (--load). The same settings are handed to fabcommons
as a machine profile; nothing is fitted. What was sliced is kept in the folder for temporary files.
--half takes every second file of a fixed shuffle, so that a model can be tried on files it was not
made with. FAB=PATH in the environment is the fabcommons to ask, else target/release/fabcommons.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def settings_of(config):
    """The settings of a configuration as text, by key."""
    found = {}
    for line in config.splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found[key.strip()] = value.strip()
    return found


def profile(settings):
    """The machine profile with the same settings."""

    def first(key):
        return settings[key].split(",")[0].split(";")[0].strip()

    def number(key, whole=None):
        """A number; a percentage is one of `whole`."""
        text = first(key)
        return float(text[:-1]) / 100 * whole if text.endswith("%") else float(text)

    layer = number("layer_height")
    nozzle = number("nozzle_diameter")
    first_layer = number("first_layer_height", layer)

    def width(key, height):
        """Zero is a width by the nozzle; a percentage is one of the layer height."""
        given = number(key, height)
        return given if given > 0 else 0.0

    plain = width("extrusion_width", layer)
    line = width("perimeter_extrusion_width", layer) or plain or nozzle * 1.125
    first_line = width("first_layer_extrusion_width", first_layer) or line
    walls = number("perimeter_speed")
    infill = number("infill_speed")
    solid = number("solid_infill_speed", infill)
    first_speed = number("first_layer_speed", walls)
    # Layers are as thick as asked for, and as many as asked for at least.
    thick = {
        side: max(
            int(number(f"{side}_solid_layers")),
            -int(-number(f"{side}_solid_min_thickness") // layer),
        )
        for side in ("top", "bottom")
    }
    # What the printer can do, unless the slicer asks for less.
    acceleration = number("machine_max_acceleration_extruding")
    for key in ("default_acceleration", "perimeter_acceleration"):
        asked = number(key)
        acceleration = min(acceleration, asked) if asked > 0 else acceleration
    cooling = first("cooling") == "1"
    values = {
        "walls": int(number("perimeters")),
        "infill": number("fill_density", 100),
        "top-layers": thick["top"],
        "bottom-layers": thick["bottom"],
        "solid-below": number("solid_infill_below_area"),
        "first-layer-height": first_layer,
        "first-layer-width": first_line,
        "outer-wall-speed": number("external_perimeter_speed", walls),
        "wall-speed": walls,
        "short-wall-speed": number("small_perimeter_speed", walls),
        "infill-speed": infill,
        "solid-speed": solid,
        "top-speed": number("top_solid_infill_speed", solid),
        "bridge-speed": number("bridge_speed"),
        "first-layer-speed": first_speed,
        "travel-speed": number("travel_speed"),
        "jerk": number("machine_max_jerk_x"),
        "retraction": number("retract_length"),
        "retraction-speed": number("retract_speed"),
        "least-layer-time": number("slowdown_below_layer_time") if cooling else 0,
        "least-speed": number("min_print_speed"),
        "skirt-loops": int(number("skirts")),
        "skirt-distance": number("skirt_distance"),
        "skirt-layers": max(1, int(number("skirt_height"))),
        "lift": number("retract_lift"),
        "vertical-shells": "true" if first("ensure_vertical_shell_thickness") == "1" else "false",
    }
    lines = [
        "[[machine]]",
        'id = "sliced"',
        'name = "The printer of the slicer"',
        'kind = "FFF"',
        'bed = { shape = "rectangle", size = [2000, 2000] }',
        "height = 2000",
        'source = "PrusaSlicer"',
        "",
        "[machine.fff]",
        f"nozzle = {nozzle}",
        f"layer = {layer}",
        f"line-width = {line}",
        f"filament = {number('filament_diameter')}",
        f"acceleration = {acceleration}",
        "",
        "[machine.fff.print]",
    ]
    lines += [f"{key} = {value}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def seconds_of(text):
    """`1h 2m 3s` in seconds."""
    units = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([dhms])", text))


def sliced(path, config, kept):
    """Material in mm³ and seconds as the slicer says; None if it does not slice the file."""
    # Exported files begin with their date.
    settings = sorted(settings_of(config.read_text()).items())
    digest = hashlib.sha256(path.read_bytes() + repr(settings).encode()).hexdigest()[:24]
    result = kept / f"{digest}.json"
    if result.exists():
        return json.loads(result.read_text())
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / "out.gcode"
        command = ["nice", "prusa-slicer", "--load", config, "--export-gcode", "-o", target, path]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        text = target.read_text(errors="replace") if target.exists() else ""
    volume = re.search(r"filament used \[cm3\] = ([\d.]+)", text)
    length = re.search(r"filament used \[mm\] = ([\d.]+)", text)
    time = re.search(r"estimated printing time \(normal mode\) = (.*)", text)
    found = None
    if volume and length and time:
        diameter = float(settings_of(config.read_text())["filament_diameter"].split(",")[0])
        # The length has more digits than the volume.
        found = [float(length[1]) * 3.141592653589793 / 4 * diameter**2, seconds_of(time[1])]
    result.write_text(json.dumps(found))
    return found


def estimated(binary, files, machine):
    """Material in mm³ and the middle and bounds of the time of each file."""
    command = [binary, "check", "--only", "geometry", "--no-cache", "--format", "json"]
    command += ["--machine", machine, *files]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    # 1 says that there are findings.
    if run.returncode > 1:
        sys.exit(f"{binary} failed")
    report = json.loads(run.stdout)
    paths = {part["id"]: part["meshes"][0]["path"] for part in report["parts"]}
    found = {}
    for verdict in report["verdicts"]:
        estimate = verdict["estimate"]
        if estimate:
            found[paths[verdict["part"]]] = (estimate["material_mm3"], estimate["seconds"])
    return found


def verdict(what, off, most):
    """A line of the summary: how far off, and whether that is as wanted."""
    wanted = f"   target {most:.0%}   {'met' if off <= most else 'MISSED'}" if most else ""
    print(f"{what:30} {off:6.1%}{wanted}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--load", type=pathlib.Path)
    parser.add_argument("--half", type=int, choices=[1, 2])
    options = parser.parse_args()
    corpus = os.environ.get("FABCOMMONS_CORPUS")
    folder = options.folder or (corpus and f"{corpus}/meshes/voron-0")
    if not folder:
        sys.exit("name a folder of STL files, or set FABCOMMONS_CORPUS")
    files = [p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() == ".stl"]
    files.sort()
    if options.half:
        random.Random(7).shuffle(files)
        files = sorted(files[options.half - 1 :: 2])

    kept = pathlib.Path(tempfile.gettempdir()) / "fabcommons-estimates"
    kept.mkdir(exist_ok=True)
    config = options.load or kept / "defaults.ini"
    if not options.load:
        subprocess.run(["prusa-slicer", "--save", config], stdout=subprocess.DEVNULL, check=True)
    machine = kept / "sliced.toml"
    machine.write_text(profile(settings_of(config.read_text())))

    binary = os.environ.get("FAB") or str(ROOT / "target/release/fabcommons")
    found = estimated(binary, files, machine)
    rows = []
    for path in files:
        truth = sliced(path, config, kept)
        mine = found.get(str(path))
        if not truth or not mine or truth[0] <= 0:
            print(f"left out: {path.name}: not {'estimated' if truth else 'sliced'}")
            continue
        (volume, (least, most)) = mine
        rows.append((path.name, truth, volume, least, most))
    print(f"{'part':44} {'mm³':>8} {'sliced':>8} {'off':>7}   {'s':>13} {'sliced':>7} {'off':>7}")
    off_volume, off_time, within = [], [], 0
    for name, truth, volume, least, most in rows:
        by_volume = volume / truth[0] - 1
        by_time = (least + most) / 2 / truth[1] - 1
        off_volume.append(abs(by_volume))
        off_time.append(abs(by_time))
        within += least <= truth[1] <= most
        span = f"{least:.0f}–{most:.0f}"
        print(
            f"{name[:44]:44} {volume:8.0f} {truth[0]:8.0f} {by_volume:+7.1%}   "
            f"{span:>13} {truth[1]:7.0f} {by_time:+7.1%}"
        )
    if not rows:
        sys.exit("nothing to compare")
    print()
    for what, off, median, ninth in (
        ("material", off_volume, 0.05, None),
        ("time", off_time, 0.15, 0.30),
    ):
        verdict("median error of " + what, statistics.median(off), median)
        verdict("90th percentile of " + what, sorted(off)[min(len(off) - 1, int(0.9 * len(off)))], ninth)
    print(f"time within the range: {within} of {len(rows)}")


if __name__ == "__main__":
    main()
