//! Which line of the bill is which part of the package: names compared as people mean them.

use super::words::fold;
use super::{Line, Role, Table, design_file};
use crate::package::parts::Part;
use std::collections::BTreeSet;

/// The most lines that are compared with every part: no real bill has more, and the work is their
/// product.
pub const MAX_COMPARED: usize = 5_000;

/// How alike two names are, from not at all to the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Nothing in common.
    None,
    /// A word of four letters or more in common.
    Shares,
    /// All words of one are in the other.
    Contains,
    /// The same but for case, separators, file extension and quantity.
    Same,
}

/// A name ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    joined: String,
    words: BTreeSet<String>,
}

impl Name {
    /// Prepares a name or file name: `stl/LeftArm_x4.stl` is "left arm".
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let text = match design_file(text) {
            Some(file) if file == text => {
                let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
                name.rsplit_once('.').map_or(name, |(stem, _)| stem)
            }
            _ => text,
        };
        let mut words = split(text);
        strip_quantity(&mut words);
        Self {
            joined: words.concat(),
            words: words.into_iter().map(singular).collect(),
        }
    }

    /// How alike this name (of a part) and another (of a line) are.
    pub fn likeness(&self, other: &Self) -> Likeness {
        if self.joined.is_empty() || other.joined.is_empty() {
            return Likeness::None;
        }
        if self.joined == other.joined || self.words == other.words {
            return Likeness::Same;
        }
        let telling = |words: &BTreeSet<String>| {
            words
                .iter()
                .any(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 3)
        };
        if (self.words.is_subset(&other.words) && telling(&self.words))
            || (other.words.is_subset(&self.words) && telling(&other.words))
        {
            return Likeness::Contains;
        }
        let shared = self
            .words
            .intersection(&other.words)
            .any(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 4);
        if shared {
            Likeness::Shares
        } else {
            Likeness::None
        }
    }
}

/// The words of a name; `camelCase` and `snake_case` are two each.
fn split(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if c == '_' { ' ' } else { c });
        before = c;
    }
    fold(&spaced)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Drops `x4` or `4x` at either end.
fn strip_quantity(words: &mut Vec<String>) {
    let is_quantity = |word: &String| {
        let digits = word.strip_prefix('x').or_else(|| word.strip_suffix('x'));
        digits
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    if words.len() > 1 && words.last().is_some_and(is_quantity) {
        words.pop();
    }
    if words.len() > 1 && words.first().is_some_and(is_quantity) {
        words.remove(0);
    }
}

fn singular(word: String) -> String {
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word[..word.len() - 1].to_owned()
    } else {
        word
    }
}

/// Every name that a part goes by.
pub fn names_of_part(part: &Part) -> Vec<Name> {
    let mut names = vec![Name::of(&part.name), Name::of(&part.id)];
    names.extend(
        part.meshes
            .iter()
            .chain(&part.exports)
            .chain(&part.sources)
            .map(|path| Name::of(path.rsplit('/').next().unwrap_or(path))),
    );
    names.dedup();
    names
}

/// Every name that a line goes by, what names the item first.
pub fn names_of_line(table: &Table, line: &Line) -> Vec<Name> {
    [Role::Name, Role::File, Role::PartNumber, Role::Description]
        .into_iter()
        .flat_map(|role| table.columns_of(role))
        .filter_map(|column| table.cell(line, column))
        .map(|cell| Name::of(&cell.text))
        .collect()
}

/// How alike a part and a line are, by the names that fit best.
pub fn likeness(part: &[Name], line: &[Name]) -> Likeness {
    part.iter()
        .flat_map(|part| line.iter().map(|line| part.likeness(line)))
        .max()
        .unwrap_or(Likeness::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_people_mean_them() {
        let like = |a: &str, b: &str| Name::of(a).likeness(&Name::of(b));
        for (a, b) in [
            ("left arm", "LeftArm"),
            ("left_arm_x4.stl", "Left Arm"),
            ("stl/left-arm.3mf", "left arm"),
            ("4x_bracket", "Bracket"),
            ("Brackets", "bracket"),
            ("leftarm", "left arm"),
            ("arm (left)", "left arm"),
        ] {
            assert_eq!(like(a, b), Likeness::Same, "{a:?} {b:?}");
        }
        assert_eq!(
            like("bracket", "bracket v2, printed in PETG"),
            Likeness::Contains
        );
        assert_eq!(
            like("spindle clamp jaw", "spindle clamp base"),
            Likeness::Shares
        );
        assert_eq!(like("lid", "base"), Likeness::None);
        assert_eq!(like("", "base"), Likeness::None);
    }
}
