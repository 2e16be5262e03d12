//! The globs of `REUSE.toml` and of `.reuse/dep5`.

/// A piece of a glob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// This character.
    One(char),
    /// Any one character.
    Any,
    /// Any characters but `/`.
    Within,
    /// Any characters.
    Across,
}

/// A glob over whole paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    pieces: Vec<Piece>,
}

impl Glob {
    /// A path of `REUSE.toml`: `*` stays within a component, `**` does not and takes a `/` after it
    /// along, a backslash takes the meaning of the next character away.
    pub(super) fn of_toml(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' => pieces.extend(characters.next().map(Piece::One)),
                '*' => {
                    let mut stars = 1;
                    while characters.next_if_eq(&'*').is_some() {
                        stars += 1;
                    }
                    if stars == 1 {
                        pieces.push(Piece::Within);
                    } else {
                        pieces.push(Piece::Across);
                        characters.next_if_eq(&'/');
                    }
                }
                other => pieces.push(Piece::One(other)),
            }
        }
        Self { pieces }
    }

    /// A pattern of `.reuse/dep5`: `*` and `?` match `/` too, a backslash takes their meaning away.
    pub(super) fn of_dep5(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            pieces.push(match character {
                '\\' => Piece::One(characters.next().unwrap_or('\\')),
                '*' => Piece::Across,
                '?' => Piece::Any,
                other => Piece::One(other),
            });
        }
        Self { pieces }
    }

    /// Whether a path is meant.
    pub fn matches(&self, path: &str) -> bool {
        // Most globs begin with a name: a path that begins otherwise is done with at once.
        let plain = self.pieces.iter().map_while(|piece| match piece {
            Piece::One(character) => Some(*character),
            _ => None,
        });
        let mut rest = path.chars();
        let mut begun = 0;
        for character in plain {
            if rest.next() != Some(character) {
                return false;
            }
            begun += 1;
        }
        let pieces = &self.pieces[begun..];
        let rest: Vec<char> = rest.collect();
        // Which of the pieces may come next: never more work than pieces × characters.
        let mut open = vec![false; pieces.len() + 1];
        open[0] = true;
        skip_stars(pieces, &mut open);
        for character in rest {
            let mut after = vec![false; pieces.len() + 1];
            for (at, piece) in pieces.iter().enumerate().filter(|(at, _)| open[*at]) {
                match piece {
                    Piece::One(wanted) => after[at + 1] |= *wanted == character,
                    Piece::Any => after[at + 1] = true,
                    Piece::Within => after[at] |= character != '/',
                    Piece::Across => after[at] = true,
                }
            }
            skip_stars(pieces, &mut after);
            if !after.contains(&true) {
                return false;
            }
            open = after;
        }
        open[pieces.len()]
    }
}

/// Stars may stand for nothing.
fn skip_stars(pieces: &[Piece], open: &mut [bool]) {
    for (at, piece) in pieces.iter().enumerate() {
        if open[at] && matches!(piece, Piece::Within | Piece::Across) {
            open[at + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_reuse_toml() {
        for (glob, yes, no) in [
            ("a.stl", &["a.stl"][..], &["A.stl", "b/a.stl", "a.stl2"][..]),
            ("*.stl", &["a.stl", ".stl"], &["b/a.stl", "a.STL"]),
            ("**/*.stl", &["a.stl", "b/a.stl", "b/c/a.stl"], &["a.scad"]),
            ("**", &["a", "a/b/c"], &[]),
            ("cad/**", &["cad/a", "cad/b/c"], &["cad", "cads/a"]),
            ("cad/**/a", &["cad/a", "cad/b/c/a"], &["cad/b"]),
            ("cad/*/a", &["cad/b/a"], &["cad/a", "cad/b/c/a"]),
            (r"\*.stl", &["*.stl"], &["a.stl"]),
            (r"a\\b", &[r"a\b"], &["ab"]),
            ("a?", &["a?"], &["ab"]),
            ("", &[""], &["a"]),
        ] {
            let parsed = Glob::of_toml(glob);
            for path in yes {
                assert!(parsed.matches(path), "{glob} {path}");
            }
            for path in no {
                assert!(!parsed.matches(path), "{glob} {path}");
            }
        }
    }

    #[test]
    fn patterns_of_dep5() {
        let glob = Glob::of_dep5("cad/*.st?");
        assert!(glob.matches("cad/a.stl") && glob.matches("cad/b/a.stp"));
        assert!(!glob.matches("cad/a.st"));
        assert!(Glob::of_dep5(r"\*").matches("*") && !Glob::of_dep5(r"\*").matches("a"));
    }

    #[test]
    fn many_stars_take_no_time() {
        let glob = Glob::of_toml(&"**a".repeat(200));
        let begun = std::time::Instant::now();
        assert!(!glob.matches(&"a".repeat(199)));
        assert!(glob.matches(&"a".repeat(4_000)));
        assert!(begun.elapsed() < std::time::Duration::from_secs(5));
    }
}
