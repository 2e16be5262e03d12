//! YAML into a tree: plain values by the core schema of YAML 1.2, aliases within bounds.
//!
//! After a syntax error reading goes on at the next line that begins with a key at the left margin.

use super::{Entry, MAX_DEPTH, MAX_ERRORS, Node, SyntaxError, Table, Value};
use crate::diag::Span;
use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

/// How many nodes a document may have once its aliases are replaced by what they stand for.
const MAX_NODES: usize = 200_000;

/// Reads the first document of `text`; the errors are in no particular order.
pub(super) fn parse(text: &str) -> (Table, Vec<SyntaxError>) {
    let mut root = Table::default();
    let mut errors = Vec::new();
    let mut start = 0;
    let mut budget = MAX_NODES;
    while errors.len() < MAX_ERRORS {
        let mut reader = Reader::new(&text[start..], start, budget);
        reader.read();
        budget = reader.budget;
        let (stopped, last) = (reader.stopped, reader.last);
        errors.append(&mut reader.errors);
        match reader.root {
            Some(Node {
                value: Value::Table(mut table),
                ..
            }) => root.entries.append(&mut table.entries),
            Some(Node {
                value: Value::Null, ..
            })
            | None => {}
            Some(node) => {
                if stopped.is_none() {
                    errors.push(SyntaxError {
                        message: format!("keys with values expected, not {}", node.value.kind()),
                        span: node.span,
                    });
                }
            }
        }
        // The mark of an error may stand lines behind its cause: go on behind what was understood.
        let Some(next) = stopped.and_then(|_| next_key_line(text, last)) else {
            break;
        };
        start = next;
    }
    (root, errors)
}

/// The start of the first line after `at` that begins with `key:` at the margin.
fn next_key_line(text: &str, at: usize) -> Option<usize> {
    let mut position = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    while let Some(length) = text[position..].find('\n') {
        position += length + 1;
        let line = text[position..].lines().next().unwrap_or_default();
        let begins = line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\''));
        if begins && (line.contains(": ") || line.trim_end().ends_with(':')) {
            return Some(position);
        }
    }
    None
}

/// A collection that is not closed yet.
enum Open {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
    },
}

struct Frame {
    open: Open,
    start: usize,
    anchor: usize,
    nodes: usize,
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    offset: usize,
    /// Byte offset of every character, when some take more than one byte.
    bytes: Option<Vec<usize>>,
    length: usize,
    stack: Vec<Frame>,
    anchors: FxHashMap<usize, (Node, usize)>,
    budget: usize,
    root: Option<Node>,
    errors: Vec<SyntaxError>,
    /// Where the last event began.
    last: usize,
    /// Where reading stopped before the end.
    stopped: Option<usize>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, offset: usize, budget: usize) -> Self {
        let bytes = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Self {
            parser: Parser::new_from_str(text),
            offset,
            bytes,
            length: text.len(),
            stack: Vec::new(),
            anchors: FxHashMap::default(),
            budget,
            root: None,
            errors: Vec::new(),
            last: offset,
            stopped: None,
        }
    }

    fn byte(&self, character: usize) -> usize {
        let at = match &self.bytes {
            Some(bytes) => bytes.get(character).copied().unwrap_or(self.length),
            None => character.min(self.length),
        };
        self.offset + at
    }

    fn read(&mut self) {
        while self.stopped.is_none() {
            let (event, span) = match self.parser.next_event() {
                None => break,
                Some(Ok((event, span))) => {
                    let start = self.byte(span.start.index());
                    (event, start..self.byte(span.end.index()).max(start))
                }
                Some(Err(error)) => {
                    let at = self.byte(error.marker().index()).max(self.last);
                    self.stop(error.info().to_owned(), at..at);
                    break;
                }
            };
            self.last = span.start;
            if matches!(event, Event::StreamEnd | Event::DocumentEnd) {
                break;
            }
            self.take(event, span);
        }
        // What is open when reading stops is kept as far as it came.
        while let Some(frame) = self.stack.pop() {
            let end = self.stopped.unwrap_or(frame.start).max(frame.start);
            self.close(frame, end);
        }
    }

    fn stop(&mut self, message: String, span: Span) {
        self.stopped = Some(span.start);
        self.errors.push(SyntaxError { message, span });
    }

    fn take(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = resolve(&text, style, tag.as_deref());
                self.add(Node { span, value }, &text, anchor, 1);
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some((node, nodes)) if *nodes <= self.budget => {
                    let (mut node, nodes) = (node.clone(), *nodes);
                    node.span = span;
                    let text = node.as_str().unwrap_or_default().to_owned();
                    self.add(node, &text, 0, nodes);
                }
                Some(_) => self.stop("the aliases stand for too much".to_owned(), span),
                None => self.stop("this alias stands for itself".to_owned(), span),
            },
            Event::SequenceStart(anchor, _) => self.open(Open::List(Vec::new()), span, anchor),
            Event::MappingStart(anchor, _) => self.open(
                Open::Map {
                    entries: Vec::new(),
                    key: None,
                },
                span,
                anchor,
            ),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.stack.pop() {
                    self.close(frame, span.end);
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, open: Open, span: Span, anchor: usize) {
        if self.stack.len() >= MAX_DEPTH {
            self.stop(format!("nested more than {MAX_DEPTH} deep"), span);
            return;
        }
        self.stack.push(Frame {
            open,
            start: span.start,
            anchor,
            nodes: 1,
        });
    }

    fn close(&mut self, frame: Frame, end: usize) {
        let Frame {
            open,
            start,
            anchor,
            nodes,
        } = frame;
        let value = match open {
            Open::List(list) => Value::Array(list),
            Open::Map { mut entries, key } => {
                if let Some((key, key_span)) = key {
                    entries.push(Entry {
                        key,
                        value: Node {
                            span: key_span.clone(),
                            value: Value::Null,
                        },
                        key_span,
                    });
                }
                Value::Table(Table {
                    entries: merged(entries),
                })
            }
        };
        // A block collection ends where the next token begins: its last value is nearer the mark.
        let end = match &value {
            Value::Array(list) => list.last().map_or(end, |node| node.span.end),
            Value::Table(table) => table
                .entries
                .last()
                .map_or(end, |entry| entry.value.span.end),
            _ => end,
        };
        let span = start..end.max(start);
        self.add(Node { span, value }, "", anchor, nodes);
    }

    /// Puts a finished node where it belongs; `text` is what it reads as a key.
    fn add(&mut self, node: Node, text: &str, anchor: usize, nodes: usize) {
        let Some(budget) = self.budget.checked_sub(nodes) else {
            let span = node.span;
            self.stop("too many values".to_owned(), span);
            return;
        };
        self.budget = budget;
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), nodes));
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        frame.nodes += nodes;
        match &mut frame.open {
            Open::List(list) => list.push(node),
            Open::Map { entries, key } => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry {
                        key,
                        key_span,
                        value: node,
                    });
                } else {
                    if matches!(node.value, Value::Array(_) | Value::Table(_)) {
                        self.errors.push(SyntaxError {
                            message: "a key must be a plain text".to_owned(),
                            span: node.span.clone(),
                        });
                    }
                    *key = Some((text.to_owned(), node.span));
                }
            }
        }
    }
}

/// Replaces `<<: *anchor` by the entries it stands for; keys written out win.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| entry.key == "<<") {
        return entries;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.key == "<<");
    for merge in merges {
        for node in merge.value.one_or_many() {
            for entry in node.as_table().map_or(&[][..], |table| &table.entries) {
                if !own.iter().any(|existing| existing.key == entry.key) {
                    own.push(entry.clone());
                }
            }
        }
    }
    own
}

/// The value of a scalar by the core schema.
fn resolve(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let string = || Value::String(text.to_owned());
    if let Some(tag) = tag {
        return match (tag.is_yaml_core_schema(), tag.suffix.as_str()) {
            (true, "int" | "float" | "bool" | "null") => plain(text),
            _ => string(),
        };
    }
    if style == ScalarStyle::Plain {
        plain(text)
    } else {
        string()
    }
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" => return Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        _ => {}
    }
    let radix = [("0x", 16), ("0o", 8)]
        .into_iter()
        .find_map(|(prefix, radix)| Some((text.strip_prefix(prefix)?, radix)));
    if let Some((digits, radix)) = radix {
        if let Ok(number) = i64::from_str_radix(digits, radix) {
            return Value::Integer(number);
        }
    } else if let Ok(number) = text.parse() {
        return Value::Integer(number);
    }
    let numeric = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.bytes().any(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if numeric => Value::Float(number),
        _ => Value::String(text.to_owned()),
    }
}
