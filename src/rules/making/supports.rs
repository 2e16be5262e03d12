//! What the rules of overhangs share: when supports are needed, and how to say it.

use super::thin::short;
use crate::check::PoseView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::machine::Kind;
use crate::machine::processes::{self, Grade, Judged, Limit};
use crate::measure::{Bridge, Hanging, SurfacePlace};
use crate::package::parts::Supports;
use crate::units::{mm, number};

/// More places than this become one finding.
const MOST: usize = 3;

/// What hangs over in a pose, where the machine cares: one that lays layers in the air.
pub(super) fn hanging<'a>(view: &PoseView<'a>) -> Option<&'a Hanging> {
    view.pose
        .hanging
        .as_ref()
        .filter(|_| view.machine.kind == Kind::Fff)
}

/// The limit of a judgement for the part on the machine.
pub(super) fn limit<'a>(view: &PoseView<'a>, judged: Judged, grade: Grade) -> Option<Limit<'a>> {
    let asked = view.part.material.first();
    let material = view.machine.material.as_ref().or(asked).map(String::as_str);
    processes::limit(judged, grade, view.machine, material)
}

/// How bad it is to need supports: an error only where they are ruled out.
pub(super) fn severity(view: &PoseView<'_>) -> Severity {
    match view.part.supports {
        Some(Supports::None) => Severity::Error,
        Some(Supports::Allowed) | None => Severity::Warning,
    }
}

/// The free distance up to which the print rests on what is below, if the machine has one.
pub(super) fn in_place<'a>(view: &PoseView<'a>) -> Option<Limit<'a>> {
    limit(view, Judged::InPlace, Grade::Advised)
}

/// `needs supports: 3.2 cm²`, or that there may be none.
pub(super) fn needed(view: &PoseView<'_>, area: f64) -> String {
    let area = area / 100.0;
    let digits = if area < 0.095 { 100.0 } else { 10.0 };
    let area = number(((area * digits).round() / digits).max(0.01));
    match view.part.supports {
        Some(Supports::None) => {
            format!("needs supports: {area} cm², and `supports = \"none\"` rules them out")
        }
        Some(Supports::Allowed) | None => format!("needs supports: {area} cm²"),
    }
}

/// What of a fact is beyond a limit: how much it is, the fact, its area.
pub(super) struct Beyond<'a, T> {
    pub(super) value: f64,
    pub(super) fact: &'a T,
    /// Of all places that are told of together, mm².
    pub(super) area: f64,
    /// How many those are.
    pub(super) places: usize,
}

impl<'a, T> Beyond<'a, T> {
    pub(super) fn new(value: f64, fact: &'a T, area: f64) -> Self {
        Self {
            value,
            fact,
            area,
            places: 1,
        }
    }

    /// ` (the worst of 5 places)`; nothing for one.
    pub(super) fn of_places(&self) -> String {
        if self.places < 2 {
            String::new()
        } else {
            format!(" (the worst of {} places)", self.places)
        }
    }
}

/// Tells of places, the worst first: one finding each, or one for all where they are many.
pub(super) fn tell<'a, T: 'a>(
    found: impl Iterator<Item = Beyond<'a, T>>,
    add: impl FnMut(&Beyond<'a, T>),
) {
    let mut found: Vec<Beyond<'a, T>> = found.collect();
    found.sort_by(|a, b| b.value.total_cmp(&a.value));
    if found.len() > MOST {
        let (area, places) = (found.iter().map(|place| place.area).sum(), found.len());
        found.truncate(1);
        for worst in &mut found {
            (worst.area, worst.places) = (area, places);
        }
    }
    found.iter().for_each(add);
}

/// A finding about a place of the mesh.
pub(super) fn draft(
    view: &PoseView<'_>,
    at: &SurfacePlace,
    message: String,
    value: f64,
    limit: &Limit<'_>,
) -> Draft {
    let place = Place::mesh(view.mesh.path.as_str(), Some(at.at), at.triangles.clone());
    Draft::new(message)
        .at(place)
        .part(view.part.id.as_str())
        .measured(short(value), limit.value, "mm", limit.source)
}

/// The place of what concerns the part as a whole: its centre of mass, if it is one body.
pub(super) fn whole(view: &PoseView<'_>) -> Place {
    let facts = view.mesh.facts.as_ref();
    let alone = facts.filter(|facts| facts.shells_total == 1);
    let point = alone.map(|facts| facts.centroid);
    Place::mesh(view.mesh.path.as_str(), point, Vec::new())
}

/// How a rule judges ceilings by one of their lengths.
pub(super) struct Ceilings {
    pub(super) judged: Judged,
    /// The length, mm.
    pub(super) value: fn(&Bridge) -> Option<f64>,
    /// What a ceiling does over that length.
    pub(super) does: &'static str,
    /// What comes of it beyond the advised limit.
    pub(super) may: &'static str,
    pub(super) help: &'static str,
}

impl Ceilings {
    /// Tells of ceilings beyond the hard limit, then of those between it and the advised one.
    pub(super) fn check(&self, view: &PoseView<'_>, sink: &mut Sink) {
        let Some(hanging) = hanging(view).filter(|hanging| !hanging.bridges.is_empty()) else {
            return;
        };
        let found = || {
            let bridges = hanging.bridges.iter();
            bridges
                .filter_map(|bridge| Some(Beyond::new((self.value)(bridge)?, bridge, bridge.area)))
        };
        let says = |beyond: &Beyond<'_, Bridge>, limit: &Limit<'_>, [word, then]: [&str; 2]| {
            let message = format!(
                "a ceiling {} {}{}, {word} {}: {then}",
                self.does,
                mm(short(beyond.value)),
                beyond.of_places(),
                limit.words(),
            );
            draft(view, &beyond.fact.at, message, beyond.value, limit).help(self.help)
        };
        let hard = limit(view, self.judged, Grade::Hard);
        let most = hard.map_or(f64::INFINITY, |limit| limit.value);
        if let Some(limit) = hard {
            tell(found().filter(|beyond| beyond.value > most), |beyond| {
                sink.add(severity(view), || {
                    says(beyond, &limit, ["at most", &needed(view, beyond.area)])
                });
            });
        }
        if let Some(limit) = limit(view, self.judged, Grade::Advised) {
            let advised =
                |beyond: &Beyond<'_, Bridge>| beyond.value > limit.value && beyond.value <= most;
            tell(found().filter(advised), |beyond| {
                sink.add(Severity::Warning, || {
                    says(beyond, &limit, ["advised", self.may])
                });
            });
        }
    }
}
