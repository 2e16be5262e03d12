//! One pass over a manifest: every edit is done where it stands.
//!
//! The tree tells where keys and values are, `toml_edit`'s document keeps the format; both are walked together.

mod merge;
mod moves;
mod values;

use super::Done;
use super::companion::{Companion, Step};
use super::items::{self, Row};
use crate::diag::Span;
use crate::package::manifest::{ChangeKind, Edit, fits_part, fits_top, kebab};
use crate::package::tree::{Document, Entry, Node, Table as Tree, Value as TreeValue};
use rustc_hash::FxHashMap;
use toml_edit::{DocumentMut, Item, Key, Value};

/// Older keys whose name says more than the key they become: the name is kept as well.
const SAYS_MORE: &[&str] = &[
    "tool-list",
    "tool-settings",
    "risk-assessment",
    "quality-instructions",
    "maintenance-instructions",
    "disposal-instructions",
    "schematics",
];

/// Keys that may stand for several values.
const MANY: &[&str] = &[
    "readme",
    "attestation",
    "bom",
    "manufacturing-instructions",
    "user-manual",
    "source",
    "export",
    "auxiliary",
    "image",
    "publication",
    "documentation-language",
    "standard-compliance",
    "tsdc",
    "cpc-patent-class",
    "organization",
];

/// The edits of one pass by place; of several at one place the last one counts.
pub(super) struct Edits {
    keys: FxHashMap<(usize, usize), ChangeKind>,
    values: FxHashMap<(usize, usize), ChangeKind>,
}

impl Edits {
    pub(super) fn new(edits: &[Edit]) -> Self {
        let mut all = Self {
            keys: FxHashMap::default(),
            values: FxHashMap::default(),
        };
        for edit in edits {
            all.insert(edit.kind.concerns_key(), &edit.span, edit.kind.clone());
        }
        all
    }

    /// Adds an edit of a key or of a value.
    pub(super) fn insert(&mut self, of_key: bool, span: &Span, kind: ChangeKind) {
        let place = (span.start, span.end);
        if of_key {
            self.keys.insert(place, kind);
        } else {
            self.values.insert(place, kind);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.values.is_empty()
    }
}

/// Does the edits in `text`, which `document` was read from, or whose values `text` has already.
pub(super) fn apply(
    document: &Document,
    toml: &mut DocumentMut,
    edits: &Edits,
    fab: &mut Companion,
    edition: Option<Edition>,
) -> Vec<Done> {
    let mut pass = Pass {
        document,
        edits,
        fab,
        edition,
        path: Vec::new(),
        pending: String::new(),
        aside: Vec::new(),
        done: Vec::new(),
    };
    let rows = items::take(toml.as_table_mut());
    let rows = pass.rows(&document.root, rows);
    items::put(toml.as_table_mut(), rows);
    if !pass.pending.is_empty() {
        let trailing = toml.trailing().as_str().unwrap_or_default();
        let trailing = items::joined_leads(&pass.pending, trailing);
        toml.set_trailing(trailing);
    }
    pass.done
}

/// What to do about `okhv`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edition {
    /// Whether it names no edition, so that what it says has to be kept.
    pub(super) is_odd: bool,
}

struct Pass<'p> {
    document: &'p Document,
    edits: &'p Edits,
    fab: &'p mut Companion,
    edition: Option<Edition>,
    path: Vec<Step>,
    /// Comments whose row is gone, for the next row.
    pending: String,
    /// Comments inside a value that has no room for them any more, for before its row.
    aside: Vec<String>,
    done: Vec<Done>,
}

/// A row with the name it had, if that was another.
type Named = (Row, Option<String>);

/// What became of a value.
enum Outcome {
    Kept(Item),
    /// It is gone, and its comments are these.
    Gone(Vec<String>),
}

impl Pass<'_> {
    fn done(&mut self, span: &Span, what: String) {
        let (line, _) = self.document.source.line_column(span.start);
        self.done.push(Done { line, what });
    }

    fn at_top(&self) -> bool {
        self.path.is_empty()
    }

    fn in_part(&self) -> bool {
        matches!(self.path.as_slice(), [step] if step.key == "part")
    }

    fn rows(&mut self, tree: &Tree, rows: Vec<Row>) -> Vec<Row> {
        let mut kept: Vec<Named> = Vec::with_capacity(rows.len() + 1);
        let top = self.at_top();
        for (index, (mut key, mut item)) in rows.into_iter().enumerate() {
            let Some(entry) = tree.get(key.get()) else {
                kept.push(((key, item), None));
                continue;
            };
            let before = std::mem::take(&mut self.pending);
            if !before.is_empty() {
                let lead = items::joined_leads(&before, &items::lead(&key, &item));
                items::set_lead(&mut key, &mut item, &lead);
            }
            let first = top && index == 0;
            kept.extend(self.row(tree, entry, (key, item), first));
        }
        if top && self.edition.is_some() && !kept.iter().any(|((key, _), _)| key.get() == "okhv") {
            self.insert_okhv(&mut kept);
        }
        self.merged(kept)
    }

    /// One row; `None` when it is gone.
    fn row(&mut self, tree: &Tree, entry: &Entry, (key, item): Row, first: bool) -> Option<Named> {
        let place = (entry.key_span.start, entry.key_span.end);
        let mut kind = self.edits.keys.get(&place).cloned();
        if let Some(ChangeKind::Slip(to)) = kind {
            kind = Some(if self.is_slip(tree, entry, to) {
                ChangeKind::Rename(to)
            } else {
                ChangeKind::Carry
            });
        }
        if let Some(ChangeKind::Rename(to)) = kind
            && !MANY.contains(&to)
            && tree
                .get(to)
                .is_some_and(|other| !says_nothing(&other.value))
        {
            // The current key says it already: the older one is kept as it is.
            kind = Some(ChangeKind::Carry);
        }
        let name = match kind {
            None if says_nothing(&entry.value) && self.is_replaced(tree, &entry.key) => {
                let lead = items::lead(&key, &item);
                self.pending = lead + &items::lines(&items::comments_of(&item));
                return None;
            }
            Some(ChangeKind::Carry) => {
                self.carry(entry, (key, item), first);
                return None;
            }
            Some(ChangeKind::ToFab(to)) => {
                self.move_to_fab(tree, entry, to, (key, item), first);
                return None;
            }
            Some(ChangeKind::Rename(to)) => {
                self.done(&entry.key_span, format!("`{}` is spelt `{to}`", entry.key));
                if SAYS_MORE.contains(&kebab(&entry.key).as_str()) {
                    let mut copy = (key.clone(), item.clone());
                    items::set_lead(&mut copy.0, &mut copy.1, "");
                    self.fab.carry(&self.path, copy);
                }
                to
            }
            _ => entry.key.as_str(),
        };
        let exact = name == entry.key;
        let mut lead = items::lead(&key, &item);
        let was_header =
            item.as_table().is_some_and(|table| !table.is_dotted()) || item.is_array_of_tables();
        let outer = std::mem::take(&mut self.aside);
        let is_okhv = self.at_top() && self.edition.is_some() && kebab(name) == "okhv";
        let outcome = if is_okhv {
            self.okhv(entry, item)
        } else {
            self.value(name, &entry.value, item)
        };
        let aside = std::mem::replace(&mut self.aside, outer);
        match outcome {
            Outcome::Kept(mut item) => {
                let mut key = if exact {
                    key
                } else {
                    items::renamed(&key, name)
                };
                if matches!(kind, Some(ChangeKind::AsList)) {
                    self.done(
                        &entry.key_span,
                        format!("`{name}` becomes a list of tables"),
                    );
                    item = as_list(item);
                } else if was_header && item.is_value() {
                    // What had a header of its own is one line among others now.
                    key = Key::new(name);
                    lead = lead.trim_start_matches('\n').to_owned();
                    lead.push_str(&items::lines(&aside));
                    items::set_lead(&mut key, &mut item, &lead);
                } else if !aside.is_empty() {
                    let lead = items::lead(&key, &item) + &items::lines(&aside);
                    items::set_lead(&mut key, &mut item, &lead);
                }
                Some(((key, item), (!exact).then(|| entry.key.clone())))
            }
            Outcome::Gone(comments) => {
                let inner = std::mem::take(&mut self.pending);
                let comments = items::lines(&comments) + &items::lines(&aside);
                self.pending = format!("{lead}{comments}{inner}");
                if comments_only_blank(&self.pending) && !first {
                    self.pending.clear();
                }
                None
            }
        }
    }

    /// Whether another row gets this key.
    fn is_replaced(&self, tree: &Tree, key: &str) -> bool {
        tree.entries.iter().any(|entry| {
            let place = (entry.key_span.start, entry.key_span.end);
            let renamed =
                matches!(self.edits.keys.get(&place), Some(ChangeKind::Rename(to)) if *to == key);
            renamed && !says_nothing(&entry.value)
        })
    }

    /// Whether a key that nearly is `to` certainly is: the value has its form and nothing else says it.
    fn is_slip(&self, tree: &Tree, entry: &Entry, to: &str) -> bool {
        let written = kebab(&entry.key);
        let most = if written.chars().count() < 8 { 1 } else { 2 };
        let fits = match self.path.as_slice() {
            [] => fits_top(to, &entry.value),
            [step] if step.key == "part" => fits_part(to, &entry.value),
            _ => entry.value.as_str().is_some(),
        };
        fits && tree.get(to).is_none()
            && strsim::osa_distance(&written, &kebab(to)) <= most
            && entry
                .value
                .as_str()
                .is_none_or(|text| !text.trim().is_empty())
    }

    fn okhv(&mut self, entry: &Entry, item: Item) -> Outcome {
        if entry.key == "okhv" && entry.value.as_str() == Some("2.4") {
            return Outcome::Kept(item);
        }
        let number = matches!(
            entry.value.value,
            TreeValue::String(_) | TreeValue::Integer(_) | TreeValue::Float(_)
        );
        if !number || self.edition.is_some_and(|edition| edition.is_odd) {
            let mut copy = item.clone();
            if let Some(value) = copy.as_value_mut() {
                value.decor_mut().clear();
            }
            self.fab.carry(&[], (Key::new("okhv"), copy));
        }
        if entry.value.as_str() != Some("2.4") {
            self.done(&entry.value.span, "`okhv` is \"2.4\"".to_owned());
        }
        self.replaced(item, Value::from("2.4"))
    }

    fn insert_okhv(&mut self, kept: &mut Vec<Named>) {
        self.done(&(0..0), "`okhv = \"2.4\"` is added".to_owned());
        let (mut key, mut item) = (Key::new("okhv"), Item::Value(Value::from("2.4")));
        if kept.is_empty() {
            let head = std::mem::take(&mut self.pending);
            items::set_lead(&mut key, &mut item, &head);
        } else if let Some(((next, inner), _)) = kept.first_mut() {
            let lead = items::lead(next, inner);
            let (head, own) = items::split_lead(&lead);
            items::set_lead(&mut key, &mut item, head);
            items::set_lead(next, inner, own);
        }
        kept.insert(0, ((key, item), None));
    }
}

/// A list that holds this table.
fn as_list(item: Item) -> Item {
    match item {
        Item::Table(mut table) => {
            table.set_dotted(false);
            let mut list = toml_edit::ArrayOfTables::new();
            list.push(table);
            Item::ArrayOfTables(list)
        }
        Item::Value(mut value) => {
            let decor = std::mem::take(value.decor_mut());
            let mut list = toml_edit::Array::new();
            list.push_formatted(value);
            *list.decor_mut() = decor;
            Item::Value(Value::Array(list))
        }
        other => other,
    }
}

/// Whether a value is as good as none.
fn says_nothing(node: &Node) -> bool {
    node.value == TreeValue::Null || node.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether there is no comment in a lead.
fn comments_only_blank(lead: &str) -> bool {
    lead.trim().is_empty()
}
