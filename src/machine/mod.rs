//! Machine profiles and the library of them.
//!
//! Vocabulary: a *bed* is the area a part may stand on; *usable height* is what the machine can
//! really build, as opposed to what is advertised; a machine's *kind* is its process.

pub mod fit;

use crate::units::Point2;
use serde::{Deserialize, Serialize};

/// A machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Machine {
    /// Stable, lower-case, used on the command line.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// Other ids that are accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its process.
    pub kind: Kind,
    /// The area a part may stand on.
    pub bed: Bed,
    /// Usable height, mm; unknown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
    /// Where the facts come from.
    pub source: String,
}

/// The process of a machine.
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
#[expect(missing_docs, reason = "the names are those of the profile schema")]
pub enum Kind {
    #[serde(rename = "FFF")]
    Fff,
    #[serde(rename = "resin")]
    Resin,
    #[serde(rename = "mill")]
    Mill,
    #[serde(rename = "laser")]
    Laser,
}

/// The area a part may stand on, mm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "shape")]
pub enum Bed {
    /// `size = [x, y]`.
    Rectangle {
        /// Width and depth, mm.
        size: [f64; 2],
        /// Forbidden regions, as polygons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exclude: Vec<Vec<Point2>>,
    },
    /// `diameter = d`.
    Circle {
        /// mm.
        diameter: f64,
    },
    /// `points = [[x, y], …]`.
    Polygon {
        /// The outline, either direction.
        points: Vec<Point2>,
        /// Forbidden regions, as polygons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exclude: Vec<Vec<Point2>>,
    },
}
