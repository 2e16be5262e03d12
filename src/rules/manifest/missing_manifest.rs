//! FC0101: nobody says what this is.

use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::Adoption;
use crate::rules::{Check, Rule};

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0101",
    name: "missing-manifest",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

A package without an Open Know-How manifest: there is no `okh.toml`, nor another `okh*.toml`, `.yml`, `.yaml` or
`.json`. For a single mesh, or a folder of meshes that nobody documented, it is a note.

## Why it matters

The manifest says what the design is, who made it, under which licence and where it lives. Without it nobody can
find, credit or lawfully use the design, and no other tool can read these facts.

## How to fix

`fabcommons init` writes an `okh.toml` from what is in the folder and in git. By hand: the six keys that every
manifest needs:

```toml
okhv = \"2.4\"
name = \"Desk lamp\"
repo = \"https://codeberg.org/you/desk-lamp\"
license = \"CERN-OHL-S-2.0\"
licensor = \"Your name <you@your.domain>\"
function = \"Lights a desk; prints without supports\"
```

## Source

Open Know-How 2.4, section on the manifest file; its schema requires these six keys.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let severity = match view.package.adoption {
        Adoption::Declared => return,
        Adoption::Undeclared => Severity::Error,
        Adoption::LooseMeshes => Severity::Note,
    };
    if view.package.manifest.is_present() {
        return;
    }
    sink.add(severity, || {
        let message = if severity == Severity::Note {
            "there is no manifest: only the geometry is checked"
        } else if view.package.files.files.is_empty() {
            "the folder is empty: it holds neither a manifest (`okh.toml`) nor a mesh"
        } else {
            "the package has no manifest (`okh.toml`)"
        };
        Draft::new(message).help(
            "`fabcommons init` writes one from what is here; it asks for what it cannot know",
        )
    });
}
