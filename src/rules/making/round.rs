//! What the rules of holes and pins share: how findings tell of cylinders that are too narrow.

use crate::check::PoseView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::machine::processes::Limit;
use crate::measure::Cylinder;
use crate::units::{mm, number};

/// More of them than this become one finding.
const MOST: usize = 3;

/// Reports cylinders that are under a limit, each beside its width, the narrowest first: many of them as one.
pub(super) fn tell(
    view: &PoseView<'_>,
    sink: &mut Sink,
    severity: Severity,
    found: &[(f64, &Cylinder)],
    limit: &Limit,
    words: &Words,
) {
    let Some(first) = found.first() else {
        return;
    };
    if found.len() > MOST {
        sink.add(severity, || {
            draft(view, *first, Some(found.len()), limit, words)
        });
    } else {
        for round in found {
            sink.add(severity, || draft(view, *round, None, limit, words));
        }
    }
}

/// What a finding says.
pub(super) struct Words {
    /// The one, and many of them.
    pub(super) what: [&'static str; 2],
    /// How its depth is called.
    pub(super) deep: &'static str,
    /// How the limit is meant.
    pub(super) limit: &'static str,
    pub(super) help: &'static str,
}

fn draft(
    view: &PoseView<'_>,
    (width, round): (f64, &Cylinder),
    many: Option<usize>,
    limit: &Limit,
    words: &Words,
) -> Draft {
    let short = (width * 100.0).round() / 100.0;
    let [one, all] = words.what;
    let message = match many {
        None => format!(
            "{one} is {} across, {} {}, {} {}",
            mm(short),
            words.limit,
            limit.words(),
            mm((round.depth * 100.0).round() / 100.0),
            words.deep
        ),
        Some(n) => format!(
            "{} {all} are too narrow, the narrowest {} across, {} {}",
            number(n as f64),
            mm(short),
            words.limit,
            limit.words()
        ),
    };
    Draft::new(message)
        .at(Place::mesh(
            view.mesh.path.as_str(),
            Some(round.at),
            vec![round.triangle],
        ))
        .part(view.part.id.as_str())
        .help(words.help)
        .measured(short, limit.value, "mm", limit.source)
}
