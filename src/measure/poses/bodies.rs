//! Bodies that lie right below a ceiling, or reach into it: where a chord comes to rest on one.
//!
//! A raster remembers what was asked. Where no other surface is near, nothing begins to hold that did not before:
//! most cells are passed without looking at what lies under them.

use super::bridge::Ceiling;
use super::overhang::JUST_BELOW;
use crate::measure::topology::repeats;
use crate::units::Point2;
use rustc_hash::FxHashMap;

/// What has something so close below it rests on that, mm: the gap of a print-in-place joint.
pub(super) const RESTS: f64 = 0.6;

/// Cells of the raster in a step of samples, and finer ones in a cell, where it rests on something.
const CELLS: f64 = 2.0;
const FINER: f64 = 4.0;

/// The most cells a chord is followed for.
const FARTHEST: f64 = 4000.0;

/// Where a chord ends, on one side.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) far: f64,
    pub(super) holds: bool,
}

impl End {
    pub(super) const NEVER: Self = Self {
        far: f64::INFINITY,
        holds: false,
    };

    pub(super) fn at(far: f64, holds: bool) -> Self {
        Self { far, holds }
    }
}

/// What lies under a point of a ceiling.
pub(super) struct Under {
    /// The height of the ceiling, and its facet there.
    pub(super) z: f64,
    pub(super) facet: u32,
    /// Whether the ceiling is there at all.
    pub(super) covered: bool,
    /// Whether it is no surface: another body reaches into it.
    pub(super) within: bool,
    /// Where the next solid below ends, if there is one.
    pub(super) ground: Option<f64>,
}

impl Under {
    /// Whether the ceiling rests on something there, or is none.
    pub(super) fn rests(&self) -> bool {
        self.within || self.ground.is_some_and(|ground| self.z - ground <= RESTS)
    }
}

/// Where bodies lie right below.
#[derive(Default)]
pub(super) struct Bodies {
    /// Points of the ceiling that rest on something.
    pub(super) points: Vec<Point2>,
    /// Cells of a raster: whether the ceiling may rest on something there.
    cells: FxHashMap<[i64; 2], bool>,
    /// Finer cells: whether it does in the middle, if it is there.
    finer: FxHashMap<[i64; 2], Option<bool>>,
}

impl Bodies {
    /// The length of the chord through a point that is to end where `ends` say, if that or a body holds it at both
    /// ends and it is shorter than the first limit; not exact if it is shorter than the second.
    pub(super) fn chord(
        &mut self,
        ceiling: &Ceiling<'_>,
        point: Point2,
        direction: Point2,
        ends: [End; 2],
        [least, enough]: [f64; 2],
    ) -> Option<f64> {
        // Between which places each end lies.
        let mut between = [[0.0; 2]; 2];
        let mut so_far = 0.0;
        for ((end, sign), between) in ends.into_iter().zip([1.0, -1.0]).zip(&mut between) {
            let ahead = direction.map(|x| x * sign);
            let most = end.far.min(least - so_far);
            *between = match self.ahead(ceiling, point, ahead, most) {
                Some(met) => met,
                None if end.holds && end.far <= most => [end.far; 2],
                None => return None,
            };
            so_far += between[0];
        }
        if so_far >= least {
            return None;
        }
        let longest = between[0][1] + between[1][1];
        if longest < enough {
            return Some(longest);
        }
        let exact = |[mut free, mut rests]: [f64; 2], sign: f64| {
            for _ in 0..6 {
                if rests <= free {
                    break;
                }
                let middle = f64::midpoint(free, rests);
                if ceiling.rests([0, 1].map(|i| point[i] + sign * middle * direction[i])) {
                    rests = middle;
                } else {
                    free = middle;
                }
            }
            rests
        };
        Some(exact(between[0], 1.0) + exact(between[1], -1.0))
    }

    /// Between which two places ahead of a point, up to `most`, a body begins to lie below.
    fn ahead(
        &mut self,
        ceiling: &Ceiling<'_>,
        point: Point2,
        direction: Point2,
        most: f64,
    ) -> Option<[f64; 2]> {
        let cell = ceiling.step / CELLS;
        let n = (most / cell).min(FARTHEST) as u32;
        ceiling.effort.spend(u64::from(n / 2));
        (1..=n).map(|i| f64::from(i) * cell).find_map(|t| {
            let at = [0, 1].map(|axis| point[axis] + t * direction[axis]);
            self.rests(ceiling, at, cell)
                .then_some([(t - cell).max(0.0), t.min(most)])
        })
    }

    fn rests(&mut self, ceiling: &Ceiling<'_>, at: Point2, cell: f64) -> bool {
        let key = at.map(|x| (x / cell).floor() as i64);
        let middle = |key: [i64; 2], cell: f64| key.map(|i| (i as f64 + 0.5) * cell);
        let may = *self.cells.entry(key).or_insert_with(|| {
            let middle = middle(key, cell);
            if is_quiet(ceiling, middle, 1.5 * cell) {
                return false;
            }
            let under = ceiling.under(middle);
            !under.covered || under.rests()
        });
        if !may {
            return false;
        }
        let finer = cell / FINER;
        let key = at.map(|x| (x / finer).floor() as i64);
        let whole = *self.finer.entry(key).or_insert_with(|| {
            let under = ceiling.under(middle(key, finer));
            under.covered.then(|| under.rests())
        });
        whole.unwrap_or_else(|| ceiling.rests(at))
    }
}

/// Whether no other surface comes near to the ceiling within a square about a point.
fn is_quiet(ceiling: &Ceiling<'_>, [x, y]: Point2, half: f64) -> bool {
    let min = [x - half, y - half, ceiling.low - RESTS - JUST_BELOW];
    let max = [x + half, y + half, ceiling.top + 1e-3];
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut others: Vec<[f64; 2]> = Vec::new();
    let mut met = 8;
    ceiling.columns.tree().in_box(min, max, |facet| {
        met += 1;
        if repeats(ceiling.lying.mesh.facets[facet as usize]) {
            return;
        }
        let z = ceiling.lying.corners(facet).map(|point| point[2]);
        let (least, most) = (z[0].min(z[1]).min(z[2]), z[0].max(z[1]).max(z[2]));
        if ceiling.regions.of(facet) as usize == ceiling.region {
            (low, high) = (low.min(least), high.max(most));
        } else {
            others.push([least, most]);
        }
    });
    ceiling.effort.spend(met);
    // Where the ceiling is not known to be there, nothing is known of what is near to it.
    low <= high
        && others
            .iter()
            .all(|[least, most]| *most < low - RESTS - JUST_BELOW || *least > high + 1e-3)
}
