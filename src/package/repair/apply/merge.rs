//! Several rows that stand for the same key now.

use super::{MANY, Named, Pass};
use crate::package::repair::Done;
use crate::package::repair::items::{self, Row};
use toml_edit::{Item, Value};

impl Pass<'_> {
    /// Of rows with the same key one stays; what the others say joins it where the key takes several values,
    /// and is carried where it does not.
    pub(super) fn merged(&mut self, rows: Vec<Named>) -> Vec<Row> {
        let mut rows = rows;
        exact_first(&mut rows);
        let mut kept: Vec<Named> = Vec::with_capacity(rows.len());
        for ((key, item), old_name) in rows {
            let Some(at) = kept
                .iter()
                .position(|((other, _), _)| other.get() == key.get())
            else {
                kept.push(((key, item), old_name));
                continue;
            };
            let mut lead = items::lead(&key, &item);
            let ((old_key, old), _) = &mut kept[at];
            if items::bare(old) == items::bare(&item) {
                let mut comments = items::comments_in(&lead);
                comments.extend(items::comments_of(&item));
                self.pending.push_str(&items::lines(&comments));
                continue;
            }
            let joined = MANY
                .contains(&key.get())
                .then(|| joined(old, &item))
                .flatten();
            if let Some(value) = joined {
                lead.push_str(&items::lines(&items::comments_of(&item)));
                let comments = items::lines(&items::comments_in(&lead));
                let old_lead = items::lead(old_key, old);
                let old_comments = items::lines(&items::comments_of(old));
                *old = Item::Value(value);
                items::set_lead(old_key, old, &format!("{old_lead}{old_comments}{comments}"));
                continue;
            }
            // What stood before it and does not go with it stays.
            let (stay, own) = items::split_lead(&lead);
            self.pending
                .push_str(&items::lines(&items::comments_in(stay)));
            let mut loser = (key, item);
            items::set_lead(&mut loser.0, &mut loser.1, own);
            if let Some(name) = old_name {
                loser.0 = items::renamed(&loser.0, &name);
            }
            let what = format!(
                "a second `{}` moves to `[carried]` in `fab.toml`",
                loser.0.get()
            );
            self.done.push(Done { line: 0, what });
            self.keep(loser);
        }
        kept.into_iter().map(|(row, _)| row).collect()
    }
}

/// Of rows with the same key the one that had it all along takes the first place.
fn exact_first(rows: &mut [Named]) {
    for exact in 0..rows.len() {
        if rows[exact].1.is_some() {
            continue;
        }
        let same = |row: &Named| row.0.0.get() == rows[exact].0.0.get();
        let Some(first) = rows[..exact].iter().position(same) else {
            continue;
        };
        let lead = items::lead(&rows[first].0.0, &rows[first].0.1);
        let (stay, own) = items::split_lead(&lead);
        rows.swap(first, exact);
        let ((key, item), _) = &mut rows[first];
        let lead = items::joined_leads(stay, &items::lead(key, item));
        items::set_lead(key, item, &lead);
        let ((key, item), _) = &mut rows[exact];
        items::set_lead(key, item, own);
    }
}

/// Both values in one list of texts, each once.
fn joined(first: &Item, second: &Item) -> Option<Value> {
    let mut all: Vec<Value> = Vec::new();
    for item in [first, second] {
        match item.as_value()? {
            Value::Array(array) => all.extend(array.iter().cloned()),
            value => all.push(value.clone()),
        }
    }
    if !all.iter().all(Value::is_str) {
        return None;
    }
    let mut seen: Vec<String> = Vec::new();
    all.retain(|value| {
        let bare = items::bare_value(value);
        let new = !seen.contains(&bare);
        seen.push(bare);
        new
    });
    for value in &mut all {
        value.decor_mut().clear();
    }
    Some(Value::Array(items::list(all)))
}
