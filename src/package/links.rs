//! The web addresses that a package gives: in its manifest, in `fab.toml` and in its bills of
//! materials. Prose (READMEs, instructions) is not searched.

use super::Package;
use super::manifest::{Field, Role, values::is_web_url};
use crate::diag::{Place, Span};
use std::collections::HashSet;

/// The most addresses of one package: a bill of a thousand lines is a long one.
const MOST: usize = 1_000;

/// A web address with the place where it is given.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address as written.
    pub url: String,
    /// What it is the address of, as a noun.
    pub what: &'static str,
    /// Whether it is an origin: what the design builds on.
    pub is_origin: bool,
    /// Where it is given first.
    pub place: Place,
}

impl Package {
    /// Every web address, each once, in the order of the files.
    pub fn links(&self) -> Vec<Link> {
        let mut links = Links::default();
        self.manifest_links(&mut links);
        self.fab_links(&mut links);
        self.bom_links(&mut links);
        links.found
    }

    fn manifest_links(&self, links: &mut Links) {
        let Some(document) = &self.manifest.document else {
            return;
        };
        let at = |span: &Span| Place::text(&document.source, span.clone());
        let manifest = &self.manifest.manifest;
        let mut add = |field: &Field<String>, what, is_origin| {
            links.add(&field.value, what, is_origin, || at(&field.span));
        };
        if let Some(repo) = &manifest.repo {
            add(repo, "the repository", false);
        }
        if let Some(origin) = &manifest.fork_of {
            add(origin, "the origin", true);
        }
        for reference in &manifest.references {
            let what = match reference.role {
                Role::Release | Role::SoftwareRelease => "the release",
                Role::Image => "the image",
                Role::Publication => "the publication",
                _ => "the page",
            };
            add(&reference.target, what, false);
        }
        for person in manifest.licensor.iter().chain(&manifest.organization) {
            if let Some(url) = &person.value.url {
                links.add(url, "the page of a person", false, || at(&person.span));
            }
        }
    }

    fn fab_links(&self, links: &mut Links) {
        let Some(document) = &self.fab.document else {
            return;
        };
        let at = |span: &Span| Place::text(&document.source, span.clone());
        for url in self
            .fab
            .fab
            .derived_from
            .iter()
            .filter_map(|origin| origin.url.as_ref())
        {
            links.add(&url.value, "the origin", true, || at(&url.span));
        }
    }

    fn bom_links(&self, links: &mut Links) {
        for (file, table, line) in self.bom.lines() {
            for (at, cell) in line.cells.iter().enumerate() {
                let place = || file.place(table, line.row, Some(at as u32 + 1));
                for url in cell
                    .link
                    .as_deref()
                    .into_iter()
                    .chain(addresses_in(&cell.text))
                {
                    links.add(url, "the page of an item", false, place);
                }
            }
        }
    }
}

/// The web addresses in a text, without the punctuation around them.
pub fn addresses_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '|'))
        .filter_map(|word| {
            let start = word.find("http://").or_else(|| word.find("https://"))?;
            let url = &word[start..];
            // `[text](https://a.org/b)`: a bracket that the address did not open is not its own.
            let closed = url.find(')').filter(|at| !url[..*at].contains('('));
            let url = &url[..closed.unwrap_or(url.len())];
            Some(url.trim_end_matches(['.', ',', ';', ':', '!', '\'', ']', '*']))
        })
        .filter(|url| is_web_url(url))
}

#[derive(Default)]
struct Links {
    seen: HashSet<String>,
    found: Vec<Link>,
}

impl Links {
    fn add(&mut self, url: &str, what: &'static str, is_origin: bool, at: impl FnOnce() -> Place) {
        let url = url.trim();
        if is_web_url(url) && self.found.len() < MOST && self.seen.insert(url.to_owned()) {
            self.found.push(Link {
                url: url.to_owned(),
                what,
                is_origin,
                place: at(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_out_of_the_punctuation_around_them() {
        for (text, urls) in [
            ("https://a.org/b", &["https://a.org/b"][..]),
            (
                "see [here](https://a.org/b), or http://c.org.",
                &["https://a.org/b", "http://c.org"],
            ),
            (
                "<https://a.org>;https://a.org/x_(y)",
                &["https://a.org", "https://a.org/x_(y)"],
            ),
            ("a.org/b, http://, https:// x", &[]),
        ] {
            let found: Vec<&str> = addresses_in(text).collect();
            assert_eq!(found, urls, "{text}");
        }
    }
}
