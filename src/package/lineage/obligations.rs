//! What the licence of an origin asks of a design, and whether the package shows that it is done.

use super::{Judged, Neighbour, at_hand};
use crate::package::Package;
use crate::package::fab::Origin;
use crate::package::licence::compat::{Demand, Kind, demands};
use crate::package::licence::{Text, family_of};

/// One thing that a licence asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Obligation {
    /// The licence that asks.
    pub licence: String,
    /// What it asks.
    pub demand: Demand,
    /// Whether it is done.
    pub state: State,
}

/// Whether an obligation is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is: how.
    Met(String),
    /// It is not: what is missing.
    Unmet(String),
    /// The files do not tell: what to look at.
    Open(String),
}

impl State {
    /// One word for people and programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Met(_) => "met",
            Self::Unmet(_) => "unmet",
            Self::Open(_) => "check",
        }
    }

    /// How, what is missing, or what to look at.
    pub fn detail(&self) -> &str {
        match self {
            Self::Met(text) | Self::Unmet(text) | Self::Open(text) => text,
        }
    }
}

/// What the licence of `origin` asks of the design; nothing, where the licence is not known.
pub fn obligations(
    package: &Package,
    origin: &Origin,
    judged: &Judged,
    neighbour: Option<&Neighbour>,
) -> Vec<Obligation> {
    let chosen = match (&judged.ruling, &judged.licence) {
        (Some(ruling), _) if !ruling.chosen.is_empty() => ruling.chosen.clone(),
        (_, Some(declared)) => declared
            .expression
            .as_ref()
            .map(crate::package::licence::Expression::licences)
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    let mut obligations = Vec::new();
    for licence in chosen {
        for demand in demands(&licence, judged.relation) {
            let state = state(package, origin, judged, neighbour, &licence.id, demand);
            let Some(state) = state else { continue };
            let obligation = Obligation {
                licence: licence.to_string(),
                demand,
                state,
            };
            if !obligations.contains(&obligation) {
                obligations.push(obligation);
            }
        }
    }
    obligations
}

/// Whether the text of a licence of this family is anywhere in the package.
pub fn ships_text(package: &Package, id: &str) -> bool {
    package
        .licences
        .texts
        .iter()
        .flat_map(Text::licences)
        .any(|found| family_of(&found.id) == family_of(id))
}

/// `None` where nothing is asked in this case.
fn state(
    package: &Package,
    origin: &Origin,
    judged: &Judged,
    neighbour: Option<&Neighbour>,
    id: &str,
    demand: Demand,
) -> Option<State> {
    let met = |how: String| Some(State::Met(how));
    let unmet = |what: &str| Some(State::Unmet(what.to_owned()));
    match demand.kind {
        Kind::Attribution => {
            let names: Vec<&str> = origin
                .authors
                .iter()
                .map(|author| author.value.trim())
                .filter(|author| !author.is_empty())
                .collect();
            match (names.as_slice(), &origin.design) {
                ([], Some(design)) => met(format!("by its owner in the name `{}`", design.value)),
                ([], None) => unmet("`authors` of the entry in `fab.toml` is empty"),
                (names, _) => met(format!("`fab.toml` names {}", names.join(", "))),
            }
        }
        Kind::Licence => met(format!(
            "`fab.toml` names `{id}`; the attribution text has its address"
        )),
        Kind::Text if ships_text(package, id) => met("its text is in the package".to_owned()),
        Kind::Text => unmet("its text is not in the package"),
        Kind::ChangeNotice => match (&origin.changes, &origin.date) {
            (Some(_), Some(date)) => met(format!(
                "`changes` and `date` ({}) in `fab.toml`",
                date.value
            )),
            (Some(_), None) => unmet("`changes` in `fab.toml` has no `date`"),
            (None, _) => unmet("`changes` is missing in `fab.toml`"),
        },
        Kind::SourceLocation => match &package.manifest.manifest.repo {
            Some(repo) => met(format!("`repo` is {}", repo.value)),
            None => unmet("the manifest has no `repo`"),
        },
        Kind::ShareAlike => match &judged.ruling {
            Some(ruling) if ruling.verdict.is_allowed() => met(format!(
                "the design is under `{}`",
                package.licences.expression().unwrap_or_default()
            )),
            Some(ruling) if ruling.verdict == crate::package::licence::compat::Verdict::No => {
                Some(State::Unmet(format!(
                    "the design is under `{}`",
                    package.licences.expression().unwrap_or_default()
                )))
            }
            Some(ruling) => Some(State::Open(ruling.verdict.phrase().to_owned())),
            None => Some(State::Open(
                "the licence of the design is not known".to_owned(),
            )),
        },
        Kind::NoticeFile => {
            let own = at_hand::notice(&package.files);
            match (neighbour.map(|neighbour| neighbour.notice.is_some()), own) {
                (Some(false), _) => None,
                (_, Some(path)) => met(format!("`{path}` is in the package")),
                (Some(true), None) => unmet("the origin has a NOTICE file, the package has none"),
                (None, None) => Some(State::Open(
                    "whether the origin has a NOTICE file cannot be seen from here".to_owned(),
                )),
            }
        }
        Kind::Notices | Kind::Other => {
            Some(State::Open("no file tells whether it is done".to_owned()))
        }
    }
}
