//! JSON into a tree, going on after every error.
//!
//! Not through the YAML reader: tabs and surrogate pairs are fine here. Comments and trailing commas
//! are errors, and read all the same.

use super::{Entry, MAX_DEPTH, MAX_ERRORS, Node, SyntaxError, Table, Value};
use crate::diag::Span;

/// Reads `text`; the errors are in order of place.
pub(super) fn parse(text: &str) -> (Table, Vec<SyntaxError>) {
    let mut reader = Reader {
        text,
        at: 0,
        errors: Vec::new(),
    };
    reader.skip_blank();
    let mut root = Table::default();
    if reader.at < text.len() {
        let node = reader.value(0);
        if let Value::Table(table) = node.value {
            root = table;
        } else {
            let message = format!("an object expected, not {}", node.value.kind());
            reader.error(message, node.span);
        }
        reader.skip_blank();
        if reader.at < text.len() {
            let span = reader.at..text.len();
            reader.error("nothing may follow the object", span);
        }
    }
    (root, reader.errors)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    errors: Vec<SyntaxError>,
}

impl Reader<'_> {
    fn error(&mut self, message: impl Into<String>, span: Span) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(SyntaxError {
                message: message.into(),
                span,
            });
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The span of the character that comes next.
    fn here(&self) -> Span {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            let rest = &rest[blank..];
            if !rest.starts_with("//") {
                return;
            }
            let length = rest.find('\n').unwrap_or(rest.len());
            let span = self.at..self.at + length;
            self.error("JSON has no comments", span);
            self.at += length;
        }
    }

    fn value(&mut self, depth: usize) -> Node {
        let start = self.at;
        let value = match self.peek() {
            Some('{' | '[') if depth >= MAX_DEPTH => {
                let span = self.here();
                self.error(format!("nested more than {MAX_DEPTH} deep"), span);
                self.at = self.text.len();
                Value::Null
            }
            Some('{') => self.object(depth),
            Some('[') => self.list(depth),
            Some('"') => Value::String(self.string()),
            _ => self.word(),
        };
        Node {
            span: start..self.at,
            value,
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut table = Table::default();
        loop {
            self.skip_blank();
            if self.eat('}') || self.ended("}") {
                break;
            }
            let key_start = self.at;
            let key = if self.peek() == Some('"') {
                self.string()
            } else {
                let word = self.bare();
                let span = key_start..self.at;
                self.error("a key in double quotes expected", span);
                if word.is_empty() {
                    // Nothing that could be a key: go past it.
                    self.at = self.here().end;
                    continue;
                }
                word
            };
            let key_span = key_start..self.at;
            self.skip_blank();
            if !self.eat(':') {
                let span = self.here();
                self.error("`:` expected after the key", span);
                if matches!(self.peek(), Some(',' | '}')) {
                    self.eat(',');
                    continue;
                }
            }
            self.skip_blank();
            let value = self.value(depth + 1);
            table.entries.push(Entry {
                key,
                key_span,
                value,
            });
            self.separator('}');
        }
        Value::Table(table)
    }

    fn list(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut nodes = Vec::new();
        loop {
            self.skip_blank();
            if self.eat(']') || self.ended("]") {
                break;
            }
            let before = self.at;
            nodes.push(self.value(depth + 1));
            if self.at == before {
                self.at = self.here().end;
            }
            self.separator(']');
        }
        Value::Array(nodes)
    }

    /// Reports the end of the text where `closing` is missing.
    fn ended(&mut self, closing: &str) -> bool {
        let ended = self.at >= self.text.len();
        if ended {
            let span = self.at..self.at;
            self.error(format!("`{closing}` expected before the end"), span);
        }
        ended
    }

    fn separator(&mut self, closing: char) {
        self.skip_blank();
        let comma = self.here();
        if self.eat(',') {
            self.skip_blank();
            if self.peek() == Some(closing) {
                self.error("no comma may stand before the end", comma);
            }
        } else if self.peek() != Some(closing) && self.at < self.text.len() {
            self.error(format!("`,` or `{closing}` expected"), comma);
        }
    }

    /// Letters, digits and signs up to the next delimiter.
    fn bare(&mut self) -> String {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| c.is_whitespace() || ",:{}[]\"".contains(c))
            .unwrap_or(rest.len());
        self.at += length;
        rest[..length].to_owned()
    }

    fn word(&mut self) -> Value {
        let start = self.at;
        let word = self.bare();
        match word.as_str() {
            "null" => return Value::Null,
            "true" => return Value::Bool(true),
            "false" => return Value::Bool(false),
            _ => {}
        }
        let numeric = word.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && word.ends_with(|c: char| c.is_ascii_digit());
        if numeric {
            if let Ok(number) = word.parse() {
                return Value::Integer(number);
            }
            if let Ok(number) = word.parse() {
                return Value::Float(number);
            }
        }
        let span = start..self.at.max(self.here().end.min(start + 1).max(start));
        self.error("a value expected", span);
        Value::String(word)
    }

    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    self.at += 1;
                    return text;
                }
                '\n' => break,
                '\\' => {
                    self.at += 1;
                    self.escape(&mut text);
                }
                _ => {
                    text.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        let span = start..self.at;
        self.error("this string is not closed", span);
        text
    }

    fn escape(&mut self, text: &mut String) {
        let start = self.at - 1;
        let Some(c) = self.peek() else { return };
        self.at += c.len_utf8();
        text.push(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => match self.unicode() {
                Some(c) => c,
                None => char::REPLACEMENT_CHARACTER,
            },
            _ => {
                let span = start..self.at;
                self.error(format!("`\\{c}` is no escape"), span);
                c
            }
        });
    }

    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        let before = self.at;
        if self.eat('\\') && self.eat('u') {
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
        }
        self.at = before;
        None
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let number = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(number)
    }
}
