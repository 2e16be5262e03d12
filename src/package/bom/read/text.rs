//! Bytes to text: UTF-8 and UTF-16 with or without a byte order mark, else Windows-1252.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decodes a text file; `None` when the bytes are no text in any of these encodings.
pub fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return plausible(&text).then(|| text.into_owned());
    }
    if let Some(encoding) = utf16(bytes) {
        let (text, malformed) = encoding.decode_without_bom_handling(bytes);
        return (!malformed && plausible(&text)).then(|| text.into_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return plausible(text).then(|| text.to_owned());
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    plausible(&text).then(|| text.into_owned())
}

/// UTF-16 without a mark shows as a zero in every other byte of Latin text.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if odd * 10 >= half * 7 && even * 20 <= half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 20 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether this reads as text: no NUL, and hardly any other control character.
fn plausible(text: &str) -> bool {
    let (mut control, mut all) = (0_usize, 0_usize);
    for character in text.chars() {
        if character == '\0' {
            return false;
        }
        all += 1;
        if (character.is_control()
            && !matches!(character, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1a}'))
            || character == '\u{fffd}'
        {
            control += 1;
        }
    }
    control * 50 <= all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_is_read() {
        let text = "Stück;Maße\n4;Ø 5\n";
        let utf16 = |big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        let marked = |mark: &[u8], body: Vec<u8>| [mark.to_vec(), body].concat();
        assert_eq!(decode(text.as_bytes()).as_deref(), Some(text));
        assert_eq!(
            decode(&marked(b"\xef\xbb\xbf", text.into())).as_deref(),
            Some(text)
        );
        assert_eq!(decode(&utf16(false)).as_deref(), Some(text));
        assert_eq!(decode(&utf16(true)).as_deref(), Some(text));
        assert_eq!(
            decode(&marked(b"\xff\xfe", utf16(false))).as_deref(),
            Some(text)
        );
        assert_eq!(
            decode(&marked(b"\xfe\xff", utf16(true))).as_deref(),
            Some(text)
        );
        assert_eq!(
            decode(b"St\xfcck;Ma\xdfe\n4;\xd8 5\n").as_deref(),
            Some(text)
        );
        assert_eq!(decode(b"a,b\0c\n"), None);
        assert_eq!(decode(&[1, 2, 3, 4, 5, 6, 200, 201]), None);
    }
}
