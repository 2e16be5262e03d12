//! The repair of a package's manifest and `fab.toml`: what is certain is done, the rest is said.
//!
//! A repair is planned and not written: new texts come out, no file is touched. What differs from okhv 2.4
//! the reader says ([`manifest::Edit`]); here it is done in the file's own format. What 2.4 has no key for moves
//! to `fab.toml`, verbatim, under `[carried.<dialect>]`; nothing is invented. A repair is final: repairing its
//! result changes nothing.
//!
//! Vocabulary: a *pass* does all edits of one reading; passes are repeated until a reading has none. The
//! *companion* of a manifest is the `fab.toml` that belongs to it.

mod apply;
mod companion;
mod endings;
mod fab_file;
mod from_tree;
mod items;
mod left;
mod making;
mod migrated;

use super::files::{Listing, Resolution};
use super::licence::Declared;
use super::manifest::{self, ChangeKind, Dialect, Edit, Problem, Reading, Rewrite};
use super::tree::{Document, Syntax};
use super::{Package, fab};
use apply::{Edition, Edits};
use companion::Companion;
use endings::Endings;
use toml_edit::DocumentMut;

pub(super) use from_tree::text_of;
pub(super) use migrated::migrated;

/// Enough passes for every chain of edits (rename, rewrite, case of the path, what does not fit).
const MAX_PASSES: usize = 12;

/// What a repair would do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Files with another text; none when there is nothing to do.
    pub files: Vec<NewText>,
    /// What was done, in order of place.
    pub done: Vec<Done>,
    /// What needs a human.
    pub left: Vec<Left>,
    /// The manifest after the repair, when that is another file.
    pub moved_to: Option<String>,
}

/// A file with its text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewText {
    /// Relative to the package root.
    pub path: String,
    /// The text as it is, without byte-order mark; `None` when there is no such file.
    pub before: Option<String>,
    /// The text as it becomes.
    pub after: String,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The line of the old manifest, from 1; 0 when it follows from something else that was done.
    pub line: u32,
    /// What, as a phrase.
    pub what: String,
}

/// One thing that needs a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The file.
    pub path: String,
    /// The line after the repair, from 1; 0 for the whole file.
    pub line: u32,
    /// What and why, as a phrase.
    pub why: String,
}

/// What a repair starts from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'i> {
    /// The manifest's path relative to the package root.
    pub path: &'i str,
    /// Its bytes.
    pub bytes: &'i [u8],
    /// The path of the `fab.toml` that belongs to it.
    pub fab_path: &'i str,
    /// Its bytes, if it is there.
    pub fab_bytes: Option<&'i [u8]>,
    /// Where the manifest is written if it is no TOML; `None` when that place is taken.
    pub toml_path: Option<&'i str>,
    /// The package's files, to tell how paths are spelt on disk.
    pub files: Option<&'i Listing>,
}

/// Plans the repair of a loaded package.
pub fn plan(package: &Package) -> Repair {
    let reading = &package.manifest;
    let (Some(path), Some(document)) = (&reading.path, &reading.document) else {
        return match &reading.path {
            Some(path) => Repair::left(path, unreadable(&reading.problems)),
            None => fab_alone(package),
        };
    };
    if let Some(Problem::Ambiguous { candidates }) = reading
        .problems
        .iter()
        .find(|problem| matches!(problem, Problem::Ambiguous { .. }))
    {
        let why = format!(
            "several files could be the manifest (`{}`): name the one to repair",
            candidates.join("`, `")
        );
        return Repair::left(path, why);
    }
    let fab_path = package.fab.path.as_str();
    let toml_path = toml_path(package, path);
    let fab_bytes = match &package.fab.document {
        Some(document) => Some(document.source.text.as_bytes()),
        None if package.fab.is_present() => {
            return Repair::left(fab_path, unreadable(&package.fab.problems));
        }
        None => None,
    };
    let mut repair = repair(&Input {
        path,
        bytes: document.source.text.as_bytes(),
        fab_path,
        fab_bytes,
        toml_path: toml_path.as_deref(),
        files: Some(&package.files),
    });
    if let Some(remote) = &reading.remote {
        for left in &mut repair.left {
            if left.why.starts_with("`repo` is missing") {
                left.why = format!("{}: the git remote is `{remote}`", left.why);
            }
        }
    }
    repair
}

/// The repair of a `fab.toml` without a manifest.
fn fab_alone(package: &Package) -> Repair {
    let Some(document) = &package.fab.document else {
        return Repair::default();
    };
    let path = &package.fab.path;
    if let Some(why) = broken_fab(&package.fab) {
        return Repair::left(path, why);
    }
    let before = &document.source.text;
    let endings = Endings::of(before);
    let old = endings.unix(before);
    let Ok(companion) = Companion::new(Some(&old), Dialect::V2_4.carried()) else {
        return Repair::default();
    };
    let mut repair = Repair::default();
    let files = Some(&package.files);
    let manifest = manifest::FILE_NAME;
    if let Some(after) =
        fab_file::mended(companion, Some(&old), "", manifest, files, &mut repair.done)
    {
        repair.files.push(NewText {
            path: path.clone(),
            before: Some(before.clone()),
            after: endings.native(&after),
        });
    }
    repair
}

/// Where the TOML of a YAML or JSON manifest is written: `okh.toml` if it is the only manifest, else its
/// own name with another extension; `None` if that is there already.
fn toml_path(package: &Package, path: &str) -> Option<String> {
    if Syntax::of_path(path) == Syntax::Toml {
        return Some(path.to_owned());
    }
    let only = manifest::others(&package.files, path).is_empty();
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let target = if only {
        manifest::FILE_NAME.to_owned()
    } else {
        format!("{stem}.toml")
    };
    let taken = package.root.join(&target).symlink_metadata().is_ok();
    (!taken).then_some(target)
}

fn unreadable(problems: &[Problem]) -> String {
    problems
        .iter()
        .find_map(|problem| match problem {
            Problem::Unreadable { reason, .. } => Some(format!("it cannot be read: {reason}")),
            _ => None,
        })
        .unwrap_or_else(|| "it cannot be read".to_owned())
}

impl Repair {
    fn left(path: &str, why: impl Into<String>) -> Self {
        Self {
            left: vec![Left {
                path: path.to_owned(),
                line: 0,
                why: why.into(),
            }],
            ..Self::default()
        }
    }

    /// Whether there is nothing to write.
    pub fn is_nothing(&self) -> bool {
        self.files.is_empty()
    }
}

/// Plans the repair of a manifest and its companion. Touches no file.
pub fn repair(input: &Input<'_>) -> Repair {
    let reading = manifest::read_text(input.path, input.bytes);
    let Some(document) = &reading.document else {
        return Repair::left(input.path, unreadable(&reading.problems));
    };
    if let Some(repair) = refused(input, document, &reading) {
        return repair;
    }
    let fab = input.fab_bytes.map(fab::read_text);
    if let Some(fab) = &fab
        && let Some(why) = broken_fab(fab)
    {
        return Repair::left(input.fab_path, why);
    }
    let fab_text = fab
        .as_ref()
        .and_then(|fab| fab.document.as_ref())
        .map(|document| document.source.text.as_str());
    match repaired(input, &reading, document, fab_text) {
        Ok(repair) => repair,
        Err(why) => Repair::left(input.path, why),
    }
}

/// Why a manifest is left as it is.
fn refused(input: &Input<'_>, document: &Document, reading: &Reading) -> Option<Repair> {
    let left = |at: usize, why: String| {
        let (line, _) = document.source.line_column(at);
        let path = input.path.to_owned();
        Left { path, line, why }
    };
    let mut all: Vec<Left> = Vec::new();
    for error in &document.errors {
        let why = format!(
            "syntax error: {}; nothing is changed before it is mended",
            error.message
        );
        all.push(left(error.span.start, why));
    }
    for duplicate in document.duplicates() {
        let (line, _) = document.source.line_column(duplicate.first.start);
        let why = format!(
            "`{}` stands here again (first in line {line}): which of them holds? nothing is changed before that is said",
            duplicate.key
        );
        all.push(left(duplicate.again.start, why));
    }
    let known = |key: &str| {
        let key = manifest::kebab(key);
        let current = manifest::TOP
            .iter()
            .any(|known| manifest::kebab(known) == key);
        current || manifest::RENAMED.iter().any(|(older, _)| *older == key)
    };
    if all.is_empty() {
        let okhv = reading.manifest.okhv.as_ref();
        if let Some(okhv) = okhv.filter(|okhv| is_newer(&okhv.value)) {
            let why = format!(
                "it follows okhv {}, which is newer than what this version knows",
                okhv.value
            );
            all.push(left(okhv.span.start, why));
        } else if !document.root.entries.iter().any(|entry| known(&entry.key)) {
            let why = if document.root.entries.is_empty() {
                "it is empty"
            } else {
                "none of its keys is one of Open Know-How"
            };
            all.push(left(0, why.to_owned()));
        } else if input.toml_path.is_none() {
            let why = format!(
                "`{}` is there already, and it is the manifest",
                manifest::FILE_NAME
            );
            all.push(left(0, why));
        }
    }
    (!all.is_empty()).then(|| Repair {
        left: all,
        ..Repair::default()
    })
}

fn is_newer(okhv: &str) -> bool {
    let version = okhv.split_once('.').and_then(|(major, minor)| {
        let minor = minor.split('.').next()?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    });
    version.is_some_and(|version: (u32, u32)| version > (2, 4))
}

fn broken_fab(reading: &fab::Reading) -> Option<String> {
    reading.problems.iter().find_map(|problem| match problem {
        Problem::Unreadable { reason, .. } => Some(format!("it cannot be read: {reason}")),
        Problem::Syntax { message, .. } => Some(format!(
            "syntax error: {message}; nothing is changed before it is mended"
        )),
        Problem::Duplicate { key, .. } => Some(format!(
            "`{key}` stands there twice; nothing is changed before that is mended"
        )),
        _ => None,
    })
}

/// What repeated passes yield; lines end in `\n` alone.
struct Passed {
    text: String,
    companion: Companion,
    done: Vec<Done>,
}

/// Repeats passes until nothing is left to do. With `whole`, nothing stays in the manifest that 2.4 does not
/// allow, not even under a key that it asks for.
fn passes(
    input: &Input<'_>,
    reading: &Reading,
    document: &Document,
    fab: Option<&str>,
    whole: bool,
) -> Result<Passed, String> {
    let is_toml = Syntax::of_path(input.path) == Syntax::Toml;
    let mut companion = Companion::new(fab, reading.manifest.dialect.carried())
        .map_err(|why| format!("`{}` cannot be edited: {why}", input.fab_path))?;
    let toml_path = input.toml_path.unwrap_or(input.path);
    let source = &document.source.text;
    let mut text = Endings::of(source).unix(source);
    let mut path = input.path;
    let mut done: Vec<Done> = Vec::new();
    for pass in 0..MAX_PASSES {
        let reading = manifest::read_text(path, text.as_bytes());
        let Some(document) = &reading.document else {
            break;
        };
        let first = pass == 0;
        let edition = wants_edition(&reading).then(|| Edition {
            is_odd: is_odd_edition(&reading),
        });
        let edits = edits(&reading, document, input.files, whole);
        let convert = first && !is_toml;
        if edits.is_empty() && edition.is_none() && !convert {
            break;
        }
        let mut toml = if convert {
            from_tree::toml(document)
        } else {
            text.parse::<DocumentMut>().map_err(|error| {
                format!(
                    "it cannot be edited: {}",
                    error.message().replace('\n', " ")
                )
            })?
        };
        let mut now = apply::apply(document, &mut toml, &edits, &mut companion, edition);
        if !first {
            for done in &mut now {
                done.line = 0;
            }
        }
        done.extend(now);
        let new = toml.to_string();
        path = toml_path;
        if new == text {
            break;
        }
        text = new;
    }
    Ok(Passed {
        text,
        companion,
        done,
    })
}

/// The repair of a manifest that can be repaired.
fn repaired(
    input: &Input<'_>,
    reading: &Reading,
    document: &Document,
    fab_text: Option<&str>,
) -> Result<Repair, String> {
    let source = &document.source.text;
    let endings = Endings::of(source);
    let is_toml = Syntax::of_path(input.path) == Syntax::Toml;
    // Texts of several lines hold the ends of line of their file, so a new file takes those of the old one.
    let fab_endings = match fab_text {
        Some(text) => Endings::of(text),
        None if is_toml => endings,
        None => Endings::Unix,
    };
    let old_fab = fab_text.map(|text| fab_endings.unix(text));
    let Passed {
        text,
        companion,
        mut done,
    } = passes(input, reading, document, old_fab.as_deref(), false)?;
    let toml_path = input.toml_path.unwrap_or(input.path);
    let fab_new = fab_file::mended(
        companion,
        old_fab.as_deref(),
        &text,
        toml_path,
        input.files,
        &mut done,
    );
    let mut repair = Repair {
        done,
        ..Repair::default()
    };
    if !is_toml {
        repair.moved_to = Some(toml_path.to_owned());
        repair.files.push(NewText {
            path: toml_path.to_owned(),
            before: None,
            after: text.clone(),
        });
    } else if text != endings.unix(source) {
        repair.files.push(NewText {
            path: toml_path.to_owned(),
            before: Some(source.clone()),
            after: endings.native(&text),
        });
    }
    if let Some(fab) = fab_new {
        repair.files.push(NewText {
            path: input.fab_path.to_owned(),
            before: fab_text.map(str::to_owned),
            after: fab_endings.native(&fab),
        });
    }
    repair.left = left::left(toml_path, &text);
    Ok(repair)
}

/// Whether `okhv` is to be written.
fn wants_edition(reading: &Reading) -> bool {
    let okhv = reading
        .document
        .as_ref()
        .and_then(|document| document.root.get("okhv"));
    okhv.and_then(|entry| entry.value.as_str()) != Some("2.4")
}

/// Whether `okhv` names no edition at all.
fn is_odd_edition(reading: &Reading) -> bool {
    let okhv = reading.manifest.okhv.as_ref();
    okhv.is_some_and(|okhv| !okhv.value.is_empty() && !manifest::names_edition(&okhv.value))
}

/// What to do in one pass: first what the reader says, then paths and licences, then what still does not
/// fit the schema.
fn edits(reading: &Reading, document: &Document, files: Option<&Listing>, whole: bool) -> Edits {
    let edits = Edits::new(&reading.edits);
    if !edits.is_empty() || wants_edition(reading) {
        return edits;
    }
    let mut edits: Vec<Edit> = paths(reading, files);
    edits.extend(licence(reading));
    let mut edits = Edits::new(&edits);
    if edits.is_empty() {
        for misfit in manifest::misfits(&document.root) {
            if whole || !misfit.required {
                edits.insert(misfit.is_key, &misfit.span, ChangeKind::Carry);
            }
        }
    }
    edits
}

/// Paths that are spelt differently on disk.
fn paths(reading: &Reading, files: Option<&Listing>) -> Vec<Edit> {
    let Some(files) = files else {
        return Vec::new();
    };
    let references = reading.manifest.references.iter();
    references
        .filter(|reference| reference.role != manifest::Role::Publication)
        .filter_map(|reference| {
            let path = as_on_disk(files, &reference.target.value)?;
            Some(Edit {
                span: reference.target.span.clone(),
                kind: ChangeKind::Rewrite(Rewrite::text(path)),
            })
        })
        .collect()
}

/// How a path is spelt on disk, if that is another way.
fn as_on_disk(files: &Listing, target: &str) -> Option<String> {
    let (Resolution::WrongCase { actual }
    | Resolution::Backslashes {
        actual: Some(actual),
    }) = files.resolve(target)
    else {
        return None;
    };
    // A fragment is not part of the file's name.
    let fragment = target.split_once('#').map(|(_, fragment)| fragment);
    let path = match fragment {
        Some(fragment) if !actual.contains('#') => format!("{actual}#{fragment}"),
        _ => actual,
    };
    (path != target).then_some(path)
}

/// The licence as an SPDX expression, where only one can be meant.
fn licence(reading: &Reading) -> Option<Edit> {
    let licence = reading.manifest.license.as_ref()?;
    let declared = Declared::read(&licence.value, licence.span.clone());
    let text = declared.certain_suggestion()?;
    (text != licence.value).then(|| Edit {
        span: licence.span.clone(),
        kind: ChangeKind::Rewrite(Rewrite::text(text)),
    })
}
