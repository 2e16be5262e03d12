//! The header of a PLY file.

/// Longest header, in bytes, and most elements and properties in it.
const LENGTH: usize = 1 << 16;
const ELEMENTS: usize = 64;
const PROPERTIES: usize = 256;

/// How the data are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Ascii,
    LittleEndian,
    BigEndian,
}

/// The type of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    F32,
    F64,
}

/// A column of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    /// A coordinate of a vertex: axis and type.
    Axis(usize, Scalar),
    /// The vertex numbers of a face: types of the length and of the numbers.
    Corners(Scalar, Scalar),
    /// Any other number.
    Scalar(Scalar),
    /// Any other list.
    List(Scalar, Scalar),
}

/// A table of the file.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    /// How many rows the header claims.
    pub(super) count: u64,
    pub(super) properties: Vec<Property>,
}

/// What a file says of its data.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) encoding: Encoding,
    pub(super) elements: Vec<Element>,
}

impl Header {
    /// Parses the header; returns it with the data behind it. The error is a phrase with the line.
    pub(super) fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), String> {
        let mut rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut encoding = None;
        let mut elements: Vec<Element> = Vec::new();
        let mut number = 0;
        let mut crlf = false;
        loop {
            if bytes.len() - rest.len() > LENGTH {
                return Err(format!("the header is longer than {LENGTH} bytes"));
            }
            let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                return Err("the header has no `end_header`".to_owned());
            };
            let line = String::from_utf8_lossy(&rest[..end]);
            // The first line decides: behind the last one, a line feed may be data.
            crlf = if number == 0 {
                rest[end..].starts_with(b"\r\n")
            } else {
                crlf && rest[end..].starts_with(b"\r\n")
            };
            rest = &rest[end + 1 + usize::from(crlf)..];
            number += 1;
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            let fault = |what: &str| format!("line {number} of the header: {what}");
            match words[..] {
                [magic] if number == 1 && magic.eq_ignore_ascii_case("ply") => {}
                _ if number == 1 => return Err("it does not begin with `ply`".to_owned()),
                ["format", word, "1.0"] => {
                    encoding = Some(match word {
                        "ascii" => Encoding::Ascii,
                        "binary_little_endian" => Encoding::LittleEndian,
                        "binary_big_endian" => Encoding::BigEndian,
                        _ => return Err(fault("an unknown format")),
                    });
                }
                ["format", ..] => return Err(fault("an unknown format")),
                ["element", name, count] => {
                    let count = count.parse().map_err(|_| fault("a bad count"))?;
                    if elements.len() == ELEMENTS {
                        return Err(fault("too many elements"));
                    }
                    if matches!(name, "vertex" | "face") && elements.iter().any(|e| e.name == name)
                    {
                        return Err(fault("an element twice"));
                    }
                    elements.push(Element {
                        name: name.to_owned(),
                        count,
                        properties: Vec::new(),
                    });
                }
                ["property", ref words @ ..] => {
                    let element = elements
                        .last_mut()
                        .ok_or_else(|| fault("a property before any element"))?;
                    if element.properties.len() == PROPERTIES {
                        return Err(fault("too many properties"));
                    }
                    let property =
                        property(&element.name, words).ok_or_else(|| fault("a bad property"))?;
                    let twice = match property {
                        Property::Axis(axis, _) => element
                            .properties
                            .iter()
                            .any(|p| matches!(p, Property::Axis(a, _) if *a == axis)),
                        Property::Corners(..) => element
                            .properties
                            .iter()
                            .any(|p| matches!(p, Property::Corners(..))),
                        _ => false,
                    };
                    if twice {
                        return Err(fault("a property twice"));
                    }
                    element.properties.push(property);
                }
                ["end_header"] => break,
                [] | ["comment" | "obj_info", ..] => {}
                _ => return Err(fault("an unknown keyword")),
            }
        }
        let header = Self {
            encoding: encoding.ok_or("the header has no `format`")?,
            elements,
        };
        header.check()?;
        Ok((header, rest))
    }

    /// Refuses tables that lack what they are for.
    fn check(&self) -> Result<(), String> {
        for element in self.elements.iter().filter(|element| element.count > 0) {
            let has = |wanted: fn(&Property) -> bool| {
                element.properties.iter().filter(|p| wanted(p)).count()
            };
            match element.name.as_str() {
                "vertex" if has(|p| matches!(p, Property::Axis(..))) < 3 => {
                    return Err("the vertices have no `x`, `y` and `z`".to_owned());
                }
                "face" if has(|p| matches!(p, Property::Corners(..))) < 1 => {
                    return Err("the faces have no list `vertex_indices`".to_owned());
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn property(element: &str, words: &[&str]) -> Option<Property> {
    match *words {
        ["list", length, kind, name] => {
            let (length, kind) = (Scalar::of(length)?, Scalar::of(kind)?);
            let corners = element == "face" && matches!(name, "vertex_indices" | "vertex_index");
            Some(if corners {
                Property::Corners(length, kind)
            } else {
                Property::List(length, kind)
            })
        }
        [kind, name] => {
            let kind = Scalar::of(kind)?;
            let axis = ["x", "y", "z"].iter().position(|axis| *axis == name);
            Some(match axis {
                Some(axis) if element == "vertex" => Property::Axis(axis, kind),
                _ => Property::Scalar(kind),
            })
        }
        _ => None,
    }
}

impl Scalar {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "char" | "int8" => Self::I8,
            "uchar" | "uint8" => Self::U8,
            "short" | "int16" => Self::I16,
            "ushort" | "uint16" => Self::U16,
            "int" | "int32" => Self::I32,
            "uint" | "uint32" => Self::U32,
            "float" | "float32" => Self::F32,
            "double" | "float64" => Self::F64,
            _ => return None,
        })
    }

    /// Bytes of one number.
    pub(super) const fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The number in the first [`Scalar::size`] bytes, the least significant first.
    pub(super) fn value(self, b: [u8; 8]) -> f64 {
        let four = [b[0], b[1], b[2], b[3]];
        match self {
            Self::I8 => f64::from(b[0].cast_signed()),
            Self::U8 => f64::from(b[0]),
            Self::I16 => f64::from(i16::from_le_bytes([b[0], b[1]])),
            Self::U16 => f64::from(u16::from_le_bytes([b[0], b[1]])),
            Self::I32 => f64::from(i32::from_le_bytes(four)),
            Self::U32 => f64::from(u32::from_le_bytes(four)),
            Self::F32 => f64::from(f32::from_le_bytes(four)),
            Self::F64 => f64::from_le_bytes(b),
        }
    }
}
