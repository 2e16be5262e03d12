//! Processes: the limit of each judgement, embedded in the binary as data with its source.
//!
//! A *hard* limit is one beyond which a part cannot be made as it is, an *advised* one what makers recommend. A
//! limit may be an amount of something that depends on the machine (its nozzle, its layers); where
//! that is not known, there is no limit.

use super::profile::{Kind, Machine};
use crate::units::{mm, number};
use serde::Deserialize;
use std::sync::OnceLock;

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount {
    #[serde(rename = "amount")]
    times: f64,
    unit: Unit,
    /// The part of it that may be missing.
    #[serde(default)]
    slack: f64,
}

/// An entry of the table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    judged: Judged,
    kind: Kind,
    material: Option<String>,
    hard: Option<Amount>,
    advised: Option<Amount>,
    by: String,
    source: String,
}

#[derive(Deserialize)]
struct File {
    limit: Vec<Entry>,
}

/// A limit on one machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// What is still allowed, mm, without the slack.
    pub value: f64,
    /// Below this it is beyond the limit, mm.
    pub least: f64,
    amount: f64,
    unit: Unit,
    by: &'static str,
    /// Where the limit comes from.
    pub source: &'static str,
}

impl Limit {
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
            Unit::Mm => self.by.to_owned(),
            Unit::Nozzle => {
                let beads = of("bead", "beads");
                format!("{beads} of a {} nozzle, {}", mm(one), self.by)
            }
            Unit::Layer => format!("{} of {}, {}", of("layer", "layers"), mm(one), self.by),
            Unit::Pixel => format!("{} of {}, {}", of("pixel", "pixels"), mm(one), self.by),
        };
        format!("{} ({why})", mm(self.value))
    }
}

fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let text = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/machines/processes.toml"
        ));
        // A test reads the file, so that a mistake in it never gets this far.
        toml::from_str::<File>(text).map_or_else(|_| Vec::new(), |file| file.limit)
    })
}

/// The limit of a judgement on a machine, for a part of `material` if that is known; one for the material
/// itself comes first. `None` when nobody names one, or when it depends on what is not known of the machine.
pub fn limit(
    judged: Judged,
    grade: Grade,
    machine: &Machine,
    material: Option<&str>,
) -> Option<Limit> {
    let amount = |entry: &'static Entry| match grade {
        Grade::Hard => entry.hard,
        Grade::Advised => entry.advised,
    };
    let mut found: Option<(&'static Entry, Amount)> = None;
    for entry in entries() {
        if entry.judged != judged || entry.kind != machine.kind {
            continue;
        }
        let Some(amount) = amount(entry) else {
            continue;
        };
        match &entry.material {
            None => found = found.or(Some((entry, amount))),
            Some(of) if material.is_some_and(|material| material.eq_ignore_ascii_case(of)) => {
                found = Some((entry, amount));
                break;
            }
            Some(_) => {}
        }
    }
    let (entry, amount) = found?;
    let one = match amount.unit {
        Unit::Mm => 1.0,
        Unit::Nozzle => machine.fff.as_ref()?.nozzle?,
        Unit::Layer => layer(machine)?,
        Unit::Pixel => {
            let [x, y] = machine.resin.as_ref()?.pixel_size?;
            x.max(y) / 1000.0
        }
    };
    let value = amount.times * one;
    Some(Limit {
        value,
        least: value * (1.0 - amount.slack),
        amount: amount.times,
        unit: amount.unit,
        by: &entry.by,
        source: &entry.source,
    })
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

    fn on(selector: &str, judged: Judged, grade: Grade) -> Option<Limit> {
        let selected = Library::embedded().select(selector, Path::new("."));
        let selected = selected.expect("a machine");
        limit(judged, grade, &selected[0].machine, None)
    }

    #[test]
    fn the_table_reads_and_is_sensible() {
        assert!(entries().len() >= 8, "the file must read");
        for entry in entries() {
            assert!(entry.hard.is_some() || entry.advised.is_some(), "{entry:?}");
            assert!(!entry.by.is_empty() && entry.source.len() > 20, "{entry:?}");
            if let (Some(hard), Some(advised)) = (entry.hard, entry.advised) {
                assert!(hard.times <= advised.times && hard.unit == advised.unit);
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
