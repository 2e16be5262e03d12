use super::{few_or_one, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::bom::{Line, Role, Table, design, unpinned_design};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0516",
    name: "unpinned-design",
    highest: Severity::Warning,
    since: "0.1.0",
    doc: "\
## What it finds
A line that asks for another design of the index without saying which version: its kind is `design` and no cell names \
`name@1.2.0`, or what stands behind the `@` is no version (`@latest`, `@^1`, nothing).

## Why it matters
Designs change. The screw holes of version 2 need not be where those of version 1 were, and a build that worked yesterday \
must work tomorrow.

## How to fix
Write the version that yours was built with: `alice/desk-lamp@1.2.0`.

## Source
Semantic versions (semver.org); the bill is also the list of what a design depends on.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for (file, table) in view.package.bom.tables() {
        let unpinned: Vec<(&Line, String, Option<u32>)> = table
            .lines
            .iter()
            .filter(|line| !line.not_populated)
            .filter_map(|line| {
                let (named, column) = unpinned(table, line)?;
                Some((line, named.to_owned(), column))
            })
            .collect();
        few_or_one(
            sink,
            Severity::Warning,
            &unpinned,
            |(line, named, column)| {
                let bare = named.split('@').next().unwrap_or(named);
                Draft::new(format!(
                    "design {} has no version ({})",
                    quoted(named),
                    table.row_name(line.row)
                ))
                .help(if bare.contains(' ') || bare.is_empty() {
                    "name the design and its version, such as `alice/desk-lamp@1.2.0`".to_owned()
                } else {
                    format!("write the version that yours was built with, such as `{bare}@1.0.0`")
                })
                .at(file.place(table, line.row, *column))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|(line, ..)| line.row).collect();
                Draft::new(format!(
                    "{} have no version: {}",
                    count(all.len(), "design"),
                    table.row_names(&rows)
                ))
                .help("write the versions that yours was built with, such as `alice/desk-lamp@1.2.0`")
                .at(file.place(table, rows[0], all[0].2))
            },
        );
    }
}

/// What names the design without its version, and the column that does.
fn unpinned<'a>(table: &Table, line: &'a Line) -> Option<(&'a str, Option<u32>)> {
    let cells = || {
        [Role::Name, Role::PartNumber, Role::Description, Role::File, Role::Link]
            .into_iter()
            .flat_map(|role| table.columns_of(role))
            .filter_map(|column| Some((table.cell(line, column)?.text.as_str(), column.number)))
    };
    if line.cells.iter().any(|cell| design(&cell.text).is_some()) {
        return None;
    }
    if let Some((named, column)) = cells().find_map(|(text, column)| Some((unpinned_design(text)?, column))) {
        return Some((named, Some(column)));
    }
    if !is_design(table, line) {
        return None;
    }
    // A revision of a repository pins it too.
    let pinned = cells().any(|(text, _)| text.contains("://") && text.contains('@'));
    let column = table
        .columns_of(Role::Name)
        .find(|column| table.cell(line, column).is_some())
        .map(|column| column.number);
    (!pinned).then(|| (table.name(line), column))
}

fn is_design(table: &Table, line: &Line) -> bool {
    line.kind == crate::package::bom::Kind::Design
        && crate::package::bom::says_design(table.text(line, Role::Kind))
}
