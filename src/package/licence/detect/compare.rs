//! Comparing texts by the pairs of neighbouring words they share.

use rustc_hash::{FxHashMap, FxHasher};
use std::borrow::Cow;
use std::hash::Hasher as _;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// A shorter text is no licence to compare with.
const LEAST: u32 = 30;

/// How many bytes of a licence one sample has.
const SAMPLE: usize = 500;

/// A licence is worth a comparison when this share of its samples is in the text. The whole of it must be
/// there to four fifths in the end; a removed paragraph can take one of three samples with it.
const PROMISING: f64 = 0.45;

/// A licence text to compare with.
pub(super) struct Candidate {
    pub(super) id: &'static str,
    pub(super) pairs: Pairs,
}

/// How often each pair of neighbouring words occurs.
#[derive(Default, Clone)]
pub(super) struct Pairs {
    counts: FxHashMap<u64, u32>,
    pub(super) total: u32,
}

impl Pairs {
    /// The pairs of a text that is normalised already.
    pub(super) fn of(normalised: &str) -> Self {
        let mut pairs = Self::default();
        for pair in hashes(normalised) {
            *pairs.counts.entry(pair).or_default() += 1;
            pairs.total += 1;
        }
        pairs
    }

    /// How many pairs both have.
    pub(super) fn in_common(&self, other: &Self) -> u32 {
        self.counts
            .iter()
            .map(|(pair, count)| other.counts.get(pair).map_or(0, |have| *have.min(count)))
            .sum()
    }

    /// Takes the pairs of another text out.
    pub(super) fn remove(&mut self, other: &Self) {
        for (pair, count) in &other.counts {
            if let Some(have) = self.counts.get_mut(pair) {
                self.total -= (*have).min(*count);
                *have = have.saturating_sub(*count);
            }
        }
    }

    /// The share of `sample` that is here.
    fn share_of(&self, sample: &[u64]) -> f64 {
        let here = sample
            .iter()
            .filter(|pair| self.counts.get(*pair).is_some_and(|count| *count > 0))
            .count();
        here as f64 / sample.len().max(1) as f64
    }
}

/// One number per pair of neighbouring words.
fn hashes(normalised: &str) -> impl Iterator<Item = u64> {
    let mut words = normalised
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut hasher = FxHasher::default();
            hasher.write(word.as_bytes());
            hasher.finish()
        });
    let mut before = words.next().unwrap_or_default();
    words.map(move |word| {
        let pair = before.rotate_left(23) ^ word.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        before = word;
        pair
    })
}

/// The licence with this id, made once.
pub(super) fn listed(id: &'static str) -> Option<Arc<Candidate>> {
    type Made = FxHashMap<&'static str, Option<Arc<Candidate>>>;
    static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(id)
        .or_insert_with(|| {
            let pairs = Pairs::of(&normalised(text_of(id)?));
            (pairs.total >= LEAST).then(|| Arc::new(Candidate { id, pairs }))
        })
        .clone()
}

/// The licences of the whole SPDX list that may be in a text, told by samples of theirs.
///
/// All texts of the list together are several megabytes: to normalise them takes longer than all else
/// that a check does.
pub(super) fn promising(text: &Pairs) -> Vec<Arc<Candidate>> {
    static SAMPLES: LazyLock<Vec<(&'static str, Vec<u64>)>> = LazyLock::new(|| {
        spdx::identifiers::LICENSES
            .iter()
            .map(|known| known.name)
            .filter(|id| !is_twin(id))
            // Solderpad 2.x are exceptions in the SPDX list.
            .chain(["SHL-2.1", "SHL-2.0"])
            .filter_map(|id| Some((id, sample(text_of(id)?))))
            .filter(|(_, sample)| sample.len() as u32 >= LEAST)
            .collect()
    });
    SAMPLES
        .iter()
        .filter(|(_, sample)| text.share_of(sample) >= PROMISING)
        .filter_map(|(id, _)| listed(id))
        .collect()
}

/// The pairs of three stretches of a text; of a short one, all.
fn sample(text: &str) -> Vec<u64> {
    let whole = || hashes(&normalised(text)).collect();
    if text.len() <= 4 * SAMPLE {
        return whole();
    }
    let sample: Vec<u64> = [2, 5, 8]
        .into_iter()
        .flat_map(|tenth| {
            let from = boundary(text, text.len() / 10 * tenth);
            let to = boundary(text, from + SAMPLE);
            // Neither end need be that of a word, and a line is only known as a whole.
            let stretch = &text[from..to];
            let stretch = stretch
                .split_once(char::is_whitespace)
                .map_or(stretch, |(_, rest)| rest);
            let stretch = stretch
                .rsplit_once(char::is_whitespace)
                .map_or(stretch, |(rest, _)| rest);
            hashes(&normalised(stretch)).collect::<Vec<_>>()
        })
        .collect();
    // Scripts without blanks have few words in a stretch.
    if sample.len() < 120 { whole() } else { sample }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

/// Ids whose text is that of another: `GPL-3.0` and `GPL-3.0-or-later` beside `GPL-3.0-only`.
fn is_twin(id: &str) -> bool {
    id.ends_with("-or-later")
        || id.ends_with('+')
        || spdx::license_id(id).is_none_or(spdx::LicenseId::is_deprecated)
}

/// The text of a licence of the SPDX list.
pub(super) fn text_of(id: &str) -> Option<&'static str> {
    let text = match spdx::license_id(id) {
        Some(licence) => licence.text(),
        // Solderpad 2.x are exceptions to Apache-2.0 in the SPDX list.
        None => spdx::exception_id(id)?.text(),
    };
    // The list appends the whole GPL to the LGPL that refers to it; packages ship two files.
    if id.starts_with("LGPL-3.0") {
        return text.split("\nGNU GENERAL PUBLIC LICENSE").next();
    }
    Some(text)
}

/// The words of a text in lower case with single spaces between them: without copyright lines, addresses,
/// list letters, and what editions spell differently.
pub(super) fn normalised(text: &str) -> String {
    let text = without_tags(text);
    let mut words = String::with_capacity(text.len());
    for line in text.lines() {
        if is_copyright_line(line) {
            continue;
        }
        for chunk in line.split_whitespace() {
            push_words(chunk, &mut words);
        }
    }
    words
}

/// The words of a chunk between blanks.
fn push_words(chunk: &str, words: &mut String) {
    // `[the License](https://…)`: the words before the address count.
    let chunk = match chunk.find("://") {
        Some(at) => chunk[..at]
            .trim_end_matches(|c: char| c.is_ascii_alphanumeric())
            .trim_end_matches(|c: char| !c.is_alphanumeric()),
        None => chunk,
    };
    let mut start = words.len();
    for character in chunk.chars().chain(std::iter::once(' ')) {
        match character {
            '\'' | '’' | '‘' | 'ʼ' => {}
            _ if character.is_ascii_alphanumeric() => words.push(character.to_ascii_lowercase()),
            _ if character.is_alphanumeric() => words.extend(character.to_lowercase()),
            _ if words.len() == start => {}
            _ => {
                let word = &words[start..];
                // `a)`, `b.`: every edition numbers its lists in its own way.
                if word.len() > 1 || word.bytes().all(|byte| byte.is_ascii_digit()) {
                    if let Some(other) = respelled(word) {
                        words.truncate(start);
                        words.push_str(&other);
                    }
                    words.push(' ');
                } else {
                    words.truncate(start);
                }
                start = words.len();
            }
        }
    }
}

/// What editions of one text spell differently, and the parties that the SPDX list marks as replaceable:
/// `THE REGENTS`, `ISC`, `THE AUTHORS` where another has `THE COPYRIGHT HOLDERS`.
fn respelled(word: &str) -> Option<Cow<'static, str>> {
    Some(match word {
        "authors" | "isc" => "author".into(),
        "holders" | "regents" | "owner" | "owners" => "holder".into(),
        "contributors" => "contributor".into(),
        "disclaims" => "disclaim".into(),
        "merchantibility" => "merchantability".into(),
        word if word.contains("licence") => word.replace("licence", "license").into(),
        _ => return None,
    })
}

/// `Copyright (c) 2020 Somebody`, filled in or not.
fn is_copyright_line(line: &str) -> bool {
    // A whole licence set on one line is more than its copyright line.
    if line.len() > 250 {
        return false;
    }
    let start = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    // Most lines end here, before anything is copied.
    if !start.starts_with(['c', 'C', '©']) {
        return false;
    }
    let lower: String = start.chars().take(120).collect::<String>().to_lowercase();
    let Some(rest) = lower
        .strip_prefix("copyright")
        .or_else(|| lower.strip_prefix('©'))
    else {
        return false;
    };
    lower.starts_with('©')
        || rest.contains(['©', '<', '[', '{'])
        || rest.contains("(c)")
        || rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// The text without HTML tags, if it has any, and with entities as the characters they stand for.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    let head: String = text.chars().take(2000).collect::<String>().to_lowercase();
    let is_page = [
        "<html",
        "<!doctype html",
        "<p>",
        "<body",
        "<br",
        "<pre>",
        "<div",
    ]
    .iter()
    .any(|tag| head.contains(tag));
    if is_page {
        let mut plain = String::with_capacity(text.len());
        let mut inside = false;
        for character in text.chars() {
            match character {
                '<' => inside = true,
                '>' if inside => {
                    inside = false;
                    plain.push(' ');
                }
                _ if inside => {}
                _ => plain.push(character),
            }
        }
        return with_entities(&plain).into_owned().into();
    }
    with_entities(text)
}

/// Entities as the characters they stand for, as far as licences use them.
fn with_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest[1..]
            .bytes()
            .take(9)
            .position(|byte| byte == b';')
            .map(|end| (&rest[1..=end], end + 2));
        let decoded = entity.and_then(|(name, length)| Some((character(name)?, length)));
        let (character, length) = decoded.unwrap_or(('&', 1));
        plain.push(character);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain.into()
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        return code.and_then(char::from_u32);
    }
    Some(match entity {
        "quot" | "ldquo" | "rdquo" | "bdquo" | "laquo" | "raquo" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => ' ',
        "copy" => '©',
        "ndash" | "mdash" => '–',
        "sect" => '§',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_reduced_to_their_words() {
        assert_eq!(
            normalised(
                "Copyright (c) 2020 Ada\n a) The Licence, see [the **Licence**](https://a.b/c) &quot;AS IS&quot;"
            ),
            "the license see the license as is "
        );
        assert_eq!(normalised("<p>AUTHOR&#8217;s\u{a0}1.</p>"), "author 1 ");
        assert_eq!(normalised("R&D; AT&T & &unknown; &"), "at unknown ");
        assert_eq!(normalised("x https://example.org/licence"), "");
    }

    /// Samples find a licence in its own text (every fifth of the list is tried).
    #[test]
    fn samples_find_licences() {
        for known in spdx::identifiers::LICENSES.iter().step_by(5) {
            let id = known.name;
            let Some(whole) = (!is_twin(id)).then(|| listed(id)).flatten() else {
                continue;
            };
            assert!(
                promising(&whole.pairs).iter().any(|found| found.id == id),
                "{id}"
            );
        }
    }
}
