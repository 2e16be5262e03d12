//! Bands: where the height of a part is divided, and what of its surface lies open in each band.

use super::{FLAT, Subject, Sum};
use crate::measure::sum::Scale;
use crate::mesh::parallel;

/// Surface that is level to one part in a thousand.
const LEVEL: f32 = 0.999_99;

/// Level surfaces count as one within this height, in parts of a millimetre.
const PER_MM: f64 = 1_000.0;

/// Bands are not thinner than this where nothing lies level, mm.
const THIN: f64 = 0.4;

/// The most edges of what lies open that are looked at for its border.
const MOST_EDGES: usize = 600_000;

/// A part of the height, above the floor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Area seen from above of what faces up and lies almost level, mm².
    pub(super) up: f64,
    /// The same facing down.
    pub(super) down: f64,
    /// Length of the border of what faces up, mm.
    pub(super) up_border: f64,
    /// Length of the border of what faces down, mm.
    pub(super) down_border: f64,
    /// Area seen from above of what faces up or down and leans as [`SLOPES`] say, mm².
    pub(super) sloped: [f64; 3],
}

impl Band {
    /// The height at which it is cut.
    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.from, self.to)
    }
}

/// Cosines of the angles from level that classes of what leans end at: 25°, 40°, 55°.
const SLOPES: [f32; 3] = [0.906_3, 0.766, 0.573_6];

/// A facet that lies almost level: its height, the area seen from above (less than zero if it faces down).
struct Open {
    facet: u32,
    height: f64,
    area: f64,
    level: bool,
    /// The class of what leans more than almost level.
    slope: Option<usize>,
}

/// The bands of a pose, from below.
pub(super) fn bands(subject: &Subject<'_>, heights: &[f64]) -> Vec<Band> {
    let open = open(subject, heights);
    let top = subject.top - subject.floor;
    // Half of the bands may begin at level surfaces, the other half divide what is long.
    let half = subject.most / 2;
    let borders = borders(&open, top, half);
    let mut bands = Vec::with_capacity(subject.most);
    let longest = top / (subject.most - half - 1) as f64;
    for pair in borders.windows(2) {
        let length = pair[1] - pair[0];
        let n = (length / longest.max(THIN)).ceil().max(1.0);
        let at = |i: f64| pair[0] + length * i / n;
        bands.extend((0..n as u32).map(|i| Band {
            from: at(f64::from(i)),
            to: at(f64::from(i + 1)),
            up: 0.0,
            down: 0.0,
            up_border: 0.0,
            down_border: 0.0,
            sloped: [0.0; 3],
        }));
    }
    let most = open
        .iter()
        .fold(0.0f64, |most, open| most.max(open.area.abs()));
    let (scale, lengths) = (Scale::for_terms_up_to(most), Scale::for_terms_up_to(1e6));
    let mut sums: Vec<[Sum; 7]> = bands.iter().map(|_| Default::default()).collect();
    let mut edges = Vec::new();
    for Open {
        facet,
        height,
        area,
        slope,
        ..
    } in open
    {
        // What faces up ends the band below it, what faces down begins the one above.
        let down = area < 0.0;
        let nudge = if down { 1e-3 } else { -1e-3 };
        let at = bands.partition_point(|band| band.to <= height + nudge);
        let at = at.min(bands.len() - 1);
        if let Some(slope) = slope {
            sums[at][4 + slope].add(scale, area.abs());
            continue;
        }
        sums[at][usize::from(down)].add(scale, area.abs());
        if edges.len() < MOST_EDGES {
            let [a, b, c] = subject.mesh.facets[facet as usize];
            let place = 2 * at as u32 + u32::from(down);
            edges.extend([[a, b], [b, c], [c, a]].map(|[a, b]| (place, a.min(b), a.max(b))));
        }
    }
    // An edge that occurs twice lies within.
    edges.sort_unstable();
    for same in edges.chunk_by(|a, b| a == b).filter(|same| same.len() == 1) {
        let (place, a, b) = same[0];
        let [a, b] = [a, b].map(|vertex| subject.mesh.vertices[vertex as usize]);
        let length = (0..3)
            .map(|axis| (a[axis] - b[axis]).powi(2))
            .sum::<f64>()
            .sqrt();
        sums[place as usize / 2][2 + place as usize % 2].add(lengths, length.min(1e6));
    }
    for (band, [up, down, up_border, down_border, sloped @ ..]) in bands.iter_mut().zip(sums) {
        band.up = up.value(scale);
        band.down = down.value(scale);
        band.up_border = up_border.value(lengths);
        band.down_border = down_border.value(lengths);
        band.sloped = sloped.map(|sum| sum.value(scale));
    }
    bands
}

/// Makes one of every two neighbours.
pub(super) fn join_pairs(bands: &mut Vec<Band>) {
    let joined = bands.chunks(2).map(|pair| match pair {
        [a, b] => Band {
            from: a.from,
            to: b.to,
            up: a.up + b.up,
            down: a.down + b.down,
            up_border: a.up_border + b.up_border,
            down_border: a.down_border + b.down_border,
            sloped: std::array::from_fn(|i| a.sloped[i] + b.sloped[i]),
        },
        _ => pair[0],
    });
    *bands = joined.collect();
}

/// The facets that lie almost level or lean.
fn open(subject: &Subject<'_>, heights: &[f64]) -> Vec<Open> {
    let [x_axis, y_axis, up] = subject.rotation;
    let up = up.map(|x| x as f32);
    let parts = parallel::map_chunks(subject.mesh.facets.len(), |range| {
        let mut open = Vec::new();
        for index in range {
            let facing = subject.facing[index];
            let steep = up[0] * facing[0] + up[1] * facing[1] + up[2] * facing[2];
            let class = SLOPES.partition_point(|least| steep.abs() < *least);
            if class == SLOPES.len() {
                continue;
            }
            let facet = subject.mesh.facets[index];
            let [a, b, c] = facet.map(|vertex| {
                let p = subject.mesh.vertices[vertex as usize];
                [x_axis, y_axis].map(|axis| axis[0] * p[0] + axis[1] * p[1] + axis[2] * p[2])
            });
            let area = ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2.0;
            let [p, q, r] = facet.map(|vertex| heights[vertex as usize]);
            open.push(Open {
                facet: index as u32,
                height: (p + q + r) / 3.0,
                area,
                level: steep.abs() >= LEVEL,
                slope: (steep.abs() < FLAT).then_some(class),
            });
        }
        open
    });
    parts.into_iter().flatten().collect()
}

/// Floor, top and, between them, the heights of the largest level surfaces.
fn borders(open: &[Open], top: f64, most: usize) -> Vec<f64> {
    let mut level: Vec<(i64, f64)> = open
        .iter()
        .filter(|open| open.level)
        .map(|open| ((open.height * PER_MM).round() as i64, open.area.abs()))
        .collect();
    // By area too: then the sums do not depend on the order of the facets.
    level.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut plateaus: Vec<(i64, f64)> = Vec::new();
    for (height, area) in level {
        match plateaus.last_mut() {
            Some((last, sum)) if height - *last <= 1 => *sum += area,
            _ => plateaus.push((height, area)),
        }
    }
    let largest = plateaus
        .iter()
        .fold(0.0f64, |most, (_, area)| most.max(*area));
    plateaus.retain(|(_, area)| *area >= largest * 0.005);
    plateaus.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut borders = vec![0.0, top];
    let least = (top / 1000.0).min(0.1);
    for (height, _) in plateaus {
        let height = height as f64 / PER_MM;
        if borders.len() < most + 2
            && borders.iter().all(|other| (other - height).abs() > least)
            && height > 0.0
            && height < top
        {
            borders.push(height);
        }
    }
    borders.sort_unstable_by(f64::total_cmp);
    borders
}
