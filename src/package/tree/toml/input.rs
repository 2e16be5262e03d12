//! From parser events to keys and values.

use super::growing::{Growing, GrowingNode, Grown, Key, Origin, put};
use crate::diag::Span;
use crate::package::tree::{MAX_DEPTH, Node, SyntaxError, Value};
use toml_parser::decoder::ScalarKind;
use toml_parser::parser::{Event, EventKind};
use toml_parser::{ParseError, Source};

/// The events of a piece of text that begins at `offset` of the whole.
pub(super) struct Input<'a> {
    pub(super) text: &'a str,
    pub(super) offset: usize,
    pub(super) events: &'a [Event],
    pub(super) at: usize,
    pub(super) errors: Vec<SyntaxError>,
}

impl Input<'_> {
    pub(super) fn next(&mut self) -> Option<Event> {
        let event = self.events.get(self.at).copied();
        self.at += 1;
        event
    }

    pub(super) fn peek(&self) -> Option<EventKind> {
        self.events.get(self.at).map(Event::kind)
    }

    pub(super) fn skip_blank(&mut self) {
        while self.peek() == Some(EventKind::Whitespace) {
            self.at += 1;
        }
    }

    pub(super) fn span(&self, event: Event) -> Span {
        let span = event.span();
        self.offset + span.start()..self.offset + span.end()
    }

    /// The keys of a dotted key that begins with `first`.
    pub(super) fn keys(&mut self, first: Event) -> Vec<Key> {
        let mut keys = vec![self.key(first)];
        loop {
            let before = self.at;
            self.skip_blank();
            if self.peek() != Some(EventKind::KeySep) {
                self.at = before;
                break;
            }
            self.at += 1;
            self.skip_blank();
            if self.peek() != Some(EventKind::SimpleKey) {
                break;
            }
            if let Some(event) = self.next() {
                keys.push(self.key(event));
            }
        }
        if keys.len() > MAX_DEPTH {
            let span = keys[0].span.start..keys[keys.len() - 1].span.end;
            self.errors.push(SyntaxError {
                message: format!("this key has more than {MAX_DEPTH} dots"),
                span,
            });
            keys.truncate(1);
        }
        keys
    }

    pub(super) fn key(&mut self, event: Event) -> Key {
        let span = self.span(event);
        let (name, _) = self.decode(event, true);
        Key { name, span }
    }

    /// The text and kind of a key or scalar.
    pub(super) fn decode(&mut self, event: Event, key: bool) -> (String, ScalarKind) {
        let source = Source::new(&self.text[self.offset..]);
        let mut decoded = std::borrow::Cow::Borrowed("");
        let mut errors: Vec<ParseError> = Vec::new();
        let kind = source.get(event).map_or(ScalarKind::String, |raw| {
            if key {
                raw.decode_key(&mut decoded, &mut errors);
                ScalarKind::String
            } else {
                raw.decode_scalar(&mut decoded, &mut errors)
            }
        });
        let offset = self.offset;
        self.errors
            .extend(errors.iter().map(|error| syntax_error(error, offset)));
        (decoded.into_owned(), kind)
    }

    /// The value that comes next.
    pub(super) fn value(&mut self, depth: usize) -> Option<GrowingNode> {
        self.skip_blank();
        let kind = self.peek()?;
        match kind {
            EventKind::Scalar => {
                let event = self.next()?;
                Some(self.scalar(event))
            }
            EventKind::ArrayOpen => Some(self.array(depth)),
            EventKind::InlineTableOpen => Some(self.inline_table(depth)),
            _ => None,
        }
    }

    pub(super) fn scalar(&mut self, event: Event) -> GrowingNode {
        let span = self.span(event);
        let errors = self.errors.len();
        let (text, kind) = self.decode(event, false);
        let value = match kind {
            ScalarKind::String => Value::String(text),
            ScalarKind::Boolean(value) => Value::Bool(value),
            ScalarKind::DateTime => {
                if let Err(error) = text.parse::<toml::value::Datetime>() {
                    self.errors.push(SyntaxError {
                        message: error.to_string(),
                        span: span.clone(),
                    });
                }
                Value::Datetime(text)
            }
            ScalarKind::Float => Value::Float(text.parse().unwrap_or(f64::NAN)),
            ScalarKind::Integer(radix) => i64::from_str_radix(&text, radix.value()).map_or_else(
                |_| Value::Float(text.parse().unwrap_or(f64::INFINITY)),
                Value::Integer,
            ),
        };
        // A value that is no TOML is still the author's text: `version = 1.2.3`, `okhv = v2.4`.
        let value = if self.errors.len() > errors
            && matches!(value, Value::Float(_) | Value::Integer(_) | Value::Bool(_))
        {
            Value::String(self.text[span.clone()].trim().to_owned())
        } else {
            value
        };
        GrowingNode {
            span,
            value: Grown::Value(value),
        }
    }

    pub(super) fn array(&mut self, depth: usize) -> GrowingNode {
        let mut span = self
            .next()
            .map(|event| self.span(event))
            .unwrap_or_default();
        let mut nodes = Vec::new();
        while let Some(kind) = self.peek() {
            match kind {
                EventKind::ArrayClose => {
                    if let Some(event) = self.next() {
                        span.end = span.end.max(self.span(event).end);
                    }
                    break;
                }
                EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen
                    if depth < MAX_DEPTH =>
                {
                    if let Some(node) = self.value(depth + 1) {
                        span.end = span.end.max(node.span.end);
                        nodes.push(Node {
                            span: node.span,
                            value: node.value.into_value(),
                        });
                    }
                }
                _ => self.at += 1,
            }
        }
        GrowingNode {
            span,
            value: Grown::Value(Value::Array(nodes)),
        }
    }

    pub(super) fn inline_table(&mut self, depth: usize) -> GrowingNode {
        let mut span = self
            .next()
            .map(|event| self.span(event))
            .unwrap_or_default();
        let mut table = Growing::new(Origin::Dotted);
        while let Some(kind) = self.peek() {
            match kind {
                EventKind::InlineTableClose => {
                    if let Some(event) = self.next() {
                        span.end = span.end.max(self.span(event).end);
                    }
                    break;
                }
                EventKind::SimpleKey if depth < MAX_DEPTH => {
                    let Some(event) = self.next() else { break };
                    let keys = self.keys(event);
                    self.skip_blank();
                    if self.peek() != Some(EventKind::KeyValSep) {
                        continue;
                    }
                    self.at += 1;
                    let Some(node) = self.value(depth + 1) else {
                        continue;
                    };
                    span.end = span.end.max(node.span.end);
                    if let Err((message, span)) = put(&mut table, keys, node) {
                        self.errors.push(SyntaxError { message, span });
                    }
                }
                _ => self.at += 1,
            }
        }
        table.origin = Origin::Inline;
        GrowingNode {
            span,
            value: Grown::Table(table),
        }
    }
}

/// An error of the parser as ours.
pub(super) fn syntax_error(error: &ParseError, offset: usize) -> SyntaxError {
    let span = error.unexpected().or(error.context());
    let span = span.map_or(offset..offset, |span| {
        offset + span.start()..offset + span.end()
    });
    let mut message = error.description().to_owned();
    for (index, expected) in error.expected().unwrap_or_default().iter().enumerate() {
        message.push_str(if index == 0 { ": expected " } else { " or " });
        match expected {
            toml_parser::Expected::Literal("\n") => message.push_str("the end of the line"),
            toml_parser::Expected::Literal(text) => {
                message.push('`');
                message.push_str(text);
                message.push('`');
            }
            toml_parser::Expected::Description(text) => message.push_str(text),
            _ => message.push_str("something else"),
        }
    }
    SyntaxError { message, span }
}
