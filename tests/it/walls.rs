//! Thickness and gap, volume, area and counts on solids with known answers; and what must not show in them.

use super::solids::{Facets, Solid, cut, family, moved, scaled, turned};
use fabcommons::measure::{Facts, Scope, measure};
use fabcommons::mesh::{Object, Triangles};
use fabcommons::units::LengthUnit;
use proptest::prelude::*;

fn facts(facets: &Facets) -> Facts {
    let object = Object::new(Triangles::Indexed {
        vertices: facets.as_flattened().to_vec(),
        facets: (0..facets.len() as u32)
            .map(|i| [3 * i, 3 * i + 1, 3 * i + 2])
            .collect(),
    });
    measure(&object, LengthUnit::Millimetre, Scope::All)
}

fn is_near(found: Option<f64>, expected: Option<f64>, part: f64, what: &str) {
    match (found, expected) {
        (None, None) => {}
        (Some(found), Some(expected)) => assert!(
            (found / expected - 1.0).abs() < part,
            "{what}: {found}, not {expected}"
        ),
        _ => panic!("{what}: {found:?}, not {expected:?}"),
    }
}

/// Everything that is known of a solid, `cuts` times cut in four.
fn is_as_known(solid: &Solid, cuts: usize, found: &Facts, what: &str) {
    let near = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-6;
    assert!(
        near(found.volume, solid.volume),
        "{what}: {} mm³, not {}",
        found.volume,
        solid.volume
    );
    assert!(
        near(found.area, solid.area),
        "{what}: {} mm², not {}",
        found.area,
        solid.area
    );
    let (mut triangles, mut vertices) = (solid.facets.len(), solid.vertices);
    for _ in 0..cuts {
        // A vertex more on each edge.
        vertices += 3 * triangles / 2;
        triangles *= 4;
    }
    assert_eq!(found.triangles, triangles as u64, "{what}");
    assert_eq!(found.vertices, vertices as u64, "{what}");
    assert_eq!(found.shells_total, solid.shells as u64, "{what}");
    let faults = [
        found.degenerate_triangles,
        found.duplicate_triangles,
        found.boundary_edges,
        found.non_manifold_edges,
        found.inconsistent_edges,
        found.non_manifold_vertices,
    ];
    assert_eq!(faults, [0; 6], "{what}");
    assert!(
        found.closed && found.oriented && found.overlapping == Some(false),
        "{what}"
    );
    let thickness = found.thickness.as_ref().expect(what);
    let gap = found.gap.as_ref().expect(what);
    is_near(
        thickness.min,
        solid.thickness,
        0.02,
        &format!("thickness of {what}"),
    );
    is_near(gap.min, solid.gap, 0.02, &format!("gap of {what}"));
    // All surface is somewhere.
    for (bins, unfaced) in [
        (&thickness.histogram, thickness.unfaced_area),
        (&gap.histogram, gap.unfaced_area),
    ] {
        let told = bins.iter().map(|bin| bin.area).sum::<f64>() + unfaced;
        assert!(
            (told / solid.area - 1.0).abs() < 0.02,
            "{what}: {told} of {} mm²",
            solid.area
        );
    }
}

#[test]
fn solids_measure_what_they_are_known_to() {
    let mut shapes = 0;
    for segments in [20, 64] {
        for solid in family(segments) {
            shapes += 1;
            for (angle, cuts) in [(0.0, 0), (0.7, 0), (2.2, 0), (0.0, 1), (0.7, 1)] {
                let facets = turned(&cut(&solid.facets, cuts), angle);
                let what = format!(
                    "{} of {segments} segments, turned by {angle}, cut {cuts} times",
                    solid.name
                );
                is_as_known(&solid, cuts, &facts(&facets), &what);
            }
        }
    }
    assert!(shapes >= 24);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Turning and moving change samples, not what they show; size is only a factor.
    #[test]
    fn where_and_how_large_a_solid_is_makes_no_difference(
        which in 0usize..18,
        angle in 0.0f64..6.0,
        by in prop::array::uniform3(-300.0f64..300.0),
        size in 0.7f64..1.4,
    ) {
        let all = family(20);
        let solid = &all[which % all.len()];
        let facets = moved(&turned(&scaled(&solid.facets, size), angle), by);
        let found = facts(&facets);
        let (base, other) = (facts(&solid.facets), found);
        let (a, b) = (base.thickness.expect("measured"), other.thickness.expect("measured"));
        // What tapers is as thin as 0.5 mm² of it are, whatever its size: that is no factor.
        let tapers = ["cone", "wedge"].contains(&solid.name);
        let exact = if tapers { 0.08 } else { 0.02 };
        if let (Some(a), Some(b)) = (a.min, b.min) {
            prop_assert!((b / a / size - 1.0).abs() < exact, "{}: {a} {b}", solid.name);
        }
        let (c, d) = (base.gap.expect("measured"), other.gap.expect("measured"));
        if let (Some(c), Some(d)) = (c.min, d.min) {
            prop_assert!((d / c / size - 1.0).abs() < 0.02, "{}: gaps {c} {d}", solid.name);
        }
        let (a, b) = (a.unfaced_area, b.unfaced_area / size / size);
        // What is unfaced may be open in a larger one.
        if (0.97..1.03).contains(&size) {
            prop_assert!((a - b).abs() < 0.03 * solid.area, "{}: {a} {b}", solid.name);
        }
    }

    /// Neither the order of triangles nor the number of threads shows at all.
    #[test]
    fn order_and_threads_make_no_difference(which in 0usize..18, step in 1usize..50, threads in 1usize..9) {
        let all = family(20);
        let solid = &all[which % all.len()];
        let facets = turned(&cut(&solid.facets, 1), 0.4);
        let n = facets.len();
        let step = (step..n + step).find(|step| gcd(*step, n) == 1).expect("a step");
        let shuffled: Facets = (0..n).map(|i| facets[i * step % n]).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let (a, b) = (facts(&facets), pool.install(|| facts(&shuffled)));
        prop_assert_eq!(a.thickness, b.thickness);
        prop_assert_eq!(a.gap, b.gap);
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
