//! Single values: texts, addresses, persons, measures and references, in every way they were ever
//! written.

use super::problem::ChangeKind;
use super::read::{Reader, clip};
use super::values;
use super::{Field, Person, Role};
use crate::package::manifest::keys;
use crate::package::tree::{Node, Table, Value};

/// What a list of texts holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Language,
    PatentClass,
    Standard,
}

/// A key that refers to files or pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct References {
    pub(super) key: &'static str,
    pub(super) role: Role,
    pub(super) part: Option<usize>,
}

impl References {
    /// Whether the key takes a list.
    fn many(self) -> bool {
        !matches!(
            self.role,
            Role::ContributionGuide
                | Role::Release
                | Role::SoftwareRelease
                | Role::InstallationGuide
        )
    }
}

impl Reader<'_> {
    pub(super) fn wrong_kind(&mut self, key: &str, node: &Node, wanted: &str) {
        let why = format!("is {}: it must be {wanted}", node.value.kind());
        self.invalid(key, node.span.clone(), why, None);
    }

    /// The table, or a problem.
    pub(super) fn table<'n>(&mut self, key: &str, node: &'n Node) -> Option<&'n Table> {
        let table = node.as_table();
        if table.is_none() {
            self.wrong_kind(key, node, "a table");
        }
        table
    }

    /// A scalar as text: numbers, dates and truth values as they are written.
    pub(super) fn scalar_text(&self, node: &Node) -> Option<String> {
        let text = match &node.value {
            Value::String(text) | Value::Datetime(text) => text.trim(),
            Value::Integer(_) | Value::Float(_) | Value::Bool(_) => {
                self.document.text_at(&node.span).trim()
            }
            _ => return None,
        };
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Reports or notes a value that says nothing.
    fn empty(&mut self, key: &str, node: &Node) {
        let required = ["name", "repo", "licensor", "function", "license"].contains(&key);
        if required && matches!(node.value, Value::String(_)) {
            return; // reported as missing
        }
        if !self.strict {
            self.change(key, &node.span, ChangeKind::Drop);
        } else if node.value == Value::Null {
            let why = "has no value";
            self.invalid(
                key,
                node.span.clone(),
                why,
                Some("leave the key out".into()),
            );
        } else {
            let why = "is empty";
            self.advise(
                key,
                node.span.clone(),
                why,
                Some("leave the key out".into()),
            );
        }
    }

    /// One text.
    pub(super) fn text(&mut self, key: &str, node: &Node) -> Option<Field<String>> {
        let text = match &node.value {
            Value::String(_) => self.scalar_text(node),
            Value::Null => None,
            Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Datetime(_) => {
                let text = self.scalar_text(node)?;
                if self.strict {
                    let why = format!("is {}: it must be a string", node.value.kind());
                    let help = format!("write `{key} = \"{}\"`", clip(&text));
                    self.invalid(key, node.span.clone(), why, Some(help));
                } else {
                    self.change(
                        key,
                        &node.span,
                        ChangeKind::Rewrite(format!("\"{}\"", clip(&text))),
                    );
                }
                Some(text)
            }
            Value::Array(nodes) => {
                let first = nodes.iter().find_map(|node| self.scalar_text(node));
                if self.strict || nodes.len() > 1 || first.is_none() {
                    self.wrong_kind(key, node, "one string");
                } else {
                    self.change(key, &node.span, ChangeKind::Rewrite("a string".to_owned()));
                }
                first
            }
            Value::Table(_) => {
                self.wrong_kind(key, node, "a string");
                return None;
            }
        };
        let Some(value) = text else {
            if !matches!(node.value, Value::Array(_)) {
                self.empty(key, node);
            }
            return None;
        };
        Some(Field {
            value,
            span: node.span.clone(),
        })
    }

    /// One text or a list of them.
    pub(super) fn texts(&mut self, key: &str, node: &Node, kind: Kind) -> Vec<Field<String>> {
        let mut fields = Vec::new();
        for node in node.one_or_many() {
            let node = match (kind, node.as_table()) {
                // Open Know-How 1.0 describes a standard by a table.
                (Kind::Standard, Some(table)) if !self.strict => {
                    let named = table
                        .get("reference")
                        .or_else(|| table.get("standard-title"));
                    let Some(entry) = named else { continue };
                    self.change(
                        key,
                        &node.span,
                        ChangeKind::Rewrite("the standard's number".into()),
                    );
                    &entry.value
                }
                _ => node,
            };
            if matches!(node.value, Value::Array(_)) {
                self.wrong_kind(key, node, "a string");
                continue;
            }
            let Some(field) = self.text(key, node) else {
                continue;
            };
            match kind {
                Kind::Language => self.language(key, &field),
                Kind::PatentClass if !values::is_patent_class(&field.value) => {
                    let why = format!(
                        "is `{}`, which is no class of the Cooperative Patent Classification",
                        clip(&field.value)
                    );
                    let help = Some("write it like `D03D 35/00` or `A41G`".into());
                    self.invalid(key, field.span.clone(), why, help);
                }
                _ => {}
            }
            fields.push(field);
        }
        fields
    }

    fn language(&mut self, key: &str, field: &Field<String>) {
        let tag = field.value.as_str();
        if !values::is_language_tag(tag) {
            let why = format!("is `{}`, which is no language tag", clip(tag));
            let help = Some("write a BCP 47 tag such as `en` or `de-AT`".into());
            self.invalid(key, field.span.clone(), why, help);
        } else if let Some((why, instead)) = values::odd_language(tag) {
            let help = instead.map(|tag| format!("write `{tag}`"));
            self.advise(key, field.span.clone(), why, help);
        }
    }

    /// A web address.
    pub(super) fn url(&mut self, key: &str, node: &Node) -> Option<Field<String>> {
        let field = self.text(key, node)?;
        if !values::is_web_url(&field.value) {
            let why = format!(
                "is `{}`, which is not an `http(s)://` address",
                clip(&field.value)
            );
            let help = web_form(&field.value).map(|url| format!("write `{url}`"));
            self.invalid(key, field.span.clone(), why, help);
        }
        Some(field)
    }

    /// A readiness level.
    pub(super) fn level(
        &mut self,
        key: &str,
        node: &Node,
        allowed: &[&'static str],
    ) -> Option<Field<String>> {
        let mut field = self.text(key, node)?;
        if allowed.contains(&field.value.as_str()) {
            return Some(field);
        }
        let by_title = values::level_by_title(&field.value).filter(|level| allowed.contains(level));
        if let Some(level) = by_title.filter(|_| !self.strict) {
            self.change(
                key,
                &field.span,
                ChangeKind::Rewrite(format!("\"{level}\"")),
            );
            level.clone_into(&mut field.value);
            return Some(field);
        }
        let meant = by_title.or_else(|| values::nearest_level(&field.value, allowed));
        let why = format!("is `{}`, which is no level", clip(&field.value));
        let help = meant.map_or_else(
            || format!("write one of `{}`", allowed.join("`, `")),
            |level| format!("did you mean `{level}`?"),
        );
        self.invalid(key, field.span.clone(), why, Some(help));
        None
    }

    /// Persons or organisations.
    pub(super) fn persons(&mut self, key: &str, node: &Node) -> Vec<Field<Person>> {
        let nodes = node.one_or_many();
        let tables = nodes
            .iter()
            .filter(|node| node.as_table().is_some())
            .count();
        if self.strict && tables > 0 && tables < nodes.len() {
            let why = "mixes texts and tables: the standard allows one or the other";
            self.invalid(key, node.span.clone(), why, None);
        }
        let mut persons = Vec::new();
        for node in nodes {
            let value = match &node.value {
                Value::Table(table) => self.person(key, node, table),
                Value::Array(_) => {
                    self.wrong_kind(key, node, "a string or a table");
                    continue;
                }
                _ => self
                    .text(key, node)
                    .map(|field| Person::parse(&field.value)),
            };
            if let Some(value) = value {
                persons.push(Field {
                    value,
                    span: node.span.clone(),
                });
            }
        }
        persons
    }

    fn person(&mut self, key: &str, node: &Node, table: &Table) -> Option<Person> {
        let mut person = Person::default();
        for entry in &table.entries {
            let value = match entry.key.as_str() {
                "url" => self.url(key, &entry.value),
                "name" | "email" => self.text(key, &entry.value),
                _ => continue,
            };
            let value = value.map(|field| field.value);
            match entry.key.as_str() {
                "name" => person.name = value.unwrap_or_default(),
                "email" => person.email = value,
                _ => person.url = value,
            }
        }
        if person == Person::default() {
            let help = Some("give it a `name`".into());
            self.advise(key, node.span.clone(), "names nobody", help);
            return None;
        }
        Some(person)
    }

    /// A mass in grams.
    pub(super) fn mass(&mut self, key: &str, node: &Node) -> Option<Field<f64>> {
        let older = match &node.value {
            Value::Table(table) => {
                let unit = table.get("unit").and_then(|entry| entry.value.as_str());
                table
                    .get("value")
                    .and_then(|entry| self.number(&entry.value))
                    .and_then(|(number, _)| Some(number * values::grams_per(unit.unwrap_or("g"))?))
            }
            Value::String(text) => values::number_and_unit(text).and_then(|(number, unit)| {
                let unit = if unit.is_empty() { "g" } else { unit };
                Some(number * values::grams_per(unit)?)
            }),
            Value::Null => {
                self.empty(key, node);
                return None;
            }
            _ => None,
        };
        let grams = match (node.as_f64(), older) {
            (Some(number), _) => number,
            (None, Some(grams)) => {
                self.reshape(key, node, &crate::units::number(grams), "a number of grams");
                grams
            }
            (None, None) => {
                self.wrong_kind(key, node, "a number of grams");
                return None;
            }
        };
        if grams > 0.0 && grams.is_finite() {
            return Some(Field {
                value: grams,
                span: node.span.clone(),
            });
        }
        let why = "must be more than 0 g";
        self.invalid(
            key,
            node.span.clone(),
            why,
            Some("leave the key out until it is known".into()),
        );
        None
    }

    /// Reports or notes a measure that is written in an older way.
    fn reshape(&mut self, key: &str, node: &Node, reads: &str, wanted: &str) {
        if self.strict {
            let why = format!("is {}: it must be {wanted}", node.value.kind());
            self.invalid(
                key,
                node.span.clone(),
                why,
                Some(format!("write `{key} = {reads}`")),
            );
        } else {
            self.change(key, &node.span, ChangeKind::Rewrite(reads.to_owned()));
        }
    }

    /// A number, or a text that reads as one (then `true`).
    fn number(&self, node: &Node) -> Option<(f64, bool)> {
        if let Some(number) = node.as_f64() {
            return Some((number, false));
        }
        let (number, unit) = values::number_and_unit(node.as_str()?)?;
        let factor = if unit.is_empty() {
            1.0
        } else {
            values::mm_per(unit)?
        };
        Some((number * factor, true))
    }

    /// Width, depth and height in mm.
    pub(super) fn dimensions(&mut self, key: &str, node: &Node) -> Option<Field<[f64; 3]>> {
        let (size, older) = match &node.value {
            Value::Table(table) if table.get("width").is_some() || self.strict => {
                (self.box_of(key, node, table)?, false)
            }
            Value::Table(table) => (older_box(table), true),
            Value::String(text) => (values::openscad_size(text), true),
            // An array of tables, `[[outer-dimensions]]`: the first is the thing itself.
            Value::Array(nodes) if nodes.iter().any(|node| node.as_table().is_some()) => {
                let inner = nodes.iter().find(|node| node.as_table().is_some())?;
                if self.strict {
                    let help = Some(format!("write `[{key}]`"));
                    let why = "is a list: it must be one table";
                    self.invalid(key, node.span.clone(), why, help);
                }
                return self.dimensions(key, inner);
            }
            Value::Array(nodes) => {
                let numbers: Option<Vec<f64>> = nodes
                    .iter()
                    .map(|node| Some(self.number(node)?.0))
                    .collect();
                (numbers.and_then(|numbers| numbers.try_into().ok()), true)
            }
            Value::Null => {
                self.empty(key, node);
                return None;
            }
            _ => (None, true),
        };
        let Some(size) = size else {
            let why = "gives no width, depth and height";
            let help = Some("write `{ width = …, depth = …, height = … }` in mm".into());
            self.invalid(key, node.span.clone(), why, help);
            return None;
        };
        if older {
            let [width, depth, height] = size.map(crate::units::number);
            let reads = format!("{{ width = {width}, depth = {depth}, height = {height} }}");
            self.reshape(
                key,
                node,
                &reads,
                "a table with `width`, `depth` and `height` in mm",
            );
        }
        if size
            .iter()
            .all(|length| *length > 0.0 && length.is_finite())
        {
            return Some(Field {
                value: size,
                span: node.span.clone(),
            });
        }
        let why = "must be more than 0 mm each way";
        self.invalid(
            key,
            node.span.clone(),
            why,
            Some("leave the key out until it is known".into()),
        );
        None
    }

    /// `{ width, depth, height }`; `Some(None)` is a table that lacks one of them.
    #[expect(
        clippy::option_option,
        reason = "the outer one says that a problem was reported"
    )]
    fn box_of(&mut self, key: &str, node: &Node, table: &Table) -> Option<Option<[f64; 3]>> {
        let mut lengths = [None; 3];
        let mut complete = true;
        let unit = table.get("unit").and_then(|entry| entry.value.as_str());
        let factor = unit.and_then(values::mm_per).unwrap_or(1.0);
        for entry in &table.entries {
            if entry.key == "unit" && !self.strict {
                continue;
            }
            let Some(name) = self.known(entry, "[outer-dimensions]", keys::DIMENSIONS, &[]) else {
                continue;
            };
            let axis = keys::DIMENSIONS.iter().position(|known| *known == name)?;
            match self.number(&entry.value) {
                Some((number, as_text)) => {
                    if as_text {
                        let reads = crate::units::number(number);
                        if self.strict {
                            let why = format!("has a {name} that is a string: it must be a number");
                            let help = Some(format!("write `{name} = {reads}`"));
                            self.invalid(key, entry.value.span.clone(), why, help);
                        } else {
                            self.change(
                                key,
                                &entry.value.span,
                                ChangeKind::Rewrite("numbers".into()),
                            );
                        }
                    }
                    lengths[axis] = Some(number * factor);
                }
                None => {
                    complete = false;
                    let why = format!("has a {name} that is {}", entry.value.value.kind());
                    self.invalid(
                        key,
                        entry.value.span.clone(),
                        why,
                        Some("write a number of mm".into()),
                    );
                }
            }
        }
        if !complete {
            return None;
        }
        let [Some(width), Some(depth), Some(height)] = lengths else {
            let absent: Vec<String> = keys::DIMENSIONS
                .iter()
                .zip(lengths)
                .filter(|(_, length)| length.is_none())
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let why = format!("has no {}", absent.join(" and no "));
            self.invalid(
                key,
                node.span.clone(),
                why,
                Some("give all three in mm".into()),
            );
            return None;
        };
        Some(Some([width, depth, height]))
    }

    /// Paths and addresses.
    pub(super) fn references(&mut self, what: References, node: &Node) {
        if matches!(node.value, Value::Array(_)) && !what.many() {
            self.wrong_kind(what.key, node, "one string");
        }
        for node in node.one_or_many() {
            match &node.value {
                Value::Table(table) => self.reference_table(what, node, table),
                Value::Array(_) => self.wrong_kind(what.key, node, "a path or an address"),
                _ => self.reference(what, node),
            }
        }
    }

    /// An image with its slots, or Open Know-How 1.0's `{ path, title }`.
    fn reference_table(&mut self, what: References, node: &Node, table: &Table) {
        if what.role == Role::Image && (self.strict || table.get("location").is_some()) {
            for entry in &table.entries {
                match self.known(entry, "[[image]]", keys::IMAGE, &[]) {
                    Some("location") => self.reference(what, &entry.value),
                    Some(key @ ("slots" | "tags"))
                        if !matches!(entry.value.value, Value::Array(_)) =>
                    {
                        self.wrong_kind(key, &entry.value, "a list");
                    }
                    _ => {}
                }
            }
            if table.get("location").is_none() {
                self.missing("location", "[[image]]", node.span.clone());
            }
            return;
        }
        if self.strict {
            self.wrong_kind(what.key, node, "a path or an address");
            return;
        }
        let path = ["path", "url", "web"]
            .into_iter()
            .find_map(|key| table.get(key));
        if let Some(entry) = path {
            self.change(
                what.key,
                &node.span,
                ChangeKind::Rewrite("the path alone".to_owned()),
            );
            self.reference(what, &entry.value);
        }
    }

    fn reference(&mut self, what: References, node: &Node) {
        let Some(mut field) = self.text(what.key, node) else {
            return;
        };
        let text = field.value.as_str();
        let web = text.starts_with("http://") || text.starts_with("https://");
        if what.role == Role::Publication {
            if !web && !values::is_doi(text) {
                let why = format!(
                    "is `{}`, which is neither a DOI nor a web address",
                    clip(text)
                );
                self.invalid(what.key, field.span.clone(), why, None);
            }
        } else if web {
            if !values::is_web_url(text) {
                let why = format!("is `{}`, an address without a host", clip(text));
                self.invalid(what.key, field.span.clone(), why, None);
            }
        } else if let Some(why) = values::path_defect(text) {
            let why = format!("{why} (`{}`)", clip(text));
            self.invalid(what.key, field.span.clone(), why, None);
        } else {
            let relative = text.trim_start_matches('/');
            if relative.len() < text.len() {
                let relative = relative.to_owned();
                if self.strict {
                    let why = format!("begins with a slash (`{}`)", clip(text));
                    let help = Some(format!(
                        "write `{relative}`: paths start at the package root"
                    ));
                    self.advise(what.key, field.span.clone(), why, help);
                } else {
                    let reads = format!("\"{}\"", clip(&relative));
                    self.change(what.key, &node.span, ChangeKind::Rewrite(reads));
                }
                field.value = relative;
            }
            while let Some(rest) = field.value.strip_prefix("./") {
                field.value = rest.trim_start_matches('/').to_owned();
            }
        }
        if !field.value.is_empty() {
            self.refer(&what, field);
        }
    }
}

/// `{ openSCAD, unit }` of OKH-LOSH 1.0.
fn older_box(table: &Table) -> Option<[f64; 3]> {
    let body = table
        .entries
        .iter()
        .find(|entry| entry.key.eq_ignore_ascii_case("openscad"))?;
    let unit = table.get("unit").and_then(|entry| entry.value.as_str());
    let factor = values::mm_per(unit.unwrap_or("mm"))?;
    let size = values::openscad_size(body.value.as_str()?)?;
    Some(size.map(|length| length * factor))
}

/// The web address of a repository that is given as `git@host:path` or without scheme.
fn web_form(text: &str) -> Option<String> {
    if let Some((host, path)) = text
        .strip_prefix("git@")
        .and_then(|rest| rest.split_once(':'))
    {
        return Some(format!("https://{host}/{}", path.trim_end_matches(".git")));
    }
    let (host, path) = text.split_once('/')?;
    let host_like = host.contains('.') && !host.starts_with('.') && !host.contains(' ');
    (host_like && !path.is_empty()).then(|| format!("https://{text}"))
}

impl Person {
    /// Reads `Name <mail>`.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let split = text.split_once('<').and_then(|(name, rest)| {
            let mail = rest.split('>').next()?.trim();
            mail.contains('@').then(|| (name.trim(), mail))
        });
        match split {
            Some((name, mail)) => Self {
                name: if name.is_empty() { mail } else { name }.to_owned(),
                email: Some(mail.to_owned()),
                url: None,
            },
            None => Self {
                name: text.to_owned(),
                ..Self::default()
            },
        }
    }
}
