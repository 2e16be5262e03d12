//! Units of measure: numbers never travel without a unit in their name or type.
//!
//! Lengths inside the crate are millimetres (`f64`), areas mm², volumes mm³, angles degrees,
//! masses grams. Fields whose names are fixed by a published schema state their unit in their
//! documentation instead.

use serde::{Deserialize, Serialize};

/// A position in millimetres, `[x, y, z]`.
pub type Point = [f64; 3];

/// A position on a bed in millimetres, `[x, y]`.
pub type Point2 = [f64; 2];

/// The length unit that a mesh file is written in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum LengthUnit {
    /// Micrometre (3MF only).
    #[serde(rename = "micron")]
    Micron,
    /// Millimetre: the default of every format.
    #[serde(rename = "mm")]
    Millimetre,
    /// Centimetre (3MF only).
    #[serde(rename = "cm")]
    Centimetre,
    /// Inch, 25.4 mm.
    #[serde(rename = "inch")]
    Inch,
    /// Foot, 304.8 mm (3MF only).
    #[serde(rename = "foot")]
    Foot,
    /// Metre.
    #[serde(rename = "m")]
    Metre,
}

impl LengthUnit {
    /// How many millimetres one of this unit is.
    pub const fn in_mm(self) -> f64 {
        match self {
            Self::Micron => 0.001,
            Self::Millimetre => 1.0,
            Self::Centimetre => 10.0,
            Self::Inch => 25.4,
            Self::Foot => 304.8,
            Self::Metre => 1000.0,
        }
    }

    /// The symbol as `fab.toml` spells it.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Micron => "micron",
            Self::Millimetre => "mm",
            Self::Centimetre => "cm",
            Self::Inch => "inch",
            Self::Foot => "foot",
            Self::Metre => "m",
        }
    }
}

/// A length for people: millimetres with at most three significant decimals and no trailing zeros
/// (`0.62 mm`, `120 mm`).
pub fn mm(value: f64) -> String {
    format!("{} mm", number(value))
}

/// A number for people: rounded to 1/1000 below 10, 1/100 below 1000, else whole; no trailing zeros.
pub fn number(value: f64) -> String {
    let decimals = match value.abs() {
        v if v < 10.0 => 3,
        v if v < 1000.0 => 2,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// A count with its noun: `1 part`, `2 parts`.
pub fn count(n: usize, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ if ["x", "s", "sh", "ch"].iter().any(|end| noun.ends_with(end)) => {
            format!("{n} {noun}es")
        }
        _ => format!("{n} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(number(0.620_04), "0.62");
        assert_eq!(number(120.0), "120");
        assert_eq!(number(12_345.678), "12346");
        assert_eq!(number(-0.000_01), "0");
        assert_eq!(count(1, "body"), "1 body");
        assert_eq!(count(3, "body"), "3 bodies");
        assert_eq!(count(7, "key"), "7 keys");
        assert_eq!(count(2, "box"), "2 boxes");
        assert_eq!(count(2, "mesh"), "2 meshes");
        assert_eq!(count(0, "part"), "0 parts");
    }
}
