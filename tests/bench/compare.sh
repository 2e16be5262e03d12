#!/usr/bin/env bash
# Times fabcommons beside other tools on the same files in the same run, and prints ratios with their targets.
#
#   tests/bench/compare.sh [FOLDER OF STL FILES]
#
# The big meshes are made here (tests/bench/surface.py and hostile.py, which need python3 with numpy). admesh and
# prusa-slicer are Debian packages, pymeshlab is a Python package; GNU time is needed for memory. What is not
# there is skipped, and said so. The folder, if given, is checked against the whole machine library
# beside `prusa-slicer --info` on the same files, and beside slicing a few of them.
#
#   FAB=PATH   a binary that is there; else one is built
#   RUNS=N     how often each command is timed; the median counts (3). Hostile meshes and slicing are timed once.
#   SLICE=N    how many files of the folder are sliced (6)
#
# Nothing else should run meanwhile: fabcommons uses all cores, most of the others one.
set -euo pipefail
shopt -s inherit_errexit
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

# Wall time of one run in nanoseconds. 1 says that there are findings; anything above, that it did not work.
once() {
  local from to status=0
  from=$(date +%s%N)
  "$@" >/dev/null 2>&1 || status=$?
  to=$(date +%s%N)
  if [ "$status" -gt 1 ]; then
    echo "failed with $status: $*" >&2
    exit 2
  fi
  echo $((to - from))
}
# Median wall time in seconds. The median of three forgives one run that finds its files cold; fewer do not.
seconds() {
  [ "$runs" -ge 3 ] || once "$@" >/dev/null
  for _ in $(seq "$runs"); do once "$@"; done | sort -n | sed -n "$(((runs + 1) / 2))p" | awk '{ printf "%.3f", $1 / 1e9 }'
}
have() { command -v "$1" >/dev/null || { echo "skipped: $1 is not installed" >&2; return 1; }; }
row() { printf '%-58s %9s s\n' "$1" "$2"; }
# What it is, how much, its unit, the most that is wanted.
limit() {
  awk -v is="$2" -v what="$1" -v unit="$3" -v most="$4" 'BEGIN {
    printf "%-58s %9.*f %-18s target %-5s %s\n", what, is < 10 ? 3 : 0, is, unit, most, is <= most ? "met" : "MISSED" }'
}
# What is compared, a, b, the greatest a / b that is wanted.
ratio() { limit "$1" "$(awk -v a="$2" -v b="$3" 'BEGIN { print a / b }')" x "$4"; }
# Time per triangle must hardly grow with their number.
growth() {
  local what=$1 small large
  shift
  small=$(seconds "$@" "$work/330k.stl")
  large=$(seconds "$@" "$work/5000k.stl")
  row "330k: $what" "$small"
  row "5000k: $what" "$large"
  ratio "$what: time per triangle, 5000k / 330k" \
    "$(awk -v t="$large" 'BEGIN { print t / 5000000 }')" "$(awk -v t="$small" 'BEGIN { print t / 330000 }')" 1.3
}
# Peak memory of a command on a mesh beyond the file: resident pages of the mapped file are not ours.
memory() {
  local what=$1 mesh=$2 size peak
  shift 2
  size=$(stat -c %s "$mesh")
  peak=$(/usr/bin/time -f %M "$@" "$mesh" 2>&1 >/dev/null | tail -n 1)
  limit "$what" "$(awk -v kb="$peak" -v size="$size" 'BEGIN {
    print (kb * 1024 - size) / ((size - 84) / 50) }')" "bytes per triangle" 160
}

have python3
for size in 330k 1300k 5000k; do
  python3 tests/bench/surface.py "$size" "$work/$size.stl"
done
python3 tests/bench/surface.py 1300k "$work/shuffled.stl" --shuffle

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
  ratio "1300k: all facts, all poses / --info" "$all" "$peer" 2.5
fi
# Its start takes longer than the file, and is left out.
pymeshlab='
import statistics, sys, time
import pymeshlab
def opened():
    start = time.time()
    pymeshlab.MeshSet().load_new_mesh(sys.argv[1])
    return time.time() - start
opened()
print(f"{statistics.median(opened() for _ in range(int(sys.argv[2]))):.3f}")'
if peer=$(python3 -c "$pymeshlab" "$work/1300k.stl" "$runs" 2>/dev/null); then
  row "1300k: pymeshlab opening the file" "$peer"
  ratio "1300k: intersections / pymeshlab opening" "$crossing" "$peer" 0.8
  ratio "1300k: all facts of one pose / pymeshlab opening" "$posed" "$peer" 1.5
  ratio "1300k: all facts, all poses / pymeshlab opening" "$all" "$peer" 2.5
else
  echo "skipped: pymeshlab is not installed" >&2
fi

echo "== growth"
growth topology "$fab" measure --only topology
growth intersections "$fab" measure --only intersections
growth "all facts of one pose" "$fab" measure --pose modelled

if [ -x /usr/bin/time ]; then
  echo "== peak memory beyond the file"
  memory "1300k: topology" "$work/1300k.stl" "$fab" measure --only topology
  memory "1300k: intersections" "$work/1300k.stl" "$fab" measure --only intersections
  memory "1300k: all facts" "$work/1300k.stl" "$fab" measure

  echo "== hostile meshes: all facts of them end, in bounded memory"
  for kind in soup few loose flat stack needles slivers far nested star; do
    mesh=$work/hostile.stl
    python3 tests/bench/hostile.py "$kind" "$mesh"
    # Stopped after a minute; what it used until then is told.
    used=$(/usr/bin/time -f '%e %M' timeout 60 "$fab" measure "$mesh" 2>&1 >/dev/null | tail -n 1) || true
    read -r time peak <<<"$used"
    limit "$kind: time" "$time" s 20
    limit "$kind: peak memory" "$((peak / 1024))" MB 1024
  done
else
  echo "skipped: GNU time is not installed" >&2
fi

echo "== start"
row "fabcommons --version" "$(seconds "$fab" --version)"
row "machines show prusa-mk4s: reads one vendor" "$(seconds "$fab" machines show prusa-mk4s)"
row "machines list: reads all vendors" "$(seconds "$fab" machines list)"

if [ -n "$folder" ]; then
  mapfile -d '' -t files < <(find "$folder" -iname '*.stl' -print0 | sort -z)
  machines=$("$fab" machines list | tail -n 1 | cut -d ' ' -f 1)
  echo "== ${#files[@]} files of $folder on the whole machine library"
  cold=$(seconds "$fab" check --no-cache "$folder")
  row "check --no-cache" "$cold"
  cached=$(seconds "$fab" check "$folder")
  limit "check with cached facts" "$cached" s 0.25
  # How many machines make the package is part of both; verdicts on all of them come on top.
  one=$(seconds "$fab" check --machine prusa-mk4s "$folder")
  each=$(seconds "$fab" check --machine all "$folder")
  row "check with cached facts, one machine" "$one"
  row "check with cached facts, --machine all" "$each"
  limit "judging and reporting a part on one of $machines machines" \
    "$(awk -v all="$each" -v one="$one" -v n="$((${#files[@]} * machines))" 'BEGIN { print (all - one) / n * 1e6 }')" µs 1
  if have prusa-slicer; then
    peer=$(seconds prusa-slicer --info "${files[@]}")
    row "prusa-slicer --info" "$peer"
    ratio "check / prusa-slicer --info" "$cold" "$peer" 2

    # Slicing all takes long; a few are spread over the list.
    few=()
    n=${#files[@]}
    count=$((${SLICE:-6} < n ? ${SLICE:-6} : n))
    for ((i = 0; i < count; i++)); do
      few+=("${files[i * n / count]}")
    done
    own=$(seconds "$fab" check --no-cache "${few[@]}")
    peer=0
    for file in "${few[@]}"; do
      took=$(once prusa-slicer --export-gcode -o "$work/out.gcode" "$file")
      peer=$((peer + took))
    done
    peer=$(awk -v t="$peer" 'BEGIN { printf "%.3f", t / 1e9 }')
    row "check of ${#few[@]} of them" "$own"
    row "slicing the same" "$peer"
    ratio "check / slicing" "$own" "$peer" 0.01
  fi
fi
