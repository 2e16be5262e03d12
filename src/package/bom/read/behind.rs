//! What stands behind the cells of an XLSX workbook: links, and the currencies of number formats.
//!
//! Nothing of it is needed to read a bill, so whatever is damaged here is passed over.

use super::archive;
use super::xml::attribute;
use crate::package::bom::price::currency;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use std::collections::HashMap;
use std::io::Cursor;
use zip::ZipArchive;

/// Cells of one sheet that are remembered.
const MAX_REMEMBERED: usize = 100_000;
/// The longest address that is kept, bytes.
const MAX_LINK: usize = 4096;

/// A row and a column, from 1.
type At = (u32, u32);

/// What stands behind the cells of one sheet.
#[derive(Debug, Default)]
pub(super) struct Behind {
    /// Addresses.
    pub links: HashMap<At, String>,
    /// ISO 4217 codes, or [`currency::LOCAL`].
    pub currencies: HashMap<At, &'static str>,
}

/// Reads what stands behind the cells, by the names of the sheets.
pub(super) fn read(bytes: &[u8]) -> HashMap<String, Behind> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return HashMap::new();
    };
    let mut part =
        |path: &str| archive::member(&mut archive, path, archive::MAX_UNPACKED).unwrap_or_default();
    let formats = formats(&part("xl/styles.xml"));
    let targets = relationships(&part("xl/_rels/workbook.xml.rels"));
    let mut sheets = Vec::new();
    events(&part("xl/workbook.xml"), |event| {
        if let Event::Start(element) | Event::Empty(element) = event
            && element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "id"))
        {
            sheets.push((name, id));
        }
    });
    sheets
        .into_iter()
        .filter_map(|(name, id)| {
            let target = targets.get(&id)?;
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            let (folder, file) = path.rsplit_once('/')?;
            let links = relationships(&part(&format!("{folder}/_rels/{file}.rels")));
            Some((name, sheet(&part(&path), &formats, &links)))
        })
        .collect()
}

/// Runs over the events of an XML part, as far as it is sound.
fn events(xml: &[u8], mut each: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return,
            Ok(event) => each(&event),
        }
        buffer.clear();
    }
}

/// Targets of a part's relationships by their ids.
fn relationships(xml: &[u8]) -> HashMap<String, String> {
    let mut targets = HashMap::new();
    events(xml, |event| {
        if let Event::Start(element) | Event::Empty(element) = event
            && element.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(target)) =
                (attribute(element, "Id"), attribute(element, "Target"))
            && target.len() <= MAX_LINK
        {
            targets.insert(id, target);
        }
    });
    targets
}

/// The currency of each cell format, in order.
fn formats(xml: &[u8]) -> Vec<Option<&'static str>> {
    let mut codes: HashMap<String, Option<&'static str>> = HashMap::new();
    let mut formats = Vec::new();
    let mut in_cells = false;
    events(xml, |event| match event {
        Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
            "numFmt" => {
                if let (Some(id), Some(code)) = (
                    attribute(element, "numFmtId"),
                    attribute(element, "formatCode"),
                ) {
                    codes.insert(id, of_format(&code));
                }
            }
            "cellXfs" => in_cells = true,
            "xf" if in_cells && formats.len() < 100_000 => {
                let id = attribute(element, "numFmtId").unwrap_or_default();
                let known = codes.get(&id).copied().unwrap_or_else(|| {
                    // The built-in formats of money are those of the computer that shows them.
                    let local = ["5", "6", "7", "8", "42", "44"].contains(&id.as_str());
                    local.then_some(currency::LOCAL)
                });
                formats.push(known);
            }
            _ => {}
        },
        Event::End(element) if element.local_name().as_ref() == "cellXfs" => in_cells = false,
        _ => {}
    });
    formats
}

/// The currency that a format code shows: `#,##0.00 [$€-407]`, `"$"#,##0.00`.
fn of_format(code: &str) -> Option<&'static str> {
    let plain = code.replace(['"', '\\', '[', ']'], " ");
    // `[$€-407]` and `[$EUR]` begin with a dollar sign that is none; `[$$-409]` is a dollar.
    let plain = plain.replace(" $$", " US$").replace(" $-", " ");
    let bare = plain
        .split(' ')
        .map(|word| match word.strip_prefix('$') {
            Some(rest) if !rest.is_empty() && !rest.starts_with(['#', '0', '-']) => rest,
            _ => word,
        })
        .collect::<Vec<_>>()
        .join(" ");
    // Colours and conditions are letters too.
    currency::of(&bare).filter(|_| bare.contains(['0', '#']))
}

/// Links and currencies of a sheet.
fn sheet(
    xml: &[u8],
    formats: &[Option<&'static str>],
    targets: &HashMap<String, String>,
) -> Behind {
    let mut behind = Behind::default();
    let mut at: Option<At> = None;
    let mut formula = None;
    events(xml, |event| match event {
        Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
            "c" => {
                at = attribute(element, "r").and_then(|reference| position(&reference));
                let format = attribute(element, "s").and_then(|s| s.parse::<usize>().ok());
                let code = format.and_then(|format| *formats.get(format)?);
                if let (Some(at), Some(code)) = (at, code)
                    && behind.currencies.len() < MAX_REMEMBERED
                {
                    behind.currencies.insert(at, code);
                }
            }
            "f" => formula = matches!(event, Event::Start(_)).then(String::new),
            "hyperlink" => {
                let target = attribute(element, "id").and_then(|id| targets.get(&id));
                let cell = attribute(element, "ref").and_then(|reference| {
                    position(reference.split(':').next().unwrap_or_default())
                });
                if let (Some(target), Some(cell)) = (target, cell)
                    && behind.links.len() < MAX_REMEMBERED
                {
                    behind.links.insert(cell, target.clone());
                }
            }
            _ => {}
        },
        Event::Text(text) => {
            if let Some(formula) = formula.as_mut().filter(|formula| formula.len() < MAX_LINK) {
                formula.push_str(&text.xml_content(XmlVersion::Implicit1_0));
            }
        }
        Event::GeneralRef(reference) => {
            if let Some(formula) = &mut formula {
                let name: &str = reference;
                formula.push_str(quick_xml::escape::resolve_xml_entity(name).unwrap_or(""));
            }
        }
        Event::End(element) if element.local_name().as_ref() == "f" => {
            let link = formula.take().and_then(|formula| of_formula(&formula));
            if let (Some(link), Some(at)) = (link, at)
                && behind.links.len() < MAX_REMEMBERED
            {
                behind.links.insert(at, link);
            }
        }
        _ => {}
    });
    behind
}

/// The address in `HYPERLINK("https://…","shop")`.
fn of_formula(formula: &str) -> Option<String> {
    let upper = formula.to_ascii_uppercase();
    let start = upper.find("HYPERLINK(")? + "HYPERLINK(".len();
    let quoted = formula.get(start..)?.trim_start().strip_prefix('"')?;
    let (link, _) = quoted.split_once('"')?;
    (!link.is_empty() && link.len() <= MAX_LINK).then(|| link.to_owned())
}

/// `B7` as row and column.
fn position(reference: &str) -> Option<At> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = reference.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    Some((row.parse().ok()?, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_name_their_currency() {
        for (code, expected) in [
            ("#,##0.00 [$€-407]", Some("EUR")),
            ("#,##0.00\\ \"€\"", Some("EUR")),
            ("[$$-409]#,##0.00", Some("USD")),
            ("\"$\"#,##0.00", Some("USD")),
            ("$#,##0.00", Some("USD")),
            ("[$EUR] #,##0.00", Some("EUR")),
            ("[$CHF-807] #,##0.00", Some("CHF")),
            ("[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", Some("GBP")),
            ("0.00", None),
            ("[Red]0.00", None),
            ("[$-409]mmm\\ d", None),
            ("General", None),
        ] {
            assert_eq!(of_format(code), expected, "{code:?}");
        }
    }

    #[test]
    fn formulas_and_references() {
        assert_eq!(
            of_formula("HYPERLINK(\"https://a.b/c\",\"shop\")").as_deref(),
            Some("https://a.b/c")
        );
        assert_eq!(of_formula("SUM(A1:A2)"), None);
        assert_eq!(position("AA10"), Some((10, 27)));
        assert_eq!(position("10"), None);
    }
}
