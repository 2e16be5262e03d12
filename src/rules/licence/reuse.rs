//! What the rules of the REUSE specification share.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::Package;
use crate::package::licence::reuse::Covered;
use crate::rules::files::listed;
use crate::rules::{Check, Request, Requested};
use crate::units::count;

/// A rule that is run for the purpose `reuse`, and in short for packages that have a `REUSE.toml` or
/// `.reuse/dep5`.
pub(super) const fn check(run: fn(&PackageView<'_>, Request, &mut Sink)) -> Check {
    Check::Requested(Requested {
        run,
        is_followed: follows,
    })
}

/// Whether a package says that it follows the specification. A folder `LICENSES/` alone does not say
/// so: many packages keep their licences there.
fn follows(package: &Package) -> bool {
    package.licences.global.is_present
}

/// One finding per file that `is_wrong`, or one for all of them.
pub(super) fn files(
    view: &PackageView<'_>,
    request: Request,
    sink: &mut Sink,
    is_wrong: impl Fn(&Covered) -> bool,
    what: &str,
    help: &str,
) {
    let wrong: Vec<&str> = view
        .package
        .reuse()
        .files
        .iter()
        .filter(|file| is_wrong(file))
        .map(|file| file.path.as_str())
        .collect();
    if request == Request::Asked || wrong.len() == 1 {
        for path in wrong {
            sink.add(Severity::Note, || Draft::new(what).help(help).at(path));
        }
    } else if !wrong.is_empty() {
        sink.add(Severity::Note, || {
            let message = format!("{} {what}: {}", count(wrong.len(), "file"), listed(&wrong));
            Draft::new(
                message
                    .replace(" names ", " name ")
                    .replace(" states ", " state "),
            )
            .help(help)
        });
    }
}
