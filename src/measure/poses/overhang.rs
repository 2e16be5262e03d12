//! Overhangs: facets that lean over too far to be laid on the layer below, short of a ceiling.

use super::columns::{Columns, top_of_solid, winding};
use super::effort::Effort;
use super::joints::Joints;
use super::lying::Lying;
use super::reach::{self, Search, Spot};
use super::region::Regions;
use crate::measure::facts::{OVERHANG_LEVELS as LEVELS, Overhang};
use crate::measure::places::order;

/// A region begins so much beyond its angle, degrees: what is modelled at 45° prints like 45°.
pub(super) const NEAR: f64 = 0.5;

/// From here on it is a ceiling, degrees from vertical.
pub(super) const CEILING: f64 = 80.0;

/// Overhangs that reach less far, mm, are not told.
const LEAST_REACH: f64 = 0.5;

/// The farthest places that are asked whether they lie within another body, and how many of the others.
const FARTHEST: usize = 32;
const MORE: usize = 128;

/// How far below a surface one asks whether it is free, mm.
pub(super) const JUST_BELOW: f64 = 0.01;

/// The sine of an angle in degrees, in the precision of normals.
pub(super) fn sine(degrees: f64) -> f32 {
    degrees.to_radians().sin() as f32
}

/// The regions of all levels, the farthest reaching first; `at` is in the file's frame.
pub(super) fn overhangs(
    lying: &Lying<'_>,
    joints: &Joints,
    columns: &Columns<'_>,
    slivers: &[u32],
    effort: &Effort,
    number: &(impl Fn(u32) -> u32 + Sync),
) -> Vec<Overhang> {
    let (lowest, ceiling) = (sine(LEVELS[0] + NEAR), sine(CEILING));
    let mut members: Vec<u32> = (0..lying.mesh.facets.len() as u32)
        .filter(|facet| {
            let steep = lying.steep(*facet);
            steep > lowest && steep < ceiling && lying.top(*facet) > lying.clip
        })
        .collect();
    // The level up to which each facet's region was told already.
    let mut told = vec![0.0f32; members.len()];
    let mut found = Vec::new();
    for (at, level) in LEVELS.into_iter().enumerate() {
        let bar = sine(level + NEAR);
        let mut kept = Vec::with_capacity(members.len());
        let mut kept_told = Vec::with_capacity(members.len());
        for (facet, told) in members.iter().zip(&told) {
            if lying.steep(*facet) > bar {
                kept.push(*facet);
                kept_told.push(*told);
            }
        }
        (members, told) = (kept, kept_told);
        if members.is_empty() || effort.is_spent() {
            break;
        }
        let regions = Regions::new(lying, joints, &members, slivers);
        effort.spend(members.len() as u64);
        let mut up_to = vec![None; regions.list.len()];
        for (region, up_to) in up_to.iter_mut().enumerate() {
            if effort.is_spent() {
                break;
            }
            let first = regions.list[region]
                .iter()
                .find_map(|f| members.binary_search(f).ok());
            if first.is_some_and(|first| f64::from(told[first]) >= level) {
                continue;
            }
            let least = regions.list[region]
                .iter()
                .map(|facet| lying.steep(*facet))
                .filter(|steep| !steep.is_nan())
                .fold(1.0, f32::min);
            let to_angle = LEVELS[at..]
                .iter()
                .copied()
                .filter(|level| least > sine(level + NEAR))
                .fold(level, f64::max);
            *up_to = Some(to_angle);
            if let Some(overhang) = measure(
                lying,
                &regions,
                region,
                [level, to_angle],
                columns,
                effort,
                number,
            ) {
                found.push(overhang);
            }
        }
        for (facet, told) in members.iter().zip(&mut told) {
            if let Some(to_angle) = up_to[regions.of(*facet) as usize] {
                *told = to_angle as f32;
            }
        }
    }
    found.sort_by(|a, b| {
        b.reach
            .total_cmp(&a.reach)
            .then_with(|| b.to_angle.total_cmp(&a.to_angle))
            .then_with(|| b.area.total_cmp(&a.area))
            .then_with(|| order(&a.at.at, &b.at.at))
            .then_with(|| a.angle.total_cmp(&b.angle))
    });
    found
}

fn measure(
    lying: &Lying<'_>,
    regions: &Regions<'_>,
    region: usize,
    [angle, to_angle]: [f64; 2],
    columns: &Columns<'_>,
    effort: &Effort,
    number: &(impl Fn(u32) -> u32 + Sync),
) -> Option<Overhang> {
    let area = regions.area(region);
    let borders = regions.borders(region);
    let mut held: Vec<_> = borders
        .iter()
        .filter(|border| border.supported)
        .map(super::region::Border::flat)
        .collect();
    if held.is_empty() {
        // It grows from its lowest point.
        let points = borders.iter().map(|border| border.from);
        let lowest = points.min_by(|a, b| a[2].total_cmp(&b[2]).then_with(|| order(a, b)))?;
        held.push([[lowest[0], lowest[1]]; 2]);
    }
    let held = reach::ordered(held.into_iter());
    let mut search = Search::new(&held, LEAST_REACH, effort);
    for polygon in regions.polygons(region) {
        search.add(&polygon.1, polygon.0);
    }
    let told = |spot: Spot| {
        let [x, y, z] = spot.at;
        let below = columns.up_to([x, y], z - JUST_BELOW);
        // Surface within another shell is none.
        if winding(&below) >= 1 {
            return None;
        }
        let ground = top_of_solid(&below).unwrap_or(lying.floor);
        Some(Overhang {
            angle,
            to_angle,
            area: super::round(area),
            reach: spot.reach,
            drop: super::round((z - ground).max(0.0)),
            at: super::place(lying.in_file(spot.at), number(spot.facet)),
        })
    };
    for _ in 0..FARTHEST {
        if let Some(overhang) = told(search.next()?) {
            return Some(overhang);
        }
        search.no_finer_than((area / 2000.0).sqrt().clamp(0.2, 2.0));
    }
    // Where that is all at the far end, places of the rest tell how far it reaches.
    let rest = search.rest();
    let step = (rest.len() / MORE).max(1);
    rest.into_iter().step_by(step).find_map(told)
}
