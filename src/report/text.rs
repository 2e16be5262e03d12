//! The report for people: findings in their source, a table of parts by machine, a closing line.

use super::{Style, table};
use crate::check::{
    Counts, Coverage, DRAFT, Estimate, Only, Outcome, PUBLISH, PartVerdict, Purpose, Subject,
    Verdict,
};
use crate::diag::{Finding, Place, Severity, SourceText, Span};
use crate::machine::Kind;
use crate::package::Adoption;
use crate::package::licence::{Class, Text};
use crate::rules::{self, Check};
use crate::units::{count, number};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Findings of one rule shown per package; the rest are counted.
const SHOWN_PER_RULE: usize = 10;

/// Machines that get a column of their own; more are counted by verdict.
const COLUMNS: usize = 3;

/// Lines of source shown for a finding that spans more.
const SOURCE_LINES: u32 = 3;

/// Writes the report.
pub(crate) fn render(outcome: &Outcome, style: &Style) -> String {
    let mut text = String::new();
    for (number, subject) in outcome.subjects.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        render_subject(&mut text, subject, style);
    }
    if outcome.subjects.len() > 1 {
        let counts = outcome.counts();
        let packages = outcome
            .subjects
            .iter()
            .filter(|subject| subject.is_package())
            .count();
        let _ = writeln!(
            text,
            "\nin all: {}, {}",
            count(packages, "package"),
            counted(counts)
        );
    }
    if let Some(code) = worst_code(outcome) {
        let _ = writeln!(text, "`fabcommons explain {code}` says more");
    }
    text
}

fn render_subject(text: &mut String, subject: &Subject, style: &Style) {
    let _ = writeln!(text, "{}", headline(subject));
    text.push('\n');
    findings(text, subject, style);
    if !style.quiet {
        let _ = write!(text, "{}", parts_table(subject));
        if !subject.verdicts.is_empty() {
            text.push('\n');
        }
    }
    let _ = writeln!(text, "{}", closing(subject));
}

/// `nema17-bracket 1.0.0 · CERN-OHL-S-2.0 (commons) · 2 parts · 14 files`
fn headline(subject: &Subject) -> String {
    let package = &subject.package;
    let mut fields = Vec::new();
    if subject.is_package() {
        fields.push(match package.version() {
            Some(version) => format!("{} {version}", package.name()),
            None => package.name(),
        });
        if package.adoption != Adoption::LooseMeshes {
            fields.push(licence(subject));
        }
        fields.push(count(package.parts.len(), "part"));
        fields.push(count(package.files.files.len(), "file"));
    } else {
        fields.push(count(subject.meshes.len(), "mesh"));
    }
    fields.join(" · ")
}

/// The licence declared, else what the licence files say, with its class.
fn licence(subject: &Subject) -> String {
    let licences = &subject.package.licences;
    let class = class_word(subject.licence_class());
    if let Some(expression) = licences.expression() {
        return format!("{} ({class})", clean(expression));
    }
    let mut named: Vec<&str> = licences.root_texts().flat_map(Text::named).collect();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        "no licence".to_owned()
    } else {
        format!("licence file: {} ({class})", named.join(", "))
    }
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Commons => "commons",
        Class::Sharing => "sharing",
        Class::Enclosure => "enclosure: not open",
        Class::Unknown => "unknown class",
    }
}

fn findings(text: &mut String, subject: &Subject, style: &Style) {
    let renderer = if style.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .decor_style(DecorStyle::Ascii)
    .term_width(style.width);
    let shown = |finding: &&Finding| {
        !finding.allowed && (!style.quiet || finding.severity == Severity::Error)
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in subject.findings.iter().filter(shown) {
        let seen = seen.entry(finding.rule.code).or_default();
        *seen += 1;
        if *seen <= SHOWN_PER_RULE {
            text.push_str(&snippet(finding, subject, &renderer));
            text.push_str("\n\n");
        }
    }
    for (code, seen) in seen {
        if seen > SHOWN_PER_RULE {
            let name = rules::find(code).map_or("", |rule| rule.name);
            let more = seen - SHOWN_PER_RULE;
            let _ = writeln!(
                text,
                "… and {more} more of {code} ({name}): `--format json` lists all of them\n"
            );
        }
    }
}

/// One finding in its source context.
fn snippet(finding: &Finding, subject: &Subject, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level
        .primary_title(clean(&finding.message))
        .id(finding.rule.code)
        .elements(Vec::<Origin<'_>>::new());
    let place = &finding.place;
    if let (Some(source), Some(span)) = (&place.source, &place.span) {
        let (window, first_line, span) = window(source, span);
        group = group.element(
            // A carriage return is one byte, like the blank that stands in for it.
            Snippet::source(window.replace('\r', " "))
                .line_start(first_line as usize)
                .path(source.path.as_str())
                .annotation(AnnotationKind::Primary.span(span)),
        );
    } else {
        // What has no place of its own is about the whole: the package, or the meshes given.
        let whole = || match subject.meshes.first() {
            Some(mesh) if !subject.is_package() => mesh.path.clone(),
            _ => subject.root.clone(),
        };
        group = group.element(Origin::path(origin(place).unwrap_or_else(whole)));
    }
    if !finding.machines.is_empty() && subject.machines.len() > 1 {
        group = group.element(
            Level::NOTE
                .with_name("on")
                .message(machine_list(&finding.machines)),
        );
    }
    if let Some(clause) = finding.clause {
        group = group.element(Level::NOTE.with_name("asked for by").message(clause));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    renderer.render(&[group])
}

/// The lines of a source that a span touches, the first one's number, and the span within them.
fn window<'a>(source: &'a SourceText, span: &Span) -> (&'a str, u32, Span) {
    let start = floor(&source.text, span.start);
    let (first, _) = source.line_column(start);
    let (last, _) = source.line_column(floor(&source.text, span.end.max(start + 1) - 1).max(start));
    let last = last.min(first + SOURCE_LINES - 1);
    let from = source.line(first).start;
    let to = source.line(last).end;
    let end = floor(&source.text, span.end).clamp(start, to.max(start));
    (
        &source.text[from..to],
        first,
        start - from..(end - from).max(start - from),
    )
}

/// The nearest character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Where a finding without source text is: `bracket.stl at (12.4, 3, 8.1)`, `bom.csv row 7, column C`.
fn origin(place: &Place) -> Option<String> {
    let mut origin = place.path.clone()?;
    if let Some(row) = place.row {
        let _ = write!(origin, " row {row}");
        if let Some(cell) = place.cell {
            let _ = write!(origin, ", column {}", column_letters(cell));
        }
    }
    if let Some([x, y, z]) = place.point {
        let _ = write!(origin, " at ({}, {}, {})", number(x), number(y), number(z));
    }
    match place.triangles.as_slice() {
        [] => {}
        [one] => {
            let _ = write!(origin, ", triangle {one}");
        }
        [first, ..] => {
            let _ = write!(
                origin,
                ", triangle {first} and {} more",
                place.triangles.len() - 1
            );
        }
    }
    Some(origin)
}

/// A column as a spreadsheet calls it: 1 is A, 27 is AA.
fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + (column % 26) as u8));
        column /= 26;
    }
    letters.iter().rev().collect()
}

/// Control characters of a foreign file must not reach a terminal.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

fn machine_list(machines: &[String]) -> String {
    const SHOWN: usize = 4;
    let mut list = machines
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if machines.len() > SHOWN {
        let _ = write!(list, " and {} more", machines.len() - SHOWN);
    }
    list
}

fn parts_table(subject: &Subject) -> String {
    if subject.verdicts.is_empty() {
        return String::new();
    }
    let parts = subject.parts();
    let of_part = |index: usize| {
        subject
            .verdicts
            .iter()
            .filter(move |verdict| verdict.part == index)
    };
    let by_machine = subject.machines.len() <= COLUMNS;
    let estimated = by_machine && subject.verdicts.iter().any(|v| v.estimate.is_some());
    let mut head = vec!["part", "qty"];
    if by_machine {
        for machine in &subject.machines {
            head.push(machine.id.as_str());
            if estimated {
                head.extend(["weight", "time"]);
            }
        }
    } else {
        head.extend([
            "ready",
            "with warnings",
            "not ready",
            "unknown",
            "not applicable",
        ]);
    }
    let mut rows: Vec<Vec<String>> = (0..parts.len())
        .map(|index| {
            let mut row = vec![clean(&parts[index].name), parts[index].quantity.to_string()];
            if by_machine {
                for verdict in of_part(index) {
                    row.push(cell(verdict));
                    if estimated {
                        row.extend(
                            verdict
                                .estimate
                                .as_ref()
                                .map_or_else(Default::default, weight_and_time),
                        );
                    }
                }
            } else {
                row.extend(
                    [
                        Verdict::Ready,
                        Verdict::ReadyWithWarnings,
                        Verdict::NotReady,
                        Verdict::Unknown,
                        Verdict::NotApplicable,
                    ]
                    .map(|wanted| {
                        of_part(index)
                            .filter(|verdict| verdict.verdict == wanted)
                            .count()
                            .to_string()
                    }),
                );
            }
            row
        })
        .collect();
    if estimated && parts.iter().map(|part| part.quantity).sum::<u32>() > 1 {
        rows.push(totals(subject));
    }
    let right: Vec<usize> = if estimated {
        (1..head.len()).filter(|column| column % 3 != 2).collect()
    } else if by_machine {
        vec![1]
    } else {
        (1..head.len()).collect()
    };
    table::layout(&head, &rows, &right)
}

/// `18 g` and `52–60 min`.
fn weight_and_time(estimate: &Estimate) -> [String; 2] {
    let weight = estimate.grams.map_or_else(
        || format!("{} cm³", rounded(estimate.material_mm3 / 1000.0)),
        |grams| format!("{} g", rounded(grams)),
    );
    [weight, duration(estimate.seconds)]
}

/// The last row: all parts in their quantities, of those that are estimated.
fn totals(subject: &Subject) -> Vec<String> {
    let parts = subject.parts();
    let mut row = vec!["in all".to_owned()];
    row.push(
        parts
            .iter()
            .map(|part| u64::from(part.quantity))
            .sum::<u64>()
            .to_string(),
    );
    for machine in &subject.machines {
        let (mut grams, mut seconds, mut left_out) = (Some(0.0), [0.0, 0.0], 0);
        for verdict in subject.verdicts.iter().filter(|v| v.machine == machine.id) {
            let times = f64::from(parts[verdict.part].quantity);
            match &verdict.estimate {
                Some(estimate) => {
                    grams = grams
                        .zip(estimate.grams)
                        .map(|(sum, more)| sum + more * times);
                    for (sum, more) in seconds.iter_mut().zip(estimate.seconds) {
                        *sum += more * times;
                    }
                }
                None => left_out += 1,
            }
        }
        row.push(if left_out == 0 {
            String::new()
        } else {
            format!("without {}", count(left_out, "part"))
        });
        row.push(grams.map_or_else(String::new, |grams| format!("{} g", rounded(grams))));
        row.push(duration(seconds));
    }
    row
}

/// Two digits below ten, else a whole number.
fn rounded(x: f64) -> String {
    number(if x < 10.0 {
        (x * 10.0).round() / 10.0
    } else {
        x.round()
    })
}

/// `52–60 min`, `40–55 s`, `3–4.5 h`.
fn duration([least, most]: [f64; 2]) -> String {
    let range = |unit: f64, word: &str| {
        format!("{}–{} {word}", rounded(least / unit), rounded(most / unit))
    };
    if most < 90.0 {
        range(1.0, "s")
    } else if most < 3.0 * 3600.0 {
        let minutes = |seconds: f64| number((seconds / 60.0).round().max(1.0));
        format!("{}–{} min", minutes(least), minutes(most))
    } else {
        range(3600.0, "h")
    }
}

/// `ready, turned by 37°`, `not ready: FC0701`, `ready, 1 warning`.
fn cell(verdict: &PartVerdict) -> String {
    match verdict.verdict {
        Verdict::Ready | Verdict::ReadyWithWarnings => {
            let mut cell = "ready".to_owned();
            if let Some(pose) = verdict.pose {
                if pose.rotation != IDENTITY {
                    cell.push_str(", laid otherwise");
                }
                if pose.angle != 0.0 {
                    let _ = write!(
                        cell,
                        ", turned by {}°",
                        number((pose.angle * 10.0).round() / 10.0)
                    );
                }
            }
            if verdict.warnings > 0 {
                let _ = write!(cell, ", {}", count(verdict.warnings as usize, "warning"));
            }
            cell
        }
        Verdict::NotReady => format!("not ready: {}", verdict.reasons.join(", ")),
        Verdict::Unknown => format!("unknown: {}", verdict.not_judged.join(", ")),
        Verdict::NotApplicable => "not for this machine".to_owned(),
    }
}

const IDENTITY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// `1 error, 1 warning · not ready to publish · made by 655 of 702 FFF printers`
fn closing(subject: &Subject) -> String {
    let counts = Counts::of(&subject.findings);
    let mut fields = vec![counted(counts)];
    let allowed = subject
        .findings
        .iter()
        .filter(|finding| finding.allowed)
        .count();
    if allowed > 0 {
        fields.push(format!("{allowed} allowed"));
    }
    if !subject.known.is_empty() {
        fields.push(format!("{} known from before", subject.known.len()));
    }
    match subject.only {
        Some(Only::Package) => fields.push("meshes not opened".to_owned()),
        Some(Only::Geometry) if subject.is_package() => {
            fields.push("only the meshes judged".to_owned());
        }
        _ => {}
    }
    if subject.purpose.only_table {
        let passes = if counts.fails(false) {
            "fails"
        } else {
            "passes"
        };
        fields.push(format!("{passes} `--for {}`", subject.purpose.name));
    } else if subject.package.adoption == Adoption::Declared && subject.only.is_none() {
        fields.push(purpose(subject));
    }
    let made: Vec<String> = subject
        .coverage
        .iter()
        .filter(|coverage| coverage.part.is_none())
        .map(coverage_phrase)
        .collect();
    if !made.is_empty() {
        fields.push(format!("made by {}", made.join(", ")));
    }
    let mut line = fields.join(" · ");
    if subject
        .verdicts
        .iter()
        .any(|verdict| verdict.verdict != Verdict::NotApplicable)
        && let Some(verdict) = subject
            .verdicts
            .iter()
            .find(|verdict| verdict.pose.is_some())
    {
        line.push_str("\nverdicts look at the mesh, whether it fits and how it prints");
        if !verdict.not_judged.is_empty() {
            let _ = write!(line, "; not judged: {}", verdict.not_judged.join(", "));
        }
    }
    line
}

fn coverage_phrase(coverage: &Coverage) -> String {
    let noun = match coverage.kind {
        Kind::Fff => "FFF printers",
        Kind::Resin => "resin printers",
        Kind::Mill => "mills",
        Kind::Laser => "laser cutters",
    };
    format!("{} of {} {noun}", coverage.able(), coverage.machines)
}

/// The codes of what stands against sharing it; that a machine cannot make it does not.
/// What the check was for, and whether the package is that far. While it is a draft: publishing.
fn purpose(subject: &Subject) -> String {
    let certified = ![DRAFT.name, PUBLISH.name].contains(&subject.purpose.name);
    let purpose = if certified { subject.purpose } else { &PUBLISH };
    let against = against(subject, purpose);
    match (against.is_empty(), certified) {
        (true, false) => "ready to publish".to_owned(),
        (false, false) => format!("not ready to publish: {}", against.join(", ")),
        (true, true) => format!("{}: nothing against it in the files", purpose.name),
        (false, true) => format!("{}: not yet, {}", purpose.name, against.join(", ")),
    }
}

/// The codes of the errors that the package has when it is checked for `purpose`.
fn against(subject: &Subject, purpose: &Purpose) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = subject
        .findings
        .iter()
        .chain(&subject.known)
        .filter(|finding| {
            let raised = purpose.severity(finding.rule.code);
            let severity = raised.map_or(finding.severity, |least| least.max(finding.severity));
            !finding.allowed
                && severity == Severity::Error
                && !matches!(finding.rule.check, Check::Machine(_) | Check::Pose(_))
        })
        .map(|finding| finding.rule.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// `1 error, 2 warnings, 3 notes`; `no findings`.
pub(crate) fn counted(counts: Counts) -> String {
    let fields: Vec<String> = [
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.notes, "note"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, noun)| count(number, noun))
    .collect();
    if fields.is_empty() {
        "no findings".to_owned()
    } else {
        fields.join(", ")
    }
}

/// The code of the first of the worst findings above a note.
fn worst_code(outcome: &Outcome) -> Option<&'static str> {
    [Severity::Error, Severity::Warning]
        .into_iter()
        .find_map(|severity| {
            outcome
                .findings()
                .find(|(_, finding)| !finding.allowed && finding.severity == severity)
                .map(|(_, finding)| finding.rule.code)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        assert_eq!(
            [1, 26, 27, 703].map(column_letters),
            ["A", "Z", "AA", "AAA"]
        );
    }

    #[test]
    fn the_window_holds_the_lines_of_the_span_only() {
        let source = SourceText::new("okh.toml", "a = 1\nb = 2\nc = 3\n");
        let (text, line, span) = window(&source, &(10..11));
        assert_eq!((text, line), ("b = 2", 2));
        assert_eq!(&text[span], "2");
        // A span past the end, as a truncated file gives, stays inside.
        let (text, line, span) = window(&source, &(18..40));
        assert_eq!((text, line, span), ("", 4, 0..0));
    }
}
