//! Materials: what a part may be made of, embedded in the binary.
//!
//! Vocabulary: a *material* is a kind such as PETG, whatever its maker calls it; a *composite* is filled
//! with something else and no longer has the kind's density.

use serde::Deserialize;
use std::sync::OnceLock;

/// A kind of material.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Its usual short name.
    pub name: String,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// The least and the most of the kind, g/cm³.
    pub density: [f64; 2],
    /// Where the facts come from.
    pub source: String,
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
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !(c.is_alphanumeric() || c == '+' || c == '.'))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let said = words(text);
    // `GF30`: the share of glass stands behind it.
    let is_filler =
        |word: &String| FILLERS.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()));
    if said.iter().any(is_filler) {
        return None;
    }
    let names = |material: &Material, said: &[String]| {
        std::iter::once(&material.name)
            .chain(&material.aliases)
            .map(|name| words(name))
            .any(|name| said.windows(name.len()).any(|window| window == name))
    };
    let mut found = materials().iter().filter(|material| names(material, &said));
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
