//! From bytes to text: byte-order marks, UTF-16, and files that are no text.

use super::SyntaxError;

/// The largest file that is read as a manifest, bytes. The largest known is 20 kB.
pub const MAX_BYTES: usize = 1 << 20;

/// Why bytes cannot be read as a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More than [`MAX_BYTES`].
    #[error("it has {0} bytes: manifests of more than {MAX_BYTES} bytes are not read")]
    TooLarge(u64),
    /// It holds NUL bytes.
    #[error("it is a binary file")]
    Binary,
}

/// A text with what was odd about its encoding.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) error: Option<SyntaxError>,
}

/// Decodes `bytes`; TOML, YAML and JSON are UTF-8, anything else is read and reported.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge(bytes.len() as u64));
    }
    let odd = |text: String, at: usize, message: &str| {
        let start = text.len().min(at);
        let end = text[start..]
            .chars()
            .next()
            .map_or(start, |first| start + first.len_utf8());
        Decoded {
            error: Some(SyntaxError {
                message: message.to_owned(),
                span: start..end,
            }),
            text,
        }
    };
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes)
        && encoding != encoding_rs::UTF_8
    {
        let (text, _, _) = encoding.decode(bytes);
        return if text.contains('\0') {
            Err(Unreadable::Binary)
        } else {
            Ok(odd(
                text.into_owned(),
                0,
                "the file is UTF-16: save it as UTF-8",
            ))
        };
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(Unreadable::Binary);
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => Decoded {
            text: text.to_owned(),
            error: None,
        },
        Err(error) => {
            // What old editors on Windows wrote; it has a character for nearly every byte.
            let (before, after) = bytes.split_at(error.valid_up_to());
            let (after, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(after);
            let before = String::from_utf8_lossy(before);
            let text = format!("{before}{after}");
            odd(
                text,
                before.len(),
                "this byte is not UTF-8 (read as Windows-1252): save the file as UTF-8",
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_read_and_named() {
        let plain = decode(b"\xef\xbb\xbfname").expect("text");
        assert_eq!((plain.text.as_str(), plain.error), ("name", None));
        let wide = decode(b"\xff\xfen\0a\0").expect("text");
        assert_eq!(wide.text, "na");
        assert!(wide.error.expect("reported").message.contains("UTF-16"));
        let old = decode(b"M\xc3\xb6bel M\xf6bel").expect("text");
        assert_eq!(old.text, "Möbel Möbel");
        assert_eq!(old.error.expect("reported").span, 8..10);
        assert_eq!(decode(b"a\0b").err(), Some(Unreadable::Binary));
        assert_eq!(
            decode(&vec![b'#'; MAX_BYTES + 1]).err(),
            Some(Unreadable::TooLarge(MAX_BYTES as u64 + 1))
        );
    }
}
