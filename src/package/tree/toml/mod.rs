//! TOML into a tree, going on after every error.
//!
//! Built on the events of `toml_parser` and not on `toml`'s own table, which drops the second of two
//! equal keys and everything after a line without `=`.

mod growing;
mod input;

use super::{MAX_DEPTH, SyntaxError, Table};
use crate::diag::Span;
use growing::{Growing, Key, Origin, open_table, put, table_at};
use input::{Input, syntax_error};
use toml_parser::decoder::Encoding;
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
            .map(|parent| open_table(parent, last, span, list));
        self.header = match opened {
            Ok(()) => Some(keys),
            Err((message, span)) => {
                self.error(message, span);
                None
            }
        };
    }
}
