#!/usr/bin/env bash
# Times fabcommons beside other tools on the same files in the same run, and prints ratios.
#
#   tests/bench/compare.sh [FOLDER OF STL FILES]
#
# The big meshes are made here (tests/bench/surface.py, needs python3 with numpy). admesh and
# prusa-slicer are Debian packages; GNU time is needed for memory. The folder, if given, is checked
# against the whole machine library beside `prusa-slicer --info` on the same files.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --quiet
fab=$PWD/target/release/fabcommons
export XDG_CACHE_HOME=$work/cache

# Median wall time in seconds of five runs, after one that warms the page cache.
seconds() {
  "$@" >/dev/null 2>&1 || true
  for _ in 1 2 3 4 5; do
    local from to
    from=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    to=$(date +%s%N)
    echo $((to - from))
  done | sort -n | sed -n 3p | awk '{ printf "%.3f", $1 / 1e9 }'
}
have() { command -v "$1" >/dev/null || { echo "skipped: $1 is not installed" >&2; return 1; }; }
row() { printf '%-46s %9s s\n' "$1" "$2"; }
ratio() { awk -v a="$2" -v b="$3" -v what="$1" 'BEGIN { printf "%-46s %9.2f ×\n", what, a / b }'; }

for size in 330k 1300k 5000k; do
  python3 tests/bench/surface.py "$size" "$work/$size.stl"
done
python3 tests/bench/surface.py 1300k "$work/shuffled.stl" --shuffle

for mesh in 1300k shuffled; do
  own=$(seconds "$fab" measure --only topology "$work/$mesh.stl")
  row "$mesh: fabcommons measure --only topology" "$own"
  if have admesh; then
    peer=$(seconds admesh "$work/$mesh.stl")
    row "$mesh: admesh" "$peer"
    ratio "$mesh: fabcommons / admesh (target 0.6)" "$own" "$peer"
  fi
done

small=$(seconds "$fab" measure --only topology "$work/330k.stl")
large=$(seconds "$fab" measure --only topology "$work/5000k.stl")
ratio "time per triangle, 5000k / 330k (target 1.3)" "$(awk -v t="$large" 'BEGIN { print t / 5000000 }')" \
  "$(awk -v t="$small" 'BEGIN { print t / 330000 }')"

# Where the surface intersects itself, beside a tool that only loads the file and checks its edges.
own=$(seconds "$fab" measure --only intersections "$work/1300k.stl")
row "1300k: fabcommons measure --only intersections" "$own"
if have prusa-slicer; then
  peer=$(seconds prusa-slicer --info "$work/1300k.stl")
  row "1300k: prusa-slicer --info" "$peer"
  ratio "1300k: intersections / --info (target 0.8)" "$own" "$peer"
fi
small=$(seconds "$fab" measure --only intersections "$work/330k.stl")
large=$(seconds "$fab" measure --only intersections "$work/5000k.stl")
ratio "the same per triangle, 5000k / 330k (target 1.3)" "$(awk -v t="$large" 'BEGIN { print t / 5000000 }')" \
  "$(awk -v t="$small" 'BEGIN { print t / 330000 }')"

if command -v /usr/bin/time >/dev/null; then
  peak=$(/usr/bin/time -f %M "$fab" measure --only topology "$work/1300k.stl" 2>&1 >/dev/null | tail -n 1)
  # Resident pages of the mapped file are not ours.
  awk -v kb="$peak" 'BEGIN { printf "%-46s %9.0f bytes per triangle\n", "1300k: peak memory beyond the file (target 120)", (kb * 1024 - 65000084) / 1300000 }'
  peak=$(/usr/bin/time -f %M "$fab" measure --only intersections "$work/1300k.stl" 2>&1 >/dev/null | tail -n 1)
  awk -v kb="$peak" 'BEGIN { printf "%-46s %9.0f bytes per triangle\n", "1300k: the same with intersections (target 160)", (kb * 1024 - 65000084) / 1300000 }'
fi

row "start-up: fabcommons --version" "$(seconds "$fab" --version)"

if [ -n "$folder" ]; then
  mapfile -d '' -t files < <(find "$folder" -iname '*.stl' -print0 | sort -z)
  cold=$(seconds "$fab" check --no-cache "$folder")
  row "check of ${#files[@]} files, whole library" "$cold"
  "$fab" check "$folder" >/dev/null || true
  row "the same with cached facts (target 0.25)" "$(seconds "$fab" check "$folder")"
  if have prusa-slicer; then
    peer=$(seconds prusa-slicer --info "${files[@]}")
    row "prusa-slicer --info on the same files" "$peer"
    ratio "check / prusa-slicer --info (target 1.0)" "$cold" "$peer"
  fi
fi
