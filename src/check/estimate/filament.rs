//! Filament printers: lines by length, lines by speed.

use super::Piece;
use super::settings::Settings;
use crate::measure::{Pose, Sections};
use std::f64::consts::{FRAC_PI_4, PI};

/// The estimate may be off by this part where the machine's speeds are stated, and where they are not: nine of ten
/// parts of a real printer lie within the first of what a slicer says.
const OFF: [f64; 2] = [0.2, 0.35];

/// Skin reaches this far below and above what is not open, so that it is held, mm: what slicers do.
const SKIN_REACH: f64 = 3.0;

/// Infill reaches this part of a line into the walls, so that it holds there: what slicers do.
const OVERLAP: f64 = 0.25;

/// A corner comes every so many mm along a wall: holes and rounded edges made of short straight pieces slow no
/// printer down, real corners do.
const BETWEEN_CORNERS: f64 = 8.0;

/// The same along a short border.
const BETWEEN_SHORT: f64 = 4.0;

/// The ends of the lines of infill are joined along this part of the border of the core: along every other gap, less
/// what corners spare.
const JOINED: f64 = 1.0 / 3.0;

/// How many mm what leans goes back per mm of height, in the middle of each class of slopes: the cotangents of 17.5,
/// 32.5 and 47.5°.
const GOES_BACK: [f64; 3] = [3.17, 1.57, 0.916];

/// How fast a head is lifted, mm/s and mm/s²: what slicers reckon with for spindles.
const LIFTING: [f64; 2] = [12.0, 200.0];

/// Distances between the borders that sections tell the area within of, mm.
const DEPTHS: [f64; 4] = [0.0, 0.45, 0.9, 1.35];

/// The estimate; `None` where the sections of the part are not known.
pub(super) fn piece(poses: &[Pose], pose: &Pose, settings: &Settings) -> Option<Piece> {
    // Where this pose was not cut, the first tells how much there is of everything.
    let known = pose.sections.as_ref();
    let first = poses.first();
    let (sections, stretch) = match (known, first) {
        (Some(sections), _) => (sections, 1.0),
        (None, Some(first)) => (first.sections.as_ref()?, pose.height / first.height),
        (None, None) => return None,
    };
    if !(stretch.is_finite() && stretch > 0.0) {
        return None;
    }
    let bands = bands(sections, stretch, settings);
    let skirt = around(&pose.hull) + 2.0 * PI * settings.skirt_distance;
    let sum = sum(&bands, skirt, hop(&pose.hull), settings);
    let off = OFF[usize::from(!settings.stated || known.is_none())];
    Some(Piece {
        material_mm3: sum.volume,
        seconds: [1.0 - off, 1.0 + off].map(|part| sum.seconds * part),
    })
}

/// What is to be printed of a band, per layer.
#[derive(Debug, Clone, Copy, Default)]
struct Band {
    layers: f64,
    height: f64,
    area: f64,
    border: f64,
    /// The part of the border that is short.
    short: f64,
    /// Area within the walls as infill sees it, within the middle of the outer wall, and without any wall, mm².
    core: f64,
    outer: f64,
    wall: f64,
    /// Length of the core's border, mm.
    core_border: f64,
    /// Core in pieces that are filled because they are small.
    small: f64,
    /// Skin, and of it what is the uppermost layer or a bridge, mm² times layers.
    skin: f64,
    top: f64,
    bridge: f64,
    pieces: f64,
    holes: f64,
}

fn bands(sections: &Sections, stretch: f64, settings: &Settings) -> Vec<Band> {
    let (spacing, width) = (settings.spacing(), settings.width);
    let depth = settings.walls * spacing + (width - spacing) / 2.0;
    let inset = (depth - OVERLAP * width).max(0.0);
    let n = sections.z.len();
    let mut bands: Vec<Band> = (0..n)
        .map(|i| {
            let flat = 1.0 / stretch;
            let height = sections.height[i] * stretch;
            let core = within(sections, i, inset);
            let deepest = sections.inner_area[2][i];
            let small = if deepest > 0.0 {
                sections.small_area[i] / deepest * core
            } else {
                0.0
            };
            Band {
                layers: height / settings.layer,
                height,
                area: sections.area[i] * flat,
                border: sections.perimeter[i] * flat,
                short: sections.short_border[i] * flat,
                core: core * flat,
                core_border: (core - within(sections, i, inset + 0.2)) / 0.2 * flat,
                outer: within(sections, i, width) * flat,
                wall: within(sections, i, depth) * flat,
                small: if settings.solid_below > 0.0 {
                    small * flat
                } else {
                    0.0
                },
                pieces: f64::from(sections.islands[i]),
                holes: f64::from(sections.holes[i]),
                ..Band::default()
            }
        })
        .collect();
    for i in 0..n {
        // What lies open, without what the walls cover of it, and with its reach into what does not.
        let open = |area: f64, border: f64, next: Option<usize>| {
            let beyond = next.map_or(0.0, |next| sections.perimeter[next]);
            let held = ((border + beyond - sections.perimeter[i]) / 2.0).clamp(0.0, border);
            let free = (area.min(sections.area[i]) - inset * (border - held)).max(0.0);
            free + SKIN_REACH * held
        };
        if sections.exposed_up[i] > 0.0 {
            let next = (i + 1 < n).then_some(i + 1);
            let area = open(sections.exposed_up[i], sections.up_border[i], next);
            let thick = settings.top_layers * settings.layer;
            let covered = cover(&mut bands[..=i], true, area, thick, settings.layer);
            bands[i].top += covered;
        }
        if sections.exposed_down[i] > 0.0 {
            let area = open(
                sections.exposed_down[i],
                sections.down_border[i],
                i.checked_sub(1),
            );
            let thick = settings.bottom_layers * settings.layer;
            let covered = cover(&mut bands[i..], false, area, thick, settings.layer);
            if i > 0 {
                bands[i].bridge += covered;
            }
        }
        if settings.vertical_shells {
            bands[i].skin += leaning(sections, i, inset, settings);
        }
    }
    bands
}

/// The skin behind walls that lean, mm² times layers: as many layers as a skin has reach back farther than the walls
/// are thick.
fn leaning(sections: &Sections, i: usize, inset: f64, settings: &Settings) -> f64 {
    let layers = f64::midpoint(settings.top_layers, settings.bottom_layers);
    let classes = sections.sloped_area.iter().zip(GOES_BACK);
    classes
        .map(|(area, back)| area[i] * (layers - inset / (settings.layer * back)).max(0.0))
        .sum()
}

/// Covers the core with skin of some area and thickness, from the last band down or from the first up; the
/// area of its outermost layer.
fn cover(bands: &mut [Band], down: bool, area: f64, thick: f64, layer: f64) -> f64 {
    let mut rest = thick;
    let mut outermost = None;
    let n = bands.len();
    for i in 0..n {
        let band = &mut bands[if down { n - 1 - i } else { i }];
        let used = rest.min(band.height);
        let area = area.min(band.core);
        band.skin += area * used / layer;
        outermost.get_or_insert(area * (used / layer).min(1.0));
        rest -= used;
        if rest <= 1e-9 {
            break;
        }
    }
    outermost.unwrap_or(0.0)
}

/// The area farther than `depth` from the border: between what is known straight, beyond it ever less.
fn within(sections: &Sections, i: usize, depth: f64) -> f64 {
    let [a, b, c] = &sections.inner_area;
    let known = [sections.area[i], a[i], b[i], c[i]];
    for k in 0..3 {
        if depth <= DEPTHS[k + 1] {
            let part = (depth - DEPTHS[k]) / (DEPTHS[k + 1] - DEPTHS[k]);
            return known[k] + (known[k + 1] - known[k]) * part;
        }
    }
    let slope = (known[3] - known[2]) / (DEPTHS[3] - DEPTHS[2]);
    (known[3] + 0.8 * slope * (depth - DEPTHS[3])).max(0.0)
}

/// What printing takes.
struct Sum {
    /// mm³.
    volume: f64,
    seconds: f64,
}

fn sum(bands: &[Band], skirt: f64, hop: f64, settings: &Settings) -> Sum {
    let mut sum = Sum {
        volume: 0.0,
        seconds: 0.0,
    };
    for band in bands.iter().filter(|band| band.layers > 0.0) {
        add(&mut sum, band, hop, settings);
    }
    let Some(first) = bands.first() else {
        return sum;
    };
    // The first layer is slower and has other lines; the sum above took it for one like the others.
    let walls = (first.area - first.wall).max(0.0) / settings.spacing();
    let skin = first.core / settings.spacing();
    let counted =
        walls * 2.0 / (settings.outer_speed + settings.wall_speed) + skin / settings.solid_speed;
    let spacing = settings.first_spacing();
    let skirt = skirt * settings.skirt_loops;
    let own = (first.area / spacing + skirt) / settings.first_speed;
    let layers = first.layers.min(1.0);
    sum.seconds = (sum.seconds + (own - counted) * layers).max(0.0);
    sum.volume += first.area * (settings.first_layer - settings.layer) * layers;
    sum.volume += skirt * settings.first_layer * spacing;
    let higher = skirt * (settings.skirt_layers - 1.0).max(0.0);
    sum.volume += higher * settings.layer * settings.spacing();
    sum.seconds += higher / settings.wall_speed;
    sum
}

fn add(sum: &mut Sum, band: &Band, hop: f64, settings: &Settings) {
    let Settings {
        layer,
        width,
        acceleration,
        jerk,
        ..
    } = *settings;
    let layers = band.layers;
    let spacing = settings.spacing();
    // The outer half of the outermost line is round.
    let covered = band.area - band.wall - (width - spacing) / 2.0 * band.border;
    let walls = covered.max(0.0) / spacing * layers;
    let outer = ((band.area - band.outer).max(0.0) / width * layers).min(walls);
    let inner = walls - outer;

    let core = band.core * layers;
    let skin = band.skin.min(core);
    let small = band.small * layers * if core > 0.0 { 1.0 - skin / core } else { 0.0 };
    let solid = (skin + small).min(core);
    let top = band.top.min(solid);
    let bridge = band.bridge.min(solid - top);
    let sparse = core - solid;
    let plain = (solid - top - bridge) / spacing;
    let bridging = bridge * layer / (FRAC_PI_4 * settings.nozzle * settings.nozzle);
    let filling = if core > 0.0 && settings.infill > 0.0 {
        let joints = JOINED * band.core_border * layers * sparse / core;
        (sparse * settings.infill / spacing + joints).min(sparse / spacing)
    } else {
        0.0
    };
    sum.volume += layer * (spacing * (walls + plain + top / spacing + filling) + bridge);

    // Lines across the core are as long as its chords on average: π times area over border.
    let chord = if band.core > 0.0 {
        (PI * band.core / band.core_border.max(1e-9)).clamp(1.0, 1e3)
    } else {
        1.0
    };
    let short = if band.border > 0.0 {
        (band.short / band.border).min(1.0)
    } else {
        0.0
    };
    let line = |length: f64, piece: f64, speed: f64, corner: f64| {
        running(length, piece, speed, acceleration, corner)
    };
    let mut seconds = 0.0;
    for (length, speed) in [(outer, settings.outer_speed), (inner, settings.wall_speed)] {
        seconds += line(length * (1.0 - short), BETWEEN_CORNERS, speed, jerk);
        let slow = settings.short_speed.min(speed);
        seconds += line(length * short, BETWEEN_SHORT, slow, slow);
    }
    for (length, speed) in [
        (plain, settings.solid_speed),
        (top / spacing, settings.top_speed),
        (bridging, settings.bridge_speed),
        (filling, settings.infill_speed),
    ] {
        seconds += line(length, chord, speed, jerk * std::f64::consts::FRAC_1_SQRT_2);
    }
    // From border to border, to the core and back.
    let loops = band.pieces + band.holes;
    let hops = (1.5 * loops + if band.core > 1.0 { 2.0 } else { 0.0 } + 1.0) * layers;
    let travel = hop / settings.travel_speed + settings.travel_speed / acceleration;
    let mut retraction = 2.0 * settings.retraction / settings.retraction_speed
        + 2.0 * settings.retraction_speed / acceleration;
    if settings.lift > 0.0 {
        let [speed, acceleration] = LIFTING;
        retraction += 2.0 * (settings.lift / speed + speed / acceleration);
    }
    seconds += hops * (travel + retraction);
    // From wall to wall it is only the width of a line, sped up and braked.
    let beside = 2.0 * (width / acceleration).sqrt();
    seconds += beside * loops * settings.walls * layers;

    // Short layers are slowed down until they last, but not below the least speed.
    let each = seconds / layers;
    if each < settings.least_layer_time {
        let length = (walls + plain + top / spacing + bridging + filling) / layers;
        let slowest = (length / settings.least_speed).max(each);
        seconds = settings.least_layer_time.min(slowest) * layers;
    }
    sum.seconds += seconds;
}

/// Seconds for lines of a length in straight pieces, with a speed at their ends.
fn running(length: f64, piece: f64, speed: f64, acceleration: f64, corner: f64) -> f64 {
    if length <= 0.0 {
        return 0.0;
    }
    let corner = corner.min(speed);
    let needed = (speed * speed - corner * corner) / acceleration;
    let each = if piece >= needed {
        piece / speed + (speed - corner).powi(2) / (acceleration * speed)
    } else {
        let fastest = (corner * corner + acceleration * piece).sqrt();
        2.0 * (fastest - corner) / acceleration
    };
    length / piece * each
}

/// How far the nozzle goes from one piece of a layer to the next: a third of the way across the part.
fn hop(hull: &[[f64; 2]]) -> f64 {
    let [x, y] = [0, 1].map(|axis| {
        let (low, high) = hull
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), p| {
                (l.min(p[axis]), h.max(p[axis]))
            });
        (high - low).max(0.0)
    });
    0.3 * (x * y).max(1.0).sqrt()
}

/// The length of a closed line.
fn around(hull: &[[f64; 2]]) -> f64 {
    let next = hull.iter().cycle().skip(1);
    hull.iter()
        .zip(next)
        .map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]))
        .sum()
}
