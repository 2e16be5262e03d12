//! How the rules of fitting speak of poses, angles and beds.

use crate::machine::Bed;
use crate::measure::{Pose, degrees as degrees_onto};
use crate::units::{mm, number};

/// An angle for people, to a tenth of a degree: `37°`, `41.3°`.
pub(super) fn degrees(angle: f64) -> String {
    format!("{}°", number((angle * 10.0).round() / 10.0))
}

/// How a part lies, as a phrase, and what `orientation` in fab.toml would make it lie so; `None`
/// when it lies as modelled or in no axis-aligned way.
pub(super) fn lying(pose: &Pose) -> Option<(&'static str, [i32; 3])> {
    // The direction of the file's frame that points up.
    let up = pose.rotation[2];
    let is = |axis: usize, sign: f64| up[axis] * sign > 0.999;
    let ways = [
        (0, 1.0, "on its side with its +x axis upwards", [0, -90, 0]),
        (0, -1.0, "on its side with its −x axis upwards", [0, 90, 0]),
        (1, 1.0, "on its side with its +y axis upwards", [90, 0, 0]),
        (1, -1.0, "on its side with its −y axis upwards", [-90, 0, 0]),
        (2, -1.0, "upside down", [180, 0, 0]),
    ];
    ways.into_iter()
        .find(|(axis, sign, ..)| is(*axis, *sign))
        .map(|(_, _, words, turn)| (words, turn))
}

/// How a part lies, as a phrase, and what `orientation` in fab.toml would make it lie so.
pub(super) fn way(pose: &Pose) -> (String, [f64; 3]) {
    if let Some((words, turn)) = lying(pose) {
        return (words.to_owned(), turn.map(f64::from));
    }
    let turn = degrees_onto(pose.rotation[2]).map(|angle| (angle * 100.0).round() / 100.0);
    let words = match turn {
        [0.0, 0.0, _] => "as modelled".to_owned(),
        [x, 0.0, _] => format!("turned by {}° about x", number(x)),
        [0.0, y, _] => format!("turned by {}° about y", number(y)),
        [x, y, _] => format!(
            "turned by {}° about x, then by {}° about y",
            number(x),
            number(y)
        ),
    };
    (words, turn)
}

/// A bed for people: `a bed of 250 × 210 mm`.
pub(super) fn bed(bed: &Bed) -> String {
    let [width, depth] = bed.extent();
    let shape = match bed {
        Bed::Rectangle { .. } => format!("a bed of {} × {}", number(width), mm(depth)),
        Bed::Circle { .. } => format!("a round bed of {}", mm(width)),
        Bed::Polygon { .. } => format!("a bed within {} × {}", number(width), mm(depth)),
    };
    if bed.exclude().is_empty() {
        shape
    } else {
        format!("{shape} less its forbidden regions")
    }
}

/// Width and depth for people: `134.2 × 20 mm`.
pub(super) fn area([width, depth]: [f64; 2]) -> String {
    format!("{} × {}", number(width), mm(depth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Contact;

    /// The turn that is named makes the axis that is named point up.
    #[test]
    fn the_turn_suits_the_words() {
        let turned = |[x, y, z]: [i32; 3]| {
            let [x, y, z] = [x, y, z].map(|degrees| f64::from(degrees).to_radians());
            // Row 2 of Rz · Ry · Rx.
            let rotation = [
                [0.0; 3],
                [0.0; 3],
                [-y.sin(), y.cos() * x.sin(), y.cos() * x.cos()],
            ];
            assert!(z == 0.0);
            Pose {
                rotation,
                height: 1.0,
                hull: Vec::new(),
                contact: Contact::default(),
                margin: None,
                slenderness: None,
                overhang: Vec::new(),
                hanging: None,
                sections: None,
                liquid: None,
            }
        };
        for turn in [
            [0, -90, 0],
            [0, 90, 0],
            [90, 0, 0],
            [-90, 0, 0],
            [180, 0, 0],
        ] {
            let pose = turned(turn);
            assert_eq!(lying(&pose).map(|(_, named)| named), Some(turn));
            let words = lying(&pose).map_or("", |(words, _)| words);
            let up = pose.rotation[2];
            let axis = (0..3).find(|i| up[*i].abs() > 0.5).expect("one axis is up");
            if axis < 2 {
                let name = format!(
                    "{}{}",
                    if up[axis] > 0.0 { '+' } else { '−' },
                    ['x', 'y'][axis]
                );
                assert!(words.contains(&name), "{words} is not {name}");
            }
        }
        assert_eq!(lying(&turned([0, 0, 0])), None);
    }

    #[test]
    fn angles_are_told_to_a_tenth() {
        assert_eq!(degrees(37.0), "37°");
        assert_eq!(degrees(41.26), "41.3°");
        assert_eq!(degrees(90.000_01), "90°");
    }
}
