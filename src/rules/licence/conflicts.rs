//! What the licences of origins, bought-in designs and files mean for the licence of the whole: found once,
//! told by the rules on conflicts, on unsettled questions and on obligations.

use crate::check::PackageView;
use crate::diag::{Place, Span};
use crate::package::Package;
use crate::package::bom::{Kind as LineKind, design};
use crate::package::fab::Origin;
use crate::package::files::{Family, Kind, extension, is_below};
use crate::package::licence::compat::{Relation, Ruling, Verdict, rule};
use crate::package::licence::{Class, Declared, Expression, Text, class_of, family_of};
use crate::package::lineage::{Neighbour, at_hand, judge, title};
use crate::package::manifest::Field;
use crate::rules::files::{in_fab, listed};
use std::collections::HashSet;

/// A licence inside the package that meets the licence of the whole.
pub(crate) struct Meeting {
    /// Where it is.
    pub(crate) place: Place,
    /// What is under it, as the subject of a sentence.
    pub(crate) what: String,
    /// The licence.
    pub(crate) licence: String,
    /// The licence of the whole that it has to get on with.
    pub(crate) whole: String,
    /// What the whole is: the design, its software.
    pub(crate) of: &'static str,
    /// How it is used.
    pub(crate) relation: Relation,
    /// Whether somebody said how it is used; else an adaptation is assumed.
    pub(crate) relation_stated: bool,
    /// What the licences say.
    pub(crate) ruling: Ruling,
    /// Whether it is about files of the package rather than about a declared origin.
    pub(crate) of_files: bool,
}

impl Meeting {
    /// What is asked about: `an adaptation of X (A)`.
    pub(crate) fn subject(&self) -> String {
        let of = match self.relation {
            Relation::Adaptation => "an adaptation of ",
            _ => "",
        };
        format!("{of}{} (`{}`)", self.what, self.licence)
    }

    /// What it may do or not: `be licensed under B`.
    pub(crate) fn aim(&self) -> String {
        match self.relation {
            Relation::Adaptation => format!("be licensed under `{}`", self.whole),
            relation => format!(
                "be {} of {} under `{}`",
                article(relation),
                self.of,
                self.whole
            ),
        }
    }

    /// Why, as the beginning of the help.
    pub(crate) fn reason(&self) -> &str {
        self.ruling.reasons.first().map_or("", String::as_str)
    }

    /// The clauses, in brackets.
    pub(crate) fn source(&self) -> String {
        let source = self.ruling.source();
        if source.is_empty() {
            source
        } else {
            format!(" ({source})")
        }
    }

    /// The words that tell why the relation is what it is.
    pub(crate) fn assumed(&self) -> &'static str {
        if self.relation_stated {
            ""
        } else {
            " (no `relation` is given, so an adaptation is assumed)"
        }
    }

    /// Where to read on.
    pub(crate) fn more(&self) -> String {
        let quoted = |text: &str| {
            if text.contains(' ') {
                format!("\"{text}\"")
            } else {
                text.to_owned()
            }
        };
        format!(
            "`fabcommons explain {} {}` says more",
            quoted(&self.licence),
            quoted(&self.whole)
        )
    }
}

/// A relation with its article.
const fn article(relation: Relation) -> &'static str {
    match relation {
        Relation::Adaptation => "an adaptation",
        Relation::Component => "a component",
        Relation::Aggregate => "handed on as part",
        Relation::Firmware => "the firmware",
        Relation::Documentation => "the documentation",
    }
}

/// Every meeting whose answer is not a plain yes, in the order of the files.
pub(crate) fn meetings(view: &PackageView<'_>) -> Vec<Meeting> {
    let package = view.package;
    let Some(whole) = expression(package.licences.declared.as_ref()) else {
        return Vec::new();
    };
    let mut meetings: Vec<Meeting> = Vec::new();
    for origin in &package.fab.fab.derived_from {
        meetings.extend(of_origin(package, origin, whole));
    }
    of_bills(package, whole, &mut meetings);
    let told: Vec<String> = meetings
        .iter()
        .map(|meeting| meeting.licence.clone())
        .collect();
    let mut in_files = of_files(package);
    in_files.extend(of_nested_texts(package));
    // A folder that an entry of fab.toml accounts for is told there.
    in_files.retain(|meeting| !told.contains(&meeting.licence));
    meetings.extend(in_files);
    meetings
}

fn expression(declared: Option<&Declared>) -> Option<&Expression> {
    declared?.expression.as_ref()
}

/// The package of an origin where it is worth looking: only when the entry leaves the licence out.
pub(crate) fn neighbour(package: &Package, origin: &Origin) -> Option<Neighbour> {
    origin
        .license
        .is_none()
        .then(|| at_hand(&package.root, origin))
        .flatten()
}

fn of_origin(package: &Package, origin: &Origin, whole: &Expression) -> Option<Meeting> {
    let neighbour = neighbour(package, origin);
    let judged = judge(origin, Some(whole), neighbour.as_ref());
    let ruling = judged
        .ruling
        .filter(|ruling| !ruling.verdict.is_allowed())?;
    let licence = judged.licence?;
    let span: &Span = origin
        .license
        .as_ref()
        .map_or(&origin.span, |field: &Field<String>| &field.span);
    Some(Meeting {
        place: in_fab(package, span),
        what: format!("`{}`", title(origin)),
        licence: shown(&licence),
        whole: whole.as_str().to_owned(),
        of: "a design",
        relation: judged.relation,
        relation_stated: judged.relation_stated,
        ruling,
        of_files: false,
    })
}

fn shown(declared: &Declared) -> String {
    declared.expression.as_ref().map_or_else(
        || declared.raw.clone(),
        |expression| expression.as_str().to_owned(),
    )
}

/// Designs that a bill of materials asks for: components, whose licence is known where fab.toml has an
/// entry for them (told there) or their package is at hand.
fn of_bills(package: &Package, whole: &Expression, meetings: &mut Vec<Meeting>) {
    let mut seen: HashSet<&str> = HashSet::new();
    for (file, table) in package.bom.tables() {
        for line in table
            .lines
            .iter()
            .filter(|line| line.kind == LineKind::Design)
        {
            let Some((column, name)) = line
                .cells
                .iter()
                .enumerate()
                .find_map(|(at, cell)| Some((at, design(&cell.text)?)))
            else {
                continue;
            };
            let (id, version) = name.split_once('@').unwrap_or((name, ""));
            let field = |value: &str| Field {
                value: value.to_owned(),
                span: 0..0,
            };
            let declared = package.fab.fab.derived_from.iter().any(|origin| {
                origin
                    .design
                    .as_ref()
                    .is_some_and(|design| design.value == id)
            });
            if declared || !seen.insert(name) {
                continue;
            }
            let origin = Origin {
                design: Some(field(id)),
                version: Some(field(version)),
                relation: Some(field(Relation::Component.word())),
                ..Origin::default()
            };
            let neighbour = at_hand(&package.root, &origin)
                .filter(|neighbour| neighbour.version() == Some(version));
            let judged = judge(&origin, Some(whole), neighbour.as_ref());
            let (Some(ruling), Some(licence)) = (judged.ruling, judged.licence) else {
                continue;
            };
            if ruling.verdict.is_allowed() {
                continue;
            }
            meetings.push(Meeting {
                place: file.place(table, line.row, u32::try_from(column + 1).ok()),
                what: format!("`{name}`"),
                licence: shown(&licence),
                whole: whole.as_str().to_owned(),
                of: "a design",
                relation: Relation::Component,
                relation_stated: true,
                ruling,
                of_files: false,
            });
        }
    }
}

/// What the files under a licence are, and so which of the declared licences they meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sort {
    /// The design: sources, meshes, drawings, what a fabricator is sent.
    Hardware,
    /// Code.
    Software,
    /// Texts and pictures.
    Documentation,
}

/// The sort of a file by its name; `None` for tables, archives and the like.
pub(crate) fn sort_of(path: &str) -> Option<Sort> {
    const CODE: [&str; 20] = [
        "c", "h", "cpp", "hpp", "cc", "ino", "pde", "rs", "js", "ts", "go", "java", "sh", "bat",
        "ps1", "lua", "s", "asm", "html", "css",
    ];
    if CODE.contains(&extension(path).as_str()) {
        return Some(Sort::Software);
    }
    Some(match Kind::family_of(path) {
        Family::Mesh
        | Family::OpenSource
        | Family::ProprietarySource
        | Family::Exchange
        | Family::Drawing
        | Family::Fabrication => Sort::Hardware,
        Family::Document | Family::Image => Sort::Documentation,
        _ => return None,
    })
}

/// The licence of the whole that files of a sort meet, and how.
fn whole_of(package: &Package, sort: Sort) -> Option<(&Expression, &'static str, Relation)> {
    let licences = &package.licences;
    let hardware = expression(licences.declared.as_ref());
    match sort {
        Sort::Hardware => Some((hardware?, "a design", Relation::Component)),
        Sort::Software => match expression(licences.software.as_ref()) {
            Some(software) => Some((software, "software", Relation::Component)),
            None => Some((hardware?, "a design", Relation::Firmware)),
        },
        Sort::Documentation => Some((
            expression(licences.documentation.as_ref()).or(hardware)?,
            "a design",
            Relation::Documentation,
        )),
    }
}

/// Files whose own licence (in their head, beside them, or in `REUSE.toml`) does not get on with the
/// one of the package.
fn of_files(package: &Package) -> Vec<Meeting> {
    let licences = &package.licences;
    let paths: Vec<&str> = if licences.global.annotations.is_empty() {
        let mut paths: Vec<&str> = licences
            .headers
            .iter()
            .map(|header| header.path.as_str())
            .collect();
        paths.dedup();
        paths
    } else {
        let files = &package.files.files;
        files.iter().map(|file| file.path.as_str()).collect()
    };
    let mut groups: Vec<(String, Vec<&str>, Meeting)> = Vec::new();
    for path in paths {
        let Some(meeting) = of_file(package, path) else {
            continue;
        };
        let key = format!("{} {:?}", meeting.licence, meeting.relation);
        match groups.iter_mut().find(|group| group.0 == key) {
            Some(group) => group.1.push(path),
            None => groups.push((key, vec![path], meeting)),
        }
    }
    groups
        .into_iter()
        .map(|(_, paths, mut meeting)| {
            if paths.len() > 1 {
                meeting.what = listed(&paths);
            }
            meeting
        })
        .collect()
}

fn of_file(package: &Package, path: &str) -> Option<Meeting> {
    // A folder's own licence file speaks for what is in it.
    if is_nested(package, path) {
        return None;
    }
    let (whole, of, relation) = whole_of(package, sort_of(path)?)?;
    let own = package.licences.licence_of(path)?;
    // What is unknown, nobody can judge.
    if own.expression.class() == Class::Unknown {
        return None;
    }
    let ruling = rule(relation, &own.expression, whole);
    if ruling.verdict.is_allowed() || ruling.verdict == Verdict::Unknown {
        return None;
    }
    Some(Meeting {
        place: own.place,
        what: format!("`{path}`"),
        licence: own.expression.as_str().to_owned(),
        whole: whole.as_str().to_owned(),
        of,
        relation,
        relation_stated: true,
        ruling,
        of_files: true,
    })
}

fn is_nested(package: &Package, path: &str) -> bool {
    package
        .licences
        .texts
        .iter()
        .any(|text| !text.scope.is_empty() && is_below(path, &text.scope))
}

/// Whether a file's licence is told by the rules on conflicts, so that no other rule need repeat it.
pub(super) fn is_told(package: &Package, path: &str) -> bool {
    of_file(package, path).is_some()
}

/// Folders with a licence of their own.
fn of_nested_texts(package: &Package) -> Vec<Meeting> {
    let mut scopes: Vec<&str> = Vec::new();
    for text in &package.licences.texts {
        if !text.scope.is_empty() && !scopes.contains(&text.scope.as_str()) {
            scopes.push(&text.scope);
        }
    }
    scopes
        .into_iter()
        .filter_map(|scope| of_scope(package, scope))
        .collect()
}

/// The best that can be made of the licences whose texts lie in a folder: which file is under which of them
/// is not known, so only what none of them allows is told.
fn of_scope(package: &Package, scope: &str) -> Option<Meeting> {
    let texts: Vec<&Text> = package
        .licences
        .texts
        .iter()
        .filter(|text| text.scope == scope)
        .collect();
    let first = texts.iter().find(|text| !text.named().is_empty())?;
    let ids: Vec<&str> = texts.iter().flat_map(|text| text.named()).collect();
    let any = either(&ids)?;
    let sorts: Vec<Sort> = package
        .files
        .below(scope)
        .filter(|file| {
            !package
                .licences
                .texts
                .iter()
                .any(|text| text.path == file.path)
        })
        .filter_map(|file| sort_of(&file.path))
        .collect();
    let mut worst: Option<(Ruling, &Expression, &'static str, Relation)> = None;
    for sort in [Sort::Hardware, Sort::Software, Sort::Documentation] {
        if !sorts.contains(&sort) {
            continue;
        }
        // The words beside code are about it.
        if sort == Sort::Documentation && sorts.contains(&Sort::Software) {
            continue;
        }
        let Some((whole, of, relation)) = whole_of(package, sort) else {
            continue;
        };
        let ruling = rule(relation, &any, whole);
        if worst
            .as_ref()
            .is_none_or(|worst| ruling.verdict > worst.0.verdict)
        {
            worst = Some((ruling, whole, of, relation));
        }
    }
    let (ruling, whole, of, relation) = worst?;
    if ruling.verdict.is_allowed() || ruling.verdict == Verdict::Unknown {
        return None;
    }
    let closed = ids.iter().all(|id| class_of(id) == Class::Enclosure);
    if ruling.verdict == Verdict::No && any.class() == Class::Enclosure && !closed {
        return None;
    }
    Some(Meeting {
        place: Place::file(first.path.clone()),
        what: format!("`{scope}/`"),
        licence: ids.first().map(|id| (*id).to_owned())?,
        whole: whole.as_str().to_owned(),
        of,
        relation,
        relation_stated: true,
        ruling,
        of_files: true,
    })
}

/// `A OR B` of ids; of the GNU family both editions, which share their text.
fn either(ids: &[&str]) -> Option<Expression> {
    let mut all: Vec<String> = Vec::new();
    for id in ids {
        let later = format!("{}-or-later", family_of(id));
        for id in [(*id).to_owned(), later] {
            if spdx::license_id(&id).is_some() && !all.contains(&id) {
                all.push(id);
            }
        }
    }
    Expression::parse(&all.join(" OR "))
}
