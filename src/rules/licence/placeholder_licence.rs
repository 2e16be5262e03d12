//! FC0306: a licence file that nobody has filled in.

use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::licence::Recognised;
use crate::rules::files::is_package;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0306",
    name: "placeholder-licence",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

An empty licence file, one that says that a licence is to follow, and a short licence (MIT, BSD, ISC) whose copyright line
still has the fields of its template: `[year] [fullname]`.

## Why it matters

A licence is given by somebody. With a template in the place of a name, nobody has given it; and a promise of a licence
is none.

## How to fix

Put the text of the licence into the file, and fill in year and name in the copyright line.

## Source

The templates of the SPDX licence list mark these fields as to be replaced; so does the appendix of the BSD licences.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for text in view.package.licences.root_texts() {
        if let Some((source, span)) = &text.unfilled {
            sink.add(Severity::Error, || {
                Draft::new("the copyright line is still that of the template")
                    .help("write the year and the name of who gives the licence")
                    .at(Place::text(source, span.clone()))
            });
        } else if text.recognised == Recognised::Placeholder {
            sink.add(Severity::Error, || {
                Draft::new("a licence file without a licence")
                    .help("put the full text of the licence here")
                    .at(text.path.as_str())
            });
        }
    }
}
