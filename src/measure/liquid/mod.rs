//! Liquid: where resin is shut in while a part is printed, or stays in it afterwards.
//!
//! Vocabulary: a printer with a bath of resin builds a part hanging from its *plate*, layer after layer at a
//! *film*; heights are from the plate to the film. *Suction* is a hollow region of a section that is not joined to
//! the outside through earlier sections: torn off the film, it acts as a sucker. What is open towards the
//! plate counts as joined, because parts stand on supports. A *trap* is void that keeps liquid
//! whichever of its six sides the part is laid on. A *hollow* is void that only round holes (its
//! *drains*) join to the outside.
//!
//! All is found on a grid of cells. The links between the middles of neighbouring cells are cut wherever
//! the surface passes between them, so walls hold however thin they are; openings narrower than 1.5 cells
//! may be missed.

mod flood;
mod grid;

use super::facts::{Hole, Hollow, LIST_LIMIT, Liquid, Suction, Trap};
use super::places::order;
use super::vector::{along, dot};
use super::weld::Welded;
use crate::units::Point;
use flood::{Cells, Region};
use grid::Grid;

/// Less than this is a drop, mm³.
const DROP: f64 = 20.0;

/// Holes wider than this are no drains but openings, mm.
const WIDEST_DRAIN: f64 = 12.0;

/// A closed cavity, as its shell has it: least and greatest corner in the file's frame, mm³.
pub(super) struct Cavity {
    pub(super) bounds: [Point; 2],
    pub(super) volume: f64,
}

/// Where liquid is shut in when the part is printed in a pose; `None` without volume, or where
/// the surface lies over itself too often.
pub(super) fn liquid(
    mesh: &Welded,
    rotation: [Point; 3],
    cavities: &[Cavity],
    holes: &[Hole],
) -> Option<Liquid> {
    let turned = |point: Point| rotation.map(|row| dot(row, point));
    let back = |point: Point| {
        let part = |axis: usize| {
            (0..3)
                .map(|row| rotation[row][axis] * point[row])
                .sum::<f64>()
        };
        rounded(std::array::from_fn(part))
    };
    let mut grid = Grid::new(mesh, &turned)?;
    let open = Cells::new(&grid);
    let cell = grid.size.powi(3);

    let mut suction: Vec<Suction> = flood::suction(&grid, &open)
        .into_iter()
        .map(|region| published(&grid, &region, &back))
        .collect();
    let mut traps: Vec<Trap> = flood::traps(&grid, &open, DROP / cell)
        .into_iter()
        .map(|region| Trap {
            volume: round(region.cells as f64 * cell),
            at: back(grid.middle(region.at)),
            closed: false,
        })
        .collect();
    for cavity in cavities {
        let [min, max] = cavity.bounds;
        let middle: Point = std::array::from_fn(|i| f64::midpoint(min[i], max[i]));
        let height = (0..3)
            .map(|i| rotation[2][i].abs() * (max[i] - min[i]))
            .sum::<f64>();
        // The shell knows the volume exactly; how wide it is, the grid.
        let within = |at: Point| (0..3).all(|i| min[i] <= at[i] && at[i] <= max[i]);
        let seen = suction.iter().position(|known| within(known.at));
        let area = seen.map(|at| suction.swap_remove(at).max_area);
        suction.push(Suction {
            max_area: area.unwrap_or_else(|| round(cavity.volume / height.max(grid.size))),
            volume: round(cavity.volume),
            at: rounded(middle),
        });
        traps.push(Trap {
            volume: round(cavity.volume),
            at: rounded(middle),
            closed: true,
        });
    }
    suction.sort_by(|a, b| {
        let by_area = b.max_area.total_cmp(&a.max_area);
        by_area.then_with(|| order(&a.at, &b.at))
    });
    traps.sort_by(|a, b| {
        let by_volume = b.volume.total_cmp(&a.volume);
        by_volume.then_with(|| order(&a.at, &b.at))
    });

    let hollows = hollows(&mut grid, &open, holes, &turned, &back, cavities);
    let totals = [suction.len(), traps.len(), hollows.len()].map(|n| n as u64);
    suction.truncate(LIST_LIMIT);
    traps.truncate(LIST_LIMIT);
    Some(Liquid {
        resolution: round(grid.size),
        suction_total: totals[0],
        suction,
        traps_total: totals[1],
        traps,
        hollows_total: totals[2],
        hollows: hollows.into_iter().take(LIST_LIMIT).collect(),
    })
}

fn published(grid: &Grid, region: &Region, back: &impl Fn(Point) -> Point) -> Suction {
    let face = grid.size * grid.size;
    Suction {
        max_area: round(region.widest as f64 * face),
        volume: round(region.cells as f64 * face * grid.size),
        at: back(grid.middle(region.at)),
    }
}

/// What is closed once every round hole is plugged, and by which it drains.
fn hollows(
    grid: &mut Grid,
    open: &Cells,
    holes: &[Hole],
    turned: &impl Fn(Point) -> Point,
    back: &impl Fn(Point) -> Point,
    cavities: &[Cavity],
) -> Vec<Hollow> {
    let drains: Vec<&Hole> = holes
        .iter()
        .filter(|hole| hole.cylinder.diameter <= WIDEST_DRAIN)
        .collect();
    let closed = open.shut_in() > cavities.len();
    if drains.is_empty() && !closed {
        return Vec::new();
    }
    for drain in &drains {
        let round = &drain.cylinder;
        grid.plug(turned(round.at), turned(round.axis), round.diameter / 2.0);
    }
    let plugged = Cells::new(grid);
    let mut hollows = Vec::new();
    for (number, region) in plugged.voids() {
        let volume = region.cells as f64 * grid.size.powi(3);
        let at = back(grid.middle(region.at));
        let in_cavity = cavities.iter().any(|cavity| {
            let [min, max] = cavity.bounds;
            (0..3).all(|i| min[i] <= at[i] && at[i] <= max[i])
        });
        if volume < DROP || (in_cavity && open.is_shut_in(region.at)) {
            continue;
        }
        let mut widest: Option<f64> = None;
        let mut openings = 0;
        for drain in &drains {
            let round = &drain.cylinder;
            let end = |sign: f64| {
                let reach = round.depth / 2.0 + 0.75 * grid.size;
                let point = along(round.at, round.axis, sign * reach);
                plugged.at(grid, turned(point))
            };
            let ends = [end(1.0), end(-1.0)];
            if ends.contains(&Some(number)) && ends[0] != ends[1] {
                openings += 1;
                widest = Some(widest.unwrap_or(0.0).max(round.inscribed));
            }
        }
        // What nothing round leads into, though it is closed, has only slits.
        let has_slits = openings == 0 && open.is_shut_in(region.at) && !in_cavity;
        if openings > 0 || has_slits {
            hollows.push(Hollow {
                volume: round(volume),
                at,
                openings,
                drain: widest,
            });
        }
    }
    hollows.sort_by(|a, b| {
        let by_volume = b.volume.total_cmp(&a.volume);
        by_volume.then_with(|| order(&a.at, &b.at))
    });
    hollows
}

fn round(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0 + 0.0
}

fn rounded(point: Point) -> Point {
    point.map(round)
}
