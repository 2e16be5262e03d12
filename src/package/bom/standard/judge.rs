//! Can a standard part be ordered as it is designated?

use super::{Designation, Standard, Thing};
use crate::package::bom::header::Role;
use crate::package::bom::quoted;
use crate::package::bom::table::{Line, Table};
use crate::units::number;

/// A defect of a line's designation.
#[derive(Debug, Clone)]
pub struct Bad<'a> {
    /// The line.
    pub line: &'a Line,
    /// The number of the column that it stands in.
    pub column: Option<u32>,
    /// A lower-case phrase.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A cell that may hold a designation, with the number of its column.
type Text<'a> = (&'a str, u32);

fn texts<'a>(table: &Table, line: &'a Line, roles: &[Role]) -> Vec<Text<'a>> {
    roles
        .iter()
        .flat_map(|role| table.columns_of(*role))
        .filter_map(|column| Some((table.cell(line, column)?.text.as_str(), column.number)))
        .collect()
}

/// The first defect of the designation of a line, if it has one.
pub fn judge<'a>(table: &Table, line: &'a Line) -> Option<Bad<'a>> {
    let identity = texts(
        table,
        line,
        &[
            Role::Standard,
            Role::Name,
            Role::Description,
            Role::PartNumber,
        ],
    );
    let bad = |column, message, help: &str| {
        Some(Bad {
            line,
            column: Some(column),
            message,
            help: help.to_owned(),
        })
    };
    if let Some((text, column)) = identity
        .iter()
        .find_map(|(text, column)| Some((super::garbled(text)?, *column)))
    {
        let alone = !text.contains(|c: char| c.is_ascii_digit());
        let in_names = table
            .columns_of(Role::Standard)
            .all(|known| known.number != column);
        if !(alone && in_names) {
            return if alone {
                bad(
                    column,
                    format!("`{text}` is no designation: the number is missing"),
                    "write the number of the standard, such as `ISO 4762`",
                )
            } else {
                bad(
                    column,
                    format!("`{text}` is no number of a standard"),
                    "write the number in digits, such as `ISO 4762`",
                )
            };
        }
    }
    // Of several equivalent designations (`ISO 4762 / DIN 912`) the first that is known is judged.
    let mut known = identity.iter().flat_map(|(text, column)| {
        super::designations(text)
            .into_iter()
            .filter_map(|found| super::find(&found).map(|standard| (found, standard)))
            .map(|(found, standard)| (found, standard, *column))
            .collect::<Vec<_>>()
    });
    let (found, standard, column) = known.next()?;
    if known.any(|(_, other, _)| other.things != standard.things) {
        // A screw with its nut in one line: nobody can tell which words belong to which.
        return None;
    }
    let sized = texts(
        table,
        line,
        &[
            Role::Standard,
            Role::Name,
            Role::Description,
            Role::Size,
            Role::PartNumber,
        ],
    );
    kind(table, line, &found, standard, column)
        .or_else(|| thread(line, &found, standard, &sized))
        .or_else(|| class(line, standard, &sized))
        .or_else(|| bearing(line, standard, &identity))
        .or_else(|| missing(table, line, &found, standard, column))
}

/// The name says another thing than the standard is about.
fn kind<'a>(
    table: &Table,
    line: &'a Line,
    found: &Designation,
    standard: Standard,
    column: u32,
) -> Option<Bad<'a>> {
    let cell = line.cells.get(column as usize - 1)?.text.as_str();
    let names = [table.text(line, Role::Name), cell];
    let said = names.into_iter().find_map(super::head_thing)?;
    let all: Vec<Thing> = names.into_iter().flat_map(super::things).collect();
    if standard.things.contains(&said) || all.iter().any(|thing| standard.things.contains(thing)) {
        return None;
    }
    let about = word(*standard.things.first()?)?;
    Some(Bad {
        line,
        column: Some(column),
        message: format!(
            "`{found}` is a standard of {about}, but {} is not one",
            quoted(table.name(line))
        ),
        help: "correct the number of the standard, or the name".to_owned(),
    })
}

fn word(thing: Thing) -> Option<&'static str> {
    Some(match thing {
        Thing::Screw => "screws",
        Thing::Nut => "nuts",
        Thing::Washer => "washers",
        Thing::Pin => "pins",
        Thing::Key => "keys",
        Thing::Ring => "retaining rings",
        Thing::Rivet => "rivets",
        Thing::Rod => "threaded rods",
        Thing::Spring => "springs",
        Thing::Bearing => "bearings",
        Thing::Seal => "seals",
        _ => return None,
    })
}

/// A thread that does not exist, or that the standard does not have.
fn thread<'a>(
    line: &'a Line,
    found: &Designation,
    standard: Standard,
    texts: &[Text<'_>],
) -> Option<Bad<'a>> {
    let threaded = standard.things.iter().any(|thing| {
        matches!(
            thing,
            Thing::Screw | Thing::Nut | Thing::Rod | Thing::Washer
        )
    });
    if !threaded {
        return None;
    }
    for (text, column) in texts {
        for thread in super::threads(text) {
            let size = format!("M{}", number(thread.diameter));
            let message = if super::is_metric(thread.diameter) {
                match standard.threads {
                    Some((least, _)) if thread.diameter < least => {
                        format!(
                            "`{found}` begins at `M{}`: it has no `{size}`",
                            number(least)
                        )
                    }
                    Some((_, most)) if thread.diameter > most => {
                        format!("`{found}` ends at `M{}`: it has no `{size}`", number(most))
                    }
                    _ => continue,
                }
            } else {
                format!("there is no metric thread `{size}`, and so no `{found}` of it")
            };
            return Some(Bad {
                line,
                column: Some(*column),
                message,
                help:
                    "correct the size: metric threads go M2, M2.5, M3, M4, M5, M6, M8, M10, M12 …"
                        .to_owned(),
            });
        }
        if found.body() == "ASME" {
            for (thread, exists) in super::inch_threads(text) {
                if !exists {
                    return Some(Bad {
                        line,
                        column: Some(*column),
                        message: format!("there is no unified thread `{thread}`"),
                        help: "correct the threads per inch, such as `1/4-20` or `#10-32`"
                            .to_owned(),
                    });
                }
            }
        }
    }
    None
}

/// A property class that screws do not have.
fn class<'a>(line: &'a Line, standard: Standard, texts: &[Text<'_>]) -> Option<Bad<'a>> {
    if standard.things.first() != Some(&Thing::Screw) || standard.threads.is_none() {
        return None;
    }
    texts.iter().find_map(|(text, column)| {
        let class = super::property_class(text).filter(|class| !super::class_is_known(class))?;
        let threads = super::threads(text);
        // `M3-8.5` may be a length; behind a length it is a class.
        threads
            .iter()
            .any(|thread| thread.length.is_some())
            .then(|| Bad {
                line,
                column: Some(*column),
                message: format!("screws have no property class `{class}`"),
                help:
                    "the classes of ISO 898-1 are 4.6, 4.8, 5.6, 5.8, 6.8, 8.8, 9.8, 10.9 and 12.9"
                        .to_owned(),
            })
    })
}

/// A bearing whose code and dimensions disagree.
fn bearing<'a>(line: &'a Line, standard: Standard, texts: &[Text<'_>]) -> Option<Bad<'a>> {
    if standard.things != [Thing::Bearing] {
        return None;
    }
    texts.iter().find_map(|(text, column)| {
        let (code, [bore, outside, width]) = super::misnamed(text)?;
        Some(Bad {
            line,
            column: Some(*column),
            message: format!(
                "a bearing `{code}` is {} × {} × {} mm, not what {} says",
                number(bore),
                number(outside),
                number(width),
                quoted(text)
            ),
            help: "correct the code or the dimensions".to_owned(),
        })
    })
}

/// A screw without thread or length in the whole line, and nothing else that identifies it.
fn missing<'a>(
    table: &Table,
    line: &'a Line,
    found: &Designation,
    standard: Standard,
    column: u32,
) -> Option<Bad<'a>> {
    // A part number identifies it, unless it is the designation once more.
    let identified = [Role::PartNumber, Role::SupplierNumber, Role::Link]
        .into_iter()
        .map(|role| table.text(line, role))
        .any(|text| !text.is_empty() && text != "-" && super::designations(text).is_empty())
        || line
            .cells
            .iter()
            .any(|cell| cell.link.is_some() || cell.text.contains("://"));
    if identified {
        return None;
    }
    let mut sizes = String::new();
    for cell in table.columns.iter().filter(|column| {
        !matches!(
            column.role,
            Some(
                Role::Quantity
                    | Role::OrderQuantity
                    | Role::PackSize
                    | Role::Item
                    | Role::UnitPrice
                    | Role::TotalPrice
                    | Role::Currency
                    | Role::PriceDate
                    | Role::Mass
                    | Role::Designator
                    | Role::Image
                    | Role::Unit
                    | Role::Group
                    | Role::Material
            )
        )
    }) {
        let Some(text) = table.cell(line, cell).map(|cell| cell.text.as_str()) else {
            continue;
        };
        // The numbers of the standards are no sizes.
        let mut at = 0;
        for designation in super::designations(text) {
            sizes.push_str(&text[at..designation.span.start]);
            sizes.push(' ');
            at = designation.span.end;
        }
        sizes.push_str(&text[at..]);
        sizes.push_str(" ; ");
    }
    let has_thread = !super::threads(&sizes).is_empty()
        || !super::inch_threads(&sizes).is_empty()
        || sizes.contains(|c: char| c.is_ascii_digit());
    let what = if !has_thread {
        if standard.length {
            "neither size nor length"
        } else {
            "no size"
        }
    } else if standard.length && !super::length_is_given(&sizes) {
        "no length"
    } else {
        return None;
    };
    // Words such as "various" say that there are several on purpose.
    if super::length_is_given(&sizes) && !has_thread {
        return None;
    }
    let example = match standard.things.first() {
        Some(Thing::Screw) => "M3x10",
        Some(Thing::Nut) => "M3",
        Some(Thing::Pin) => "3x20",
        _ => "5",
    };
    Some(Bad {
        line,
        column: Some(column),
        message: format!("`{found}` has {what}"),
        help: format!("write it behind the standard, such as `{found} {example}`"),
    })
}
