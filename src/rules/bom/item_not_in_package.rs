use super::{few_or_one, listed, quoted};
use crate::check::PackageView;
use crate::diag::{Draft, Severity, Sink};
use crate::package::Package;
use crate::package::bom::matching::{self, Likeness, MAX_COMPARED, Name};
use crate::package::bom::package_files::Files;
use crate::package::bom::{BomFile, Column, Line, Role, Table, design_file, says_made};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0512",
    name: "item-not-in-package",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A line that names a design file which is not in the package (`bracket.stl`, in a column for files, names, \
descriptions or links), or a part that the bill says is made and that the package, which declares its \
parts, does not have. A file is looked for from the package root, from the bill's folder and by its name \
anywhere; lines with a web address are taken to be from elsewhere.

## Why it matters
The part cannot be made from what was published. Mostly the file was renamed, or never added.

## How to fix
Add the file, correct its name in the bill, or give the address of the design it comes from.

## Source
OSHWA definition, 2: documentation must include the design files. okhv 2.4: `[[part]]`.
",
    check: Check::Package(check),
};

/// A line whose item is not there: what it names, and the column that does.
struct Missing<'a> {
    line: &'a Line,
    named: String,
    column: u32,
    column_name: String,
    is_file: bool,
}

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    let package = view.package;
    let files = Files::of(package);
    let made = MadeParts::of(package);
    for (file, table) in package.bom.tables() {
        let missing: Vec<Missing<'_>> = table
            .lines
            .iter()
            .filter_map(|line| {
                missing_file(&files, file, table, line).or_else(|| made.missing(table, line))
            })
            .collect();
        few_or_one(
            sink,
            Severity::Error,
            &missing,
            |one| {
                let what = if one.is_file { "file" } else { "made part" };
                Draft::new(format!(
                    "{what} {} is not in the package ({}, {})",
                    quoted(&one.named),
                    table.row_name(one.line.row),
                    one.column_name
                ))
                .help(help(&files, one))
                .at(file.place(table, one.line.row, Some(one.column)))
            },
            |all| {
                let rows: Vec<u32> = all.iter().map(|one| one.line.row).collect();
                let names: Vec<&str> = all.iter().map(|one| one.named.as_str()).collect();
                Draft::new(format!(
                    "{} name what is not in the package: {} ({})",
                    count(all.len(), "line"),
                    listed(&names, 5),
                    table.row_names(&rows)
                ))
                .help("add the files, or correct their names in the bill")
                .at(file.place(table, rows[0], Some(all[0].column)))
            },
        );
    }
}

fn help(files: &Files<'_>, one: &Missing<'_>) -> String {
    if !one.is_file {
        return "add its files and a `[[part]]` of that name, or give the address it comes from"
            .to_owned();
    }
    match files.like(&one.named) {
        Some(path) => format!("the package has `{path}`: correct the name, or add the file"),
        None => "add the file, or correct its name in the bill".to_owned(),
    }
}

/// The columns that may name a file, the surest first.
const COLUMNS: [Role; 5] = [
    Role::File,
    Role::Name,
    Role::PartNumber,
    Role::Link,
    Role::Description,
];

fn missing_file<'a>(
    files: &Files<'_>,
    file: &BomFile,
    table: &Table,
    line: &'a Line,
) -> Option<Missing<'a>> {
    let elsewhere = line.cells.iter().any(|cell| {
        let web = |text: &str| text.contains("://") || text.starts_with("www.");
        web(&cell.text) || cell.link.as_deref().is_some_and(web)
    });
    if elsewhere {
        return None;
    }
    let (column, named) = COLUMNS
        .into_iter()
        .flat_map(|role| table.columns_of(role))
        .find_map(|column| Some((column, named_file(table, line, column)?)))
        .filter(|(_, named)| !files.has(&file.path, named))?;
    Some(Missing {
        line,
        named: named.to_owned(),
        column: column.number,
        column_name: table.column_name(column),
        is_file: true,
    })
}

/// The design file that a cell names or links to.
fn named_file<'a>(table: &Table, line: &'a Line, column: &Column) -> Option<&'a str> {
    let cell = table.cell(line, column)?;
    let named = cell
        .link
        .as_deref()
        .and_then(design_file)
        .or_else(|| design_file(&cell.text))?;
    // A description may mention the files of other projects; one that is a file name means it.
    (column.role != Some(Role::Description) || named.len() + 4 >= cell.text.len()).then_some(named)
}

/// The parts of a package that declares them, when its bill uses their names.
struct MadeParts {
    names: Vec<Vec<Name>>,
}

impl MadeParts {
    fn of(package: &Package) -> Self {
        let declared: Vec<Vec<Name>> = package
            .parts
            .iter()
            .filter(|part| part.declared)
            .map(matching::names_of_part)
            .collect();
        // Only a bill that calls one of them by its name is known to mean the parts of the manifest.
        let speaks = package
            .bom
            .lines()
            .take(MAX_COMPARED)
            .any(|(_, table, line)| {
                let names = matching::names_of_line(table, line);
                declared
                    .iter()
                    .any(|part| matching::likeness(part, &names) == Likeness::Same)
            });
        if !speaks {
            return Self { names: Vec::new() };
        }
        let mut names = declared;
        names.extend(
            package
                .files
                .files
                .iter()
                .filter_map(|file| design_file(&file.path))
                .map(|path| vec![Name::of(path)]),
        );
        Self { names }
    }

    fn missing<'a>(&self, table: &Table, line: &'a Line) -> Option<Missing<'a>> {
        let made = [Role::Kind, Role::Process]
            .into_iter()
            .any(|role| says_made(table.text(line, role)));
        let column = table
            .columns_of(Role::Name)
            .find(|column| table.cell(line, column).is_some())?;
        if self.names.is_empty() || !made || line.cells.iter().any(|cell| cell.text.contains("://"))
        {
            return None;
        }
        let names = matching::names_of_line(table, line);
        let known = self
            .names
            .iter()
            .any(|part| matching::likeness(part, &names) >= Likeness::Shares);
        (!known).then(|| Missing {
            line,
            named: table.name(line).to_owned(),
            column: column.number,
            column_name: table.column_name(column),
            is_file: false,
        })
    }
}
