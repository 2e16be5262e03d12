//! From a document tree to `fab.toml`'s content, with every problem on the way.

use super::values::{is_digest, is_origin};
use super::{Contributor, Fab, FabPart, Lint, Origin, Problem, Status};
use crate::diag::{Level, Span};
use crate::package::manifest::{Advice, nearest};
use crate::package::parts::{Process, Supports};
use crate::package::tree::{Document, Entry, Node, Table, Value};
use crate::units::LengthUnit;

/// The tables of `fab.toml` with their keys, as [`super::schema`] has them.
pub(in crate::package) const TABLES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "package",
            "part",
            "derived-from",
            "licences",
            "check",
            "lints",
            "files",
            "carried",
            "contributor",
            "task",
        ],
    ),
    ("package", &["id", "keywords", "status"]),
    (
        "part",
        &[
            "name",
            "quantity",
            "process",
            "material",
            "export",
            "unit",
            "orientation",
            "supports",
            "min-wall",
            "infill",
            "walls",
            "layer-height",
            "tolerance",
            "mill",
        ],
    ),
    ("mill", &["stock", "material", "setups"]),
    (
        "derived-from",
        &[
            "design", "version", "url", "revision", "digest", "license", "authors", "relation",
            "changes", "date",
        ],
    ),
    ("licences", &["documentation", "software"]),
    ("check", &["machines"]),
    ("lints", &["rule", "level", "part", "path", "reason"]),
    ("files", &["exclude"]),
    ("contributor", &["name", "roles"]),
    ("task", &["title", "kind"]),
];

/// The values of `relation`.
const RELATIONS: [&str; 5] = [
    "adaptation",
    "component",
    "aggregate",
    "firmware",
    "documentation",
];

/// The most unknown keys that are reported.
const MAX_UNKNOWN: usize = 40;

/// Understands `document` as far as it goes.
pub(super) fn read(document: &Document) -> (Fab, Vec<Problem>) {
    let mut reader = Reader {
        document,
        problems: Vec::new(),
    };
    let mut fab = Fab::default();
    reader.top(&mut fab);
    (fab, reader.problems)
}

pub(super) struct Reader<'d> {
    document: &'d Document,
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The entries of `table` whose keys exist; the others are reported.
    fn known<'n>(
        &mut self,
        name: &str,
        within: &str,
        table: &'n Table,
    ) -> Vec<(&'static str, &'n Entry)> {
        let keys = TABLES
            .iter()
            .find(|(table, _)| *table == name)
            .map_or(&[][..], |(_, keys)| keys);
        let mut known = Vec::new();
        for entry in &table.entries {
            if let Some(key) = keys.iter().find(|key| **key == entry.key) {
                known.push((*key, entry));
                continue;
            }
            let unknown = |problem: &&Problem| matches!(problem, Problem::Unknown { .. });
            if self.problems.iter().filter(unknown).count() < MAX_UNKNOWN {
                let british = match entry.key.as_str() {
                    "licence" if keys.contains(&"license") => Some("license"),
                    "licenses" if keys.contains(&"licences") => Some("licences"),
                    _ => None,
                };
                self.problems.push(Problem::Unknown {
                    key: entry.key.clone(),
                    within: within.to_owned(),
                    span: entry.key_span.clone(),
                    times: 1,
                    advice: british
                        .or_else(|| nearest(&entry.key, keys))
                        .map_or(Advice::None, Advice::DidYouMean),
                });
            }
        }
        known
    }

    fn table<'n>(&mut self, key: &str, node: &'n Node) -> Option<&'n Table> {
        let table = node.as_table();
        if table.is_none() {
            self.wrong_kind(key, node, "a table");
        }
        table
    }

    /// The tables of `[[key]]`.
    fn tables<'n>(&mut self, key: &str, node: &'n Node) -> Vec<(Span, &'n Table)> {
        if let Value::Table(table) = &node.value {
            let why = "is a table: it must be a list of tables";
            self.invalid(key, &node.span, why, Some(format!("write `[[{key}]]`")));
            return vec![(node.span.clone(), table)];
        }
        let Value::Array(nodes) = &node.value else {
            self.wrong_kind(key, node, "a list of tables");
            return Vec::new();
        };
        nodes
            .iter()
            .filter_map(|node| Some((node.span.clone(), self.table(key, node)?)))
            .collect()
    }

    fn top(&mut self, fab: &mut Fab) {
        for (key, entry) in self.known("", "", &self.document.root) {
            let node = &entry.value;
            match key {
                "part" => {
                    for (span, table) in self.tables(key, node) {
                        let part = self.part(span, table);
                        fab.parts.push(part);
                    }
                }
                "derived-from" => {
                    for (span, table) in self.tables(key, node) {
                        let origin = self.origin(span, table);
                        fab.derived_from.push(origin);
                    }
                }
                "lints" => {
                    for (span, table) in self.tables(key, node) {
                        fab.lints.extend(self.lint(span, table));
                    }
                }
                "contributor" => {
                    for (span, table) in self.tables(key, node) {
                        self.contributor(&span, table, fab);
                    }
                }
                "task" => {
                    for (span, table) in self.tables(key, node) {
                        self.task(&span, table, fab);
                    }
                }
                "carried" => {
                    for entry in self
                        .table(key, node)
                        .map_or(&[][..], |table| &table.entries)
                    {
                        self.table("carried", &entry.value);
                    }
                }
                _ => self.single(key, node, fab),
            }
        }
    }

    /// The tables that stand at most once.
    fn single(&mut self, name: &'static str, node: &Node, fab: &mut Fab) {
        let Some(table) = self.table(name, node) else {
            return;
        };
        for (key, entry) in self.known(name, &format!("[{name}]"), table) {
            let node = &entry.value;
            match (name, key) {
                ("package", "id") => fab.id = self.id(node),
                ("package", "keywords") => fab.keywords = self.texts(key, node),
                ("package", "status") => {
                    let words = [("draft", Status::Draft), ("published", Status::Published)];
                    fab.status = self.word(key, node, &words);
                }
                ("licences", "documentation") => fab.documentation_licence = self.text(key, node),
                ("licences", _) => fab.software_licence = self.text(key, node),
                ("check", _) => fab.machines = self.texts(key, node),
                _ => fab.exclude = self.globs(key, node),
            }
        }
    }

    fn part(&mut self, span: Span, table: &Table) -> FabPart {
        let mut part = FabPart {
            span,
            ..FabPart::default()
        };
        for (key, entry) in self.known("part", "[[part]]", table) {
            let node = &entry.value;
            match key {
                "name" => part.name = self.text(key, node),
                "quantity" => part.quantity = self.count(key, node, 1),
                "process" => {
                    let words = Process::ALL.map(|(process, word)| (word, process));
                    part.process = self.words(key, node, &words);
                }
                "material" => part.material = self.texts(key, node),
                "export" => part.export = self.texts(key, node),
                "unit" => {
                    let words = [LengthUnit::Millimetre, LengthUnit::Inch, LengthUnit::Metre];
                    part.unit = self.word(key, node, &words.map(|unit| (unit.symbol(), unit)));
                }
                "orientation" => part.orientation = self.orientation(node),
                "supports" => {
                    let words = [("none", Supports::None), ("allowed", Supports::Allowed)];
                    part.supports = self.word(key, node, &words);
                }
                "min-wall" => part.min_wall = self.length(key, node),
                "layer-height" => part.layer_height = self.length(key, node),
                "infill" => part.infill = self.infill(node),
                "walls" => part.walls = self.count(key, node, 0),
                "tolerance" => part.tolerance = self.text(key, node),
                _ => self.mill(node),
            }
        }
        if part.name.is_none() && part.export.is_empty() {
            self.missing("name", "[[part]]", &part.span);
        }
        part
    }

    fn mill(&mut self, node: &Node) {
        let Some(table) = self.table("mill", node) else {
            return;
        };
        for (key, entry) in self.known("mill", "mill", table) {
            if key == "setups" {
                self.count(key, &entry.value, 1);
            } else {
                self.text(key, &entry.value);
            }
        }
    }

    fn origin(&mut self, span: Span, table: &Table) -> Origin {
        let mut origin = Origin {
            span,
            ..Origin::default()
        };
        for (key, entry) in self.known("derived-from", "[[derived-from]]", table) {
            let node = &entry.value;
            match key {
                "design" => origin.design = self.text(key, node),
                "version" => origin.version = self.text(key, node),
                "url" => {
                    let wanted =
                        "an `http(s)://` address, or a path that begins with `./` or `../`";
                    origin.url = self.checked(key, node, wanted, is_origin);
                }
                "revision" => origin.revision = self.text(key, node),
                "digest" => {
                    let wanted = "`sha256:` and 64 lower-case hexadecimal digits";
                    origin.digest = self.checked(key, node, wanted, is_digest);
                }
                "license" => origin.license = self.text(key, node),
                "authors" => origin.authors = self.texts(key, node),
                "relation" => {
                    let words = RELATIONS.map(|word| (word, word.to_owned()));
                    origin.relation = self.word(key, node, &words);
                }
                "changes" => origin.changes = self.text(key, node),
                _ => origin.date = self.date(node),
            }
        }
        if origin.design.is_none() && origin.url.is_none() {
            self.missing("url", "[[derived-from]]", &origin.span);
        }
        origin
    }

    fn lint(&mut self, span: Span, table: &Table) -> Option<Lint> {
        let (mut rule, mut level) = (None, None);
        let (mut part, mut path, mut reason) = (None, None, None);
        let mut stated = false;
        for (key, entry) in self.known("lints", "[[lints]]", table) {
            let node = &entry.value;
            match key {
                "rule" => rule = self.text(key, node),
                "level" => {
                    stated = true;
                    let words = [
                        ("allow", Level::Allow),
                        ("warn", Level::Warn),
                        ("deny", Level::Deny),
                    ];
                    level = self.word(key, node, &words);
                }
                "part" => part = self.text(key, node),
                "path" => path = self.globs(key, node).into_iter().next(),
                _ => reason = self.text(key, node),
            }
        }
        if rule.is_none() {
            self.missing("rule", "[[lints]]", &span);
        }
        if !stated {
            self.missing("level", "[[lints]]", &span);
        }
        let allows = level
            .as_ref()
            .is_some_and(|level| level.value == Level::Allow);
        if allows && reason.is_none() {
            self.missing("reason", "[[lints]]", &span);
        }
        Some(Lint {
            span,
            rule: rule?,
            level: level?,
            part,
            path,
            reason,
        })
    }

    fn contributor(&mut self, span: &Span, table: &Table, fab: &mut Fab) {
        let mut roles = Vec::new();
        let mut name = None;
        for (key, entry) in self.known("contributor", "[[contributor]]", table) {
            if key == "name" {
                name = self.text(key, &entry.value);
            } else {
                roles = self.texts(key, &entry.value);
                self.advise_roles(&roles);
            }
        }
        match name {
            Some(name) => {
                fab.contributors.push(name.clone());
                fab.contributor_roles.push(Contributor { name, roles });
            }
            None => self.missing("name", "[[contributor]]", span),
        }
    }

    fn task(&mut self, span: &Span, table: &Table, fab: &mut Fab) {
        let mut title = None;
        for (key, entry) in self.known("task", "[[task]]", table) {
            let text = self.text(key, &entry.value);
            if key == "title" {
                title = text;
            }
        }
        match title {
            Some(title) => fab.tasks.push(title),
            None => self.missing("title", "[[task]]", span),
        }
    }
}
