//! XML as 3MF allows it: UTF-8 or UTF-16, no DTD, bounded depth, places by line.

use super::space::Space;
use super::{Fault, unreadable};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};
use std::borrow::Cow;

/// Deepest nesting of elements: a model has 6 levels, extensions add a few.
const DEPTH: usize = 64;
/// Most namespaces declared at one place: real files have about 10.
const NAMESPACES: usize = 128;

/// Turns the bytes of a part into text by its byte order mark or first bytes.
pub(super) fn decode(part: &str, bytes: Vec<u8>) -> Result<String, Fault> {
    let encoding = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => encoding_rs::UTF_16BE,
        _ => {
            return String::from_utf8(bytes).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                unreadable(format!("`{part}` is not UTF-8 at byte {at}"))
            });
        }
    };
    let (text, damaged) = encoding.decode_with_bom_removal(&bytes);
    if damaged {
        let name = encoding.name();
        return Err(unreadable(format!("`{part}` is not valid {name}")));
    }
    Ok(text.into_owned())
}

/// What comes next in a document.
pub(super) enum Node<'t> {
    /// The start of an element; every start has its [`Node::Close`].
    Open(Element<'t>),
    /// The end of the innermost open element.
    Close,
}

/// The start of an element.
pub(super) struct Element<'t> {
    /// Its namespace.
    pub(super) space: Space,
    tag: BytesStart<'t>,
}

impl Element<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.tag.local_name().into_inner()
    }

    /// Whether it is the element of that namespace and name.
    pub(super) fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name() == name
    }
}

/// A document read from start to end.
pub(super) struct Xml<'t> {
    part: &'t str,
    text: &'t str,
    reader: NsReader<&'t [u8]>,
    depth: usize,
}

impl<'t> Xml<'t> {
    /// Begins to read the text of a part.
    pub(super) fn new(part: &'t str, text: &'t str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.resolver_mut().set_max_namespace_bindings(NAMESPACES);
        Self {
            part,
            text,
            reader,
            depth: 0,
        }
    }

    /// How many elements are open, the one just opened included and the one just closed not.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Reads up to the root element, which must be this one.
    pub(super) fn root(&mut self, space: Space, name: &str) -> Result<Element<'t>, Fault> {
        match self.next()? {
            Some(Node::Open(element)) if element.is(space, name) => Ok(element),
            Some(Node::Open(element)) => {
                let found = element.name().chars().take(40).collect::<String>();
                Err(self.fault(format!("the root element is `{found}` instead of `{name}`")))
            }
            _ => Err(self.fault(format!("no root element `{name}`"))),
        }
    }

    /// The next start or end of an element; `None` after the root's end.
    pub(super) fn next(&mut self) -> Result<Option<Node<'t>>, Fault> {
        loop {
            let (space, event) = match self.reader.read_resolved_event() {
                Ok((space, event)) => (space_of(&space), event),
                Err(error) => return Err(self.fault(format!("not well-formed XML: {error}"))),
            };
            match event {
                Event::Start(tag) => {
                    if self.depth >= DEPTH {
                        return Err(self.fault(format!("elements nested more than {DEPTH} deep")));
                    }
                    self.depth += 1;
                    return Ok(Some(Node::Open(Element { space, tag })));
                }
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(Some(Node::Close));
                }
                Event::DocType(_) => {
                    return Err(self.fault("a DTD, which 3MF forbids"));
                }
                Event::Decl(declaration) => {
                    if let Some(Ok(encoding)) = declaration.encoding()
                        && !["utf-8", "utf8", "utf-16", "us-ascii"]
                            .iter()
                            .any(|allowed| encoding.eq_ignore_ascii_case(allowed))
                    {
                        let encoding = encoding.chars().take(40).collect::<String>();
                        return Err(self.fault(format!(
                            "the encoding `{encoding}`; 3MF allows UTF-8 and UTF-16 only"
                        )));
                    }
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.fault("the text ends before its root element"));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Reads past the end of the element just opened.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// The attribute of that name and no namespace, unescaped.
    pub(super) fn optional(
        &self,
        element: &Element<'_>,
        name: &str,
    ) -> Result<Option<String>, Fault> {
        self.find(element, |key, _| key.into_inner() == name)
    }

    /// The same of an attribute that must be there.
    pub(super) fn required(&self, element: &Element<'_>, name: &str) -> Result<String, Fault> {
        self.optional(element, name)?
            .ok_or_else(|| self.fault(format!("`{}` without `{name}`", element.name())))
    }

    /// The attribute of that name in a namespace, unescaped.
    pub(super) fn optional_in(
        &self,
        element: &Element<'_>,
        space: Space,
        name: &str,
    ) -> Result<Option<String>, Fault> {
        self.find(element, |key, this| {
            key.local_name().into_inner() == name && this.attribute_space(key) == space
        })
    }

    /// An attribute by its name without prefix, whatever its namespace: for the private
    /// attributes of slicers.
    pub(super) fn optional_local(
        &self,
        element: &Element<'_>,
        name: &str,
    ) -> Result<Option<String>, Fault> {
        self.find(element, |key, _| key.local_name().into_inner() == name)
    }

    /// All attributes, checked for duplicates.
    fn find(
        &self,
        element: &Element<'_>,
        wanted: impl Fn(QName<'_>, &Self) -> bool,
    ) -> Result<Option<String>, Fault> {
        let mut found = None;
        for attribute in element.tag.attributes() {
            let attribute = attribute.map_err(|error| {
                self.fault(format!("a bad attribute of `{}`: {error}", element.name()))
            })?;
            if found.is_none() && wanted(attribute.key, self) {
                let value = attribute
                    .normalized_value(XmlVersion::Explicit1_0)
                    .map_err(|error| self.fault(format!("a bad attribute value: {error}")))?;
                found = Some(value.into_owned());
            }
        }
        Ok(found)
    }

    /// The raw values of the attributes `names`, all of which must be there: the fast way for
    /// vertices and triangles, whose values need no unescaping.
    pub(super) fn exactly<'e, const N: usize>(
        &self,
        element: &'e Element<'_>,
        names: [&str; N],
    ) -> Result<[Cow<'e, str>; N], Fault> {
        let mut found = [const { None }; N];
        for attribute in element.tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| {
                self.fault(format!("a bad attribute of `{}`: {error}", element.name()))
            })?;
            let Some(i) = names.iter().position(|n| *n == attribute.key.into_inner()) else {
                continue;
            };
            if found[i].replace(attribute.value).is_some() {
                return Err(self.fault(format!("`{}` twice in one element", names[i])));
            }
        }
        if let Some(i) = found.iter().position(Option::is_none) {
            return Err(self.fault(format!("`{}` without `{}`", element.name(), names[i])));
        }
        Ok(found.map(Option::unwrap_or_default))
    }

    /// The URI that a prefix stands for here.
    pub(super) fn namespace(&self, prefix: &str) -> Option<String> {
        let name = format!("{prefix}:x");
        match self.reader.resolver().resolve_attribute(QName(&name)).0 {
            ResolveResult::Bound(Namespace(uri)) => Some(uri.to_owned()),
            _ => None,
        }
    }

    fn attribute_space(&self, key: QName<'_>) -> Space {
        space_of(&self.reader.resolver().resolve_attribute(key).0)
    }

    /// The refusal of the part, with the line that was just read.
    pub(super) fn fault(&self, what: impl AsRef<str>) -> Fault {
        let part = self.part;
        unreadable(format!("`{part}` line {}: {}", self.line(), what.as_ref()))
    }

    /// The line of what was just read, from 1.
    fn line(&self) -> usize {
        let end = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let read = &self.text.as_bytes()[..end.min(self.text.len())];
        read.split(|byte| *byte == b'\n').count()
    }
}

fn space_of(resolved: &ResolveResult<'_>) -> Space {
    match resolved {
        ResolveResult::Bound(Namespace(uri)) => Space::of(uri),
        ResolveResult::Unbound => Space::None,
        ResolveResult::Unknown(_) => Space::Undeclared,
    }
}
