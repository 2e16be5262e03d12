//! Where a design comes from: the chain of its origins, what their licences ask, and whether it is done.
//!
//! Vocabulary: an *origin* is an entry of `[[derived-from]]`; a *step* is an origin with what became of it;
//! an origin is *at hand* when its package lies on this disk, beside the design; an *obligation* is what
//! the licence of an origin asks of the design.

mod at_hand;
mod attribution;
mod obligations;

pub use at_hand::{Neighbour, at_hand};
pub use attribution::{MARK, attribution, licence_address};
pub use obligations::{Obligation, State, obligations, ships_text};

use super::Package;
use super::fab::Origin;
use super::licence::compat::{Relation, Ruling, nothing_granted, rule};
use super::licence::{Class, Declared, Expression};
use std::path::{Path, PathBuf};

/// A longer chain is not followed.
const DEEPEST: usize = 16;

/// More steps than this are not followed further, wherever they come from.
const MOST_STEPS: usize = 500;

/// A design and what it builds on.
#[derive(Debug, Default)]
pub struct Lineage {
    /// The name of the design.
    pub name: String,
    /// Its version, if it says one.
    pub version: Option<String>,
    /// Its licence as a canonical SPDX expression, else as written.
    pub licence: Option<String>,
    /// What that does to the commons.
    pub class: Class,
    /// Who licenses it.
    pub licensors: Vec<String>,
    /// Where its source is.
    pub repo: Option<String>,
    /// What it builds on, in the order of `fab.toml`.
    pub steps: Vec<Step>,
}

/// An origin of a design.
#[derive(Debug)]
pub struct Step {
    /// What to call it: the design of the index, else the last part of the address.
    pub title: String,
    /// As the entry says.
    pub design: Option<String>,
    /// As the entry says.
    pub version: Option<String>,
    /// As the entry says.
    pub url: Option<String>,
    /// Commit or tag.
    pub revision: Option<String>,
    /// Of what was copied.
    pub digest: Option<String>,
    /// The licence at the time of copying, as an expression where it is one, else as written.
    pub licence: Option<String>,
    /// Whether the licence is not in the entry but in the package at hand.
    pub licence_at_hand: bool,
    /// What the licence does to the commons.
    pub class: Class,
    /// Who made it.
    pub authors: Vec<String>,
    /// How the design uses it.
    pub relation: Relation,
    /// Whether the entry says so; without it an adaptation is assumed.
    pub relation_stated: bool,
    /// The modification notice.
    pub changes: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// Whether only `forkOf` of the manifest names it, and no entry of `fab.toml`.
    pub only_fork_of: bool,
    /// Whether the licences allow it; `None` where one of them is not known.
    pub ruling: Option<Ruling>,
    /// What the origin's licence asks.
    pub obligations: Vec<Obligation>,
    /// Where its package lies, relative to the design's own folder, and that package's chain.
    pub at_hand: Option<AtHand>,
}

/// The package of an origin on this disk.
#[derive(Debug)]
pub struct AtHand {
    /// Where, relative to the first design's folder.
    pub path: String,
    /// Whether its chain leads back to a design that is already in it, so that it is not followed.
    pub cycle: bool,
    /// What it says of itself, and what it builds on.
    pub lineage: Lineage,
}

/// What can be said about one origin.
#[derive(Debug)]
pub struct Judged {
    /// How the design uses it.
    pub relation: Relation,
    /// Whether the entry says so.
    pub relation_stated: bool,
    /// Its licence.
    pub licence: Option<Declared>,
    /// Whether the licence was found in the package at hand.
    pub licence_at_hand: bool,
    /// Whether the licences allow it; `None` where one of them is not known.
    pub ruling: Option<Ruling>,
}

/// Judges an origin of a design whose hardware is under `whole`. `neighbour` is the origin's package, where
/// the licence is looked up if the entry has none.
pub fn judge(origin: &Origin, whole: Option<&Expression>, neighbour: Option<&Neighbour>) -> Judged {
    let stated = origin
        .relation
        .as_ref()
        .and_then(|relation| Relation::of_word(&relation.value));
    let relation = stated.unwrap_or(Relation::Adaptation);
    let own = origin
        .license
        .as_ref()
        .map(|licence| Declared::read(&licence.value, licence.span.clone()));
    let licence_at_hand = own.is_none();
    let licence = own.or_else(|| neighbour?.declared.clone());
    let expression = licence
        .as_ref()
        .and_then(|licence| licence.expression.as_ref());
    Judged {
        relation,
        relation_stated: stated.is_some(),
        ruling: match (expression, whole) {
            (Some(a), Some(b)) => Some(rule(relation, a, b)),
            (None, Some(_)) => licence
                .as_ref()
                .filter(|licence| licence.raw.trim().eq_ignore_ascii_case("NONE"))
                .map(|_| nothing_granted()),
            _ => None,
        },
        licence_at_hand: licence_at_hand && licence.is_some(),
        licence,
    }
}

/// What to call an origin.
pub fn title(origin: &Origin) -> String {
    if let Some(design) = &origin.design {
        return design.value.clone();
    }
    origin.url.as_ref().map_or_else(
        || "an origin without address".to_owned(),
        |url| {
            let path = url.value.split(['?', '#']).next().unwrap_or_default();
            let path = path.trim_end_matches('/').trim_end_matches(".git");
            let last = path.rsplit('/').find(|part| !part.is_empty());
            last.unwrap_or(&url.value).to_owned()
        },
    )
}

/// The chain of a package, as far as its origins are at hand.
pub fn read(package: &Package) -> Lineage {
    let mut reader = Reader {
        start: canonical(&package.root),
        seen: vec![canonical(&package.root)],
        steps: 0,
    };
    let own = Neighbour::of(package);
    reader.lineage(&own, Some(package))
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

struct Reader {
    start: PathBuf,
    /// The packages from the first one down to here.
    seen: Vec<PathBuf>,
    steps: usize,
}

impl Reader {
    /// `package` is the design itself; of the packages of its origins, less is known.
    fn lineage(&mut self, own: &Neighbour, package: Option<&Package>) -> Lineage {
        let manifest = &own.manifest.manifest;
        let whole = own
            .declared
            .as_ref()
            .and_then(|declared| declared.expression.as_ref());
        let mut steps = Vec::new();
        // An older way to say it; where fab.toml has entries, one of them tells more.
        let fork = manifest
            .fork_of
            .as_ref()
            .filter(|_| own.fab.derived_from.is_empty())
            .map(|fork| Origin {
                url: Some(fork.clone()),
                relation: Some(super::manifest::Field {
                    value: Relation::Adaptation.word().to_owned(),
                    span: fork.span.clone(),
                }),
                ..Origin::default()
            });
        for origin in own.fab.derived_from.iter().chain(&fork) {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                break;
            }
            steps.push(self.step(own, origin, whole, package));
        }
        Lineage {
            name: own.name(),
            version: manifest.version.as_ref().map(|field| field.value.clone()),
            licence: own
                .declared
                .as_ref()
                .map(shown)
                .or_else(|| package.and_then(of_texts)),
            class: own.declared.as_ref().map_or(
                package.map_or(Class::Unknown, |package| package.licences.class),
                |declared| declared.class,
            ),
            licensors: manifest
                .licensor
                .iter()
                .map(|person| person.value.name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
            repo: manifest.repo.as_ref().map(|repo| repo.value.clone()),
            steps,
        }
    }

    fn step(
        &mut self,
        own: &Neighbour,
        origin: &Origin,
        whole: Option<&Expression>,
        package: Option<&Package>,
    ) -> Step {
        let neighbour = at_hand(&own.root, origin);
        let judged = judge(origin, whole, neighbour.as_ref());
        let obligations = package
            .map(|package| obligations(package, origin, &judged, neighbour.as_ref()))
            .unwrap_or_default();
        let text = |field: &Option<super::manifest::Field<String>>| {
            field.as_ref().map(|field| field.value.clone())
        };
        let mut authors: Vec<String> = origin
            .authors
            .iter()
            .map(|author| author.value.trim().to_owned())
            .filter(|author| !author.is_empty())
            .collect();
        if let (true, Some(neighbour)) = (authors.is_empty(), &neighbour) {
            authors = neighbour.licensors();
        }
        Step {
            title: title(origin),
            design: text(&origin.design),
            version: text(&origin.version),
            url: text(&origin.url),
            revision: text(&origin.revision),
            digest: text(&origin.digest),
            licence: judged.licence.as_ref().map(shown),
            licence_at_hand: judged.licence_at_hand,
            class: judged
                .licence
                .as_ref()
                .map_or(Class::Unknown, |licence| licence.class),
            authors,
            relation: judged.relation,
            relation_stated: judged.relation_stated,
            changes: text(&origin.changes),
            date: text(&origin.date),
            only_fork_of: own.fab.derived_from.is_empty(),
            ruling: judged.ruling,
            obligations,
            at_hand: neighbour.map(|neighbour| self.follow(&neighbour)),
        }
    }

    fn follow(&mut self, neighbour: &Neighbour) -> AtHand {
        let place = canonical(&neighbour.root);
        let cycle = self.seen.contains(&place);
        let path = relative(&self.start, &place);
        let lineage = if cycle || self.seen.len() >= DEEPEST {
            Lineage {
                name: neighbour.name(),
                version: neighbour.version().map(str::to_owned),
                licence: neighbour.declared.as_ref().map(shown),
                ..Lineage::default()
            }
        } else {
            self.seen.push(place);
            let lineage = self.lineage(neighbour, None);
            self.seen.pop();
            lineage
        };
        AtHand {
            path,
            cycle,
            lineage,
        }
    }
}

/// The licence whose text lies in the root, when nobody declares one and there is only one.
fn of_texts(package: &Package) -> Option<String> {
    let mut named = package
        .licences
        .root_texts()
        .flat_map(super::licence::Text::named);
    let first = named.next()?;
    named.all(|id| id == first).then(|| first.to_owned())
}

/// A licence as an expression where it is one, else as written.
pub(super) fn shown(declared: &Declared) -> String {
    declared.expression.as_ref().map_or_else(
        || declared.raw.clone(),
        |expression| expression.as_str().to_owned(),
    )
}

/// The way from one folder to another, with `/` between the steps.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..]
        .iter()
        .map(|component| component.as_os_str().to_string_lossy().into_owned());
    let path = up.chain(down).collect::<Vec<_>>().join("/");
    if path.is_empty() {
        ".".to_owned()
    } else {
        path
    }
}

impl Lineage {
    /// Every step of the chain, an origin before its own origins, with how deep it is.
    pub fn walk(&self) -> Vec<(usize, &Step)> {
        fn collect<'l>(lineage: &'l Lineage, depth: usize, into: &mut Vec<(usize, &'l Step)>) {
            for step in &lineage.steps {
                into.push((depth, step));
                if let Some(at_hand) = &step.at_hand {
                    collect(&at_hand.lineage, depth + 1, into);
                }
            }
        }
        let mut steps = Vec::new();
        collect(self, 0, &mut steps);
        steps
    }
}

#[cfg(test)]
mod tests;
