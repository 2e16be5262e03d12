//! Sections: what of a part lies at which height, from which material and time are estimated.
//!
//! The height is cut into *bands*, with borders where large surfaces lie flat, so that little changes within
//! one. Each band is cut once, in its middle. Area and perimeter come from the facets that the plane meets;
//! what is left within some distance of the border comes from a picture of the section ([`raster`]).

mod bands;
mod raster;
#[cfg(test)]
mod tests;

use super::facts::Sections;
use super::sum::{Partial, Scale, Total};
use super::weld::Welded;
use crate::mesh::parallel;
use crate::units::{Point, Point2};
use bands::Band;
use raster::{Picture, is_steep};

/// The most bands of the pose as modelled, which most verdicts are about …
pub(super) const MOST: usize = 48;

/// … and of another one.
pub(super) const MOST_OF_OTHERS: usize = 24;

/// The most edges of all cuts together beside those that the mesh's size accounts for.
const MOST_EDGES: usize = 1 << 20;

/// How far apart the borders within a section are, mm: the width of a line of a common nozzle.
pub(super) const STEP: f64 = 0.45;

/// Islands of what is left within three steps that are no larger than this are told apart, mm².
const SMALL: f64 = 70.0;

/// Surface at most so far from level lies open to the layer above or below: the cosine of 10°.
const FLAT: f32 = 0.985;

/// The facets of a mesh that a section shows, and which way they lie.
pub(super) struct Subject<'a> {
    pub(super) mesh: &'a Welded,
    /// Which way each facet looks, of length 1; zero for slivers.
    pub(super) facing: &'a [[f32; 3]],
    /// Row-major rotation into the pose.
    pub(super) rotation: [Point; 3],
    /// Least and greatest height in the pose.
    pub(super) floor: f64,
    pub(super) top: f64,
    /// Whether the surface is nothing but the border of the solid: then plane cuts tell the area exactly.
    pub(super) clean: bool,
    /// The most bands that are wanted.
    pub(super) most: usize,
}

/// An edge of a section, the solid to its left seen from above.
type Edge = [Point2; 2];

/// The sections of a pose; `None` if there is nothing to cut.
pub(super) fn sections(subject: &Subject<'_>) -> Option<Sections> {
    let height = subject.top - subject.floor;
    if !(height > 1e-3 && height < 1e6) {
        return None;
    }
    let heights = heights(subject);
    let mut bands = bands::bands(subject, &heights);
    let facets = &subject.mesh.facets;
    while bands.len() > 1 && crossings(facets, &heights, &bands) > MOST_EDGES + 2 * facets.len() {
        bands::join_pairs(&mut bands);
    }
    let cuts = cuts(subject, &heights, &bands);
    let edges: usize = cuts.iter().map(Vec::len).sum();
    let scale = Scale::for_terms_up_to(extent(subject).powi(2));
    let plain: Vec<[f64; 2]> = cuts.iter().map(|cut| outline(cut, scale)).collect();
    let work: Vec<_> = bands.iter().zip(&cuts).enumerate().collect();
    let drawn = drawn(&plain);
    let rows = parallel::map(work, edges * 4, |(index, (band, cut))| {
        let draw = drawn[index] == index;
        draw.then(|| row(band, cut, plain[index], index, subject.clean, scale))
    });
    let mut rows: Vec<Row> = bands
        .iter()
        .zip(&drawn)
        .filter_map(|(band, from)| Some(rows[*from]?.of(band)))
        .collect();
    merge(&mut rows);
    let solid = rows.iter().any(|row| row.area > 0.0);
    solid.then(|| published(&rows))
}

/// How many edges the cuts have in all.
fn crossings(facets: &[[u32; 3]], heights: &[f64], bands: &[Band]) -> usize {
    let planes: Vec<f64> = bands.iter().map(Band::middle).collect();
    let count = |range: std::ops::Range<usize>| -> usize {
        let met = facets[range].iter().map(|facet| {
            let (low, high) = span(facet.map(|vertex| heights[vertex as usize]));
            planes.partition_point(|plane| *plane <= high)
                - planes.partition_point(|plane| *plane <= low)
        });
        met.sum()
    };
    parallel::map_chunks(facets.len(), count).into_iter().sum()
}

/// The least and the greatest.
fn span(z: [f64; 3]) -> (f64, f64) {
    (z[0].min(z[1]).min(z[2]), z[0].max(z[1]).max(z[2]))
}

/// No section of the mesh has more area than the square of this, nor an edge more length.
fn extent(subject: &Subject<'_>) -> f64 {
    let mut bounds = [[f64::INFINITY; 3], [f64::NEG_INFINITY; 3]];
    for point in &subject.mesh.vertices {
        for axis in 0..3 {
            bounds[0][axis] = bounds[0][axis].min(point[axis]);
            bounds[1][axis] = bounds[1][axis].max(point[axis]);
        }
    }
    (0..3)
        .map(|axis| bounds[1][axis] - bounds[0][axis])
        .sum::<f64>()
        .clamp(0.0, 1e9)
}

/// The height of each vertex in the pose, above the floor.
fn heights(subject: &Subject<'_>) -> Vec<f64> {
    let [_, _, up] = subject.rotation;
    let mut heights = vec![0.0; subject.mesh.vertices.len()];
    parallel::fill_chunks(&mut heights, |range, out| {
        for (index, out) in range.zip(out) {
            let [x, y, z] = subject.mesh.vertices[index];
            *out = up[0] * x + up[1] * y + up[2] * z - subject.floor;
        }
    });
    heights
}

/// Cuts the mesh in the middle of each band. A vertex in the plane counts as above it, so that
/// borders stay closed.
fn cuts(subject: &Subject<'_>, heights: &[f64], bands: &[Band]) -> Vec<Vec<Edge>> {
    let planes: Vec<f64> = bands.iter().map(Band::middle).collect();
    let [x_axis, y_axis, _] = subject.rotation;
    let flat = |vertex: u32| {
        let [x, y, z] = subject.mesh.vertices[vertex as usize];
        [x_axis, y_axis].map(|axis| axis[0] * x + axis[1] * y + axis[2] * z)
    };
    let parts = parallel::map_chunks(subject.mesh.facets.len(), |range| {
        let mut cuts: Vec<Vec<Edge>> = planes.iter().map(|_| Vec::new()).collect();
        for facet in &subject.mesh.facets[range] {
            let z = facet.map(|vertex| heights[vertex as usize]);
            let (low, high) = span(z);
            let first = planes.partition_point(|plane| *plane <= low);
            if planes.get(first).is_none_or(|plane| *plane > high) {
                continue;
            }
            let corners = facet.map(flat);
            for (plane, cut) in planes[first..].iter().zip(&mut cuts[first..]) {
                if *plane > high {
                    break;
                }
                cut.extend(edge(corners, z, *plane));
            }
        }
        cuts
    });
    let mut cuts: Vec<Vec<Edge>> = planes.iter().map(|_| Vec::new()).collect();
    for part in parts {
        for (cut, more) in cuts.iter_mut().zip(part) {
            cut.extend(more);
        }
    }
    cuts
}

/// Where a facet meets a plane.
fn edge(corners: [Point2; 3], z: [f64; 3], plane: f64) -> Option<Edge> {
    let mut ends = [None; 2];
    for k in 0..3 {
        let n = (k + 1) % 3;
        let (a_above, b_above) = (z[k] >= plane, z[n] >= plane);
        if a_above != b_above {
            let t = (plane - z[k]) / (z[n] - z[k]);
            let (a, b) = (corners[k], corners[n]);
            ends[usize::from(a_above)] = Some([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
        }
    }
    let [rising, falling] = ends;
    falling.zip(rising).map(|(a, b)| [a, b])
}

/// What is known of a band.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    from: f64,
    to: f64,
    area: f64,
    perimeter: f64,
    inner: [f64; 3],
    small: f64,
    up: f64,
    down: f64,
    up_border: f64,
    down_border: f64,
    sloped: [f64; 3],
    short: f64,
    islands: f64,
    holes: f64,
}

/// Area and border of a section, as far as its edges are those of the solid.
fn outline(cut: &[Edge], scale: Scale) -> [f64; 2] {
    let origin = cut.iter().fold([f64::INFINITY; 2], |least, [a, _]| {
        [least[0].min(a[0]), least[1].min(a[1])]
    });
    let (mut areas, mut lengths) = (Sum::default(), Sum::default());
    for [a, b] in cut {
        let [p, q] = [a, b].map(|p| [p[0] - origin[0], p[1] - origin[1]]);
        areas.add(scale, (p[0] * q[1] - p[1] * q[0]) / 2.0);
        lengths.add(scale, length(a, b));
    }
    [areas.value(scale), lengths.value(scale)]
}

fn length(a: &Point2, b: &Point2) -> f64 {
    let (x, y) = (b[0] - a[0], b[1] - a[1]);
    (x * x + y * y).sqrt()
}

/// For each section the one whose picture stands for it: of several alike upon each other one in four is drawn.
fn drawn(plain: &[[f64; 2]]) -> Vec<usize> {
    let mut drawn = Vec::with_capacity(plain.len());
    for index in 0..plain.len() {
        let alike = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(b.abs());
        let earlier = drawn.last().copied().filter(|earlier: &usize| {
            let [a, b] = [plain[*earlier], plain[index]];
            index - earlier < 4 && alike(a[0], b[0]) && alike(a[1], b[1])
        });
        drawn.push(earlier.unwrap_or(index));
    }
    drawn
}

fn row(
    band: &Band,
    cut: &[Edge],
    [area, perimeter]: [f64; 2],
    index: usize,
    clean: bool,
    scale: Scale,
) -> Row {
    let picture = Picture::new(cut, index);
    let pixels = picture.area();
    let (area, perimeter) = if clean || picture.is_too_much() {
        (area.max(0.0), perimeter)
    } else {
        (pixels, visible(cut, &picture, index, scale))
    };
    // What the pixels miss or add at the border they do alike within it.
    let share = if pixels > 0.0 {
        (area / pixels).clamp(0.5, 2.0)
    } else {
        0.0
    };
    let first = picture.eroded();
    let second = first.eroded();
    let third = second.eroded();
    let mut inner = [first.area(), second.area(), third.area()].map(|inner| inner * share);
    if picture.is_too_much() {
        // Without a picture: as if the border were straight.
        inner = [1.0, 2.0, 3.0].map(|steps| (area - steps * STEP * perimeter).max(0.0));
    }
    let shape = picture.shape();
    let row = Row {
        area,
        perimeter,
        inner,
        small: third.small(SMALL) * share,
        short: shape.short,
        islands: f64::from(shape.islands),
        holes: f64::from(shape.holes),
        ..Row::default()
    };
    row.of(band)
}

impl Row {
    /// The same in another band.
    fn of(self, band: &Band) -> Self {
        Self {
            from: band.from,
            to: band.to,
            up: band.up,
            down: band.down,
            up_border: band.up_border,
            down_border: band.down_border,
            sloped: band.sloped,
            ..self
        }
    }
}

/// The length of the edges that the solid ends at: of steep ones by rows, of others by columns.
fn visible(cut: &[Edge], rows: &Picture, index: usize, scale: Scale) -> f64 {
    // Mirrored, what was to the left is to the right.
    let mirrored: Vec<Edge> = cut
        .iter()
        .map(|[a, b]| [[b[1], b[0]], [a[1], a[0]]])
        .collect();
    let columns = Picture::new(&mirrored, index);
    let (mut steep, mut flat) = (Sum::default(), Sum::default());
    for edge in cut {
        let [a, b] = edge;
        let sum = if is_steep(edge) {
            &mut steep
        } else {
            &mut flat
        };
        sum.add(scale, length(a, b));
    }
    steep.value(scale) * rows.visible() + flat.value(scale) * columns.visible()
}

/// A sum of any number of terms, in any order.
#[derive(Default)]
struct Sum {
    total: Total,
    partial: Partial,
    terms: u32,
}

impl Sum {
    fn add(&mut self, scale: Scale, term: f64) {
        self.partial.add(scale, term);
        self.terms += 1;
        if self.terms == 1 << 20 {
            self.total.add(std::mem::take(&mut self.partial));
            self.terms = 0;
        }
    }

    fn value(mut self, scale: Scale) -> f64 {
        self.total.add(self.partial);
        self.total.value(scale)
    }
}

/// Neighbouring bands that are all but the same become one.
fn merge(rows: &mut Vec<Row>) {
    let near = |a: f64, b: f64, whole: f64| (a - b).abs() <= 0.002 * whole;
    rows.dedup_by(|next, row| {
        let whole = row.area.max(next.area);
        let alike = near(row.area, next.area, whole)
            && near(
                row.perimeter,
                next.perimeter,
                row.perimeter.max(next.perimeter),
            )
            && (row.islands, row.holes) == (next.islands, next.holes)
            && (0..3).all(|i| (row.inner[i] - next.inner[i]).abs() <= 0.02 * whole)
            && (row.small - next.small).abs() <= 0.02 * whole
            && row.up + next.down == 0.0;
        if alike {
            let (a, b) = (row.to - row.from, next.to - next.from);
            let mean = |x: f64, y: f64| (x * a + y * b) / (a + b);
            row.area = mean(row.area, next.area);
            row.perimeter = mean(row.perimeter, next.perimeter);
            row.inner = std::array::from_fn(|i| mean(row.inner[i], next.inner[i]));
            row.small = mean(row.small, next.small);
            row.short = mean(row.short, next.short);
            row.up = next.up;
            row.sloped = std::array::from_fn(|i| row.sloped[i] + next.sloped[i]);
            row.up_border = next.up_border;
            row.to = next.to;
        }
        alike
    });
}

fn published(rows: &[Row]) -> Sections {
    let column = |of: fn(&Row) -> f64| rows.iter().map(|row| short(of(row))).collect();
    Sections {
        z: column(|row| f64::midpoint(row.from, row.to)),
        height: column(|row| row.to - row.from),
        area: column(|row| row.area),
        perimeter: column(|row| row.perimeter),
        inner_area: [
            column(|row| row.inner[0]),
            column(|row| row.inner[1]),
            column(|row| row.inner[2]),
        ],
        small_area: column(|row| row.small),
        short_border: column(|row| row.short),
        exposed_up: column(|row| row.up),
        exposed_down: column(|row| row.down),
        up_border: column(|row| row.up_border),
        down_border: column(|row| row.down_border),
        sloped_area: [0, 1, 2].map(|i| rows.iter().map(|row| short(row.sloped[i])).collect()),
        islands: rows.iter().map(|row| row.islands as u32).collect(),
        holes: rows.iter().map(|row| row.holes as u32).collect(),
    }
}

/// Rounded to five digits.
fn short(x: f64) -> f64 {
    if x.abs() < 1e-9 || !x.is_finite() {
        return 0.0;
    }
    let digits = 10f64.powi(4 - x.abs().log10().floor() as i32);
    (x * digits).round() / digits
}
