//! FC0209: a path that does not work on every system.

use super::{is_package, listed, references};
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::files::{self, Problem, Resolution};
use crate::rules::{Check, Rule};
use crate::units::count;
use std::collections::BTreeMap;

/// The declaration.
pub static RULE: Rule = Rule {
    code: "FC0209",
    name: "unportable-path",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds

References with `\\`, with a drive or out of the package; symbolic links that lead out of the package or nowhere;
names that Windows cannot store (`< > : \" | ? *`, control characters, a dot or space at the end, `CON`, `NUL` …), names
that are not Unicode, and names that differ only in case; paths so long that Windows programs cannot open them.

## Why it matters

The package must be fetched and opened on any system. Git on Windows refuses the whole checkout for one
such name, and of two names that differ only in case one file silently replaces the other.

## How to fix

Rename the file with letters, digits, `-`, `_` and `.`; write references with `/` from the package root; put what a link
leads to into the package.

## Source

Microsoft, Naming Files, Paths, and Namespaces (reserved characters and names, 260 characters); POSIX.1-2017.
",
    check: Check::Package(check),
};

/// Windows programs open 260 characters; the folder that a package is put into needs some of them.
const LONGEST: usize = 200;

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    if !is_package(view) {
        return;
    }
    for reference in references(view.package) {
        match reference.resolution {
            Resolution::Backslashes { actual } => sink.add(Severity::Error, || {
                let right = actual.unwrap_or_else(|| reference.target.replace('\\', "/"));
                Draft::new(format!("`{}` works on Windows only", reference.target))
                    .help(format!("write `{right}`"))
                    .at(reference.place)
            }),
            Resolution::Outside => sink.add(Severity::Error, || {
                Draft::new(format!(
                    "{} `{}` is outside the package",
                    reference.role, reference.target
                ))
                .help("put the file into the package and refer to it from the package root")
                .at(reference.place)
            }),
            _ => {}
        }
    }
    for problem in &view.package.files.problems {
        match problem {
            Problem::LinkOutside { path } => sink.add(Severity::Error, || {
                Draft::new("symbolic link leads out of the package; it was not followed")
                    .help("put the file itself into the package")
                    .at(path.as_str())
            }),
            Problem::BrokenLink { path } => sink.add(Severity::Warning, || {
                Draft::new("symbolic link leads nowhere")
                    .help("remove it, or add what it leads to")
                    .at(path.as_str())
            }),
            Problem::NotUnicode { path } => sink.add(Severity::Error, || {
                Draft::new("file name is not Unicode")
                    .help("rename it")
                    .at(path.as_str())
            }),
            Problem::Unreadable { .. } | Problem::TooMany => {}
        }
    }
    names(view, sink);
}

/// Names of files and folders.
fn names(view: &PackageView<'_>, sink: &mut Sink) {
    let mut bad: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    let mut twins = Vec::new();
    for file in &view.package.files.files {
        let path = file.path.as_str();
        if let Some(why) = path.split('/').find_map(unportable) {
            bad.entry(why).or_default().push(path);
        } else if path.chars().count() > LONGEST {
            bad.entry("too long for Windows programs")
                .or_default()
                .push(path);
        }
        if let Some(other) = folded.insert(path.to_lowercase(), path) {
            twins.push((other, path));
        }
    }
    for (why, paths) in bad {
        sink.add(Severity::Error, || {
            Draft::new(format!(
                "{} {why}: {}",
                count(paths.len(), "path"),
                listed(&paths)
            ))
            .help("rename it with letters, digits, `-`, `_` and `.`")
            .at(Place::file(paths[0]))
        });
    }
    for (one, other) in twins {
        sink.add(Severity::Error, || {
            Draft::new(format!(
                "`{}` and `{}` differ only in case",
                files::name(one),
                files::name(other)
            ))
            .help("rename one of them: on Windows and macOS one replaces the other")
            .at(other)
        });
    }
}

/// Why a component of a path cannot be stored everywhere.
fn unportable(component: &str) -> Option<&'static str> {
    const RESERVED: [&str; 22] = [
        "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
        "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ];
    if component.contains(['<', '>', ':', '"', '|', '?', '*', '\\'])
        || component.chars().any(char::is_control)
    {
        return Some("with characters that Windows cannot store");
    }
    if component.ends_with(['.', ' ']) {
        return Some("ending in a dot or a space, which Windows drops");
    }
    let stem = component
        .split('.')
        .next()
        .unwrap_or(component)
        .to_lowercase();
    RESERVED
        .contains(&stem.as_str())
        .then_some("named like a device on Windows")
}

#[cfg(test)]
mod tests {
    use super::unportable;

    #[test]
    fn names_that_some_system_cannot_store_are_known() {
        for name in [
            "a:b.stl",
            "part?.stl",
            "x\ty",
            "dir.",
            "name ",
            "aux.stl",
            "NUL",
            "com1.txt",
        ] {
            assert!(unportable(name).is_some(), "{name}");
        }
        for name in [
            "[a]_part+_x4.stl",
            "Gehäuse (1).stl",
            ".gitignore",
            "console.md",
            "a..b",
            "part 1.stl",
        ] {
            assert_eq!(unportable(name), None, "{name}");
        }
    }
}
