//! The library: the machines of the embedded files, parsed one vendor at a time when asked for.
//!
//! An *id* or *alias* is compared as [`key`] spells it, so `Voron 2.4 300` finds `voron-2-4-300`.

use super::embedded::FILES;
use super::profile::{Machine, Profiles};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The library of machines.
#[derive(Debug)]
pub struct Library {
    vendors: Vec<Vendor>,
    names: FxHashMap<&'static str, Named>,
}

#[derive(Debug)]
struct Vendor {
    file: &'static str,
    text: &'static str,
    machines: OnceLock<Vec<Machine>>,
}

/// Which machine an id or alias belongs to.
#[derive(Debug, Clone, Copy)]
struct Named {
    vendor: usize,
    id: &'static str,
}

/// No machine has this id or alias.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no machine is called `{name}`")]
pub struct NotFound {
    /// The name as given.
    pub name: String,
    /// The nearest ids and aliases, best first; empty when none is near.
    pub nearest: Vec<String>,
}

/// The file that holds what is no real machine.
const GENERIC: &str = "generic";

/// The machine that a design is judged for when nobody named one.
pub const DEFAULT: &str = "generic-fff";

/// An id or alias as it is compared: lower-case, every other sign but letters and digits a `-`, a
/// `+` at the end of a word `-plus`.
pub(super) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut signs = name.trim().chars().peekable();
    while let Some(sign) = signs.next() {
        if sign.is_alphanumeric() {
            key.extend(sign.to_lowercase());
            continue;
        }
        let word_ends = signs.peek().is_none_or(|next| !next.is_alphanumeric());
        if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
        if sign == '+' && word_ends {
            key.push_str("plus");
        }
    }
    key.truncate(key.trim_end_matches('-').len());
    key
}

/// The ids of a file with their aliases, read off its lines: far cheaper than parsing it. That it
/// agrees with parsing is a test's business.
fn names(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("id = \"") {
            found.push((id.trim_end_matches('"'), Vec::new()));
        } else if let Some(list) = line.strip_prefix("aliases = [")
            && let Some((_, aliases)) = found.last_mut()
        {
            aliases.extend(list.split('"').skip(1).step_by(2));
        }
    }
    found
}

impl Vendor {
    fn machines(&self) -> &[Machine] {
        self.machines.get_or_init(|| {
            // A file that does not parse cannot be shipped: a test parses every one.
            let profiles: Profiles = toml::from_str(self.text).unwrap_or_default();
            let vendor = profiles.vendor.map(|vendor| vendor.name);
            let mut machines = profiles.machine;
            for machine in &mut machines {
                machine.vendor = vendor.clone().unwrap_or_default();
            }
            machines
        })
    }

    fn machine(&self, id: &str) -> Option<&Machine> {
        self.machines().iter().find(|machine| machine.id == id)
    }
}

impl Library {
    /// The library that comes with fabcommons.
    pub fn embedded() -> &'static Self {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        LIBRARY.get_or_init(Self::unparsed)
    }

    fn unparsed() -> Self {
        let mut all = FxHashMap::default();
        for (vendor, (_, text)) in FILES.iter().enumerate() {
            for (id, aliases) in names(text) {
                for name in std::iter::once(id).chain(aliases) {
                    all.insert(name, Named { vendor, id });
                }
            }
        }
        let vendors = FILES.iter().map(|(file, text)| Vendor {
            file,
            text,
            machines: OnceLock::new(),
        });
        Self {
            vendors: vendors.collect(),
            names: all,
        }
    }

    /// Every real machine, by vendor file and then as the file has them; parses what is not yet
    /// parsed. The generic machines are left out: they stand for nobody's.
    pub fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.vendors.par_iter().for_each(|vendor| {
            vendor.machines();
        });
        self.vendors
            .iter()
            .filter(|vendor| vendor.file != GENERIC)
            .flat_map(Vendor::machines)
    }

    /// The machine that a design is judged for when nobody named one: `generic-fff`.
    ///
    /// # Panics
    /// Never: a test finds it.
    pub fn generic(&self) -> &Machine {
        self.find(DEFAULT)
            .expect("the library has a generic machine")
    }

    /// Every id in order, the generic ones included; parses nothing.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self
            .names
            .iter()
            .filter(|(name, named)| **name == named.id)
            .map(|(name, _)| *name)
            .collect();
        ids.sort_unstable();
        ids
    }

    /// Every id and alias in order; parses nothing.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.names.keys().copied().collect();
        names.sort_unstable();
        names
    }

    /// The machine with this id or alias; parses its vendor only. Case, blanks, dots and dashes
    /// are forgiven where that leaves one machine: `Ender3`, `Voron 2.4 300`.
    pub fn find(&self, name: &str) -> Result<&Machine, NotFound> {
        self.named(name)
            .and_then(|named| self.vendors.get(named.vendor)?.machine(named.id))
            .ok_or_else(|| NotFound {
                name: name.to_owned(),
                nearest: self.nearest(name),
            })
    }

    fn named(&self, name: &str) -> Option<Named> {
        let key = key(name);
        if let Some(named) = self.names.get(key.as_str()) {
            return Some(*named);
        }
        let bare = without_dashes(&key);
        if bare.is_empty() {
            return None;
        }
        let mut found: Option<Named> = None;
        for (other, named) in &self.names {
            if without_dashes(other) == bare {
                if found.is_some_and(|found| found.id != named.id) {
                    return None;
                }
                found = Some(*named);
            }
        }
        found
    }

    /// At most five ids near to `name`, best first.
    fn nearest(&self, name: &str) -> Vec<String> {
        let wanted = key(name);
        let mut near: Vec<(f64, &str)> = Vec::new();
        for (other, named) in &self.names {
            let mut likeness = strsim::jaro_winkler(&wanted, other);
            let whole_word = other.split('-').any(|word| word == wanted)
                || (wanted.len() >= 3 && other.contains(&wanted));
            if whole_word {
                likeness = likeness.max(0.9);
            }
            if likeness >= 0.85 {
                near.push((likeness, named.id));
            }
        }
        near.sort_by(|a, b| {
            b.0.total_cmp(&a.0)
                .then(a.1.len().cmp(&b.1.len()))
                .then(a.1.cmp(b.1))
        });
        let mut ids: Vec<String> = Vec::new();
        for (_, id) in near {
            if !ids.iter().any(|seen| seen == id) {
                ids.push(id.to_owned());
            }
            if ids.len() == 5 {
                break;
            }
        }
        ids
    }

    /// The machines whose id, name, vendor or an alias has every word of `text`, in order of ids.
    pub fn search(&self, text: &str) -> Vec<&Machine> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let mut found: Vec<&Machine> = self
            .machines()
            .chain(self.find(DEFAULT).ok())
            .filter(|machine| {
                let mut hay = format!("{} {} {}", machine.id, machine.name, machine.vendor);
                for alias in &machine.aliases {
                    hay.push(' ');
                    hay.push_str(alias);
                }
                let hay = hay.to_lowercase();
                words.iter().all(|word| hay.contains(word.as_str()))
            })
            .collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }

    /// The ids of the machines with an id or alias that `fits`, in order; parses nothing.
    pub(super) fn ids_where(&self, fits: impl Fn(&str) -> bool) -> Vec<&str> {
        let mut ids: Vec<&str> = self
            .names
            .iter()
            .filter(|(name, _)| fits(name))
            .map(|(_, named)| named.id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn without_dashes(key: &str) -> String {
    key.chars().filter(|sign| *sign != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_signs() {
        assert_eq!(key(" Voron 2.4_300 "), "voron-2-4-300");
        assert_eq!(key("MK3S+"), "mk3s-plus");
        assert_eq!(key("Jr. Pro X+"), "jr-pro-x-plus");
        assert_eq!(key("A250 QS+B Kit"), "a250-qs-b-kit");
        assert_eq!(key("---"), "");
    }

    #[test]
    fn the_lines_tell_the_same_names_as_parsing() {
        for (file, text) in FILES {
            let parsed: Profiles = toml::from_str(text).unwrap_or_else(|e| panic!("{file}: {e}"));
            let expected: Vec<(&str, Vec<&str>)> = parsed
                .machine
                .iter()
                .map(|m| {
                    (
                        m.id.as_str(),
                        m.aliases.iter().map(String::as_str).collect(),
                    )
                })
                .collect();
            assert_eq!(names(text), expected, "{file}");
        }
    }

    #[test]
    fn naming_one_machine_parses_its_vendor_only() {
        let library = Library::unparsed();
        library.find("prusa-mk4s").expect("it is in the library");
        let parsed: Vec<&str> = library
            .vendors
            .iter()
            .filter(|vendor| vendor.machines.get().is_some())
            .map(|vendor| vendor.file)
            .collect();
        assert_eq!(parsed, ["prusa"]);
    }

    #[test]
    fn every_name_belongs_to_one_machine() {
        let mut seen: FxHashMap<&str, &str> = FxHashMap::default();
        for (_, text) in FILES {
            for (id, aliases) in names(text) {
                for name in std::iter::once(id).chain(aliases) {
                    assert_eq!(key(name), name);
                    assert_eq!(seen.insert(name, id), None, "{name} is named twice");
                }
            }
        }
    }
}
