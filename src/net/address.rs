//! Addresses that may be asked.

use reqwest::Url;
use std::fmt;
use std::net::IpAddr;

/// A web address that may be asked: `http` or `https`, with a host, without credentials or fragment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(Url);

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unaskable {
    /// It cannot be understood.
    Malformed,
    /// Neither `http` nor `https`.
    Scheme,
    /// It has a user's name or password in it, which nobody may pass on.
    Credentials,
    /// Its host is reserved for examples and tests (RFC 2606, RFC 6761): nobody is there.
    Reserved,
}

impl Unaskable {
    /// Why, as a phrase.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "it is no web address",
            Self::Scheme => "it is neither `http` nor `https`",
            Self::Credentials => "it has credentials in it",
            Self::Reserved => "its host is reserved for examples",
        }
    }
}

impl Address {
    /// Understands a text. A fragment is left away: servers never see it.
    pub fn parse(text: &str) -> Result<Self, Unaskable> {
        Self::of(Url::parse(text.trim()).map_err(|_| Unaskable::Malformed)?)
    }

    /// Where a redirect leads from here.
    pub(super) fn join(&self, location: &str) -> Result<Self, Unaskable> {
        Self::of(self.0.join(location).map_err(|_| Unaskable::Malformed)?)
    }

    fn of(mut url: Url) -> Result<Self, Unaskable> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Unaskable::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Unaskable::Credentials);
        }
        let host = url.host_str().ok_or(Unaskable::Malformed)?;
        if is_reserved(host) {
            return Err(Unaskable::Reserved);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    pub(super) fn url(&self) -> &Url {
        &self.0
    }

    /// The host, in lower case.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The host with its port.
    pub(super) fn server(&self) -> String {
        format!(
            "{}:{}",
            self.host(),
            self.0.port_or_known_default().unwrap_or_default()
        )
    }

    /// The path, percent-encoded as sent.
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the host is this very machine, which no proxy can reach.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.host().trim_matches(['[', ']']);
        host == "localhost"
            || host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_reserved(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let ends = |suffix: &str| {
        host.strip_suffix(suffix)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    ["example.com", "example.org", "example.net"]
        .into_iter()
        .any(ends)
        || ["example", "invalid", "test"].into_iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_addresses_are_asked() {
        let fault = |text| Address::parse(text).expect_err(text);
        assert_eq!(fault("ftp://a.org/x"), Unaskable::Scheme);
        assert_eq!(fault("file:///etc/passwd"), Unaskable::Scheme);
        assert_eq!(fault("https://me:secret@a.org/"), Unaskable::Credentials);
        assert_eq!(fault("https://me@a.org/"), Unaskable::Credentials);
        assert_eq!(fault("no address"), Unaskable::Malformed);
        assert_eq!(fault("https://"), Unaskable::Malformed);
        assert_eq!(fault("https://www.example.com/x"), Unaskable::Reserved);
        assert_eq!(fault("http://host.invalid"), Unaskable::Reserved);
        assert!(Address::parse("https://notexample.com").is_ok());
        let address = Address::parse(" HTTPS://GitHub.com/a#readme ").expect("an address");
        assert_eq!(address.as_str(), "https://github.com/a");
        assert_eq!(address.host(), "github.com");
    }

    #[test]
    fn redirects_keep_to_the_rules() {
        let address = Address::parse("https://a.org/x/y").expect("an address");
        let leads = |to: &str| address.join(to).map(|to| to.as_str().to_owned());
        assert_eq!(leads("../z"), Ok("https://a.org/z".to_owned()));
        assert_eq!(leads("//b.org/"), Ok("https://b.org/".to_owned()));
        assert_eq!(leads("file:///etc/passwd"), Err(Unaskable::Scheme));
        assert_eq!(leads("https://u:p@b.org/"), Err(Unaskable::Credentials));
    }

    #[test]
    fn this_machine_is_known_by_all_its_names() {
        for (text, own) in [
            ("http://127.0.0.1:8000/", true),
            ("http://[::1]/", true),
            ("http://localhost/", true),
            ("http://10.0.0.1/", false),
            ("http://localhost.org/", false),
        ] {
            assert_eq!(
                Address::parse(text).expect(text).is_loopback(),
                own,
                "{text}"
            );
        }
    }
}
