//! From what people write to the SPDX id they mean.
//!
//! A name is *clear* when it says licence, variant and version; otherwise the candidates are listed
//! and a person chooses. Nothing is guessed: the table of the SPDX crate maps `gnu gpl v2` to
//! GPL-3.0.

use super::words::Words;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a text about a licence means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// Clearly this SPDX expression.
    One(String),
    /// One of these; the text does not say which.
    Several(Vec<String>),
    /// No licence that is known.
    Nothing,
}

/// What `text` means, be it an id, a name, a URL or several of them.
pub fn meant_by(text: &str) -> Meant {
    let text = unwrapped(text.trim());
    match single(text) {
        Meant::One(expression) => return Meant::One(expression),
        several @ Meant::Several(_) if !is_list(text) => return several,
        _ => {}
    }
    list(text).unwrap_or_else(|| single(text))
}

/// The licence that a line of prose names, if it names one clearly: `This work is licensed under the
/// CERN Open Hardware Licence v1.2.`
pub(super) fn named_in(line: &str) -> Option<String> {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    if let Some(id) = exact(line) {
        return Some(id);
    }
    let mut words = Words::of(line);
    match creative_commons(&mut words)
        .or_else(|| cern(&mut words))
        .or_else(|| gnu(&mut words))
        .or_else(|| others(&mut words))?
    {
        Meant::One(id) => Some(id),
        _ => None,
    }
}

/// The licence whose text is at an address.
pub(super) fn at_address(url: &str) -> Option<String> {
    from_url(url)
}

/// The licence whose id this word is, spelled exactly.
pub(super) fn with_id(word: &str) -> Option<String> {
    // `ISC` or `Zlib` in capitals or not are words of other languages too: ids with a version only.
    (word.contains('-') || word == "MIT")
        .then(|| spdx::license_id(word))
        .flatten()
        .map(|id| current(id.name))
}

/// The text without `LicenseRef-` before it.
pub fn unwrapped(text: &str) -> &str {
    let head = "LicenseRef";
    match text.get(..head.len()) {
        Some(start) if start.eq_ignore_ascii_case(head) => {
            text[head.len()..].trim_start_matches(['-', ' ', ':', '_'])
        }
        _ => text,
    }
}

fn is_list(text: &str) -> bool {
    text.contains([',', ';', '/', '|', '&']) || {
        let lower = text.to_lowercase();
        [" and ", " or ", " und ", " et "]
            .iter()
            .any(|word| lower.contains(word))
    }
}

/// Several licences in one text: `A AND B` where a word says so, both readings where only a comma
/// stands between them.
fn list(text: &str) -> Option<Meant> {
    for (separators, operator) in [
        (&[" or ", " OR ", " Or "][..], Some("OR")),
        (&[" and ", " AND ", " und ", " et ", " & "][..], Some("AND")),
        (&[", ", ",", "; ", ";", " / ", "/", " | ", "|"][..], None),
    ] {
        for separator in separators {
            let pieces: Vec<&str> = text.split(separator).map(str::trim).collect();
            if pieces.len() < 2 {
                continue;
            }
            let ids: Option<Vec<String>> = pieces
                .iter()
                .map(|piece| match single(unwrapped(piece)) {
                    Meant::One(id) => Some(id),
                    _ => None,
                })
                .collect();
            let Some(ids) = ids else { continue };
            return Some(match operator {
                Some(operator) => Meant::One(ids.join(&format!(" {operator} "))),
                None => Meant::Several(vec![ids.join(" AND "), ids.join(" OR ")]),
            });
        }
    }
    None
}

/// A single licence.
fn single(text: &str) -> Meant {
    if let Some(id) = exact(text).or_else(|| from_url(text)) {
        return Meant::One(id);
    }
    let mut words = Words::of(text);
    let meant = creative_commons(&mut words)
        .or_else(|| cern(&mut words))
        .or_else(|| gnu(&mut words))
        .or_else(|| others(&mut words))
        .unwrap_or(Meant::Nothing);
    match meant {
        // A word that is no part of the name may turn its meaning: `not MIT`, `modified BSD-ish`.
        Meant::One(id) if words.has_unexplained() => Meant::Several(vec![id]),
        Meant::Nothing => like(text),
        other => other,
    }
}

/// Ids and full names of the SPDX list, folded, with the id they stand for.
static LISTED: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut listed = HashMap::new();
    for known in spdx::identifiers::LICENSES {
        if !known.name.contains('+') {
            listed
                .entry(fold_name(known.full_name))
                .or_insert(known.name);
        }
    }
    for known in spdx::identifiers::LICENSES {
        listed.insert(fold(known.name), known.name);
    }
    listed
});

/// An id or a full name, whatever its case, spaces and hyphens.
fn exact(text: &str) -> Option<String> {
    let folded = fold(text);
    if folded.is_empty() {
        return None;
    }
    if matches!(folded.as_str(), "none" | "noassertion") {
        return Some(folded.to_uppercase());
    }
    LISTED
        .get(&folded)
        .or_else(|| LISTED.get(&fold_name(text)))
        .map(|id| current(id))
}

/// The current id for a deprecated one, as the SPDX licence list says: `GPL-3.0` is `GPL-3.0-only`.
pub fn current(id: &str) -> String {
    if let Some(base) = id.strip_suffix('+') {
        let later = format!("{base}-or-later");
        if spdx::license_id(&later).is_some() {
            return later;
        }
    }
    let only = format!("{id}-only");
    if spdx::license_id(id).is_some_and(spdx::LicenseId::is_deprecated)
        && spdx::license_id(&only).is_some()
    {
        return only;
    }
    id.to_owned()
}

fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() || *c == '.' || *c == '+')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The name without the words that editions of it leave out.
fn fold_name(text: &str) -> String {
    Words::of(text)
        .words
        .iter()
        .filter(|word| {
            !matches!(
                word.as_str(),
                "the" | "license" | "licence" | "version" | "v"
            )
        })
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A licence by the address of its text.
fn from_url(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let (_, rest) = lower
        .split_once("://")
        .or_else(|| lower.split_once("www."))?;
    let rest = rest.trim_end_matches(['/', '.', ')', '>', '"']);
    if let Some((_, path)) = rest.split_once("creativecommons.org/") {
        let mut steps = path.split('/');
        let (kind, elements, version) = (steps.next()?, steps.next()?, steps.next()?);
        let port = steps.next().filter(|port| port.len() <= 3);
        return match kind {
            "publicdomain" if elements == "zero" => Some("CC0-1.0".to_owned()),
            "publicdomain" if elements == "mark" => Some("CC-PDM-1.0".to_owned()),
            "licenses" => {
                let id = format!("CC-{elements}-{version}");
                port.and_then(|port| known(&format!("{id}-{port}")))
                    .or_else(|| known(&id))
            }
            _ => None,
        };
    }
    for (place, id) in [
        ("cern_ohl_s_v2", "CERN-OHL-S-2.0"),
        ("cern_ohl_w_v2", "CERN-OHL-W-2.0"),
        ("cern_ohl_p_v2", "CERN-OHL-P-2.0"),
        ("cern_ohl_v_1_2", "CERN-OHL-1.2"),
        ("apache.org/licenses/license-2.0", "Apache-2.0"),
        ("tapr.org/ohl", "TAPR-OHL-1.0"),
        ("tapr.org/tapr_open_hardware_license", "TAPR-OHL-1.0"),
        ("mozilla.org/mpl/2.0", "MPL-2.0"),
        ("mozilla.org/en-us/mpl/2.0", "MPL-2.0"),
        ("unlicense.org", "Unlicense"),
        ("gnu.org/licenses/gpl-3.0", "GPL-3.0-only"),
        ("gnu.org/licenses/old-licenses/gpl-2.0", "GPL-2.0-only"),
        ("gnu.org/licenses/lgpl-3.0", "LGPL-3.0-only"),
        ("gnu.org/licenses/agpl-3.0", "AGPL-3.0-only"),
    ] {
        if rest.contains(place) {
            return Some(id.to_owned());
        }
    }
    for place in [
        "spdx.org/licenses/",
        "opensource.org/licenses/",
        "opensource.org/license/",
        "choosealicense.com/licenses/",
    ] {
        if let Some((_, id)) = rest.split_once(place) {
            let id = id.trim_end_matches(".html").trim_end_matches(".txt");
            return known(id).map(|id| current(&id));
        }
    }
    None
}

/// The SPDX spelling of an id, if there is such a one.
fn known(id: &str) -> Option<String> {
    spdx::identifiers::LICENSES
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(id))
        .map(|known| known.name.to_owned())
}

/// `CC BY-SA 4.0`, `Creative Commons Attribution-ShareAlike 4.0 International` and the like.
fn creative_commons(words: &mut Words) -> Option<Meant> {
    let named = words.take(&["cc"])
        | words.take_phrase(&["creative", "commons"])
        | words.take_phrase(&["creative", "common"]);
    let run_together = words.take(&[
        "ccby", "ccbysa", "bysa", "ccbync", "ccbyncsa", "ccbynd", "ccbyncnd", "bync", "byncsa",
        "bynd", "byncnd",
    ]);
    let first_by = words.words.first().is_some_and(|word| word == "by")
        || words.take_phrase(&["attribution", "sharealike"])
        || words.take_phrase(&["attribution", "share", "alike"])
        || words.take_phrase(&["attribution", "noncommercial"])
        || words.take_phrase(&["attribution", "non", "commercial"]);
    if !(named || run_together || first_by) {
        return None;
    }
    if words.take(&["zero"]) || words.take_phrase(&["0"]) || words.take_phrase(&["cc", "0"]) {
        // `CC0 1.0`: the version that is left is the only one there is.
        words.version();
        return Some(Meant::One("CC0-1.0".to_owned()));
    }
    if words.take_phrase(&["public", "domain", "mark"]) {
        words.version();
        return Some(Meant::One("CC-PDM-1.0".to_owned()));
    }
    let joined: String = words.words.concat();
    let together = |letters: &str| run_together && joined.contains(letters);
    let sa = words.take(&["sa", "sharealike"])
        | words.take_phrase(&["share", "alike"])
        | words.take_phrase(&["weitergabe"])
        | together("bysa")
        | together("ncsa");
    let nc = words.take(&["nc", "noncommercial"])
        | words.take_phrase(&["non", "commercial"])
        | together("bync");
    let nd = words.take(&["nd", "noderivatives", "noderivs", "noderiv"])
        | words.take_phrase(&["no", "derivatives"])
        | words.take_phrase(&["no", "derivs"])
        | together("bynd")
        | together("ncnd");
    let by = words.take(&["by", "attribution", "namensnennung"]) | run_together | sa | nc | nd;
    let elements = match (by, nc, nd, sa) {
        (false, ..) => {
            return Some(Meant::Several(
                ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0"]
                    .map(str::to_owned)
                    .to_vec(),
            ));
        }
        (_, true, true, _) => "CC-BY-NC-ND",
        (_, true, false, true) => "CC-BY-NC-SA",
        (_, true, false, false) => "CC-BY-NC",
        (_, false, true, _) => "CC-BY-ND",
        (_, false, false, true) => "CC-BY-SA",
        _ => "CC-BY",
    };
    let Some(version) = words.version() else {
        return Some(Meant::Several(
            ["4.0", "3.0", "2.5", "2.0"]
                .map(|version| format!("{elements}-{version}"))
                .to_vec(),
        ));
    };
    let id = known(&format!("{elements}-{version}"))?;
    for port in ["us", "de", "at", "au", "nl", "igo", "fr", "uk", "jp"] {
        if words.has(port)
            && let Some(ported) = known(&format!("{id}-{port}"))
        {
            words.take(&[port]);
            return Some(Meant::One(ported));
        }
    }
    Some(Meant::One(id))
}

/// `CERN OHL v1.2`, `CERN Open Hardware Licence Version 2 – Strongly Reciprocal` and the like.
fn cern(words: &mut Words) -> Option<Meant> {
    if !words.take(&["cern"]) {
        return None;
    }
    words.take(&["reciprocal", "variant", "ohl"]);
    let variant = if words.take(&["strongly", "strong", "s"]) {
        Some('S')
    } else if words.take(&["weakly", "weak", "w"]) {
        Some('W')
    } else if words.take(&["permissive", "p"]) {
        Some('P')
    } else {
        None
    };
    let version = words.version();
    Some(match (version.as_deref(), variant) {
        // Variants came with version 2, and there is no other version with them.
        (Some("2.0") | None, Some(variant)) => Meant::One(format!("CERN-OHL-{variant}-2.0")),
        (Some("2.0"), None) => several(&["CERN-OHL-S-2.0", "CERN-OHL-W-2.0", "CERN-OHL-P-2.0"]),
        (Some("1.1" | "1.2"), None) => {
            Meant::One(format!("CERN-OHL-{}", version.unwrap_or_default()))
        }
        (Some("1.0"), None) => several(&["CERN-OHL-1.2", "CERN-OHL-1.1"]),
        (None, None) => several(&[
            "CERN-OHL-S-2.0",
            "CERN-OHL-W-2.0",
            "CERN-OHL-P-2.0",
            "CERN-OHL-1.2",
        ]),
        _ => Meant::Nothing,
    })
}

/// `GNU GPL v3`, `GPL-3.0 or later`, `LGPLv2.1+` and the like.
fn gnu(words: &mut Words) -> Option<Meant> {
    let base = if words.take(&["agpl", "affero"]) {
        "AGPL"
    } else if words.take(&["lgpl", "lesser", "library"]) {
        "LGPL"
    } else if words.take(&["fdl", "gfdl"]) || words.take_phrase(&["free", "documentation"]) {
        "GFDL"
    } else if words.take(&["gpl"]) || words.take_phrase(&["general", "public"]) {
        "GPL"
    } else {
        return None;
    };
    words.take(&["gpl", "gnu"]);
    let later = words.take_phrase(&["or", "later"])
        || words.take_phrase(&["or", "any", "later"])
        || words.take_phrase(&["or", "newer"])
        || words.take_phrase(&["or", "higher"])
        || words.take(&["+"]);
    let only = words.take(&["only"]);
    let Some(version) = words.version() else {
        let versions: &[&str] = match base {
            "GPL" => &["3.0", "2.0"],
            "LGPL" => &["3.0", "2.1"],
            "GFDL" => &["1.3", "1.2"],
            _ => &["3.0"],
        };
        return Some(Meant::Several(
            versions
                .iter()
                .flat_map(|version| {
                    ["or-later", "only"].map(|end| format!("{base}-{version}-{end}"))
                })
                .collect(),
        ));
    };
    // Without `or later` nothing more was granted than this version; SPDX reads `GPL-3.0` the same.
    let end = if later && !only { "or-later" } else { "only" };
    Some(known(&format!("{base}-{version}-{end}")).map_or(Meant::Nothing, Meant::One))
}

/// Licences with a name of one or two words.
fn others(words: &mut Words) -> Option<Meant> {
    if words.take(&["apache", "asl"]) {
        return Some(versioned(words, "Apache", &["2.0", "1.1"]));
    }
    if words.take(&["mpl", "mozilla"]) {
        return Some(versioned(words, "MPL", &["2.0", "1.1"]));
    }
    if words.take(&["eupl"]) || words.take_phrase(&["european", "union"]) {
        return Some(versioned(words, "EUPL", &["1.2", "1.1"]));
    }
    if words.take(&["tapr"]) {
        if words.has("noncommercial") || words.has("ncl") {
            return Some(Meant::Nothing);
        }
        words.version();
        return Some(Meant::One("TAPR-OHL-1.0".to_owned()));
    }
    if words.take(&["solderpad", "shl"]) {
        return Some(match words.version().as_deref() {
            Some(version @ ("0.5" | "0.51")) => Meant::One(format!("SHL-{version}")),
            Some(version @ ("2.0" | "2.1")) => Meant::One(format!("Apache-2.0 WITH SHL-{version}")),
            _ => several(&["Apache-2.0 WITH SHL-2.1", "SHL-0.51"]),
        });
    }
    if words.take(&["bsd", "freebsd"]) {
        words.take(&["clause", "style"]);
        if words.take_phrase(&["0"]) || words.take(&["zero"]) {
            return Some(Meant::One("0BSD".to_owned()));
        }
        let clauses = if words.take(&["3", "new", "revised", "modified", "three"]) {
            Some("BSD-3-Clause")
        } else if words.take(&["2", "simplified", "two"]) || words.has("freebsd") {
            Some("BSD-2-Clause")
        } else if words.take(&["4", "original", "four"]) {
            Some("BSD-4-Clause")
        } else {
            None
        };
        return Some(clauses.map_or_else(
            || several(&["BSD-3-Clause", "BSD-2-Clause"]),
            |id| Meant::One(id.to_owned()),
        ));
    }
    if words.take(&["mit", "expat"]) {
        return Some(Meant::One("MIT".to_owned()));
    }
    if words.take_phrase(&["public", "domain"]) {
        return Some(several(&["CC0-1.0", "Unlicense", "CC-PDDC"]));
    }
    if words.take(&["wtfpl"]) {
        words.version();
        return Some(Meant::One("WTFPL".to_owned()));
    }
    if words.take(&["zlib"]) {
        return Some(Meant::One("Zlib".to_owned()));
    }
    if words.take(&["isc"]) {
        return Some(Meant::One("ISC".to_owned()));
    }
    if words.take(&["ofl"]) || words.take_phrase(&["open", "font"]) {
        return Some(versioned(words, "OFL", &["1.1"]));
    }
    if words.take(&["odbl"]) || words.take_phrase(&["open", "database"]) {
        return Some(versioned(words, "ODbL", &["1.0"]));
    }
    None
}

/// A licence whose id is its name and its version.
fn versioned(words: &mut Words, name: &str, versions: &[&str]) -> Meant {
    match words.version() {
        Some(version) => known(&format!("{name}-{version}")).map_or(Meant::Nothing, Meant::One),
        None => Meant::Several(
            versions
                .iter()
                .map(|version| format!("{name}-{version}"))
                .collect(),
        ),
    }
}

fn several(ids: &[&str]) -> Meant {
    Meant::Several(ids.iter().map(|id| (*id).to_owned()).collect())
}

/// An id that is spelled nearly like this: a candidate, never a certainty.
fn like(text: &str) -> Meant {
    let wanted = fold(text);
    if wanted.len() < 4 || wanted.len() > 60 {
        return Meant::Nothing;
    }
    spdx::identifiers::LICENSES
        .iter()
        .filter(|known| known.name.len().abs_diff(wanted.len()) <= 6)
        .map(|known| (strsim::osa_distance(&fold(known.name), &wanted), known))
        .filter(|(distance, _)| *distance <= 1 + usize::from(wanted.len() > 10))
        .min_by_key(|(distance, known)| (*distance, known.is_deprecated_name(), known.index))
        .map_or(Meant::Nothing, |(_, known)| {
            Meant::Several(vec![current(known.name)])
        })
}

/// What the list of the SPDX crate says of an entry.
trait Listed {
    fn is_deprecated_name(&self) -> bool;
}

impl Listed for spdx::License {
    fn is_deprecated_name(&self) -> bool {
        spdx::license_id(self.name).is_some_and(spdx::LicenseId::is_deprecated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str) -> Meant {
        Meant::One(id.to_owned())
    }

    #[test]
    fn clear_names_are_understood() {
        for (text, id) in [
            ("CERN OHL v1.2", "CERN-OHL-1.2"),
            ("CERN-OHL-1.2", "CERN-OHL-1.2"),
            ("CERN Open Hardware Licence v1.1", "CERN-OHL-1.1"),
            ("CERN OHL S v2", "CERN-OHL-S-2.0"),
            ("CERN-OHL-S v2", "CERN-OHL-S-2.0"),
            ("CERN-OHL-P", "CERN-OHL-P-2.0"),
            (
                "CERN Open Hardware Licence Version 2 – Strongly Reciprocal",
                "CERN-OHL-S-2.0",
            ),
            (
                "CERN Open Hardware License Version 2 - Weakly Reciprocal",
                "CERN-OHL-W-2.0",
            ),
            ("https://ohwr.org/cern_ohl_s_v2.txt", "CERN-OHL-S-2.0"),
            (
                "Creative Commons Attribution-ShareAlike 4.0 International",
                "CC-BY-SA-4.0",
            ),
            (
                "Creative Commons Attribution-ShareAlike 4.0 International License",
                "CC-BY-SA-4.0",
            ),
            ("LicenseRef-CC BY-SA-4.0", "CC-BY-SA-4.0"),
            ("LicenseRef-CC-BY-SA-3.0", "CC-BY-SA-3.0"),
            ("LicenseRef-CC-by-sa 3.0", "CC-BY-SA-3.0"),
            ("LicenseRef-CC-BY license 4.0", "CC-BY-4.0"),
            ("LicenseRef-CC BY 3.0 US", "CC-BY-3.0-US"),
            ("CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
            ("CC-BY-SA4.0", "CC-BY-SA-4.0"),
            ("ccbysa 4.0", "CC-BY-SA-4.0"),
            ("Attribution Share Alike 3.0", "CC-BY-SA-3.0"),
            ("CC0", "CC0-1.0"),
            ("CC0 1.0 Universal", "CC0-1.0"),
            ("Creative Commons Zero v1.0", "CC0-1.0"),
            (
                "http://creativecommons.org/licenses/by-sa/4.0/",
                "CC-BY-SA-4.0",
            ),
            (
                "https://creativecommons.org/licenses/by/3.0/us/",
                "CC-BY-3.0-US",
            ),
            (
                "https://creativecommons.org/publicdomain/zero/1.0/",
                "CC0-1.0",
            ),
            ("LicenseRef-GNU GPL v2.0", "GPL-2.0-only"),
            ("GNU GPL v3", "GPL-3.0-only"),
            ("gplv3", "GPL-3.0-only"),
            ("GPL3", "GPL-3.0-only"),
            ("GPL-3.0", "GPL-3.0-only"),
            ("GPL-3.0+", "GPL-3.0-or-later"),
            ("GPL v3 or later", "GPL-3.0-or-later"),
            (
                "GNU General Public License v3.0 or later",
                "GPL-3.0-or-later",
            ),
            ("GNU Lesser General Public License v2.1", "LGPL-2.1-only"),
            ("LGPLv3", "LGPL-3.0-only"),
            ("GNU Affero General Public License v3", "AGPL-3.0-only"),
            ("Apache 2", "Apache-2.0"),
            ("Apache License, Version 2.0", "Apache-2.0"),
            ("The MIT License", "MIT"),
            ("mit", "MIT"),
            ("Expat", "MIT"),
            ("BSD 3-Clause", "BSD-3-Clause"),
            ("New BSD License", "BSD-3-Clause"),
            ("Simplified BSD", "BSD-2-Clause"),
            ("TAPR Open Hardware License", "TAPR-OHL-1.0"),
            ("Solderpad Hardware License v2.1", "Apache-2.0 WITH SHL-2.1"),
            ("Solderpad Hardware License 0.51", "SHL-0.51"),
            ("MPL 2.0", "MPL-2.0"),
            ("the unlicense", "Unlicense"),
            (
                "CERN-OHL-S-2.0 and CC-BY-SA-4.0",
                "CERN-OHL-S-2.0 AND CC-BY-SA-4.0",
            ),
            ("MIT or Apache 2.0", "MIT OR Apache-2.0"),
        ] {
            assert_eq!(meant_by(text), one(id), "{text}");
        }
    }

    #[test]
    fn unclear_names_list_their_candidates() {
        for (text, first, count) in [
            ("LicenseRef-CERN", "CERN-OHL-S-2.0", 4),
            ("CERN OHL v2", "CERN-OHL-S-2.0", 3),
            ("CC-BY-SA", "CC-BY-SA-4.0", 4),
            ("Creative Commons", "CC0-1.0", 3),
            ("GPL", "GPL-3.0-or-later", 4),
            ("BSD", "BSD-3-Clause", 2),
            ("Apache", "Apache-2.0", 2),
            ("Public Domain", "CC0-1.0", 3),
            (
                "LicenseRef-CC-BY-SA-4.0, CC-BY-NC-SA-4.0",
                "CC-BY-SA-4.0 AND CC-BY-NC-SA-4.0",
                2,
            ),
            ("not MIT", "MIT", 1),
            ("MIT with strings attached", "MIT", 1),
            ("CERN-OHL-S-2.O", "CERN-OHL-S-2.0", 1),
            ("Apcahe-2.0", "Apache-2.0", 1),
        ] {
            match meant_by(text) {
                Meant::Several(ids) => {
                    assert_eq!(
                        (ids[0].as_str(), ids.len()),
                        (first, count),
                        "{text}: {ids:?}"
                    );
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_no_licence_means_nothing() {
        for text in [
            "",
            "PANAKA-OHL-1.0",
            "All rights reserved",
            "see LICENSE",
            "CERN OHL v7",
            "+",
            "🦀",
            "CC-BY-SA-9.9",
        ] {
            assert_eq!(meant_by(text), Meant::Nothing, "{text}");
        }
    }
}
