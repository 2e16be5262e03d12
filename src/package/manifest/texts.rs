//! Texts: single ones and lists, addresses, languages, levels and persons, in every way they were ever
//! written.

use super::problem::{ChangeKind, Rewrite};
use super::read::{Reader, clip};
use super::values;
use super::{Field, Person};
use crate::package::tree::{Node, Table, Value};

/// What a list of texts holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Language,
    PatentClass,
    Standard,
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
                let text = self.document.text_at(&node.span).trim();
                // A YAML alias stands for a value that is written elsewhere.
                if text.starts_with('*') {
                    return Some(match node.value {
                        Value::Integer(number) => number.to_string(),
                        Value::Float(number) => number.to_string(),
                        ref value => (*value == Value::Bool(true)).to_string(),
                    });
                }
                text
            }
            _ => return None,
        };
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Reports or notes a value that says nothing.
    pub(super) fn empty(&mut self, key: &str, node: &Node) {
        let required = ["name", "repo", "licensor", "function", "license"].contains(&key);
        if required && matches!(node.value, Value::String(_)) {
            return; // reported as missing
        }
        self.change(key, &node.span, ChangeKind::Drop);
        if !self.strict {
            // Reported with the other changes.
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
                }
                self.rewrite(key, &node.span, Rewrite::text(&text));
                Some(text)
            }
            Value::Array(nodes) => {
                let first = nodes.iter().find_map(|node| self.scalar_text(node));
                if self.strict || nodes.len() > 1 || first.is_none() {
                    self.wrong_kind(key, node, "one string");
                }
                if let (Some(first), [_]) = (&first, nodes.as_slice()) {
                    let rewrite = Rewrite {
                        reads: "a string".to_owned(),
                        ..Rewrite::text(first)
                    };
                    self.rewrite(key, &node.span, rewrite);
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
                    if let Some(number) = self.scalar_text(&entry.value) {
                        let rewrite = Rewrite {
                            reads: "the standard's number".to_owned(),
                            whole: table.entries.len() == 1,
                            ..Rewrite::text(number)
                        };
                        self.rewrite(key, &node.span, rewrite);
                    }
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
            let meant = values::meant_language(tag);
            let help = meant.as_ref().map_or_else(
                || "write a BCP 47 tag such as `en` or `de-AT`".to_owned(),
                |tag| format!("write `{tag}`"),
            );
            self.invalid(key, field.span.clone(), why, Some(help));
            if let Some(tag) = meant {
                self.edit(&field.span, ChangeKind::Rewrite(Rewrite::text(tag)));
            }
        } else if let Some((why, instead)) = values::odd_language(tag) {
            let help = instead.as_ref().map(|tag| format!("write `{tag}`"));
            if let Some(tag) = instead {
                self.edit(&field.span, ChangeKind::Rewrite(Rewrite::text(tag)));
            }
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
            let web = web_form(&field.value);
            let help = web.as_ref().map(|url| format!("write `{url}`"));
            self.invalid(key, field.span.clone(), why, help);
            if let Some(url) = web.filter(|_| is_certain(&field.value)) {
                self.edit(&field.span, ChangeKind::Rewrite(Rewrite::text(url)));
            }
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
            self.rewrite(key, &field.span, Rewrite::text(level));
            level.clone_into(&mut field.value);
            return Some(field);
        }
        let meant = by_title.or_else(|| values::nearest_level(&field.value, allowed));
        let why = format!("is `{}`, which is no level", clip(&field.value));
        if let Some(level) = meant {
            self.edit(&field.span, ChangeKind::Rewrite(Rewrite::text(level)));
        }
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
        let mixed = tables > 0 && tables < nodes.len();
        for node in nodes {
            if let (true, Some(text)) = (mixed, node.as_str()) {
                let rewrite = Rewrite {
                    reads: "a table".to_owned(),
                    value: Person::parse(text).into_value(),
                    whole: true,
                };
                self.edit(&node.span, ChangeKind::Rewrite(rewrite));
            }
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
    let ends_well = host
        .rsplit('.')
        .next()
        .is_some_and(|end| end.len() > 1 && end.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let host_like =
        host.contains('.') && !host.starts_with('.') && !host.contains(' ') && ends_well;
    (host_like && !path.is_empty()).then(|| format!("https://{text}"))
}

/// Whether an address without scheme can be nothing but a web address: its host is known for that.
fn is_certain(text: &str) -> bool {
    const FORGES: [&str; 5] = [
        "github.com/",
        "gitlab.com/",
        "codeberg.org/",
        "bitbucket.org/",
        "www.",
    ];
    text.starts_with("git@") || FORGES.iter().any(|forge| text.starts_with(forge))
}

impl Person {
    /// The table that says the same.
    pub(super) fn into_value(self) -> Value {
        let entries = [
            ("name", Some(self.name)),
            ("email", self.email),
            ("url", self.url),
        ];
        let entries = entries.into_iter().filter_map(|(key, text)| {
            let value = Value::String(text?);
            Some((key, value))
        });
        Value::table(entries)
    }

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
