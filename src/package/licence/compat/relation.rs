//! How a design uses an origin, and what that asks of the licences of both.
//!
//! An *adaptation* changes the origin, and the table applies. A *component* is taken in as it is. An
//! *aggregate*, *firmware* and *documentation* lie beside the design and do not combine with it.

use super::expressions::combine;
use super::single::licences;
use super::{Ruling, Verdict};
use crate::package::licence::class::{Class, Strength, class_of, strength_of};
use crate::package::licence::expression::{Expression, Licence};

/// How a design uses an origin (`relation` of `[[derived-from]]`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The origin was changed, or parts of it were taken over.
    Adaptation,
    /// The origin is in it as it is, with an interface of its own.
    Component,
    /// Something independent that is only handed on together.
    Aggregate,
    /// Software that runs on it.
    Firmware,
    /// Texts and pictures about it.
    Documentation,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] = [
        Self::Adaptation,
        Self::Component,
        Self::Aggregate,
        Self::Firmware,
        Self::Documentation,
    ];

    /// Its word in `fab.toml`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Adaptation => "adaptation",
            Self::Component => "component",
            Self::Aggregate => "aggregate",
            Self::Firmware => "firmware",
            Self::Documentation => "documentation",
        }
    }

    /// The relation with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.word() == word)
    }

    /// Whether what is made of both is one work.
    pub const fn combines(self) -> bool {
        matches!(self, Self::Adaptation | Self::Component)
    }
}

/// Whether a design under `b` may use something under `a` in this relation.
pub fn rule(relation: Relation, a: &Expression, b: &Expression) -> Ruling {
    match relation {
        Relation::Adaptation => combine(a, b, &licences),
        Relation::Component => closes(relation, a, b).unwrap_or_else(|| combine(a, b, &component)),
        _ => closes(relation, a, b).unwrap_or_else(|| beside(relation, a)),
    }
}

/// What is not open closes an open design, however it is used.
fn closes(relation: Relation, a: &Expression, b: &Expression) -> Option<Ruling> {
    let is_open = matches!(b.class(), Class::Commons | Class::Sharing);
    if a.class() != Class::Enclosure || !is_open || says_nothing(a) {
        return None;
    }
    let (why, source) = match relation {
        Relation::Component | Relation::Adaptation => (
            "a component that is not open closes the whole: nobody may make, change and sell the design with it",
            "OSHWA Open Source Hardware Definition 1.0, clauses 4, 5 and 8",
        ),
        Relation::Firmware => (
            "the software that an open design needs must be open too, or its interfaces documented",
            "OSHWA Open Source Hardware Definition 1.0, clause 3",
        ),
        Relation::Documentation => (
            "the documentation of an open design must be open: everybody may change and share it",
            "OSHWA Open Source Hardware Definition 1.0, clauses 1 and 4",
        ),
        Relation::Aggregate => (
            "it does not combine, but what is handed on in an open package must be open",
            "OSHWA Open Source Hardware Definition 1.0, clauses 2 and 5",
        ),
    };
    let mut ruling = Ruling::new(Verdict::No, why, source);
    ruling.chosen = a.licences();
    Some(ruling)
}

/// `NOASSERTION`: nobody looked, so that it may be open or not.
fn says_nothing(a: &Expression) -> bool {
    a.licences()
        .iter()
        .any(|licence| licence.id == "NOASSERTION")
}

/// What lies beside the design keeps its own licence.
fn beside(relation: Relation, a: &Expression) -> Ruling {
    let mut ruling = if a.class() == Class::Unknown || says_nothing(a) {
        Ruling::unknown(format!(
            "whether `{}` is open is not known here: read its text",
            a.as_str()
        ))
    } else {
        let (why, source) = match relation {
            Relation::Firmware => (
                "firmware does not combine with the hardware: it stays under its own licence",
                "GPL-3.0 s5 (aggregate); CERN-OHL-1.2 s2.3; TAPR-OHL-1.0 s1.6",
            ),
            Relation::Documentation => (
                "documentation does not combine with the hardware: it stays under its own licence",
                "CC-BY-SA-4.0 s1(a) (what is adapted material); GPL-3.0 s5 (aggregate)",
            ),
            _ => (
                "what is only handed on together does not combine: each keeps its own licence",
                "GPL-3.0 s5 (aggregate); CC-BY-SA-4.0 s1(a)",
            ),
        };
        Ruling::new(Verdict::Keep, why, source)
    };
    ruling.chosen = a.licences();
    ruling
}

/// One thing under `a`, unchanged, inside a design under `b`: what may be under B anyway is no question;
/// else both licences must let the other be.
fn component(a: &Licence, b: &Licence) -> Ruling {
    let whole = licences(a, b);
    if whole.verdict.is_allowed() {
        return whole.and_because("so it may even be licensed under the licence of the whole");
    }
    if matches!(a.id.as_str(), "NONE" | "NOASSERTION") || class_of(&a.id) == Class::Unknown {
        return whole;
    }
    let allows = inside_of_another(a, b, &whole);
    if allows.verdict == Verdict::No {
        return allows;
    }
    let ruling = allows.and(takes_in(a, b));
    if whole.conditions.is_empty() {
        return ruling;
    }
    ruling.and_because(format!(
        "it may also come under `{b}` itself, if {}",
        whole.conditions.join(", and ")
    ))
}

/// What the licence of a component says about a whole under another licence.
fn inside_of_another(a: &Licence, b: &Licence, whole: &Ruling) -> Ruling {
    if a.id.starts_with("CERN-OHL-S-") {
        return Ruling {
            verdict: whole.verdict,
            ..Ruling::new(
                Verdict::No,
                format!(
                    "whatever includes something under CERN-OHL-S is modified Covered Source: the larger work must be under CERN-OHL-S, not `{b}`"
                ),
                "CERN-OHL-S-2.0 s3.2, s3.3(d)",
            )
        };
    }
    if a.id.starts_with("CC-BY-") {
        return Ruling::new(
            Verdict::Keep,
            "it is unchanged, so the whole is a collection and not adapted material: it keeps its own licence",
            "CC-BY-SA-4.0 s1(a); CC-BY-SA-3.0 s1(b), s4(a)",
        );
    }
    match strength_of(&a.id) {
        Some(Strength::Permissive) => Ruling::new(
            Verdict::Keep,
            "it keeps its own licence, which asks nothing of the whole but its notices",
            format!("{a}, conditions on notices"),
        ),
        Some(Strength::Weak) => Ruling::new(
            Verdict::Keep,
            "its share-alike goes no further than itself: it keeps its own licence",
            if a.id.starts_with("CERN-OHL-W-") {
                "CERN-OHL-W-2.0 s1.8, s3.3(d)".to_owned()
            } else {
                format!("{a}, scope of its share-alike")
            },
        ),
        Some(Strength::Strong) => Ruling::new(
            Verdict::Unsettled,
            format!(
                "whether a product that contains something under `{a}` is a work based on it, nobody has decided for hardware"
            ),
            match a.id.as_str() {
                id if id.contains("GPL-3") => {
                    "GPL-3.0 s5 (modified versions and aggregates)".to_owned()
                }
                id if id.contains("GPL-2") => "GPL-2.0 s2 (works based on the program)".to_owned(),
                id => format!("{id}, scope of its share-alike"),
            },
        ),
        None => Ruling::unknown(format!(
            "what `{a}` says about larger works is not known here"
        )),
    }
}

/// What the licence of the whole says about components under another licence.
fn takes_in(a: &Licence, b: &Licence) -> Ruling {
    if b.id.starts_with("CERN-OHL-S-") {
        return Ruling::conditional(
            format!(
                "what is under `{a}` is an Available Component: everybody can get it as a physical part, with the rights and the information to make or to buy it"
            ),
            "an Available Component keeps its own licence inside a CERN-OHL-S product; since its own licence is not compatible, it must be available as a part",
            "CERN-OHL-S-2.0 s1.7(b), s3.3(d)",
        );
    }
    if b.id.starts_with("CERN-OHL-W-") {
        return Ruling::new(
            Verdict::Keep,
            "an open design is an Available Component, or External Material behind a documented interface: it keeps its own licence",
            "CERN-OHL-W-2.0 s1.7(b), s1.8, s3.3(d)",
        );
    }
    if b.id.starts_with("CC-BY-") {
        return Ruling::new(
            Verdict::Keep,
            "what is only collected beside it need not be under the licence of the whole",
            "CC-BY-SA-4.0 s1(a); CC-BY-SA-3.0 s1(b), s4(a)",
        );
    }
    match strength_of(&b.id) {
        Some(Strength::Permissive | Strength::Weak) => Ruling::new(
            Verdict::Keep,
            format!("`{b}` asks nothing of components; say that this one is not under it"),
            format!("{b}"),
        ),
        Some(Strength::Strong) => Ruling::new(
            Verdict::Unsettled,
            format!(
                "whether the whole under `{b}` includes a component, so that it had to be under it too, nobody has decided for hardware"
            ),
            format!("{b}, scope of its share-alike"),
        ),
        None => Ruling::unknown(format!(
            "what `{b}` says about components is not known here"
        )),
    }
}
