#!/bin/sh
# Regenerates every export of the designs in this folder from its OpenSCAD
# source: cad/NAME.scad gives stl/NAME.stl (binary), and 3mf/NAME.3mf in the
# designs that have a folder 3mf. Run it without arguments for all designs, or
# name the folders: ./export.sh cable-clip spool-holder
# Needs OpenSCAD (2021.01 made the files here) and python3.
set -eu
cd "$(dirname "$0")"

# OpenSCAD may list the same triangles in another order from run to run, and
# puts random identifiers into 3MF. Sort and rewrite, so that an unchanged
# source gives an unchanged file.
tidy() {
    python3 - "$1" <<'PY'
import re, struct, sys, zipfile

path = sys.argv[1]

def turned(triangle):
    """The triangle from its smallest corner on, same winding."""
    i = triangle.index(min(triangle))
    return triangle[i:] + triangle[:i]

def stl():
    data = open(path, "rb").read()
    facets = [struct.unpack_from("<12fH", data, at) for at in range(84, len(data), 50)]
    assert len(facets) == struct.unpack_from("<I", data, 80)[0]
    facets = [(turned((f[3:6], f[6:9], f[9:12])), f[:3]) for f in facets]
    with open(path, "wb") as out:
        out.write(data[:84])
        for corners, normal in sorted(facets):
            out.write(struct.pack("<12fH", *normal, *sum(corners, ()), 0))

def threemf():
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    model = parts["3D/3dmodel.model"].decode("utf-8")
    model = re.sub(r'\s+(p:UUID|xmlns:[mpbs])="[^"]*"', "", model)
    vertex = re.compile(r'<vertex x="([^"]*)" y="([^"]*)" z="([^"]*)" />')
    triangle = re.compile(r'<triangle v1="(\d+)" v2="(\d+)" v3="(\d+)" />')
    points = [tuple(map(float, v)) for v in vertex.findall(model)]
    order = sorted(range(len(points)), key=points.__getitem__)
    place = {old: new for new, old in enumerate(order)}
    faces = [tuple(place[int(v)] for v in t) for t in triangle.findall(model)]
    text = [m.group(0) for m in vertex.finditer(model)]
    vertices = "".join(f"\n\t\t\t\t\t{text[i]}" for i in order)
    triangles = "".join('\n\t\t\t\t\t<triangle v1="%d" v2="%d" v3="%d" />' % f
                        for f in sorted(map(turned, faces)))
    model = re.sub(r"<vertices>.*</vertices>",
                   lambda _: f"<vertices>{vertices}\n\t\t\t\t</vertices>", model, flags=re.S)
    model = re.sub(r"<triangles>.*</triangles>",
                   lambda _: f"<triangles>{triangles}\n\t\t\t\t</triangles>", model, flags=re.S)
    parts["3D/3dmodel.model"] = model.encode("utf-8")
    names = ["[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model"]
    assert sorted(names) == sorted(parts), sorted(parts)
    with zipfile.ZipFile(path, "w") as new:
        for name in names:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, parts[name])

stl() if path.endswith(".stl") else threemf()
PY
}

[ $# -gt 0 ] || set -- */
for design in "$@"; do
    design=${design%/}
    for source in "$design"/cad/*.scad; do
        stem=$(basename "$source" .scad)
        case $stem in assembly | parameters) continue ;; esac
        echo "$source"
        openscad -q --export-format binstl -o "$design/stl/$stem.stl" "$source"
        tidy "$design/stl/$stem.stl"
        if [ -d "$design/3mf" ]; then
            openscad -q -o "$design/3mf/$stem.3mf" "$source"
            tidy "$design/3mf/$stem.3mf"
        fi
    done
done
