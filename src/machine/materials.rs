//! Materials: what a part may be made of, embedded in the binary.
//!
//! Vocabulary: a *material* is a kind such as PETG, whatever its maker calls it; a *composite* is filled
//! with something else and no longer has the kind's density.

use super::profile::Kind;
use serde::Deserialize;
use std::sync::OnceLock;

/// A kind of material.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Material {
    /// Its usual short name.
    pub name: String,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// The least and the most of the kind, g/cm³.
    pub density: [f64; 2],
    /// What masses are estimated with, g/cm³; the middle of `density` when absent.
    usual_density: Option<f64>,
    /// Where the densities come from.
    pub source: String,
    /// The processes that work it; empty when nobody says.
    #[serde(default)]
    pub made_by: Vec<Kind>,
    /// What a filament printer needs, when known.
    pub heat: Option<Heat>,
    /// Whether the printer must be enclosed, when somebody says so.
    pub enclosure: Option<Enclosure>,
    /// How much it shrinks, when known.
    pub shrinkage: Option<Shrinkage>,
    /// How much it lifts off the bed, when known.
    pub warps: Option<Warps>,
}

impl Material {
    /// What masses are estimated with, g/cm³.
    pub fn usual_density(&self) -> f64 {
        let [least, most] = self.density;
        self.usual_density.unwrap_or(f64::midpoint(least, most))
    }

    /// Its name and its other names.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }

    /// Whether `text` is one of its names, whatever the case.
    pub fn is_called(&self, text: &str) -> bool {
        self.names().any(|name| name.eq_ignore_ascii_case(text))
    }
}

/// Temperatures, °C.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Heat {
    /// The coolest and the hottest nozzle of the kind.
    pub nozzle: [f64; 2],
    /// The median.
    pub nozzle_usual: f64,
    /// The coolest and the hottest bed of the kind.
    pub bed: Option<[f64; 2]>,
    /// Where they come from.
    pub source: String,
}

/// Whether the printer must be enclosed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Enclosure {
    /// How much.
    pub need: Need,
    /// Who says so.
    pub source: String,
}

/// How much something is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// It does not go without, but for small parts.
    Needed,
}

/// Shrinkage when it cools.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Shrinkage {
    /// Least and most, per cent of a length.
    pub percent: [f64; 2],
    /// Who says so.
    pub source: String,
}

/// How much it lifts off the bed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Warps {
    /// How much.
    pub much: Tendency,
    /// Who says so.
    pub source: String,
}

/// How strong a tendency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Tendency {
    Little,
    Some,
    Much,
}

#[derive(Deserialize)]
struct File {
    material: Vec<Material>,
}

/// What is in a composite besides the material: each of these words changes the density.
const FILLERS: [&str; 18] = [
    "cf", "gf", "carbon", "glass", "wood", "metal", "stone", "marble", "cork", "foam", "foaming",
    "lw", "hemp", "filled", "tungsten", "bronze", "fibre", "fiber",
];

/// All materials, in the order of their file.
pub fn materials() -> &'static [Material] {
    static MATERIALS: OnceLock<Vec<Material>> = OnceLock::new();
    MATERIALS.get_or_init(|| {
        let text = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/machines/materials.toml"
        ));
        // A test reads the file, so that a mistake in it never gets this far.
        toml::from_str::<File>(text).map_or_else(|_| Vec::new(), |file| file.material)
    })
}

/// The material that somebody means by `text`: `PETG`, `pet-g`, `Prusament PLA, orange`. `None` when
/// it is not known, when several are named, and for composites.
pub fn find(text: &str) -> Option<&'static Material> {
    let said = words(text);
    if said.iter().any(|word| is_filler(word)) {
        return None;
    }
    the_only(&said)
}

/// The kind of material that somebody means by `text`, composites counted as what holds them together:
/// `PLA-CF` is a PLA.
pub fn kind_of(text: &str) -> Option<&'static Material> {
    the_only(&words(text))
}

/// At most three names of materials near to `text`, best first.
pub fn nearest(text: &str) -> Vec<&'static str> {
    let wanted = text.trim().to_lowercase();
    let mut near: Vec<(f64, &str)> = materials()
        .iter()
        .filter_map(|material| {
            let likeness = material
                .names()
                .map(|name| strsim::jaro_winkler(&wanted, &name.to_lowercase()))
                .fold(0.0, f64::max);
            (likeness >= 0.75).then_some((likeness, material.name.as_str()))
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || c == '+' || c == '.'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `GF30`: the share of glass stands behind it.
fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// The one material that these words name.
fn the_only(said: &[String]) -> Option<&'static Material> {
    let named = |material: &Material| {
        material
            .names()
            .map(words)
            .any(|name| said.windows(name.len()).any(|window| window == name))
    };
    let mut found = materials().iter().filter(|material| named(material));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_and_is_sensible() {
        assert!(materials().len() >= 15, "the file must read");
        for material in materials() {
            let [least, most] = material.density;
            assert!(0.1 < least && least < most && most < 20.0, "{material:?}");
            assert!(!material.source.is_empty(), "{material:?}");
            for name in std::iter::once(&material.name).chain(&material.aliases) {
                assert_eq!(
                    find(name).map(|found| &found.name),
                    Some(&material.name),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn what_a_printer_needs_is_sensible_and_has_a_source() {
        for material in materials() {
            let usual = material.usual_density();
            assert!(
                (material.density[0]..=material.density[1]).contains(&usual),
                "{material:?}"
            );
            if let Some(heat) = &material.heat {
                let [least, most] = heat.nozzle;
                assert!((150.0..450.0).contains(&least), "{material:?}");
                assert!((least..=most).contains(&heat.nozzle_usual), "{material:?}");
                assert!(
                    heat.bed
                        .is_none_or(|[least, most]| least <= most && most < least + 70.0)
                );
                assert!(heat.source.len() > 20);
            }
            if let Some(shrinkage) = &material.shrinkage {
                let [least, most] = shrinkage.percent;
                assert!(0.0 < least && least <= most && most < 5.0, "{material:?}");
                assert!(shrinkage.source.len() > 20);
            }
            assert!(
                material
                    .warps
                    .as_ref()
                    .is_none_or(|warps| warps.source.len() > 10)
            );
            assert!(
                material
                    .enclosure
                    .as_ref()
                    .is_none_or(|need| need.source.len() > 10)
            );
        }
        for name in [
            "PLA", "PETG", "ABS", "ASA", "TPU", "PA", "PC", "HIPS", "PVA", "PP",
        ] {
            let known = find(name).unwrap_or_else(|| panic!("{name} is missing"));
            assert!(known.heat.is_some(), "{name}");
        }
        let abs = find("ABS").expect("known");
        assert_eq!(
            abs.warps.as_ref().map(|warps| warps.much),
            Some(Tendency::Much)
        );
        assert_eq!(
            kind_of("PLA-CF").map(|kind| kind.name.as_str()),
            Some("PLA")
        );
        assert_eq!(nearest("PTEG")[0], "PETG");
        assert_eq!(nearest("xyzzy"), Vec::<&str>::new());
    }

    #[test]
    fn makers_names_are_understood() {
        let name = |text: &str| find(text).map(|material| material.name.as_str());
        for (text, kind) in [
            ("pet-g", "PETG"),
            ("Prusament PLA, Galaxy Black", "PLA"),
            ("PLA+", "PLA"),
            ("stainless steel 1.4301", "steel"),
            ("Aluminium 6061-T6", "aluminium"),
            ("birch plywood 6 mm", "plywood"),
        ] {
            assert_eq!(name(text), Some(kind), "{text}");
        }
        for text in [
            "",
            "PLA or PETG",
            "PLA-CF",
            "wood-filled PLA",
            "unobtainium",
            "PA-GF30",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }
}
