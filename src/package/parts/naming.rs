//! What the name of a file or part says: an id, and how many are needed.

/// The id of a part: letters and digits in lower case, joined by single `-`; `part` when nothing is
/// left. Letters of any script count, so a name in Cyrillic keeps its meaning.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_alphanumeric() {
            slug.extend(character.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "part".to_owned()
    } else {
        slug.to_owned()
    }
}

/// A file name's stem split into the name proper and the quantity it states.
///
/// Understood are `foot_x4`, `foot-x4`, `foot x4`, `foot_4x`, `foot (x4)`, `foot (4x)`, `foot_4pcs`
/// and `4x_foot`. Not understood, because they are sizes: `M3x12`, `M3_x12`, `20x40`, `plate_20_x30`,
/// `foot_x1.5`.
pub fn quantity_in_name(stem: &str) -> (&str, Option<u32>) {
    let trimmed = stem.trim();
    suffix(trimmed)
        .or_else(|| prefix(trimmed))
        .map_or((stem, None), |(name, quantity)| (name, Some(quantity)))
}

/// `foot_x4` and its relatives.
fn suffix(stem: &str) -> Option<(&str, u32)> {
    // `(x4)` stands in brackets of its own, the others after a separator.
    let inner = stem.strip_suffix([')', ']']).and_then(|rest| {
        rest.rfind(['(', '['])
            .map(|at| (&rest[..at], &rest[at + 1..]))
    });
    let (name, token) = match inner {
        Some((name, token)) => (name, token),
        None => stem
            .rfind(['_', '-', ' '])
            .map(|at| (&stem[..at], &stem[at + 1..]))?,
    };
    let quantity = count(token)?;
    let name = name.trim_end_matches(['_', '-', ' ', '.']);
    let before = name.rsplit(['_', '-', ' ']).next().unwrap_or(name);
    (!name.is_empty() && !is_size(before)).then_some((name, quantity))
}

/// `4x_foot`.
fn prefix(stem: &str) -> Option<(&str, u32)> {
    let at = stem.find(['_', '-', ' '])?;
    let quantity = count(&stem[..at])?;
    let name = stem[at..].trim_start_matches(['_', '-', ' ']);
    // `4x_20` may be four of the 20s or a size; `x4_foot` and `4x_foot` are clear.
    name.chars()
        .next()
        .is_some_and(char::is_alphabetic)
        .then_some((name, quantity))
}

/// The number in `x4`, `4x`, `4pcs`, `4off`.
fn count(token: &str) -> Option<u32> {
    let lower = token.to_ascii_lowercase();
    let digits = lower.strip_prefix('x').or_else(|| {
        ["x", "pcs", "pc", "off", "stk"]
            .iter()
            .find_map(|end| lower.strip_suffix(end))
    })?;
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits
        .parse()
        .ok()
        .filter(|count| (1..=500).contains(count))
}

/// Whether the word before a quantity makes it a size or a scale instead: `M3`, `20`, `20mm`,
/// `1.5`, `scale`.
fn is_size(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let number = lower
        .strip_prefix(['m', 'd', 'ø'])
        .unwrap_or(&lower)
        .trim_end_matches("mm")
        .trim_end_matches("cm")
        .trim_end_matches("in");
    (!number.is_empty()
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.'))
        || matches!(
            lower.as_str(),
            "scale" | "scaled" | "zoom" | "ratio" | "speed" | "size"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_stable_and_legible() {
        assert_eq!(slug("Spindle (reference model)"), "spindle-reference-model");
        assert_eq!(slug("  [a]_Knob  "), "a-knob");
        assert_eq!(slug("Gehäuse Größe 2"), "gehäuse-größe-2");
        assert_eq!(slug("+++"), "part");
    }

    #[test]
    fn quantities_are_read_from_names() {
        for (stem, name, quantity) in [
            ("M2_Nut_Adapter_Rotated_x5", "M2_Nut_Adapter_Rotated", 5),
            ("Spool_Holder_x1", "Spool_Holder", 1),
            ("[a]_9mm_Spacer_x6", "[a]_9mm_Spacer", 6),
            ("foot-X12", "foot", 12),
            ("foot 4x", "foot", 4),
            ("foot (x4)", "foot", 4),
            ("foot (4x)", "foot", 4),
            ("foot_v2_x3", "foot_v2", 3),
            ("foot_8pcs", "foot", 8),
            ("4x_foot", "foot", 4),
            ("x2 leg", "leg", 2),
        ] {
            assert_eq!(quantity_in_name(stem), (name, Some(quantity)), "{stem}");
        }
    }

    #[test]
    fn sizes_are_no_quantities() {
        for stem in [
            "M3x12",
            "screw_M3x12",
            "screw_M3_x12",
            "plate_20x40",
            "plate_20_x30",
            "plate_20mm_x5",
            "foot_x1.5",
            "foot_x0",
            "x4",
            "foot",
            "foot4x",
            "axis_x",
            "linear-guide-x",
            "foot_x1000",
            "part_scaled_2x",
            "4x_20",
            "2x4_adapter",
            "box",
            "part (1)",
            "v1.2_x",
            "ø5_x20",
        ] {
            assert_eq!(quantity_in_name(stem), (stem, None), "{stem}");
        }
    }
}
