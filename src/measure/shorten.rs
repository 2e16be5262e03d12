//! Short facts: lists that together keep within the size of the facts of a part.
//!
//! What takes most room is cut first, what judgements ask for last, and of each list what they ask for least. Numbers of
//! triangles follow the order of the file, which must not decide how much is told: for this, all are as wide as the
//! greatest.

use super::facts::{Facts, LIST_LIMIT, OVERHANG_LEVELS, Overhang, Pose, Sections, Shell};
use super::walls;
use serde::Serialize;

/// Facts of a part stay under this, bytes of JSON: they travel in an index.
const MOST_BYTES: usize = 32 * 1024;

/// No list is cut to fewer entries.
const LEAST: usize = 4;

/// How soon lists are cut: those that only show places, those that verdicts read, and those of the first pose, which most
/// verdicts are about.
const SHOWN: usize = 6;
const JUDGED: usize = 2;
const FIRST: usize = 1;

/// Cuts lists until the facts of a part keep within their size.
pub(super) fn shorten(facts: &mut Facts) {
    // Most parts are far from it.
    if bytes(facts) + 16 * LIST_LIMIT * 20 < MOST_BYTES {
        return;
    }
    let mut model = facts.clone();
    let widest = u32::try_from(facts.triangles).unwrap_or(u32::MAX);
    for_each_number(&mut model, |number| *number = widest);
    let mut total = bytes(&model);
    let mut cut = lists(&mut model);
    let mut sizes: Vec<usize> = cut.iter().map(|list| list.list.bytes()).collect();
    while total > MOST_BYTES {
        let largest = (0..cut.len())
            .filter(|at| cut[*at].list.len() > cut[*at].least)
            .max_by_key(|at| (sizes[*at] * cut[*at].soon, cut.len() - at));
        let Some(at) = largest else { break };
        let shorter = cut[at].list.len() * 3 / 4;
        let least = cut[at].least;
        cut[at].list.shorten(shorter.max(least));
        let size = cut[at].list.bytes();
        total = total + size - sizes[at];
        sizes[at] = size;
    }
    let limits: Vec<usize> = cut.iter().map(|list| list.list.len()).collect();
    for (mut list, limit) in lists(facts).into_iter().zip(limits) {
        list.list.shorten(limit);
    }
}

/// Bytes in JSON.
fn bytes(what: &impl Serialize) -> usize {
    serde_json::to_string(what).map_or(0, |json| json.len())
}

/// A list of the facts.
struct Listed<'a> {
    list: Box<dyn List + 'a>,
    /// The greater, the sooner it is cut.
    soon: usize,
    least: usize,
}

/// A list that can be cut. To cut it twice is to cut it to the lesser of both at once.
trait List {
    fn len(&self) -> usize;
    fn bytes(&self) -> usize;
    fn shorten(&mut self, limit: usize);
}

/// The worst come first.
struct WorstFirst<'a, T>(&'a mut Vec<T>);

impl<T: Serialize> List for WorstFirst<'_, T> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self) -> usize {
        bytes(self.0)
    }

    fn shorten(&mut self, limit: usize) {
        self.0.truncate(limit);
    }
}

/// A list with a way of its own to be cut.
struct Own<'a, T>(&'a mut Vec<T>, fn(&mut Vec<T>, usize));

impl<T: Serialize> List for Own<'_, T> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self) -> usize {
        bytes(self.0)
    }

    fn shorten(&mut self, limit: usize) {
        (self.1)(self.0, limit);
    }
}

/// All or nothing.
struct Whole<'a>(&'a mut Option<Sections>);

impl List for Whole<'_> {
    fn len(&self) -> usize {
        usize::from(self.0.is_some())
    }

    fn bytes(&self) -> usize {
        bytes(self.0)
    }

    fn shorten(&mut self, limit: usize) {
        if limit == 0 {
            *self.0 = None;
        }
    }
}

fn lists(facts: &mut Facts) -> Vec<Listed<'_>> {
    let mut lists: Vec<Listed<'_>> = Vec::new();
    lists.push(Listed {
        list: Box::new(Own(&mut facts.shells, cut_middle::<Shell>)),
        soon: JUDGED,
        least: LEAST,
    });
    for places in [
        &mut facts.boundary_places,
        &mut facts.non_manifold_places,
        &mut facts.inconsistent_places,
        &mut facts.non_manifold_vertex_places,
        &mut facts.degenerate_places,
        &mut facts.duplicate_places,
    ] {
        lists.push(listed_worst(places, SHOWN));
    }
    if let Some(found) = &mut facts.self_intersections {
        lists.push(listed_worst(&mut found.places, SHOWN));
    }
    for thin in [
        facts
            .thickness
            .as_mut()
            .map(|thickness| &mut thickness.thin),
        facts.gap.as_mut().map(|gap| &mut gap.thin),
    ] {
        lists.extend(thin.map(|thin| Listed {
            list: Box::new(Own(thin, walls::shorten)),
            soon: FIRST,
            least: LEAST,
        }));
    }
    lists.extend(
        facts
            .holes
            .iter_mut()
            .map(|holes| listed_worst(holes, JUDGED)),
    );
    lists.extend(facts.pins.iter_mut().map(|pins| listed_worst(pins, JUDGED)));
    for (at, pose) in facts.poses.iter_mut().enumerate() {
        of_pose(pose, at == 0, &mut lists);
    }
    lists
}

fn listed_worst<T: Serialize>(list: &mut Vec<T>, soon: usize) -> Listed<'_> {
    Listed {
        list: Box::new(WorstFirst(list)),
        soon,
        least: LEAST,
    }
}

fn of_pose<'a>(pose: &'a mut Pose, is_first: bool, lists: &mut Vec<Listed<'a>>) {
    let soon = if is_first { FIRST } else { JUDGED };
    if let Some(liquid) = &mut pose.liquid {
        lists.push(listed_worst(&mut liquid.suction, JUDGED));
        lists.push(listed_worst(&mut liquid.traps, JUDGED));
        lists.push(listed_worst(&mut liquid.hollows, JUDGED));
    }
    if let Some(hanging) = &mut pose.hanging {
        lists.push(Listed {
            list: Box::new(Own(&mut hanging.overhangs, overhangs)),
            soon,
            least: LEAST,
        });
        lists.push(listed_worst(&mut hanging.bridges, soon));
        lists.push(listed_worst(&mut hanging.starts, soon));
    }
    if !is_first {
        // Only estimates read them.
        lists.push(Listed {
            list: Box::new(Whole(&mut pose.sections)),
            soon: 1,
            least: 0,
        });
    }
}

/// Keeps the first and the last of a list, `limit` in all.
pub(super) fn cut_middle<T>(list: &mut Vec<T>, limit: usize) {
    if list.len() > limit {
        list.drain(limit / 2..list.len() - limit.div_ceil(2));
    }
}

/// A fair choice of overhangs that are sorted by how far they reach: of each angle that a limit may be, the farthest, then
/// the second of each, and so on. What reaches farthest leans least, as a rule, and no limit asks for that.
pub(super) fn overhangs(listed: &mut Vec<Overhang>, limit: usize) {
    if listed.len() <= limit {
        return;
    }
    let mut ranks = vec![usize::MAX; listed.len()];
    for level in OVERHANG_LEVELS {
        let told = listed.iter().zip(&mut ranks);
        let told = told.filter(|(one, _)| one.angle <= level && level <= one.to_angle);
        for (place, (_, rank)) in told.enumerate() {
            *rank = place.min(*rank);
        }
    }
    let mut order: Vec<usize> = (0..listed.len()).collect();
    order.sort_by_key(|at| ranks[*at]);
    let mut kept = vec![false; listed.len()];
    for at in order.into_iter().take(limit) {
        kept[at] = true;
    }
    let mut kept = kept.into_iter();
    listed.retain(|_| kept.next() == Some(true));
}

/// Calls `visit` for all numbers of triangles in the facts.
fn for_each_number(facts: &mut Facts, mut visit: impl FnMut(&mut u32)) {
    let places = [
        &mut facts.boundary_places,
        &mut facts.non_manifold_places,
        &mut facts.inconsistent_places,
        &mut facts.non_manifold_vertex_places,
        &mut facts.degenerate_places,
        &mut facts.duplicate_places,
    ];
    for place in places.into_iter().flatten() {
        place.triangles.iter_mut().for_each(&mut visit);
    }
    for shell in &mut facts.shells {
        visit(&mut shell.first_triangle);
    }
    for pair in facts
        .self_intersections
        .iter_mut()
        .flat_map(|found| &mut found.places)
    {
        pair.shells.iter_mut().for_each(&mut visit);
        pair.triangles.iter_mut().for_each(&mut visit);
    }
    for hole in facts.holes.iter_mut().flatten() {
        visit(&mut hole.cylinder.triangle);
    }
    for pin in facts.pins.iter_mut().flatten() {
        visit(&mut pin.cylinder.triangle);
    }
    for hanging in facts
        .poses
        .iter_mut()
        .filter_map(|pose| pose.hanging.as_mut())
    {
        let overhangs = hanging.overhangs.iter_mut().map(|one| &mut one.at);
        let bridges = hanging.bridges.iter_mut().map(|one| &mut one.at);
        let starts = hanging.starts.iter_mut().map(|one| &mut one.at);
        for place in overhangs.chain(bridges).chain(starts) {
            place.triangles.iter_mut().for_each(&mut visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::facts::SurfacePlace;

    fn overhang(angle: f64, to_angle: f64, reach: f64) -> Overhang {
        Overhang {
            angle,
            to_angle,
            area: 1.0,
            reach,
            drop: 1.0,
            at: SurfacePlace {
                at: [reach, 0.0, 0.0],
                triangles: vec![1],
            },
        }
    }

    #[test]
    fn steep_overhangs_are_told_beside_many_far_ones() {
        let mut all: Vec<Overhang> = (0..30)
            .map(|i| overhang(45.0, 50.0, 40.0 - f64::from(i)))
            .collect();
        all.push(overhang(60.0, 70.0, 2.7));
        all.push(overhang(60.0, 60.0, 2.2));
        let mut at_once = all.clone();
        overhangs(&mut at_once, 4);
        let reaches: Vec<f64> = at_once.iter().map(|one| one.reach).collect();
        assert_eq!(reaches, [40.0, 39.0, 2.7, 2.2]);
        // Twice is as good as once.
        overhangs(&mut all, 9);
        assert_eq!(all.len(), 9);
        overhangs(&mut all, 4);
        assert_eq!(all, at_once);
    }

    #[test]
    fn the_middle_is_cut_out() {
        let mut list = vec![1, 2, 3, 4, 5];
        cut_middle(&mut list, 3);
        assert_eq!(list, [1, 4, 5]);
    }
}
