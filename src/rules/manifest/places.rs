//! What the rules of this area share: the problems of both files with their places.

use crate::check::PackageView;
use crate::diag::{Place, Span};
use crate::package::manifest::Problem;
use crate::package::tree::Document;
use rustc_hash::FxHashMap;

/// One of the two files.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'a> {
    /// Whether it is `fab.toml`.
    pub(super) fab: bool,
    path: Option<&'a str>,
    document: Option<&'a Document>,
}

impl File<'_> {
    /// A place in it; the whole file when it has no text.
    pub(super) fn at(&self, span: Option<&Span>) -> Place {
        match (self.document, span, self.path) {
            (Some(document), Some(span), _) => Place::text(&document.source, span.clone()),
            (Some(document), None, _) => Place::file(document.source.path.clone()),
            (None, _, Some(path)) => Place::file(path),
            (None, _, None) => Place::default(),
        }
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, span: &Span) -> u32 {
        self.document
            .map_or(0, |document| document.source.line_column(span.start).0)
    }
}

/// The manifest.
pub(super) fn manifest<'a>(view: &PackageView<'a>) -> File<'a> {
    let reading = &view.package.manifest;
    File {
        fab: false,
        path: reading.path.as_deref(),
        document: reading.document.as_ref(),
    }
}

/// `fab.toml`.
pub(super) fn fab<'a>(view: &PackageView<'a>) -> File<'a> {
    File {
        fab: true,
        path: Some(&view.package.fab.path),
        document: view.package.fab.document.as_ref(),
    }
}

/// Every problem of the manifest, then of `fab.toml`, with its file.
pub(super) fn problems<'a>(
    view: &PackageView<'a>,
) -> impl Iterator<Item = (File<'a>, &'a Problem)> + use<'a> {
    let (okh, fab) = (manifest(view), fab(view));
    let of_okh = view
        .package
        .manifest
        .problems
        .iter()
        .map(move |problem| (okh, problem));
    let of_fab = view
        .package
        .fab
        .problems
        .iter()
        .map(move |problem| (fab, problem));
    of_okh.chain(of_fab)
}

/// How many findings of one kind are reported one by one.
const SHOWN: usize = 10;

/// Cuts floods: of the items with the same key the first few, the last of them with the number
/// of those left out.
pub(super) fn cut<K: Eq + std::hash::Hash + Clone, T>(items: Vec<(K, T)>) -> Vec<(T, usize)> {
    let mut totals: FxHashMap<K, usize> = FxHashMap::default();
    for (key, _) in &items {
        *totals.entry(key.clone()).or_default() += 1;
    }
    let mut counts: FxHashMap<K, usize> = FxHashMap::default();
    let shown = items.into_iter().filter_map(|(key, item)| {
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        match (*count).cmp(&SHOWN) {
            std::cmp::Ordering::Less => Some((item, 0)),
            std::cmp::Ordering::Equal => Some((item, totals.get(&key)? - SHOWN)),
            std::cmp::Ordering::Greater => None,
        }
    });
    shown.collect()
}

/// What a message ends with when more of its kind were left out.
pub(super) fn more(hidden: usize) -> String {
    if hidden == 0 {
        String::new()
    } else {
        format!(" (and {hidden} more like it)")
    }
}

/// `key` in backticks, with its table: `` `name` of `[[part]]` ``.
pub(super) fn named(key: &str, within: &str) -> String {
    if within.is_empty() {
        format!("`{key}`")
    } else {
        format!("`{key}` of `{within}`")
    }
}
