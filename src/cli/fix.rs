//! `check --fix`: plans the repair of every package, shows it or writes it, and tells what was done.

use super::output::Output;
use super::replace::{self, Replacement};
use crate::check::Target;
use crate::package::Package;
use crate::package::repair::{self, Done, Left, Repair};
use crate::units::count;
use anyhow::Context as _;
use similar::TextDiff;
use std::fmt::Write as _;
use std::path::Path;

/// How many lines of each list are told without `-v`.
const SHOWN: usize = 30;

/// Repairs the packages among `targets`, whose manifests may be other files afterwards. With `diff` nothing
/// is written, and the differences are printed. Whether anything is or would be different.
pub(super) fn run(targets: &mut [Target], diff: bool, output: &Output) -> anyhow::Result<bool> {
    let mut any = false;
    for target in targets {
        let Target::Package { root, manifest } = target else {
            continue;
        };
        let package = Package::load(root, manifest.as_deref())
            .with_context(|| format!("cannot read `{}`", root.display()))?;
        let repair = repair::plan(&package);
        any |= !repair.is_nothing();
        if diff {
            output.print(&differences(root, &repair, output.style(false).colour))?;
            Output::tell(&told_left(root, &repair.left, output));
            continue;
        }
        write(root, &repair)?;
        Output::tell(&summary(root, &repair, output));
        // The user named a file that is not the manifest any more.
        if let (Some(named), Some(moved)) = (manifest.as_mut(), &repair.moved_to) {
            *named = root.join(moved);
        }
    }
    Ok(any)
}

fn write(root: &Path, repair: &Repair) -> anyhow::Result<()> {
    let files: Vec<Replacement<'_>> = repair
        .files
        .iter()
        .map(|file| Replacement {
            path: &file.path,
            before: file.before.as_deref().map(str::as_bytes),
            after: &file.after,
        })
        .collect();
    replace::all(root, &files)
}

/// The path as the user can open it.
fn shown(root: &Path, path: &str) -> String {
    let path = root.join(path).display().to_string();
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

/// A unified diff of all files.
fn differences(root: &Path, repair: &Repair, colour: bool) -> String {
    let mut text = String::new();
    for file in &repair.files {
        let path = shown(root, &file.path);
        let before = file.before.as_deref().unwrap_or_default();
        let old = if file.before.is_some() {
            path.as_str()
        } else {
            "/dev/null"
        };
        let diff = TextDiff::from_lines(before, file.after.as_str());
        let diff = diff.unified_diff().header(old, &path).to_string();
        if !colour {
            text.push_str(&diff);
            continue;
        }
        for line in diff.split_inclusive('\n') {
            let code = match line.as_bytes().first() {
                Some(b'+') => "32",
                Some(b'-') => "31",
                Some(b'@') => "36",
                _ => {
                    text.push_str(line);
                    continue;
                }
            };
            let bare = line.trim_end_matches('\n');
            let _ = write!(text, "\u{1b}[{code}m{bare}\u{1b}[0m");
            text.push_str(&line[bare.len()..]);
        }
    }
    text
}

fn summary(root: &Path, repair: &Repair, output: &Output) -> String {
    let mut text = String::new();
    let files: Vec<String> = repair
        .files
        .iter()
        .map(|file| format!("`{}`", shown(root, &file.path)))
        .collect();
    if files.is_empty() {
        let _ = writeln!(text, "{}: nothing to repair", root.display());
    } else {
        let _ = writeln!(text, "repaired {}", files.join(" and "));
    }
    if !output.quiet {
        let lines: Vec<String> = told(&repair.done);
        cut(&mut text, &lines, output.verbose);
        if let Some(new) = &repair.moved_to {
            let _ = writeln!(
                text,
                "  `{new}` is the manifest now; the old one stays where it is and is not read any more"
            );
        }
    }
    text.push_str(&told_left(root, &repair.left, output));
    text
}

/// What was done, equal things once.
fn told(done: &[Done]) -> Vec<String> {
    let mut lines: Vec<(&Done, usize)> = Vec::new();
    for one in done {
        match lines.iter_mut().find(|(other, _)| other.what == one.what) {
            Some((_, times)) => *times += 1,
            None => lines.push((one, 1)),
        }
    }
    let line = |(done, times): &(&Done, usize)| {
        let at = match done.line {
            0 => String::new(),
            line => format!("line {line}: "),
        };
        let again = match times {
            1 => String::new(),
            times => format!(" ({times} times)"),
        };
        format!("{at}{}{again}", done.what)
    };
    lines.iter().map(line).collect()
}

fn told_left(root: &Path, left: &[Left], output: &Output) -> String {
    let mut text = String::new();
    if left.is_empty() {
        return text;
    }
    let _ = writeln!(text, "{} left for you:", count(left.len(), "thing"));
    let line = |left: &Left| {
        let path = shown(root, &left.path);
        match left.line {
            0 => format!("{path}: {}", left.why),
            line => format!("{path}:{line}: {}", left.why),
        }
    };
    let lines: Vec<String> = left.iter().map(line).collect();
    cut(&mut text, &lines, output.verbose);
    text
}

fn cut(text: &mut String, lines: &[String], all: bool) {
    let shown = if all || lines.len() <= SHOWN + 1 {
        lines.len()
    } else {
        SHOWN
    };
    for line in &lines[..shown] {
        let _ = writeln!(text, "  {line}");
    }
    if shown < lines.len() {
        let _ = writeln!(text, "  and {} more (`-v` tells all)", lines.len() - shown);
    }
}
