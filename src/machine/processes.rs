//! Processes: the limit of each judgement, embedded in the binary as data with its source.
//!
//! A *hard* limit is one beyond which a part cannot be made as it is, an *advised* one what makers recommend. A
//! limit may be an amount of something that depends on the machine (its nozzle, its layers); where
//! that is not known, there is no limit. What the profile of a machine says of itself comes first.

use super::profile::{Kind, Machine};
use crate::units::{mm, number};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Judged {
    /// A wall that stands.
    Wall,
    /// A wall that lies flat.
    Floor,
    /// A wall that is left out altogether.
    Vanishing,
    /// The gap between bodies, side by side.
    Clearance,
    /// The gap between bodies, one above the other.
    LayerClearance,
    /// How far a surface leans over, degrees from vertical.
    Overhang,
    /// How far an overhang reaches from what holds it.
    Reach,
    /// What a ceiling spans.
    Bridge,
    /// How far a ceiling sticks out from the only side that holds it.
    Cantilever,
    /// A free distance below on which a print rests all the same.
    InPlace,
    /// The height up to which a part stands, however little it touches the bed.
    Tall,
    /// Height over the least width of what lies on the bed.
    Slender,
    /// How strongly a print sticks to the bed, in megapascals.
    Adhesion,
    /// How hard the nozzle knocks against a print, N.
    Knock,
    /// The width of a round hole.
    Hole,
    /// The diameter of a pin that stands free.
    Pin,
    /// The hole by which a hollow part drains.
    Drain,
}

impl Judged {
    /// Whether its limit may be given in this unit.
    pub(super) fn takes(self, unit: Unit) -> bool {
        match self {
            Self::Overhang => unit == Unit::Degree,
            Self::Slender => unit == Unit::Times,
            Self::Adhesion => unit == Unit::MegaPascal,
            Self::Knock => unit == Unit::Newton,
            Self::Wall
            | Self::Floor
            | Self::Vanishing
            | Self::Clearance
            | Self::LayerClearance
            | Self::Reach
            | Self::Bridge
            | Self::Cantilever
            | Self::InPlace
            | Self::Tall
            | Self::Hole
            | Self::Pin
            | Self::Drain => {
                matches!(unit, Unit::Mm | Unit::Nozzle | Unit::Layer | Unit::Pixel)
            }
        }
    }
}

/// How grave it is to be beyond a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// The part cannot be made as it is.
    Hard,
    /// Makers advise against it.
    Advised,
}

/// What an amount is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Millimetres.
    Mm,
    /// The nozzle's diameter.
    Nozzle,
    /// The height of a layer.
    Layer,
    /// The longer side of a pixel.
    Pixel,
    /// Degrees.
    Degree,
    /// A ratio.
    Times,
    /// Megapascals.
    #[serde(rename = "MPa")]
    MegaPascal,
    /// Newtons.
    #[serde(rename = "N")]
    Newton,
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The number.
    pub amount: f64,
    /// Of what.
    pub unit: Unit,
    /// The part of it that may be missing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub slack: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(x: &f64) -> bool {
    *x == 0.0
}

/// A limit as a profile says it of its machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What is judged.
    pub judged: Judged,
    /// Only for this material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// Beyond it the part cannot be made as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard: Option<Amount>,
    /// Beyond it makers advise against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advised: Option<Amount>,
    /// Who says so, in a word.
    pub by: String,
    /// Where.
    pub source: String,
}

/// A line of the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: Kind,
    judged: Judged,
    material: Option<String>,
    hard: Option<Amount>,
    advised: Option<Amount>,
    by: String,
    source: String,
}

#[derive(Deserialize)]
struct File {
    limit: Vec<Line>,
}

/// A limit on one machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit<'a> {
    /// What is still allowed, without the slack: mm, but for what is no length.
    pub value: f64,
    /// Where the limit is a least: below this it is beyond.
    pub least: f64,
    amount: f64,
    unit: Unit,
    /// Who says so, in a word.
    pub by: &'a str,
    /// Where the limit comes from.
    pub source: &'a str,
}

impl Limit<'_> {
    /// The limit for people: `0.8 mm (2 beads of a 0.4 mm nozzle, Hubs)`.
    pub fn words(&self) -> String {
        let one = self.value / self.amount;
        let of = |one: &str, many: &str| {
            if self.amount < 1.0 {
                format!("{} of a {one}", number(self.amount))
            } else if self.amount > 1.0 {
                format!("{} {many}", number(self.amount))
            } else {
                format!("a {one}")
            }
        };
        let why = match self.unit {
            Unit::Mm | Unit::Degree | Unit::Times | Unit::MegaPascal | Unit::Newton => {
                self.by.to_owned()
            }
            Unit::Nozzle => {
                let beads = of("bead", "beads");
                format!("{beads} of a {} nozzle, {}", mm(one), self.by)
            }
            Unit::Layer => format!("{} of {}, {}", of("layer", "layers"), mm(one), self.by),
            Unit::Pixel => format!("{} of {}, {}", of("pixel", "pixels"), mm(one), self.by),
        };
        let value = match self.unit {
            Unit::Mm | Unit::Nozzle | Unit::Layer | Unit::Pixel => mm(self.value),
            Unit::Degree => format!("{}°", number(self.value)),
            Unit::Times => format!("{} times", number(self.value)),
            Unit::MegaPascal => format!("{} MPa", number(self.value)),
            Unit::Newton => format!("{} N", number(self.value)),
        };
        format!("{value} ({why})")
    }
}

/// The table, with the process that each limit is for.
fn entries() -> &'static [(Kind, Entry)] {
    static ENTRIES: OnceLock<Vec<(Kind, Entry)>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let text = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/machines/processes.toml"
        ));
        // A test reads the file, so that a mistake in it never gets this far.
        let file = toml::from_str::<File>(text).unwrap_or(File { limit: Vec::new() });
        let entry = |line: Line| Entry {
            judged: line.judged,
            material: line.material,
            hard: line.hard,
            advised: line.advised,
            by: line.by,
            source: line.source,
        };
        let lines = file.limit.into_iter();
        lines.map(|line| (line.kind, entry(line))).collect()
    })
}

/// The limit of a judgement on a machine, for a part of `material` if that is known: what its own profile says comes
/// before the table, one for the material itself before one for all. `None` when nobody names one, or when it
/// depends on what is not known of the machine.
pub fn limit<'a>(
    judged: Judged,
    grade: Grade,
    machine: &'a Machine,
    material: Option<&str>,
) -> Option<Limit<'a>> {
    let table = entries().iter().filter(|(kind, _)| *kind == machine.kind);
    let (entry, amount) = choose(machine.limit.iter(), judged, grade, material)
        .or_else(|| choose(table.map(|(_, entry)| entry), judged, grade, material))?;
    let one = match amount.unit {
        Unit::Mm | Unit::Degree | Unit::Times | Unit::MegaPascal | Unit::Newton => 1.0,
        Unit::Nozzle => machine.fff.as_ref()?.nozzle?,
        Unit::Layer => layer(machine)?,
        Unit::Pixel => {
            let [x, y] = machine.resin.as_ref()?.pixel_size?;
            x.max(y) / 1000.0
        }
    };
    let value = amount.amount * one;
    Some(Limit {
        value,
        least: value * (1.0 - amount.slack),
        amount: amount.amount,
        unit: amount.unit,
        by: &entry.by,
        source: &entry.source,
    })
}

/// The entry that counts, with its amount.
fn choose<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    judged: Judged,
    grade: Grade,
    material: Option<&str>,
) -> Option<(&'a Entry, Amount)> {
    let mut found = None;
    for entry in entries.filter(|entry| entry.judged == judged) {
        let amount = match grade {
            Grade::Hard => entry.hard,
            Grade::Advised => entry.advised,
        };
        let Some(amount) = amount else { continue };
        match &entry.material {
            None => found = found.or(Some((entry, amount))),
            Some(of) if material.is_some_and(|material| material.eq_ignore_ascii_case(of)) => {
                return Some((entry, amount));
            }
            Some(_) => {}
        }
    }
    found
}

/// The height of the layers that a machine prints, mm: the one that was chosen, else, of a filament printer, half
/// of the nozzle (what slicers begin with) within the range that it can do.
pub fn layer(machine: &Machine) -> Option<f64> {
    match machine.kind {
        Kind::Fff => {
            let fff = machine.fff.as_ref()?;
            let usual = || {
                let half = fff.nozzle? / 2.0;
                let least = fff.layer_min().unwrap_or(half);
                let most = fff.layer_max().unwrap_or(half);
                Some(half.max(least).min(most))
            };
            fff.layer.or_else(usual)
        }
        Kind::Resin => machine.resin.as_ref()?.layer,
        Kind::Mill | Kind::Laser => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Library;
    use std::path::Path;

    fn on(selector: &str, judged: Judged, grade: Grade) -> Option<Limit<'static>> {
        let selected = Library::embedded().select(selector, Path::new("."));
        let selected = selected.expect("a machine");
        // Limits speak of their machine, and a test is short.
        let machine: &'static Machine =
            Box::leak(Box::new(selected[0].machine.clone().into_owned()));
        limit(judged, grade, machine, None)
    }

    #[test]
    fn the_table_reads_and_is_sensible() {
        assert!(entries().len() >= 8, "the file must read");
        for (_, entry) in entries() {
            assert!(entry.hard.is_some() || entry.advised.is_some(), "{entry:?}");
            for amount in [entry.hard, entry.advised].into_iter().flatten() {
                assert!(entry.judged.takes(amount.unit), "{entry:?}");
            }
            assert!(!entry.by.is_empty() && entry.source.len() > 20, "{entry:?}");
            if let (Some(hard), Some(advised)) = (entry.hard, entry.advised) {
                let most = matches!(entry.judged, Judged::Reach | Judged::Cantilever);
                let stricter = if most {
                    // An overhang that is advised against is less steep, and may reach farther.
                    entry.judged == Judged::Reach || hard.amount >= advised.amount
                } else {
                    hard.amount <= advised.amount
                };
                assert!(stricter && hard.unit == advised.unit, "{entry:?}");
            }
        }
    }

    #[test]
    fn limits_follow_nozzle_and_layer() {
        use Grade::{Advised, Hard};
        let words = |selector: &str, judged, grade| {
            on(selector, judged, grade).map_or_else(String::new, |limit| limit.words())
        };
        assert_eq!(
            words("prusa-mk4s", Judged::Wall, Advised),
            "0.8 mm (2 beads of a 0.4 mm nozzle, Hubs)"
        );
        assert_eq!(
            words("prusa-mk4s:nozzle=0.6", Judged::Wall, Hard),
            "0.51 mm (0.85 of a bead of a 0.6 mm nozzle, PrusaSlicer and Cura)"
        );
        assert_eq!(
            words("prusa-mk4s", Judged::Floor, Advised),
            "0.4 mm (2 layers of 0.2 mm, slicing)"
        );
        assert_eq!(
            words("prusa-mk4s:layer=0.15", Judged::Floor, Hard),
            "0.15 mm (a layer of 0.15 mm, slicing)"
        );
        assert_eq!(words("peopoly-moai", Judged::Wall, Hard), "0.4 mm (Hubs)");
        assert_eq!(on("peopoly-moai", Judged::Floor, Hard), None);
        let limit = on("prusa-mk4s", Judged::Wall, Advised).expect("a limit");
        assert!((limit.least - 0.792).abs() < 1e-9);
    }

    #[test]
    fn a_profile_sets_its_own_limits() {
        let selected = Library::embedded().select("prusa-mk4s", Path::new("."));
        let mut machine = selected.expect("it is known")[0]
            .machine
            .clone()
            .into_owned();
        let bridge = |machine: &Machine, grade, material| {
            limit(Judged::Bridge, grade, machine, material).map(|limit| limit.words())
        };
        let of = |words: &str| Some(words.to_owned());
        assert_eq!(
            bridge(&machine, Grade::Advised, None),
            of("16 mm (PrusaSlicer)")
        );
        let own = |material: Option<&str>, amount: f64| Entry {
            judged: Judged::Bridge,
            material: material.map(str::to_owned),
            hard: None,
            advised: Some(Amount {
                amount,
                unit: Unit::Mm,
                slack: 0.0,
            }),
            by: "own test".to_owned(),
            source: "a print of 12 bridges".to_owned(),
        };
        machine.limit = vec![own(None, 30.0), own(Some("PETG"), 22.0)];
        let advised = |material| bridge(&machine, Grade::Advised, material);
        assert_eq!(advised(None), of("30 mm (own test)"));
        assert_eq!(advised(Some("petg")), of("22 mm (own test)"));
        assert_eq!(advised(Some("PLA")), of("30 mm (own test)"));
        assert_eq!(
            bridge(&machine, Grade::Hard, None),
            of("40 mm (3D Orchard)")
        );
    }

    #[test]
    fn what_is_not_known_of_a_machine_sets_no_limit() {
        let selected = Library::embedded().select("prusa-mk4s", Path::new("."));
        let mut machine = selected.expect("it is known")[0]
            .machine
            .clone()
            .into_owned();
        machine.fff = None;
        assert_eq!(limit(Judged::Wall, Grade::Hard, &machine, None), None);
        assert!(limit(Judged::Clearance, Grade::Hard, &machine, None).is_some());
    }
}
