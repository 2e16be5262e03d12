#!/usr/bin/env bash
# Times fabcommons beside other tools on the same files in the same run, and prints ratios with their targets.
#
#   tests/bench/compare.sh [FOLDER OF STL FILES]
#
# The big meshes are made here (tests/bench/surface.py, needs python3 with numpy). admesh and
# prusa-slicer are Debian packages, pymeshlab is a Python package; GNU time is needed for memory. What is not
# there is skipped, and said so. The folder, if given, is checked against the whole machine
# library beside `prusa-slicer --info` on the same files. FAB=PATH takes a binary that is there;
# RUNS=N times each command N times (3).
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-}
runs=${RUNS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${FAB:-}" ]; then
  cargo build --release --quiet
  FAB=$PWD/target/release/fabcommons
fi
fab=$FAB
export XDG_CACHE_HOME=$work/cache

# Median wall time in seconds, after one run that warms the page cache.
seconds() {
  "$@" >/dev/null 2>&1 || true
  for _ in $(seq "$runs"); do
    local from to
    from=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    to=$(date +%s%N)
    echo $((to - from))
  done | sort -n | sed -n "$(((runs + 1) / 2))p" | awk '{ printf "%.3f", $1 / 1e9 }'
}
have() { command -v "$1" >/dev/null || { echo "skipped: $1 is not installed" >&2; return 1; }; }
row() { printf '%-58s %9s s\n' "$1" "$2"; }
# What is compared, a, b, the greatest a / b that is wanted.
ratio() {
  awk -v a="$2" -v b="$3" -v what="$1" -v most="$4" 'BEGIN {
    printf "%-58s %9.2f x   target %-5s %s\n", what, a / b, most, a / b <= most ? "met" : "MISSED" }'
}
per_triangle() {
  ratio "$1: time per triangle, 5000k / 330k" "$(awk -v t="$3" 'BEGIN { print t / 5000000 }')" \
    "$(awk -v t="$2" 'BEGIN { print t / 330000 }')" 1.3
}
# Peak memory of a command on a mesh beyond the file: resident pages of the mapped file are not ours.
memory() {
  local what=$1 mesh=$2 most=$3 triangles size peak
  shift 3
  size=$(stat -c %s "$mesh")
  triangles=$(((size - 84) / 50))
  peak=$(/usr/bin/time -f %M "$@" "$mesh" 2>&1 >/dev/null | tail -n 1)
  awk -v kb="$peak" -v size="$size" -v n="$triangles" -v what="$what" -v most="$most" 'BEGIN {
    bytes = (kb * 1024 - size) / n
    printf "%-58s %9.0f bytes per triangle   target %-5s %s\n", what, bytes, most, bytes <= most ? "met" : "MISSED" }'
}

have python3
for size in 330k 1300k 5000k; do
  python3 tests/bench/surface.py "$size" "$work/$size.stl"
done
python3 tests/bench/surface.py 1300k "$work/shuffled.stl" --shuffle
for kind in soup loose flat needles; do
  python3 tests/bench/hostile.py "$kind" "$work/$kind.stl"
done

echo "== topology beside admesh"
for mesh in 1300k shuffled; do
  own=$(seconds "$fab" measure --only topology "$work/$mesh.stl")
  row "$mesh: measure --only topology" "$own"
  if have admesh; then
    peer=$(seconds admesh "$work/$mesh.stl")
    row "$mesh: admesh" "$peer"
    ratio "$mesh: topology / admesh" "$own" "$peer" 0.6
  fi
done
per_triangle topology "$(seconds "$fab" measure --only topology "$work/330k.stl")" \
  "$(seconds "$fab" measure --only topology "$work/5000k.stl")"

echo "== self-intersection and all facts beside tools that only load the file and check its edges"
crossing=$(seconds "$fab" measure --only intersections "$work/1300k.stl")
posed=$(seconds "$fab" measure --pose modelled "$work/1300k.stl")
all=$(seconds "$fab" measure "$work/1300k.stl")
row "1300k: measure --only intersections" "$crossing"
row "1300k: measure --pose modelled (all facts of one pose)" "$posed"
row "1300k: measure (all facts, all poses)" "$all"
if have prusa-slicer; then
  peer=$(seconds prusa-slicer --info "$work/1300k.stl")
  row "1300k: prusa-slicer --info" "$peer"
  ratio "1300k: intersections / --info" "$crossing" "$peer" 0.8
  ratio "1300k: all facts of one pose / --info" "$posed" "$peer" 1.5
  ratio "1300k: all facts / --info" "$all" "$peer" 2.5
fi
if python3 -c 'import pymeshlab' 2>/dev/null; then
  open='import sys, pymeshlab; pymeshlab.MeshSet().load_new_mesh(sys.argv[1])'
  peer=$(seconds python3 -c "$open" "$work/1300k.stl")
  row "1300k: pymeshlab opening the file" "$peer"
  ratio "1300k: all facts of one pose / pymeshlab opening" "$posed" "$peer" 1.5
else
  echo "skipped: pymeshlab is not installed" >&2
fi
per_triangle intersections "$(seconds "$fab" measure --only intersections "$work/330k.stl")" \
  "$(seconds "$fab" measure --only intersections "$work/5000k.stl")"

echo "== hostile meshes: they end, in bounded memory"
for kind in soup loose flat needles; do
  own=$(RUNS=1 seconds "$fab" measure --only intersections "$work/$kind.stl")
  ratio "$kind: seconds of measure --only intersections" "$own" 1 10
done

if [ -x /usr/bin/time ]; then
  echo "== peak memory beyond the file"
  memory "1300k: topology" "$work/1300k.stl" 120 "$fab" measure --only topology
  memory "1300k: intersections" "$work/1300k.stl" 160 "$fab" measure --only intersections
  memory "1300k: all facts" "$work/1300k.stl" 160 "$fab" measure
  for kind in loose flat; do
    memory "$kind: intersections" "$work/$kind.stl" 400 "$fab" measure --only intersections
  done
else
  echo "skipped: GNU time is not installed" >&2
fi

row "start-up: fabcommons --version" "$(seconds "$fab" --version)"

if [ -n "$folder" ]; then
  mapfile -d '' -t files < <(find "$folder" -iname '*.stl' -print0 | sort -z)
  echo "== ${#files[@]} files of $folder on the whole machine library"
  cold=$(seconds "$fab" check --no-cache "$folder")
  row "check --no-cache" "$cold"
  "$fab" check "$folder" >/dev/null 2>&1 || true
  ratio "check with cached facts, seconds" "$(seconds "$fab" check "$folder")" 1 0.25
  if have prusa-slicer; then
    peer=$(seconds prusa-slicer --info "${files[@]}")
    row "prusa-slicer --info" "$peer"
    ratio "check / prusa-slicer --info" "$cold" "$peer" 2
  fi
fi
