//! The profile of a machine: facts only, each entry naming its source.
//!
//! One TOML file per vendor lies in `machines/`; a user's own file has the same schema. A fact that
//! nobody stated is absent, and an absent fact never fires a rule.

use crate::units::Point2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A profile file: the machines of one vendor, or of one user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profiles {
    /// Who makes the machines; a user's file may leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    /// The machines.
    #[serde(default)]
    pub machine: Vec<Machine>,
}

/// Who makes a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Vendor {
    /// The name for people.
    pub name: String,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Machine {
    /// Stable, used on the command line: lower-case letters, digits and `-`.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// Other ids that are accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its process.
    pub kind: Kind,
    /// The area a part may stand on; of a mill or laser, the area it reaches.
    pub bed: Bed,
    /// Usable height, mm; unknown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
    /// The larger figures of a source that promises more than is usable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advertised: Option<Advertised>,
    /// Where the facts come from; several sources are separated by `; `.
    pub source: String,
    /// Facts of a filament printer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fff: Option<Fff>,
    /// Facts of a resin printer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resin: Option<Resin>,
    /// Facts of a mill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mill: Option<Mill>,
    /// Facts of a laser cutter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laser: Option<Laser>,
    /// Limits of its own, before those of its process.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limit: Vec<super::processes::Entry>,
    /// The vendor's name, from the head of the file; empty when the file has none.
    #[serde(skip)]
    pub vendor: String,
    /// The material that it is set up with, when somebody chose one on the command line.
    #[serde(skip)]
    pub material: Option<String>,
}

/// The process of a machine.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
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

impl Kind {
    /// Every kind with its spelling, in the order of reports.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Fff, "FFF"),
        (Self::Resin, "resin"),
        (Self::Mill, "mill"),
        (Self::Laser, "laser"),
    ];

    /// The spelling in profiles.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fff => "FFF",
            Self::Resin => "resin",
            Self::Mill => "mill",
            Self::Laser => "laser",
        }
    }
}

/// The area a part may stand on, mm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "shape")]
pub enum Bed {
    /// `size = [x, y]`; exclusions count from its front left corner.
    Rectangle {
        /// Width and depth, mm.
        size: [f64; 2],
        /// Forbidden regions, as polygons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exclude: Vec<Vec<Point2>>,
    },
    /// `diameter = d`; exclusions count from its centre.
    Circle {
        /// mm.
        diameter: f64,
        /// Forbidden regions, as polygons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exclude: Vec<Vec<Point2>>,
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

impl Bed {
    /// A rectangle without exclusions, mm.
    pub const fn rectangle(width: f64, depth: f64) -> Self {
        Self::Rectangle {
            size: [width, depth],
            exclude: Vec::new(),
        }
    }

    /// A circle without exclusions, mm.
    pub const fn circle(diameter: f64) -> Self {
        Self::Circle {
            diameter,
            exclude: Vec::new(),
        }
    }

    /// The forbidden regions.
    pub fn exclude(&self) -> &[Vec<Point2>] {
        match self {
            Self::Rectangle { exclude, .. }
            | Self::Circle { exclude, .. }
            | Self::Polygon { exclude, .. } => exclude,
        }
    }

    /// Width and depth of the box around it, mm.
    pub fn extent(&self) -> [f64; 2] {
        match self {
            Self::Rectangle { size, .. } => *size,
            Self::Circle { diameter, .. } => [*diameter; 2],
            Self::Polygon { points, .. } => std::array::from_fn(|axis| {
                let (low, high) = points
                    .iter()
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
                        (low.min(point[axis]), high.max(point[axis]))
                    });
                (high - low).max(0.0)
            }),
        }
    }
}

/// The larger figures of a source that promises more than is usable, mm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Advertised {
    /// Width and depth of a rectangular bed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<[f64; 2]>,
    /// The diameter of a round bed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diameter: Option<f64>,
    /// Height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
}

/// Facts of a filament printer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fff {
    /// The nozzles it takes, mm, ascending; empty when unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nozzles: Vec<f64>,
    /// The nozzle it has unless another is chosen, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nozzle: Option<f64>,
    /// Least and greatest layer height over all its nozzles, mm; 0 is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer_height: Option<[f64; 2]>,
    /// The height of the layers it is used with, mm; half of its nozzle when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<f64>,
    /// The hottest its nozzle gets, °C.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nozzle_max: Option<f64>,
    /// The hottest its bed gets, °C.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bed_max: Option<f64>,
    /// Whether the bed is heated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heated_bed: Option<bool>,
    /// Whether it is enclosed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enclosure: Option<bool>,
    /// The materials it prints; empty when unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// Its usual printing speed, mm/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Its usual acceleration, mm/s².
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceleration: Option<f64>,
    /// How wide its lines are, mm; 1.125 of its nozzle when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_width: Option<f64>,
    /// Diameter of its filament, mm; 1.75 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filament: Option<f64>,
    /// How it is used: what estimates of material and time are made with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<Print>,
}

/// How a filament printer is used; what is absent has the default that it names. Lengths in mm, speeds in mm/s. `speed`
/// is that of the printer, 60 when it is not known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Print {
    /// Lines along the border of a layer; 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walls: Option<u32>,
    /// Per cent; 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infill: Option<f64>,
    /// Layers without air below what lies open to the top; 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_layers: Option<u32>,
    /// Layers without air above what lies open to the bottom; 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bottom_layers: Option<u32>,
    /// Pieces of infill that are no larger have no air, mm²; above 0 it counts as 70, 0 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solid_below: Option<f64>,
    /// Height of the first layer; as the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_layer_height: Option<f64>,
    /// Width of lines of the first layer; as the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_layer_width: Option<f64>,
    /// Of the outermost wall; half of `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outer_wall_speed: Option<f64>,
    /// Of the other walls; three quarters of `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_speed: Option<f64>,
    /// Of walls no longer than a circle of 6.5 mm radius; 0.4 of `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_wall_speed: Option<f64>,
    /// Of infill; `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infill_speed: Option<f64>,
    /// Of layers without air; `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solid_speed: Option<f64>,
    /// Of the uppermost of them; 0.6 of `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_speed: Option<f64>,
    /// Over air; half of `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge_speed: Option<f64>,
    /// Of the first layer; 0.4 of `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_layer_speed: Option<f64>,
    /// Without extruding; 2.5 times `speed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_speed: Option<f64>,
    /// The change of speed that needs no time, 8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jerk: Option<f64>,
    /// Length of filament drawn back before a travel; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retraction: Option<f64>,
    /// How fast it is drawn back; 35.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retraction_speed: Option<f64>,
    /// Layers that would take less are slowed down, s; 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_layer_time: Option<f64>,
    /// But not below this; 15.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_speed: Option<f64>,
    /// Lines around the part in the first layer; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skirt_loops: Option<u32>,
    /// Their distance from the part; 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skirt_distance: Option<f64>,
    /// Layers that they are high; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skirt_layers: Option<u32>,
    /// How far the head is lifted for a travel; 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lift: Option<f64>,
    /// Whether walls that lean are backed by layers without air; they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertical_shells: Option<bool>,
}

impl Fff {
    /// The least layer height, mm, when known.
    pub fn layer_min(&self) -> Option<f64> {
        self.layer_height.map(|[low, _]| low).filter(|h| *h > 0.0)
    }

    /// The greatest layer height, mm, when known.
    pub fn layer_max(&self) -> Option<f64> {
        self.layer_height.map(|[_, high]| high).filter(|h| *h > 0.0)
    }
}

/// Facts of a resin printer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Resin {
    /// Pixels of the screen along x and y.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixels: Option<[u32; 2]>,
    /// Size of a pixel along x and y, µm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixel_size: Option<[f64; 2]>,
    /// Least and greatest layer height, mm; 0 is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer_height: Option<[f64; 2]>,
    /// The height of the layers it is used with, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<f64>,
    /// What a layer takes, exposure and lifting together, s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer_seconds: Option<f64>,
    /// The resins it prints; empty when unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
}

/// Facts of a mill.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mill {
    /// How many axes it moves at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub axes: Option<u8>,
    /// Travel along x, y and z, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<[f64; 3]>,
    /// Slowest and fastest spindle speed, rpm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spindle: Option<[f64; 2]>,
    /// The largest stock it holds, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock_max: Option<[f64; 3]>,
    /// How often a part may be set up anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setups: Option<u8>,
    /// A named set of tools, `desktop` for instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<String>,
    /// Its own tools.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool: Vec<Tool>,
    /// The materials it cuts; empty when unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
}

/// A cutter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tool {
    /// mm.
    pub diameter: f64,
    /// Its form.
    pub kind: ToolKind,
    /// Length of the cutting edge, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flute: Option<f64>,
    /// Stick-out below the holder, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<f64>,
    /// Diameter of the holder, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<f64>,
    /// Full angle of the tip of a `v` or `drill`, degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub angle: Option<f64>,
}

/// The form of a cutter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are those of the profile schema")]
pub enum ToolKind {
    Flat,
    Ball,
    Drill,
    V,
}

/// Facts of a laser cutter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Laser {
    /// Width of the beam on the sheet, mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<f64>,
    /// The materials it cuts; empty when unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
}

/// Everything that judging can see of a machine; machines with equal keys are judged once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JudgingKey(String);

/// The bed and the height of a machine; on machines with equal keys everything fits the same way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BedKey(String);

impl Machine {
    /// The key of its bed and height.
    pub fn bed_key(&self) -> BedKey {
        BedKey(format!("{:?} {:?}", self.bed, self.height))
    }

    /// The key of all facts that may decide a verdict: everything but its names and sources.
    pub fn judging_key(&self) -> JudgingKey {
        let Self {
            id: _,
            name: _,
            aliases: _,
            kind,
            bed,
            height,
            advertised: _,
            source: _,
            fff,
            resin,
            mill,
            laser,
            limit,
            vendor: _,
            material,
        } = self;
        JudgingKey(format!(
            "{kind:?} {bed:?} {height:?} {fff:?} {resin:?} {mill:?} {laser:?} {material:?} {limit:?}"
        ))
    }

    /// The name with its vendor, unless the name already begins with it.
    pub fn full_name(&self) -> String {
        let first = |text: &str| {
            text.split_whitespace()
                .next()
                .unwrap_or_default()
                .to_lowercase()
        };
        let vendor = first(&self.vendor);
        if vendor.is_empty() || self.name.to_lowercase().contains(&vendor) {
            self.name.clone()
        } else {
            format!("{} {}", self.vendor, self.name)
        }
    }
}

/// The JSON Schema of a profile file.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Profiles);
    schema.insert(
        "title".to_owned(),
        serde_json::Value::from("fabcommons machine profiles, version 1"),
    );
    schema.to_value()
}
