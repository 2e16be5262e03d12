//! Where a package's git repository says it comes from.

use std::path::{Path, PathBuf};

/// The URL of the remote `origin`, else of the only remote, of the repository whose root `root` is.
///
/// `None` for a package in a sub-directory: the repository around it may be a collection.
pub(super) fn of(root: &Path) -> Option<String> {
    let config =
        super::locate::bytes_of(&git_directory(&root.join(".git"))?.join("config")).ok()?;
    remote_url(&String::from_utf8_lossy(&config))
}

/// `.git` itself, or where a work tree's `.git` file points.
fn git_directory(git: &Path) -> Option<PathBuf> {
    if git.is_dir() {
        return Some(git.to_owned());
    }
    let text = String::from_utf8(super::locate::bytes_of(git).ok()?).ok()?;
    let target = git.parent()?.join(text.strip_prefix("gitdir:")?.trim());
    let common = super::locate::bytes_of(&target.join("commondir"))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    Some(match common {
        Some(common) => target.join(common.trim()),
        None => target,
    })
}

/// The URL in a git configuration.
fn remote_url(config: &str) -> Option<String> {
    let mut remote: Option<&str> = None;
    let mut urls: Vec<(&str, &str)> = Vec::new();
    for line in config.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            remote = section
                .strip_prefix("remote \"")
                .and_then(|rest| rest.split('"').next());
        } else if let (Some(remote), Some((key, url))) = (remote, line.split_once('='))
            && key.trim().eq_ignore_ascii_case("url")
        {
            urls.push((remote, url.trim().trim_matches('"')));
        }
    }
    let origin = urls.iter().find(|(remote, _)| *remote == "origin");
    match (origin, urls.as_slice()) {
        (Some((_, url)), _) | (None, [(_, url)]) => Some((*url).to_owned()),
        _ => None,
    }
}

/// Host and path of a repository's address, without what differs between its forms: scheme, user,
/// port, `.git`, pages below the repository on the common hosts, letter case.
pub fn normalised(url: &str) -> Option<String> {
    let url = url.trim();
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if scheme != "file" => rest,
        Some(_) => return None,
        // `git@host:owner/name`; a local path has no colon before its first slash.
        None => {
            let (host, path) = url.split_once(':')?;
            if host.contains('/') || host.len() < 2 {
                return None;
            }
            return normalised(&format!("ssh://{host}/{}", path.trim_start_matches('/')));
        }
    };
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next()?.trim_start_matches("www.");
    let mut components: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let pages = ["-", "tree", "blob", "src", "releases", "wiki"];
    if let Some(page) = components
        .iter()
        .skip(2)
        .position(|part| pages.contains(part))
    {
        components.truncate(page + 2);
    }
    let path = components.join("/");
    let path = path.trim_end_matches(".git");
    Some(format!("{host}/{path}").to_lowercase())
}

/// The web address of a repository from its address in git, without user, password, port and `.git`;
/// `None` for a folder on this machine and for a host that is only an alias.
pub fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (scheme, rest),
        Some(("ssh" | "git" | "git+ssh" | "ssh+git" | "git+https", rest)) => ("https", rest),
        Some(_) => return None,
        // `git@host:owner/name`; a local path has no colon before its first slash.
        None => {
            let (host, path) = url.split_once(':')?;
            if host.contains('/') || host.len() < 2 {
                return None;
            }
            return web_address(&format!("ssh://{host}/{}", path.trim_start_matches('/')));
        }
    };
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    // The port of another protocol than the web's says nothing.
    let host = match host.split_once(':') {
        Some((bare, _)) if !url.starts_with("http") => bare,
        _ => host,
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let is_public =
        host.contains('.') && !host.starts_with('.') && !host.contains(char::is_whitespace);
    (is_public && !path.is_empty() && !path.contains(char::is_whitespace))
        .then(|| format!("{scheme}://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_address_is_the_same_repository() {
        for url in [
            "https://github.com/Alice/Lamp",
            "https://github.com/alice/lamp/",
            "https://github.com/alice/lamp.git",
            "git@github.com:alice/lamp.git",
            "ssh://git@github.com:22/alice/lamp",
            "https://token@www.github.com/alice/lamp/tree/main/parts",
        ] {
            assert_eq!(
                normalised(url).as_deref(),
                Some("github.com/alice/lamp"),
                "{url}"
            );
        }
        assert_eq!(
            normalised("https://gitlab.com/a/b/c/-/releases/1").as_deref(),
            Some("gitlab.com/a/b/c")
        );
        assert_eq!(normalised("/srv/git/lamp.git"), None);
        assert_eq!(normalised("file:///srv/lamp"), None);
        assert_eq!(normalised("C:/lamp"), None);
    }

    #[test]
    fn addresses_become_those_of_the_web() {
        for (url, web) in [
            (
                "git@github.com:Alice/Lamp.git",
                Some("https://github.com/Alice/Lamp"),
            ),
            (
                "ssh://git@codeberg.org:22/alice/lamp",
                Some("https://codeberg.org/alice/lamp"),
            ),
            (
                "https://alice:secret@gitlab.com/a/b/lamp.git/",
                Some("https://gitlab.com/a/b/lamp"),
            ),
            (
                "http://git.lamps.org:8080/lamp",
                Some("http://git.lamps.org:8080/lamp"),
            ),
            (
                "git://git.lamps.org/lamp.git",
                Some("https://git.lamps.org/lamp"),
            ),
            ("github-work:alice/lamp", None),
            ("/srv/git/lamp.git", None),
            ("file:///srv/lamp", None),
            ("C:/lamp", None),
            ("https://github.com/", None),
            ("", None),
        ] {
            assert_eq!(web_address(url).as_deref(), web, "{url}");
        }
    }

    #[test]
    fn origin_wins_and_an_only_remote_is_enough() {
        let config =
            "[core]\n\tbare = false\n[remote \"up\"]\n\turl = u\n[remote \"origin\"]\n\turl = o\n";
        assert_eq!(remote_url(config).as_deref(), Some("o"));
        assert_eq!(remote_url("[remote \"up\"]\nurl=u\n").as_deref(), Some("u"));
        assert_eq!(
            remote_url("[remote \"a\"]\nurl=u\n[remote \"b\"]\nurl=v"),
            None
        );
        assert_eq!(remote_url("url = x"), None);
    }
}
