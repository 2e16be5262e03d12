use super::quoted;
use crate::check::PackageView;
use crate::diag::{Draft, Place, Severity, Sink};
use crate::package::bom::{BomFile, MAX_FILE, Standing, Trouble};
use crate::rules::{Check, Rule};
use crate::units::count;

pub static RULE: Rule = Rule {
    code: "FC0502",
    name: "unreadable-bom",
    highest: Severity::Error,
    since: "0.1.0",
    doc: "\
## What it finds
A bill of materials that no program can read as a table: another kind of file (a PDF, a picture, an old \
`.xls`), a damaged or encrypted workbook, an empty file, or a table whose columns cannot be told because no \
row looks like a header. A text without a table, a header without lines and a bill in a document format \
that nobody declared are warnings; so is a bill that was cut off at 50,000 lines.

## Why it matters
A bill that only a person can read cannot be checked, priced, compared or ordered from, and a PDF cannot be \
changed by those who build on the design.

## How to fix
Save the bill as CSV, TSV, XLSX, ODS or a Markdown table. The first row of the table names the columns; one \
of them says what the item is (such as name, description or part number) and one how many are needed \
(such as quantity, qty, Anzahl, cantidad, quantité).

## Source
The OSHWA definition asks for documentation in the preferred format for making changes. The recognised \
column names come from the exports of common CAD programs and published bills.
",
    check: Check::Package(check),
};

fn check(view: &PackageView<'_>, sink: &mut Sink) {
    for file in &view.package.bom.files {
        if let Some(trouble) = &file.trouble {
            sink.add(severity(file, trouble), || {
                let (message, row) = message(trouble);
                Draft::new(format!("the bill of materials {message}"))
                    .help(help(trouble))
                    .at(Place {
                        row,
                        ..Place::file(&file.path)
                    })
            });
        } else if file.truncated {
            sink.add(Severity::Warning, || {
                Draft::new("the bill of materials is longer than what is read of it, 50,000 rows")
                    .help("split it by assembly")
                    .at(file.path.as_str())
            });
        }
    }
}

fn severity(file: &BomFile, trouble: &Trouble) -> Severity {
    let declared = file.standing == Some(Standing::Declared);
    match trouble {
        Trouble::NoTable | Trouble::NoLines { .. } => Severity::Warning,
        Trouble::Is(_) if !declared && !is_table_name(&file.path) => Severity::Warning,
        _ => Severity::Error,
    }
}

/// Whether the file's name promises a table.
fn is_table_name(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".fods"]
        .iter()
        .any(|end| path.ends_with(end))
}

fn message(trouble: &Trouble) -> (String, Option<u32>) {
    let text = match trouble {
        Trouble::Io(reason) => format!("cannot be opened: {reason}"),
        Trouble::Empty => "is empty".to_owned(),
        Trouble::TooLarge(size) => format!(
            "is too large to be one: {} MB, at most {} MB are read",
            size >> 20,
            MAX_FILE >> 20
        ),
        Trouble::Is(what) => format!("is {what}, not a table"),
        Trouble::Damaged(reason) => format!("is damaged: {}", quoted(reason)),
        Trouble::Bomb => "unpacks to more than 64 MB, which no bill needs".to_owned(),
        Trouble::Password => "is protected by a password".to_owned(),
        Trouble::NoTable => "holds no table".to_owned(),
        Trouble::NoHeader { rows, first } => {
            return (
                format!(
                    "has no row that names its columns: {} looked at, from row {first} on",
                    count(*rows, "row")
                ),
                Some(*first),
            );
        }
        Trouble::NoLines { header } => {
            return (
                format!("has no line below its header in row {header}"),
                Some(*header),
            );
        }
    };
    (text, None)
}

fn help(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Io(_) => "make it readable",
        Trouble::NoHeader { .. } => {
            "begin the table with a row such as `name, quantity, part number, link`: one column says what the item is \
             (name, description, part number …), one how many (quantity, qty, Anzahl, cantidad, quantité …)"
        }
        Trouble::NoLines { .. } | Trouble::Empty => {
            "add a line for each thing that is needed, or remove the file if nothing is"
        }
        Trouble::NoTable => {
            "write the items as a Markdown table with columns such as `| name | quantity | link |`"
        }
        Trouble::Password => "save it without a password",
        _ => "save the bill as CSV, TSV, XLSX, ODS or a Markdown table",
    }
}
