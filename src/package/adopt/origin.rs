//! What git knows: where the design is developed, who worked on it, which versions there were.

use super::evidence::Fact;
use crate::package::git;
use crate::package::manifest::{Person, web_address};
use semver::Version;
use std::collections::HashMap;
use std::path::Path;

/// The most commits whose authors are counted.
const COMMITS: &str = "20000";

/// What git knows of a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Web address of the repository.
    pub repo: Option<Fact<String>>,
    /// Why there is no address although there is a remote.
    pub local_remote: bool,
    /// Where it was forked from.
    pub fork_of: Option<Fact<String>>,
    /// The highest version that is tagged.
    pub version: Option<Fact<String>>,
    /// Who worked on it, most commits first, with the number of commits.
    pub authors: Vec<(Person, usize)>,
    /// The name of the repository, when the folder is its root.
    pub name: Option<String>,
}

/// Asks git about the folder `root`; empty without git, or where the folder has no history.
pub fn read(root: &Path) -> Origin {
    let Some(prefix) = git::ask(root, ["rev-parse", "--show-prefix"]) else {
        return Origin::default();
    };
    let is_root = prefix.trim().is_empty();
    let authors = authors(root, is_root);
    // A folder that merely lies inside somebody's repository (a home directory, say) is none of it.
    if !is_root && authors.is_empty() {
        return Origin::default();
    }
    let url = |remote| git::ask(root, ["remote", "get-url", remote]);
    let remotes = git::ask(root, ["remote"]).unwrap_or_default();
    let remotes: Vec<&str> = remotes.lines().map(str::trim).collect();
    let main = ["origin"]
        .into_iter()
        .chain(remotes.first().copied().filter(|_| remotes.len() == 1))
        .find(|remote| remotes.contains(remote));
    let address = main.and_then(url);
    let web = address.as_deref().and_then(web_address);
    let name = web
        .as_deref()
        .and_then(|web| web.rsplit('/').next())
        .filter(|name| is_root && !name.is_empty())
        .map(str::to_owned);
    let repo = main.zip(web).map(|(remote, web)| {
        if is_root {
            Fact::found(web, format!("the git remote `{remote}`"))
        } else {
            Fact::guessed(
                web,
                format!("the git remote `{remote}` of the repository around it"),
            )
        }
    });
    let fork_of = (main == Some("origin") && remotes.contains(&"upstream"))
        .then(|| url("upstream").as_deref().and_then(web_address))
        .flatten()
        .filter(|upstream| repo.as_ref().is_none_or(|repo| repo.value != *upstream))
        .map(|upstream| Fact::guessed(upstream, "the git remote `upstream`"));
    Origin {
        local_remote: address.is_some() && repo.is_none(),
        repo,
        fork_of,
        version: version(root, is_root),
        authors,
        name,
    }
}

/// The highest version among the tags of what is checked out.
fn version(root: &Path, is_root: bool) -> Option<Fact<String>> {
    let tags = git::ask(root, ["tag", "--list", "--merged", "HEAD"])?;
    let (version, tag, is_exact) = highest(tags.lines())?;
    let since = git::ask(
        root,
        ["rev-list", "--count", &format!("refs/tags/{tag}..HEAD")],
    );
    let since = since.and_then(|count| count.trim().parse::<usize>().ok());
    Some(match since {
        Some(0) if is_exact && is_root => Fact::found(version, format!("the git tag `{tag}`")),
        Some(commits) if commits > 0 => Fact::guessed(
            version,
            format!(
                "the last git tag `{tag}`, {} ago",
                crate::units::count(commits, "commit")
            ),
        ),
        _ => Fact::guessed(version, format!("the git tag `{tag}`")),
    })
}

/// The highest version with its tag, and whether the tag is that version up to a `v`.
fn highest<'t>(tags: impl Iterator<Item = &'t str>) -> Option<(String, &'t str, bool)> {
    tags.filter_map(|tag| {
        let lower = tag.to_ascii_lowercase();
        let bare = ["version", "release", "rel", "ver", "v"]
            .iter()
            .find_map(|word| lower.strip_prefix(word))
            .map_or(tag, |rest| &tag[tag.len() - rest.len()..])
            .trim_start_matches(['-', '_', '/', '.', ' ']);
        let exact = Version::parse(bare).ok();
        let version = exact.clone().or_else(|| {
            // `v1.2` is what people tag who mean 1.2.0; a year or a build number is not.
            let numbers: Vec<&str> = bare.split('.').collect();
            let is_short = numbers.len() == 2 && numbers.iter().all(|number| number.len() <= 3);
            is_short.then(|| Version::parse(&format!("{bare}.0")).ok())?
        })?;
        Some((exact.is_some(), version, tag))
    })
    // An exact version wins over an abbreviated one of the same or a higher number.
    .max_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)))
    .map(|(exact, version, tag)| (version.to_string(), tag, exact))
}

/// Who worked on the folder. git applies the mail map.
fn authors(root: &Path, is_root: bool) -> Vec<(Person, usize)> {
    let mut arguments = vec![
        "log",
        "--use-mailmap",
        "--no-show-signature",
        "--format=%aN%x00%aE",
        "--max-count",
        COMMITS,
        "HEAD",
    ];
    if !is_root {
        arguments.extend(["--", "."]);
    }
    git::ask(root, arguments).map_or_else(Vec::new, |log| count_authors(&log))
}

/// Counts commits by person: the same mail or the same name is the same person.
fn count_authors(log: &str) -> Vec<(Person, usize)> {
    struct Author {
        person: Person,
        commits: usize,
    }
    let mut authors: Vec<Author> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for line in log.lines() {
        let (name, mail) = line.split_once('\0').unwrap_or((line, ""));
        let (name, mail) = (name.trim(), mail.trim());
        if is_robot(name, mail) || name.is_empty() && mail.is_empty() {
            continue;
        }
        let keys = [
            format!("n:{}", name.to_lowercase()),
            format!("m:{}", mail.to_lowercase()),
        ];
        let found = keys
            .iter()
            .filter(|key| key.len() > 2)
            .find_map(|key| known.get(key).copied());
        let at = found.unwrap_or_else(|| {
            authors.push(Author {
                person: Person {
                    name: if name.is_empty() { mail } else { name }.to_owned(),
                    email: is_reachable(mail).then(|| mail.to_owned()),
                    url: None,
                },
                commits: 0,
            });
            authors.len() - 1
        });
        authors[at].commits += 1;
        if authors[at].person.email.is_none() && is_reachable(mail) {
            authors[at].person.email = Some(mail.to_owned());
        }
        for key in keys.into_iter().filter(|key| key.len() > 2) {
            known.entry(key).or_insert(at);
        }
    }
    let mut authors: Vec<(Person, usize)> = authors
        .into_iter()
        .map(|author| (author.person, author.commits))
        .collect();
    authors.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.name.cmp(&b.0.name)));
    authors
}

/// Whether a mail address is one at which somebody is.
fn is_reachable(mail: &str) -> bool {
    let Some((user, host)) = mail.split_once('@') else {
        return false;
    };
    !user.is_empty()
        && host.contains('.')
        && !host.contains("noreply")
        && !mail.contains(['<', '>', ' '])
        && ![".local", ".localdomain", ".lan", ".(none)", ".internal"]
            .iter()
            .any(|end| host.ends_with(end))
}

/// Whether commits of this name are made by a program.
fn is_robot(name: &str, mail: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("[bot]")
        || mail.contains("[bot]@")
        || matches!(
            name.as_str(),
            "dependabot"
                | "github-actions"
                | "github action"
                | "actions-user"
                | "renovate bot"
                | "gitbook-bot"
                | "github"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_version_wins() {
        let highest = |tags: &[&'static str]| highest(tags.iter().copied());
        assert_eq!(
            highest(&["v1.9.0", "v1.10.0", "1.2", "nightly"]),
            Some(("1.10.0".to_owned(), "v1.10.0", true))
        );
        assert_eq!(
            highest(&["v1.2", "release-1.1"]),
            Some(("1.2.0".to_owned(), "v1.2", false))
        );
        assert_eq!(
            highest(&["v2.0.0-rc.1", "v1.0.0"]).map(|found| found.0),
            Some("2.0.0-rc.1".to_owned())
        );
        assert_eq!(highest(&["2024.03.01", "latest", "2023.05"]), None);
    }

    #[test]
    fn authors_are_counted_by_person() {
        let log = "Bea\0bea@lamps.org\nAl\0al@noreply.github.com\nbea\0b@home.local\nBea B.\0bea@lamps.org\n\
            dependabot[bot]\0x@y.z\nAl\0al@lamps.org\n\0\n";
        let authors = count_authors(log);
        let seen: Vec<_> = authors
            .iter()
            .map(|(person, commits)| (person.name.as_str(), person.email.as_deref(), *commits))
            .collect();
        assert_eq!(
            seen,
            [
                ("Bea", Some("bea@lamps.org"), 3),
                ("Al", Some("al@lamps.org"), 2)
            ]
        );
    }
}
