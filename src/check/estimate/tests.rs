use super::filament::piece;
use super::settings::Settings;
use crate::measure::{Contact, Pose, Sections};

/// A cube of 20 mm as it is modelled, its sections by hand.
fn cube() -> Pose {
    let within = |depth: f64| vec![(20.0 - 2.0 * depth).powi(2)];
    Pose {
        rotation: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        height: 20.0,
        hull: vec![[0.0, 0.0], [20.0, 0.0], [20.0, 20.0], [0.0, 20.0]],
        contact: Contact::default(),
        margin: Some(10.0),
        slenderness: Some(1.0),
        overhang: Vec::new(),
        hanging: None,
        liquid: None,
        sections: Some(Sections {
            z: vec![10.0],
            height: vec![20.0],
            area: vec![400.0],
            perimeter: vec![80.0],
            inner_area: [within(0.45), within(0.9), within(1.35)],
            small_area: vec![0.0],
            short_border: vec![0.0],
            exposed_up: vec![400.0],
            exposed_down: vec![400.0],
            up_border: vec![80.0],
            down_border: vec![80.0],
            sloped_area: [vec![0.0], vec![0.0], vec![0.0]],
            islands: vec![1],
            holes: vec![0],
        }),
    }
}

/// A printer without inertia: time is length by speed.
fn settings() -> Settings {
    Settings {
        nozzle: 0.4,
        layer: 0.2,
        first_layer: 0.2,
        width: 0.45,
        first_width: 0.45,
        walls: 2.0,
        infill: 0.2,
        top_layers: 4.0,
        bottom_layers: 3.0,
        solid_below: 0.0,
        outer_speed: 50.0,
        wall_speed: 50.0,
        short_speed: 50.0,
        infill_speed: 50.0,
        solid_speed: 50.0,
        top_speed: 50.0,
        bridge_speed: 50.0,
        first_speed: 50.0,
        travel_speed: 1e6,
        acceleration: 1e12,
        jerk: 50.0,
        retraction: 0.0,
        retraction_speed: 50.0,
        least_layer_time: 0.0,
        least_speed: 10.0,
        skirt_loops: 0.0,
        skirt_distance: 3.0,
        skirt_layers: 1.0,
        lift: 0.0,
        vertical_shells: true,
        filament: 1.75,
        stated: true,
    }
}

fn near(a: f64, b: f64, part: f64) -> bool {
    (a - b).abs() <= part * b.abs()
}

/// Two lines of 0.45 × 0.2 mm along a border of 80 mm, 7 of 100 layers without air, a fifth of the rest filled.
#[test]
fn a_cube_takes_what_it_takes_by_hand() {
    let pose = cube();
    let settings = settings();
    let spacing = 0.45 - 0.2 * (1.0 - std::f64::consts::FRAC_PI_4);
    // Centre lines of the walls lie at half a width, and a spacing farther in; each is a square.
    let walls: f64 = [0.225, 0.225 + spacing]
        .map(|depth| 4.0 * (20.0 - 2.0 * depth))
        .iter()
        .sum();
    // The core begins half a spacing within the last line, less a quarter of a width.
    let core = (20.0 - 2.0 * (0.225 + 1.5 * spacing - 0.1125)).powi(2);
    let per_layer = core / spacing;
    // The ends of infill are joined along a third of the border of the core.
    let joints = 4.0 * core.sqrt() / 3.0;
    let length = 100.0 * walls + (7.0 + 93.0 * 0.2) * per_layer + 93.0 * joints;
    let found = piece(std::slice::from_ref(&pose), &pose, &settings).expect("an estimate");
    let middle = f64::midpoint(found.seconds[0], found.seconds[1]);
    let volume = length * 0.2 * spacing;
    assert!(
        near(found.material_mm3, volume, 0.01),
        "{} {volume}",
        found.material_mm3
    );
    // Travels and corners of the printer without inertia cost a little still.
    assert!(
        near(middle, length / 50.0, 0.02),
        "{middle} {}",
        length / 50.0
    );
    assert!(found.seconds[0] < middle && near(found.seconds[1] - middle, middle * 0.2, 1e-6));
}

#[test]
fn settings_do_what_they_say() {
    let pose = cube();
    let of = |change: fn(&mut Settings)| {
        let mut settings = settings();
        change(&mut settings);
        let found = piece(std::slice::from_ref(&pose), &pose, &settings).expect("an estimate");
        (
            found.material_mm3,
            f64::midpoint(found.seconds[0], found.seconds[1]),
        )
    };
    let (volume, seconds) = of(|_| {});
    let (full, _) = of(|settings| settings.infill = 1.0);
    // A little more than the solid: infill reaches into the walls.
    assert!(full > 8000.0 && near(full, 8000.0, 0.025), "{full}");
    let (bent, _) = {
        let mut pose = cube();
        let sections = pose.sections.as_mut().expect("it has some");
        sections.sloped_area[1] = vec![100.0];
        let found = piece(std::slice::from_ref(&pose), &pose, &settings()).expect("an estimate");
        (found.material_mm3, found.seconds)
    };
    assert!(bent > volume, "what leans has a skin below it");
    let (hollow, _) = of(|settings| settings.infill = 0.0);
    assert!(hollow < volume && hollow > 0.2 * volume);
    let (same, slow) = of(|settings| settings.infill_speed = 25.0);
    assert!(same == volume && slow > seconds);
    // A heavy head takes longer, and a pause for cooling as long as it says.
    let (_, heavy) = of(|settings| {
        settings.acceleration = 500.0;
        settings.jerk = 5.0;
    });
    assert!(heavy > seconds * 1.05, "{heavy} {seconds}");
    let (_, cooled) = of(|settings| {
        settings.least_layer_time = 60.0;
        settings.least_speed = 0.1;
    });
    assert!(near(cooled, 6000.0, 0.01), "{cooled}");
    let (skirt, _) = of(|settings| settings.skirt_loops = 1.0);
    let loop_length = 80.0 + 2.0 * std::f64::consts::PI * 3.0;
    assert!(near(
        skirt - volume,
        loop_length * 0.2 * settings().spacing(),
        1e-6
    ));
}

#[test]
fn a_pose_that_was_not_cut_is_told_from_the_first() {
    let first = cube();
    let mut lying = cube();
    lying.sections = None;
    lying.height = 10.0;
    let settings = settings();
    let of = |pose: &Pose| piece(std::slice::from_ref(&first), pose, &settings).expect("one");
    let (whole, told) = (of(&first), of(&lying));
    assert!(near(told.material_mm3, whole.material_mm3, 0.1));
    assert!(told.seconds[1] / told.seconds[0] > whole.seconds[1] / whole.seconds[0]);
    let mut none = cube();
    none.sections = None;
    assert!(piece(std::slice::from_ref(&none), &none, &settings).is_none());
}
