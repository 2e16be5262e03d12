//! The fit of outlines on beds, against known answers and an independent scan over angles.

use fabcommons::machine::Bed;
use fabcommons::machine::fit::{Fit, Outline, SLACK, Surface, fit};
use proptest::prelude::*;

type Points = Vec<[f64; 2]>;

fn bar(length: f64, width: f64) -> Points {
    vec![[0.0, 0.0], [length, 0.0], [length, width], [0.0, width]]
}

fn turned(points: &[[f64; 2]], degrees: f64) -> Points {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let turn = |[x, y]: &[f64; 2]| [x * cos - y * sin, x * sin + y * cos];
    points.iter().map(turn).collect()
}

fn regular(corners: u32, radius: f64) -> Points {
    (0..corners)
        .map(|i| turned(&[[radius, 0.0]], 360.0 / f64::from(corners) * f64::from(i))[0])
        .collect()
}

fn polygon(points: &[[f64; 2]]) -> Bed {
    Bed::Polygon {
        points: points.to_vec(),
        exclude: Vec::new(),
    }
}

fn with_hole(size: [f64; 2], hole: &[[f64; 2]]) -> Bed {
    Bed::Rectangle {
        size,
        exclude: vec![hole.to_vec()],
    }
}

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected} ± {tolerance}"
    );
}

/// Width and depth of the turned points.
fn extent(points: &[[f64; 2]], degrees: f64) -> [f64; 2] {
    let points = turned(points, degrees);
    std::array::from_fn(|axis| {
        let values = || points.iter().map(|p| p[axis]);
        values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min)
    })
}

/// The reference: the clearance of the turned points on a rectangle.
fn clearance(points: &[[f64; 2]], size: [f64; 2], degrees: f64) -> f64 {
    let [width, depth] = extent(points, degrees);
    (size[0] - width).min(size[1] - depth)
}

#[test]
fn a_part_that_fits_stays_as_it_is() {
    let fit = fit(&bar(70.0, 10.0), &Bed::rectangle(80.0, 80.0));
    assert_eq!(
        fit,
        Fit {
            fits: true,
            angle: 0.0,
            clearance: 10.0,
            resolution: 0.0
        }
    );
    // Exactly as large, and by the slack larger.
    let long = |length| Outline::new(&bar(length, 80.0)).fit(&Bed::rectangle(80.0, 80.0));
    assert!(long(80.0).fits && long(80.009).fits);
    assert!(!long(80.02).fits);
}

#[test]
fn a_bar_fits_across_the_corners_of_a_square() {
    // At 45° a 100 × 10 bar is 110/√2 = 77.78 mm wide and deep.
    let fit = fit(&bar(100.0, 10.0), &Bed::rectangle(80.0, 80.0));
    assert!(fit.fits && fit.turned());
    near(fit.angle, 45.0, 1e-9);
    near(fit.clearance, 80.0 - 110.0 / 2.0_f64.sqrt(), 1e-9);
    // The other diagonal is as good, but later.
    let other = Outline::new(&turned(&bar(100.0, 10.0), 90.0)).fit(&Bed::rectangle(80.0, 80.0));
    near(other.angle, 45.0, 1e-9);
}

#[test]
fn a_quarter_turn_is_found() {
    let fit = fit(&bar(100.0, 40.0), &Bed::rectangle(50.0, 120.0));
    assert!(fit.fits);
    // Best where both lengths have as much room: 50 - w = 120 - d.
    assert!(fit.clearance >= 10.0 - 1e-9);
    near(fit.angle, 90.0, 5.0);
    near(
        clearance(&bar(100.0, 40.0), [50.0, 120.0], fit.angle),
        fit.clearance,
        1e-9,
    );
}

#[test]
fn what_sticks_out_is_told_at_the_best_angle() {
    let fit = fit(&bar(200.0, 1.0), &Bed::rectangle(100.0, 100.0));
    assert!(!fit.fits && !fit.turned());
    near(fit.angle, 45.0, 1e-9);
    near(fit.clearance, 100.0 - 201.0 / 2.0_f64.sqrt(), 1e-9);
}

/// A thin bar nearly as long as the diagonal: it fits at about 37° only.
#[test]
fn a_window_of_angles_is_found_to_a_tenth_of_a_degree() {
    let points = bar(240.0, 3.0);
    let size = [194.0, 146.9];
    let best = (0..1_800_000)
        .map(|i| f64::from(i) * 1e-4)
        .map(|angle| (angle, clearance(&points, size, angle)))
        .fold((0.0, f64::MIN), |best, next| {
            if next.1 > best.1 + 1e-9 { next } else { best }
        });
    assert!(best.1 >= 0.0 && best.1 < 1.0, "{best:?}");
    near(best.0, 37.0, 0.9);
    let exact = fit(&points, &Bed::rectangle(size[0], size[1]));
    assert!(exact.fits);
    near(exact.angle, best.0, 2e-4);
    near(exact.clearance, best.1, 1e-3);
    // The same bed as a polygon goes another way.
    let slanted = turned(&bar(size[0], size[1]), 20.0);
    let scanned = fit(&points, &polygon(&slanted));
    assert!(scanned.fits);
    near(scanned.angle, best.0 + 20.0, 0.02);
    near(scanned.clearance, best.1, 5e-3);
}

#[test]
fn circles_take_what_their_enclosing_circle_fits() {
    let bed = Bed::circle(50.0);
    let fits = fit(&bar(40.0, 30.0), &bed);
    assert!(fits.fits && fits.angle == 0.0);
    near(fits.clearance, 0.0, 1e-9);
    let not = fit(&bar(40.0, 31.0), &bed);
    assert!(!not.fits);
    near(not.clearance, 50.0 - 40.0_f64.hypot(31.0), 1e-9);
}

#[test]
fn outlines_without_area_are_judged() {
    for bed in [
        Bed::rectangle(80.0, 60.0),
        Bed::circle(60.0),
        polygon(&regular(6, 40.0)),
        with_hole([80.0, 60.0], &bar(10.0, 10.0)),
    ] {
        for points in [vec![], vec![[5.0, 5.0]], vec![[f64::NAN, 0.0]]] {
            let fit = fit(&points, &bed);
            assert!(fit.fits && fit.angle == 0.0, "{points:?} on {bed:?}");
        }
        let short = fit(&[[0.0, 0.0], [10.0, 0.0]], &bed);
        assert!(short.fits && short.angle == 0.0, "{bed:?}");
        let long = fit(&[[0.0, 0.0], [300.0, 0.0]], &bed);
        assert!(!long.fits && long.clearance < -100.0, "{bed:?}: {long:?}");
    }
    let diagonal = fit(&[[0.0, 0.0], [99.0, 0.0]], &Bed::rectangle(80.0, 60.0));
    assert!(diagonal.fits, "the diagonal is 100 mm: {diagonal:?}");
}

#[test]
fn a_hexagon_fits_a_hexagon_when_their_corners_agree() {
    let bed = polygon(&regular(6, 50.0));
    let part = turned(&regular(6, 49.9), 23.0);
    let fit = fit(&part, &bed);
    assert!(fit.fits);
    // 23° + 37° = 60°.
    near(fit.angle, 37.0, 0.01);
    near(fit.clearance, 0.1 * 3.0_f64.sqrt(), 0.02);
}

#[test]
fn forbidden_corners_push_a_part_aside() {
    let corner = bar(18.0, 28.0);
    let bed = with_hole([256.0, 256.0], &corner);
    // Beside the corner, above it, and not at all.
    let beside = fit(&bar(238.0, 256.0), &bed);
    assert!(beside.fits && beside.angle == 0.0, "{beside:?}");
    near(beside.clearance, 0.0, 1e-3);
    let above = fit(&bar(256.0, 228.0), &bed);
    assert!(above.fits && above.angle == 0.0, "{above:?}");
    let neither = fit(&bar(250.0, 250.0), &bed);
    assert!(!neither.fits, "{neither:?}");
    // Its upper left half stands clear of the corner.
    let triangle = vec![[0.0, 30.0], [256.0, 256.0], [0.0, 256.0]];
    assert!(fit(&triangle, &bed).fits);
}

#[test]
fn a_forbidden_middle_leaves_a_ring() {
    let middle: Points = bar(40.0, 40.0)
        .iter()
        .map(|[x, y]| [x + 30.0, y + 30.0])
        .collect();
    let bed = with_hole([100.0, 100.0], &middle);
    let strip = fit(&bar(100.0, 29.0), &bed);
    assert!(strip.fits && strip.angle == 0.0);
    near(strip.clearance, 0.0, 1e-3);
    assert!(!fit(&bar(31.0, 31.0), &bed).fits);
    let steep = turned(&bar(95.0, 28.0), 30.0);
    let straightened = fit(&steep, &bed);
    assert!(straightened.fits, "{straightened:?}");
    near(straightened.angle, 60.0, 1.0);
}

#[test]
fn a_concave_bed_is_not_its_hull() {
    // An L of two 100 × 40 legs.
    let l = [
        [0.0, 0.0],
        [100.0, 0.0],
        [100.0, 40.0],
        [40.0, 40.0],
        [40.0, 100.0],
        [0.0, 100.0],
    ];
    let bed = polygon(&l);
    assert!(fit(&bar(100.0, 40.0), &bed).fits);
    let upright = fit(&bar(38.0, 99.0), &bed);
    assert!(upright.fits && upright.angle == 0.0);
    assert!(!fit(&bar(60.0, 60.0), &bed).fits);
    // Clockwise points mean the same bed.
    let reversed: Points = l.iter().rev().copied().collect();
    assert_eq!(
        fit(&bar(60.0, 60.0), &bed),
        fit(&bar(60.0, 60.0), &polygon(&reversed))
    );
}

#[test]
fn a_circle_with_a_forbidden_rim_is_smaller() {
    let clip = vec![[40.0, -5.0], [60.0, -5.0], [60.0, 5.0], [40.0, 5.0]];
    let bed = Bed::Circle {
        diameter: 100.0,
        exclude: vec![clip],
    };
    let free = fit(&regular(60, 44.0), &bed);
    assert!(free.fits);
    assert!(!fit(&regular(60, 49.0), &bed).fits);
    assert!(fit(&regular(60, 49.0), &Bed::circle(100.0)).fits);
}

fn points() -> impl Strategy<Value = Points> {
    prop::collection::vec([-60.0..60.0_f64, -60.0..60.0_f64], 3..40)
}

fn size() -> impl Strategy<Value = [f64; 2]> {
    [40.0..200.0_f64, 40.0..200.0_f64]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn rectangles_agree_with_a_scan(points in points(), size in size()) {
        let exact = fit(&points, &Bed::rectangle(size[0], size[1]));
        let upright = clearance(&points, size, 0.0);
        if upright >= -SLACK {
            prop_assert_eq!(exact.angle, 0.0);
            prop_assert!((exact.clearance - upright).abs() < 1e-9);
        } else {
            // Every point of the outline moves less than this between two angles of the scan.
            let step = 0.01_f64;
            let best = (0..18_000)
                .map(|i| clearance(&points, size, f64::from(i) * step))
                .fold(f64::MIN, f64::max);
            let reach = 2.0 * Outline::new(&points).radius() * step.to_radians() / 2.0;
            prop_assert!(exact.clearance >= best - 2e-4);
            prop_assert!(exact.clearance <= best + reach + 1e-9);
            let there = clearance(&points, size, exact.angle);
            prop_assert!((there - exact.clearance).abs() < 1e-9);
            prop_assert_eq!(exact.fits, exact.clearance >= -SLACK);
        }
    }

    #[test]
    fn polygons_agree_with_rectangles(points in points(), size in size(), slant in 1.0..89.0_f64) {
        let exact = fit(&points, &Bed::rectangle(size[0], size[1]));
        let straight = fit(&points, &polygon(&bar(size[0], size[1])));
        prop_assert_eq!(straight, exact);
        // A slanted bed takes the part, slanted the same way, as the straight one does.
        let slanted = fit(&turned(&points, slant), &polygon(&turned(&bar(size[0], size[1]), slant)));
        prop_assert!((slanted.clearance - exact.clearance).abs() < 2e-2
            || (slanted.fits && slanted.angle == 0.0 && exact.fits));
        let best = Outline::new(&points).fit(&Bed::rectangle(size[0], size[1]));
        prop_assert_eq!(slanted.fits, best.fits);
    }

    #[test]
    fn moving_a_part_changes_nothing(points in points(), size in size(), by in [-500.0..500.0_f64, -500.0..500.0_f64]) {
        let moved: Points = points.iter().map(|p| [p[0] + by[0], p[1] + by[1]]).collect();
        for bed in [Bed::rectangle(size[0], size[1]), Bed::circle(size[0]), polygon(&regular(5, size[0] / 2.0))] {
            let (a, b) = (fit(&points, &bed), fit(&moved, &bed));
            prop_assert!((a.clearance - b.clearance).abs() < 2e-3);
            prop_assert!(a.fits == b.fits || a.clearance.abs() < 0.02);
        }
    }

    #[test]
    fn turning_a_part_turns_its_angle(points in points(), size in size(), by in 5.0..175.0_f64) {
        let bed = Bed::rectangle(size[0], size[1]);
        let (a, b) = (fit(&points, &bed), fit(&turned(&points, by), &bed));
        let upright = |fit: &Fit| fit.fits && fit.angle == 0.0;
        if !upright(&a) && !upright(&b) {
            prop_assert!((a.clearance - b.clearance).abs() < 2e-4);
            let there = clearance(&turned(&points, by), size, a.angle - by);
            prop_assert!((there - a.clearance).abs() < 1e-6);
        }
        prop_assert_eq!(a.fits, b.fits);
        let circle = Bed::circle(size[0]);
        let (a, b) = (fit(&points, &circle), fit(&turned(&points, by), &circle));
        prop_assert!((a.clearance - b.clearance).abs() < 1e-9);
    }

    #[test]
    fn a_larger_bed_is_never_worse(points in points(), size in size(), more in [0.0..40.0_f64, 0.0..40.0_f64]) {
        let small = fit(&points, &Bed::rectangle(size[0], size[1]));
        let large = fit(&points, &Bed::rectangle(size[0] + more[0], size[1] + more[1]));
        prop_assert!(large.fits >= small.fits);
        if small.angle != 0.0 && large.angle != 0.0 {
            prop_assert!(large.clearance >= small.clearance - 2e-4);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// The scan of convex polygons finds what an independent search of positions finds.
    #[test]
    fn polygons_agree_with_a_search(points in points(), corners in 3_u32..9, radius in 40.0..90.0_f64) {
        let bed = regular(corners, radius);
        let found = fit(&points, &polygon(&bed));
        let best = (0..720)
            .map(|i| best_margin(&bed, &turned(&points, f64::from(i) * 0.5)))
            .fold(f64::MIN, f64::max);
        if found.angle == 0.0 && found.fits {
            prop_assert!((found.clearance - 2.0 * best_margin(&bed, &points)).abs() < 1e-3);
        } else {
            let between = Outline::new(&points).radius() * 0.5_f64.to_radians();
            prop_assert!(found.clearance >= 2.0 * best - 2e-3, "{found:?} {best}");
            prop_assert!(found.clearance <= 2.0 * best + between, "{found:?} {best}");
            let there = 2.0 * best_margin(&bed, &turned(&points, found.angle));
            prop_assert!((there - found.clearance).abs() < 2e-3, "{found:?} {there}");
        }
    }

    /// Where a part is said to fit beside a forbidden region, some position proves it; where it is
    /// said not to, no position of a fine grid does.
    #[test]
    fn forbidden_regions_agree_with_a_grid(
        points in prop::collection::vec([-30.0..30.0_f64, -30.0..30.0_f64], 3..9),
        at in [10.0..70.0_f64, 10.0..70.0_f64],
        wide in [5.0..40.0_f64, 5.0..40.0_f64],
    ) {
        let hole: Points = bar(wide[0], wide[1]).iter().map(|p| [p[0] + at[0], p[1] + at[1]]).collect();
        let bed = with_hole([100.0, 80.0], &hole);
        let surface = Surface::new(&bed);
        let outline = Outline::new(&points);
        let fit = outline.fit_on(&surface);
        if fit.fits {
            // Turned as told, it fits as it is.
            let again = Outline::new(&turned(&points, fit.angle)).fit_on(&surface);
            prop_assert!(again.fits && again.angle == 0.0, "{fit:?} {again:?}");
            prop_assert!((again.clearance - fit.clearance).abs() < 1e-2, "{fit:?} {again:?}");
        } else {
            for step in 0..72 {
                let part = turned(outline.points(), f64::from(step) * 5.0);
                for x in 0..50 {
                    for y in 0..40 {
                        let shift = [f64::from(x) * 2.0, f64::from(y) * 2.0];
                        let placed: Points = part.iter().map(|p| [p[0] + shift[0], p[1] + shift[1]]).collect();
                        prop_assert!(!clear(&placed, [100.0, 80.0], &hole), "at {shift:?} turned {}", step * 5);
                    }
                }
            }
        }
    }
}

/// The largest margin to all sides of a convex polygon, by ternary search over positions: the
/// margin is concave in both coordinates.
fn best_margin(bed: &[[f64; 2]], part: &[[f64; 2]]) -> f64 {
    let sides: Vec<([f64; 2], f64)> = bed
        .iter()
        .zip(bed.iter().cycle().skip(1))
        .map(|(a, b)| {
            let (x, y) = (b[1] - a[1], a[0] - b[0]);
            let normal = [x / x.hypot(y), y / x.hypot(y)];
            let reach = part
                .iter()
                .map(|p| p[0] * normal[0] + p[1] * normal[1])
                .fold(f64::MIN, f64::max);
            (normal, normal[0] * a[0] + normal[1] * a[1] - reach)
        })
        .collect();
    let margin = |x: f64, y: f64| {
        sides
            .iter()
            .map(|(n, spare)| spare - n[0] * x - n[1] * y)
            .fold(f64::MAX, f64::min)
    };
    let ternary = |f: &dyn Fn(f64) -> f64| {
        let (mut low, mut high) = (-400.0, 400.0);
        for _ in 0..60 {
            let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
            if f(a) < f(b) { low = a } else { high = b }
        }
        f(f64::midpoint(low, high))
    };
    ternary(&|x| ternary(&|y| margin(x, y)))
}

/// Whether convex `part` lies inside the bed and apart from convex `hole` (separating axes).
fn clear(part: &[[f64; 2]], size: [f64; 2], hole: &[[f64; 2]]) -> bool {
    let inside = part
        .iter()
        .all(|p| p[0] >= 0.0 && p[0] <= size[0] && p[1] >= 0.0 && p[1] <= size[1]);
    let reach = |points: &[[f64; 2]], n: [f64; 2]| {
        points
            .iter()
            .map(|p| p[0] * n[0] + p[1] * n[1])
            .fold(f64::MIN, f64::max)
    };
    let apart = |of: &[[f64; 2]], from: &[[f64; 2]]| {
        of.iter().zip(of.iter().cycle().skip(1)).any(|(a, b)| {
            let n = [b[1] - a[1], a[0] - b[0]];
            -reach(from, [-n[0], -n[1]]) >= reach(of, n)
        })
    };
    inside && (apart(part, hole) || apart(hole, part))
}
