//! Who had a part in a design: the licensor and everybody under `[[contributor]]`, each once.

use super::Package;
use super::manifest::{Field, Person};

/// The roles that are known; others are allowed, near misses of these are told.
pub const ROLES: [&str; 24] = [
    "design",
    "engineering",
    "electronics",
    "firmware",
    "software",
    "documentation",
    "testing",
    "photography",
    "illustration",
    "video",
    "translation",
    "review",
    "manufacturing",
    "prototyping",
    "research",
    "ideas",
    "maintenance",
    "coordination",
    "community",
    "support",
    "teaching",
    "funding",
    "quality",
    "packaging",
];

/// The role that holds the rights and grants the licence: the manifest's `licensor`.
pub const LICENSOR: &str = "licensor";

/// Somebody with a part in the design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The name, without mail address.
    pub name: String,
    /// What they did, in the order given; the licensor's first role is [`LICENSOR`].
    pub roles: Vec<String>,
}

impl Package {
    /// Everybody with a part in the design: licensors first, then contributors, in the order they are
    /// written. Who is both, by name or by mail address, is there once with all roles.
    pub fn credits(&self) -> Vec<Credit> {
        let mut people: Vec<(Person, Credit)> = Vec::new();
        let mut add = |person: Person, roles: Vec<String>| {
            if person.name.is_empty() {
                return;
            }
            let known = people.iter_mut().find(|(known, _)| {
                known.name.to_lowercase() == person.name.to_lowercase()
                    || (known.email.is_some() && known.email == person.email)
            });
            if let Some((_, credit)) = known {
                for role in roles {
                    if !credit.roles.contains(&role) {
                        credit.roles.push(role);
                    }
                }
            } else {
                let name = person.name.clone();
                people.push((person, Credit { name, roles }));
            }
        };
        for licensor in &self.manifest.manifest.licensor {
            add(licensor.value.clone(), vec![LICENSOR.to_owned()]);
        }
        for contributor in &self.fab.fab.contributor_roles {
            add(
                person(&contributor.name),
                contributor
                    .roles
                    .iter()
                    .map(|role| role.value.clone())
                    .collect(),
            );
        }
        people.into_iter().map(|(_, credit)| credit).collect()
    }
}

/// `Name <mail>` taken apart.
fn person(field: &Field<String>) -> Person {
    let text = field.value.trim();
    match text.split_once('<') {
        Some((name, mail)) => Person {
            name: name.trim().to_owned(),
            email: Some(mail.trim_end_matches('>').trim().to_lowercase())
                .filter(|mail| !mail.is_empty()),
            url: None,
        },
        None => Person {
            name: text.to_owned(),
            ..Person::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_named_once_with_all_they_did() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(
            folder.path().join("okh.toml"),
            "okhv = \"2.4\"\nname = \"x\"\nlicensor = [\"Ada <ada@a.org>\", \"Ben\"]\n",
        )
        .expect("written");
        std::fs::write(
            folder.path().join("fab.toml"),
            "[[contributor]]\nname = \"ADA\"\nroles = [\"design\", \"design\"]\n\
             [[contributor]]\nname = \"Cleo <c@a.org>\"\nroles = \"testing\"\n\
             [[contributor]]\nname = \"A. Lovelace <Ada@a.org>\"\nroles = [\"review\"]\n",
        )
        .expect("written");
        let package = Package::load(folder.path(), None).expect("a package");
        let credits: Vec<(String, String)> = package
            .credits()
            .into_iter()
            .map(|credit| (credit.name, credit.roles.join(", ")))
            .collect();
        let of = |name: &str, roles: &str| (name.to_owned(), roles.to_owned());
        assert_eq!(
            credits,
            [
                of("Ada", "licensor, design, review"),
                of("Ben", "licensor"),
                of("Cleo", "testing")
            ]
        );
    }
}
