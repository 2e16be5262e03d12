//! Licences: the expressions declared, their class, the texts found and what files say of themselves.
//!
//! Vocabulary: a *text* is a file with the legal code of licences; a *notice* only names one; a
//! *header* is an SPDX tag in the head of a file. Declared and found agree by *family*, because a
//! text cannot tell `-only` from `-or-later`.

mod class;
pub mod compat;
mod detect;
mod expression;
mod headers;
mod names;
mod notices;
pub mod reuse;
mod text;
mod words;

pub use class::{
    Class, Reach, Strength, class_of, family_of, needs_attribution, reach_of, strength_of,
};
pub use detect::{Detected, MODIFIED, Recognised, SURE, recognise};
pub use expression::{Declared, Expression, Fault, Licence, Tree};
pub use headers::{Header, Tag, tags};
pub use names::{Meant, meant_by};
pub use notices::{Notice, notice_of};
pub use text::Text;

use super::fab;
use super::files::{Listing, is_below};
use super::manifest;
use super::manifest::Field;
use crate::diag::Place;

/// What the licences of a package are.
#[derive(Debug, Default)]
pub struct Reading {
    /// The class of the declared hardware licence; without one, of the texts in the root.
    pub class: Class,
    /// The hardware's licence: `license` of okh.toml.
    pub declared: Option<Declared>,
    /// The documentation's, when it differs: `licences.documentation` of fab.toml, else what an older
    /// manifest says.
    pub documentation: Option<Declared>,
    /// The software's, when it differs: `licences.software` of fab.toml, else what an older manifest says.
    pub software: Option<Declared>,
    /// Whether the documentation's and the software's stand in the manifest rather than in fab.toml.
    pub in_manifest: [bool; 2],
    /// Licence files, nearest to the root first.
    pub texts: Vec<Text>,
    /// What files state of themselves.
    pub headers: Vec<Header>,
    /// What `REUSE.toml` and `.reuse/dep5` state for files of the package.
    pub global: reuse::Global,
}

/// The licence of one file, with what states it.
#[derive(Debug, Clone)]
pub struct FileLicence {
    /// The licence; of several statements, all apply.
    pub expression: Expression,
    /// Where it is stated; the whole licence text, where only that speaks for the file.
    pub place: Place,
}

/// Reads the declared licences, the licence files and the headers of files.
pub fn read(files: &Listing, manifest: &manifest::Reading, fab: &fab::Reading) -> Reading {
    let declare = |field: &Option<Field<String>>| {
        field
            .as_ref()
            .map(|field| Declared::read(&field.value, field.span.clone()))
    };
    // An older manifest that only licenses its documentation means the design by it.
    let main = manifest.manifest.license.as_ref();
    let other = |field: &Option<Field<String>>| {
        declare(field).filter(|declared| main.is_none_or(|main| main.span != declared.span))
    };
    let mut reading = Reading {
        class: Class::Unknown,
        declared: declare(&manifest.manifest.license),
        documentation: declare(&fab.fab.documentation_licence)
            .or_else(|| other(&manifest.manifest.documentation_license)),
        software: declare(&fab.fab.software_licence)
            .or_else(|| other(&manifest.manifest.software_license)),
        in_manifest: [
            fab.fab.documentation_licence.is_none(),
            fab.fab.software_licence.is_none(),
        ],
        texts: text::read(files),
        headers: headers::read(files),
        global: reuse::Global::read(files),
    };
    reading.class = match &reading.declared {
        Some(declared) => declared.class,
        None => reading.class_of_texts(),
    };
    reading
}

impl Reading {
    /// The declared licence as a canonical SPDX expression, else as written.
    pub fn expression(&self) -> Option<&str> {
        self.declared.as_ref().map(|declared| {
            declared
                .expression
                .as_ref()
                .map_or(declared.raw.as_str(), Expression::as_str)
        })
    }

    /// The licence files that speak for the whole package.
    pub fn root_texts(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(|text| text.scope.is_empty())
    }

    /// The families of all licences whose texts speak for the whole package.
    pub fn root_families(&self) -> Vec<&str> {
        self.root_texts()
            .flat_map(Text::licences)
            .map(|found| family_of(&found.id))
            .collect()
    }

    /// Whether a licence of this family is declared for the hardware, the documentation or the software.
    pub fn declares_family(&self, family: &str) -> bool {
        [&self.declared, &self.documentation, &self.software]
            .into_iter()
            .flatten()
            .filter_map(|declared| declared.expression.as_ref())
            .any(|expression| expression.names_family(family))
    }

    /// The licence of the file at a package-relative path, where anything but the declaration of the
    /// whole package tells it: an annotation that overrides, the file's own head or `.license` file, an
    /// annotation, else the text of a licence in a folder around it. `None` also where what is
    /// stated is no valid expression.
    pub fn licence_of(&self, path: &str) -> Option<FileLicence> {
        let stated = self.global.stated(path);
        let from_annotation = |annotation: &reuse::Annotation| -> Vec<(String, Place)> {
            annotation
                .licences
                .iter()
                .map(|field| {
                    let place = Place::text(&annotation.source, field.span.clone());
                    (field.value.clone(), place)
                })
                .collect()
        };
        let mut found: Vec<(String, Place)> = Vec::new();
        if let Some(annotation) = stated.overriding {
            found.extend(from_annotation(annotation));
        } else {
            let own = self.headers.iter().filter(|header| header.path == path);
            found.extend(own.map(|header| {
                let place = Place::text(&header.source, header.span.clone());
                (header.raw.clone(), place)
            }));
            if found.is_empty()
                && let Some(annotation) = stated.closest_licence
            {
                found.extend(from_annotation(annotation));
            }
        }
        for annotation in stated.aggregated {
            found.extend(from_annotation(annotation));
        }
        if found.is_empty() {
            return self.nested_licence(path);
        }
        let place = found[0].1.clone();
        found.dedup_by(|a, b| a.0 == b.0);
        let all: Vec<String> = found.into_iter().map(|(raw, _)| raw).collect();
        let expression = if let [one] = all.as_slice() {
            Expression::parse(one)
        } else {
            Expression::parse(&format!("({})", all.join(") AND (")))
        };
        Some(FileLicence {
            expression: expression?,
            place,
        })
    }

    /// What the licence text of the innermost folder around a file says.
    fn nested_licence(&self, path: &str) -> Option<FileLicence> {
        let around = |text: &&Text| !text.scope.is_empty() && is_below(path, &text.scope);
        let innermost = self
            .texts
            .iter()
            .filter(around)
            .map(|text| text.scope.len())
            .max()?;
        let mut texts = self
            .texts
            .iter()
            .filter(around)
            .filter(|text| text.scope.len() == innermost);
        let text = texts.next()?;
        // Several texts do not tell which of them is meant for which file.
        let named = text.named();
        let (None, [id]) = (texts.next(), named.as_slice()) else {
            return None;
        };
        Some(FileLicence {
            expression: Expression::parse(id)?,
            place: Place::file(&text.path),
        })
    }

    /// The class of what the licence files say, when nobody declared a licence: that of the only
    /// licence there is.
    fn class_of_texts(&self) -> Class {
        let mut classes = self.root_texts().flat_map(Text::named).map(class_of);
        let Some(first) = classes.next() else {
            return Class::Unknown;
        };
        if classes.all(|class| class == first) {
            first
        } else {
            Class::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::manifest::Manifest;

    #[test]
    fn a_package_is_read_as_a_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = |id| spdx::license_id(id).expect("a known id").text();
        std::fs::write(folder.path().join("LICENSE"), text("CERN-OHL-S-2.0")).expect("a file");
        std::fs::create_dir(folder.path().join("lib")).expect("a folder");
        std::fs::write(folder.path().join("lib/COPYING"), text("MIT")).expect("a file");
        std::fs::write(
            folder.path().join("part.scad"),
            concat!("// SPDX-License-", "Identifier: CERN-OHL-S-2.0\ncube(1);\n"),
        )
        .expect("a file");
        let files = Listing::read(folder.path()).expect("a readable folder");
        let manifest = manifest::Reading {
            manifest: Manifest {
                license: Some(Field {
                    value: "CERN-OHL-S-2.0".to_owned(),
                    span: 0..14,
                }),
                ..Manifest::default()
            },
            ..manifest::Reading::default()
        };
        let reading = read(&files, &manifest, &fab::Reading::default());
        assert_eq!(reading.class, Class::Commons);
        assert_eq!(reading.expression(), Some("CERN-OHL-S-2.0"));
        assert_eq!(reading.root_families(), ["CERN-OHL-S-2.0"]);
        assert_eq!(reading.texts.len(), 2);
        assert_eq!(reading.texts[1].scope, "lib");
        assert_eq!(reading.headers.len(), 1);
        assert_eq!(reading.headers[0].path, "part.scad");

        let undeclared = read(
            &files,
            &manifest::Reading::default(),
            &fab::Reading::default(),
        );
        assert_eq!(
            (undeclared.class, undeclared.expression()),
            (Class::Commons, None)
        );
    }
}
