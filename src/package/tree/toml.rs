//! TOML into a tree, going on after every error.
//!
//! Built on the events of `toml_parser` and not on `toml`'s own table, which drops the second of two
//! equal keys and everything after a line without `=`.

use super::{Entry, MAX_DEPTH, Node, SyntaxError, Table, Value};
use crate::diag::Span;
use rustc_hash::FxHashMap;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{Event, EventKind, RecursionGuard, ValidateWhitespace};
use toml_parser::{ParseError, Source};

/// How often parsing starts afresh after a bracket or quote that is never closed.
const MAX_RESTARTS: usize = 20;

/// Reads `text`; the errors are in no particular order.
pub(super) fn parse(text: &str) -> (Table, Vec<SyntaxError>) {
    let mut builder = Builder::new(text);
    let mut start = 0;
    for restart in 0..=MAX_RESTARTS {
        let (events, errors) = events_of(&text[start..]);
        let resume = (restart < MAX_RESTARTS)
            .then(|| resume_after_unclosed(&text[start..], &events, &errors))
            .flatten();
        let Some(resume) = resume else {
            builder.take(start, &events, &errors);
            break;
        };
        let (events, errors) = events_of(&text[start..start + resume]);
        builder.take(start, &events, &errors);
        start += resume;
    }
    builder.finish()
}

fn events_of(text: &str) -> (Vec<Event>, Vec<ParseError>) {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events = Vec::with_capacity(tokens.len());
    let mut errors: Vec<ParseError> = Vec::new();
    let mut receiver = ValidateWhitespace::new(&mut events, source);
    let mut receiver = RecursionGuard::new(&mut receiver, MAX_DEPTH as u32);
    toml_parser::parser::parse_document(&tokens, &mut receiver, &mut errors);
    (events, errors)
}

/// Where to go on when a bracket or a multi-line string is never closed: the next line that looks
/// like a statement.
fn resume_after_unclosed(text: &str, events: &[Event], errors: &[ParseError]) -> Option<usize> {
    let bracket = errors
        .iter()
        .filter(|error| error.description().starts_with("unclosed"))
        .filter_map(|error| error.context().map(|span| span.start()));
    let string = events.iter().filter_map(|event| {
        let closing = match event.encoding()? {
            Encoding::MlBasicString => "\"\"\"",
            Encoding::MlLiteralString => "'''",
            _ => return None,
        };
        let span = event.span();
        let raw = text.get(span.start()..span.end())?;
        (raw.len() < 6 || !raw.ends_with(closing)).then_some(span.start())
    });
    let open = bracket.chain(string).min()?;
    let mut at = open;
    while let Some(length) = text[at..].find('\n') {
        at += length + 1;
        let line = text[at..].lines().next().unwrap_or_default();
        if looks_like_statement(line) {
            return Some(at);
        }
    }
    None
}

/// Whether a line reads `key =` or `[table]`.
fn looks_like_statement(line: &str) -> bool {
    let line = line.trim_end();
    if let Some(rest) = line.strip_prefix('[') {
        let name = rest.trim_start_matches('[');
        return name.ends_with(']')
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"');
    }
    let key = line.trim_start_matches(|c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '$' | '"')
    });
    key.len() < line.len() && key.trim_start().starts_with('=')
}

/// How a table came to be, which decides whether it may be reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Only as the parent of another table.
    Implied,
    /// By its own header.
    Header,
    /// By a dotted key.
    Dotted,
    /// Between braces: complete.
    Inline,
}

#[derive(Debug)]
struct Growing {
    origin: Origin,
    entries: Vec<GrowingEntry>,
    last: FxHashMap<String, usize>,
}

#[derive(Debug)]
struct GrowingEntry {
    key: String,
    key_span: Span,
    span: Span,
    value: Grown,
}

#[derive(Debug)]
enum Grown {
    Value(Value),
    Table(Growing),
    Tables(Vec<(Span, Growing)>),
}

impl Growing {
    fn new(origin: Origin) -> Self {
        Self {
            origin,
            entries: Vec::new(),
            last: FxHashMap::default(),
        }
    }

    fn push(&mut self, key: Key, span: Span, value: Grown) -> usize {
        let index = self.entries.len();
        self.last.insert(key.name.clone(), index);
        self.entries.push(GrowingEntry {
            key: key.name,
            key_span: key.span,
            span,
            value,
        });
        index
    }

    fn into_table(self) -> Table {
        let entries = self.entries.into_iter().map(|entry| Entry {
            key: entry.key,
            key_span: entry.key_span,
            value: Node {
                span: entry.span,
                value: match entry.value {
                    Grown::Value(value) => value,
                    Grown::Table(table) => Value::Table(table.into_table()),
                    Grown::Tables(tables) => Value::Array(
                        tables
                            .into_iter()
                            .map(|(span, table)| Node {
                                span,
                                value: Value::Table(table.into_table()),
                            })
                            .collect(),
                    ),
                },
            },
        });
        Table {
            entries: entries.collect(),
        }
    }
}

#[derive(Debug, Clone)]
struct Key {
    name: String,
    span: Span,
}

struct Builder<'t> {
    text: &'t str,
    root: Growing,
    /// The keys of the current header; `None` when statements go nowhere.
    header: Option<Vec<Key>>,
    errors: Vec<SyntaxError>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            root: Growing::new(Origin::Header),
            header: Some(Vec::new()),
            errors: Vec::new(),
        }
    }

    fn error(&mut self, message: impl Into<String>, span: Span) {
        self.errors.push(SyntaxError {
            message: message.into(),
            span,
        });
    }

    fn finish(self) -> (Table, Vec<SyntaxError>) {
        (self.root.into_table(), self.errors)
    }

    /// Takes the events of the text from `offset` on.
    fn take(&mut self, offset: usize, events: &[Event], errors: &[ParseError]) {
        self.errors
            .extend(errors.iter().map(|error| syntax_error(error, offset)));
        let mut input = Input {
            text: self.text,
            offset,
            events,
            at: 0,
            errors: Vec::new(),
        };
        while let Some(event) = input.next() {
            match event.kind() {
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let list = event.kind() == EventKind::ArrayTableOpen;
                    let open = input.span(event);
                    self.header(&mut input, open, list);
                }
                EventKind::SimpleKey => self.statement(&mut input, event),
                _ => {}
            }
        }
        self.errors.append(&mut input.errors);
    }

    fn statement(&mut self, input: &mut Input<'_>, first: Event) {
        let keys = input.keys(first);
        input.skip_blank();
        if input.peek() != Some(EventKind::KeyValSep) {
            return; // already reported; the line break ends the statement
        }
        input.at += 1;
        let Some(node) = input.value(0) else { return };
        let Some(header) = self.header.clone() else {
            return;
        };
        let outcome = table_at(&mut self.root, &header, Origin::Implied)
            .and_then(|table| put(table, keys, node));
        if let Err((message, span)) = outcome {
            self.error(message, span);
        }
    }

    fn header(&mut self, input: &mut Input<'_>, open: Span, list: bool) {
        let mut keys = Vec::new();
        let mut span = open;
        let mut closed = false;
        while let Some(kind) = input.peek() {
            match kind {
                EventKind::SimpleKey => {
                    if let Some(event) = input.next() {
                        keys = input.keys(event);
                        span.end = span.end.max(keys.last().map_or(0, |key| key.span.end));
                    }
                }
                EventKind::StdTableClose | EventKind::ArrayTableClose => {
                    closed = true;
                    if let Some(event) = input.next() {
                        span.end = span.end.max(input.span(event).end);
                    }
                    break;
                }
                EventKind::Newline => break,
                _ => input.at += 1,
            }
        }
        let Some((last, parents)) = keys.split_last() else {
            self.header = None;
            return;
        };
        // A document does not begin with a header that is never closed: that is a spoilt statement.
        if !closed && self.root.entries.is_empty() {
            return;
        }
        let opened = table_at(&mut self.root, parents, Origin::Implied)
            .and_then(|parent| open_table(parent, last, span, list));
        self.header = match opened {
            Ok(()) => Some(keys),
            Err((message, span)) => {
                self.error(message, span);
                None
            }
        };
    }
}

type Refusal = (String, Span);

/// The table that `path` leads to from `table`, made on the way where there is none.
fn table_at<'g>(
    mut table: &'g mut Growing,
    path: &[Key],
    origin: Origin,
) -> Result<&'g mut Growing, Refusal> {
    for key in path {
        let index = match table.last.get(&key.name) {
            Some(index) => *index,
            None => table.push(
                key.clone(),
                key.span.clone(),
                Grown::Table(Growing::new(origin)),
            ),
        };
        table = match &mut table.entries[index].value {
            Grown::Table(inner) if inner.origin != Origin::Inline => inner,
            Grown::Tables(list) => match list.last_mut() {
                Some((_, inner)) => inner,
                None => return Err((no_table(key), key.span.clone())),
            },
            _ => return Err((no_table(key), key.span.clone())),
        };
    }
    Ok(table)
}

fn no_table(key: &Key) -> String {
    format!("`{}` has a value already and is no table", key.name)
}

/// Opens `[key]` or `[[key]]` in `parent`. A second `[key]` is kept beside the first.
fn open_table(parent: &mut Growing, key: &Key, span: Span, list: bool) -> Result<(), Refusal> {
    let existing = parent.last.get(&key.name).copied();
    let existing = existing.map(|index| &mut parent.entries[index].value);
    let fresh = Growing::new(Origin::Header);
    match (list, existing) {
        (true, Some(Grown::Tables(tables))) => tables.push((span, fresh)),
        (true, None) => {
            parent.push(
                key.clone(),
                span.clone(),
                Grown::Tables(vec![(span, fresh)]),
            );
        }
        (false, Some(Grown::Table(table))) if table.origin == Origin::Implied => {
            table.origin = Origin::Header;
        }
        (false, _) => {
            parent.push(key.clone(), span, Grown::Table(fresh));
        }
        (true, Some(_)) => {
            parent.push(
                key.clone(),
                span.clone(),
                Grown::Tables(vec![(span, fresh)]),
            );
        }
    }
    Ok(())
}

/// Puts a value under a possibly dotted key. A second value is kept beside the first.
fn put(table: &mut Growing, mut keys: Vec<Key>, node: GrowingNode) -> Result<(), Refusal> {
    let Some(last) = keys.pop() else {
        return Ok(());
    };
    let table = table_at(table, &keys, Origin::Dotted)?;
    table.push(last, node.span, node.value);
    Ok(())
}

struct GrowingNode {
    span: Span,
    value: Grown,
}

/// The events of a piece of text that begins at `offset` of the whole.
struct Input<'a> {
    text: &'a str,
    offset: usize,
    events: &'a [Event],
    at: usize,
    errors: Vec<SyntaxError>,
}

impl Input<'_> {
    fn next(&mut self) -> Option<Event> {
        let event = self.events.get(self.at).copied();
        self.at += 1;
        event
    }

    fn peek(&self) -> Option<EventKind> {
        self.events.get(self.at).map(Event::kind)
    }

    fn skip_blank(&mut self) {
        while self.peek() == Some(EventKind::Whitespace) {
            self.at += 1;
        }
    }

    fn span(&self, event: Event) -> Span {
        let span = event.span();
        self.offset + span.start()..self.offset + span.end()
    }

    /// The keys of a dotted key that begins with `first`.
    fn keys(&mut self, first: Event) -> Vec<Key> {
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

    fn key(&mut self, event: Event) -> Key {
        let span = self.span(event);
        let (name, _) = self.decode(event, true);
        Key { name, span }
    }

    /// The text and kind of a key or scalar.
    fn decode(&mut self, event: Event, key: bool) -> (String, ScalarKind) {
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
    fn value(&mut self, depth: usize) -> Option<GrowingNode> {
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

    fn scalar(&mut self, event: Event) -> GrowingNode {
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

    fn array(&mut self, depth: usize) -> GrowingNode {
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

    fn inline_table(&mut self, depth: usize) -> GrowingNode {
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

impl Grown {
    fn into_value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Table(table) => Value::Table(table.into_table()),
            Self::Tables(tables) => Value::Array(
                tables
                    .into_iter()
                    .map(|(span, table)| Node {
                        span,
                        value: Value::Table(table.into_table()),
                    })
                    .collect(),
            ),
        }
    }
}

fn syntax_error(error: &ParseError, offset: usize) -> SyntaxError {
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
