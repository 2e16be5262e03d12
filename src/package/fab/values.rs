//! The values of `fab.toml`.

use super::Problem;
use super::read::Reader;
use crate::diag::Span;
use crate::package::credits::ROLES;
use crate::package::manifest::values::is_web_url;
use crate::package::manifest::{Field, nearest};
use crate::package::parts::Orientation;
use crate::package::tree::{Node, Value};

impl Reader<'_> {
    pub(super) fn invalid(
        &mut self,
        key: &str,
        span: &Span,
        why: impl Into<String>,
        help: Option<String>,
    ) {
        self.problems.push(Problem::Invalid {
            key: key.to_owned(),
            span: span.clone(),
            why: why.into(),
            help,
            grave: true,
        });
    }

    pub(super) fn wrong_kind(&mut self, key: &str, node: &Node, wanted: &str) {
        let why = format!("is {}: it must be {wanted}", node.value.kind());
        self.invalid(key, &node.span, why, None);
    }

    pub(super) fn missing(&mut self, key: &'static str, within: &str, span: &Span) {
        self.problems.push(Problem::Missing {
            key,
            within: within.to_owned(),
            span: span.clone(),
        });
    }

    pub(super) fn id(&mut self, node: &Node) -> Option<Field<String>> {
        let id = self.text("id", node)?;
        let good = (2..=64).contains(&id.value.len())
            && id
                .value
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !good {
            let why = format!(
                "is `{}`: it must be 2 to 64 of the characters a–z, 0–9 and `-`",
                id.value
            );
            self.invalid("id", &id.span, why, None);
        }
        Some(id)
    }

    pub(super) fn date(&mut self, node: &Node) -> Option<Field<String>> {
        if let Value::Datetime(text) = &node.value
            && is_date(text)
        {
            return Some(Field {
                value: text.clone(),
                span: node.span.clone(),
            });
        }
        if matches!(node.value, Value::Datetime(_)) {
            self.invalid(
                "date",
                &node.span,
                "is no plain date",
                Some("write `YYYY-MM-DD`".into()),
            );
            return None;
        }
        self.checked("date", node, "a date `YYYY-MM-DD`", is_date)
    }

    /// One text that is not empty.
    pub(super) fn text(&mut self, key: &str, node: &Node) -> Option<Field<String>> {
        let Value::String(text) = &node.value else {
            self.wrong_kind(key, node, "a string");
            return None;
        };
        if text.trim().is_empty() {
            self.invalid(
                key,
                &node.span,
                "is empty",
                Some("leave the key out".into()),
            );
            return None;
        }
        Some(Field {
            value: text.trim().to_owned(),
            span: node.span.clone(),
        })
    }

    pub(super) fn texts(&mut self, key: &str, node: &Node) -> Vec<Field<String>> {
        node.one_or_many()
            .iter()
            .filter_map(|node| self.text(key, node))
            .collect()
    }

    /// Anybody may do anything for a design, so any role is allowed; a near miss of a known one is told.
    pub(super) fn advise_roles(&mut self, roles: &[Field<String>]) {
        for role in roles {
            let written = role.value.as_str();
            if ROLES.contains(&written) {
                continue;
            }
            let lower = written.to_lowercase();
            let meant = ROLES
                .into_iter()
                .find(|known| *known == lower)
                .or_else(|| nearest(&lower, &ROLES));
            if let Some(meant) = meant {
                self.problems.push(Problem::Invalid {
                    key: "roles".to_owned(),
                    span: role.span.clone(),
                    why: format!("has `{written}`, which is no known role"),
                    help: Some(format!("did you mean `{meant}`?")),
                    grave: false,
                });
            }
        }
    }

    pub(super) fn globs(&mut self, key: &str, node: &Node) -> Vec<Field<String>> {
        let globs = self.texts(key, node);
        for glob in &globs {
            if let Err(error) = globset::Glob::new(&glob.value) {
                let why = format!("is no glob: {}", error.kind());
                self.invalid(key, &glob.span, why, None);
            }
        }
        globs
    }

    pub(super) fn checked(
        &mut self,
        key: &str,
        node: &Node,
        wanted: &str,
        good: fn(&str) -> bool,
    ) -> Option<Field<String>> {
        let field = self.text(key, node)?;
        if !good(&field.value) {
            let why = format!("is `{}`: it must be {wanted}", field.value);
            self.invalid(key, &field.span, why, None);
        }
        Some(field)
    }

    /// One of several words.
    pub(super) fn word<T: Clone>(
        &mut self,
        key: &str,
        node: &Node,
        words: &[(&'static str, T)],
    ) -> Option<Field<T>> {
        let text = self.text(key, node)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Field {
                value: value.clone(),
                span: text.span,
            });
        }
        let all: Vec<&'static str> = words.iter().map(|(word, _)| *word).collect();
        let meant = all
            .iter()
            .copied()
            .find(|word| word.eq_ignore_ascii_case(&text.value))
            .or_else(|| synonym(&text.value).filter(|word| all.contains(word)))
            .or_else(|| nearest(&text.value, &all));
        let help = meant.map_or_else(
            || format!("write one of `{}`", all.join("`, `")),
            |word| format!("did you mean `{word}`?"),
        );
        let why = format!("is `{}`, which is not known", text.value);
        self.invalid(key, &text.span, why, Some(help));
        None
    }

    pub(super) fn words<T: Clone>(
        &mut self,
        key: &str,
        node: &Node,
        words: &[(&'static str, T)],
    ) -> Vec<Field<T>> {
        node.one_or_many()
            .iter()
            .filter_map(|node| self.word(key, node, words))
            .collect()
    }

    pub(super) fn number(&mut self, key: &str, node: &Node) -> Option<Field<f64>> {
        let number = node.as_f64();
        if number.is_none() {
            self.wrong_kind(key, node, "a number");
        }
        Some(Field {
            value: number?,
            span: node.span.clone(),
        })
    }

    pub(super) fn length(&mut self, key: &str, node: &Node) -> Option<Field<f64>> {
        let number = self.number(key, node)?;
        if number.value > 0.0 && number.value.is_finite() {
            return Some(number);
        }
        self.invalid(key, &number.span, "must be more than 0 mm", None);
        None
    }

    pub(super) fn infill(&mut self, node: &Node) -> Option<Field<f64>> {
        let number = self.number("infill", node)?;
        if (0.0..=100.0).contains(&number.value) {
            return Some(number);
        }
        self.invalid("infill", &number.span, "must be between 0 and 100 %", None);
        None
    }

    pub(super) fn count(&mut self, key: &str, node: &Node, least: u32) -> Option<Field<u32>> {
        let Value::Integer(number) = node.value else {
            self.wrong_kind(key, node, "a whole number");
            return None;
        };
        match u32::try_from(number) {
            Ok(value) if value >= least => Some(Field {
                value,
                span: node.span.clone(),
            }),
            _ => {
                let why = format!("must be a whole number from {least} on");
                self.invalid(key, &node.span, why, None);
                None
            }
        }
    }

    pub(super) fn orientation(&mut self, node: &Node) -> Option<Field<Orientation>> {
        let Value::Array(nodes) = &node.value else {
            let words = [
                ("as-modelled", Orientation::AsModelled),
                ("any", Orientation::Any),
            ];
            return self.word("orientation", node, &words);
        };
        let angles: Option<Vec<f64>> = nodes
            .iter()
            .map(|node| node.as_f64().filter(|angle| angle.is_finite()))
            .collect();
        let Some(Ok(angles)) = angles.map(<[f64; 3]>::try_from) else {
            let why = "must be three angles in degrees, about X, Y and Z";
            self.invalid("orientation", &node.span, why, None);
            return None;
        };
        Some(Field {
            value: Orientation::Turned(angles),
            span: node.span.clone(),
        })
    }
}

/// Our word for a process that a text certainly names.
pub(in crate::package) fn word_of_process(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let words = crate::package::parts::Process::ALL.map(|(_, word)| word);
    let exact = words.iter().find(|word| word.eq_ignore_ascii_case(text));
    exact.copied().or_else(|| synonym(text))
}

/// What people write for a word of ours.
fn synonym(text: &str) -> Option<&'static str> {
    Some(match text.to_ascii_lowercase().as_str() {
        "fdm" | "3dp-fdm" | "fused deposition modeling" | "fused filament fabrication" => "FFF",
        "sla" | "dlp" | "msla" => "resin",
        "cnc" | "milling" => "mill",
        "lasercut" | "laser-cut" | "cutting" => "laser",
        "bought" | "purchase" | "cots" => "buy",
        "in" | "inches" | "\"" => "inch",
        "millimetre" | "millimeter" => "mm",
        "metre" | "meter" => "m",
        "forbid" | "forbidden" | "no" => "none",
        "yes" | "ok" => "allowed",
        "modelled" | "as-modeled" | "fixed" => "as-modelled",
        "error" => "deny",
        "ignore" => "allow",
        _ => return None,
    })
}

/// Whether a text says where something comes from: a web address, or a file at hand.
pub(super) fn is_origin(text: &str) -> bool {
    is_web_url(text)
        || ["./", "../", "file:"]
            .iter()
            .any(|start| text.starts_with(start))
}

pub(super) fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|digits| {
        digits.len() == 64
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn is_date(text: &str) -> bool {
    text.parse::<toml::value::Datetime>()
        .is_ok_and(|moment| moment.date.is_some() && moment.time.is_none())
}
