//! What the README shows is what the commands print. With `FABCOMMONS_UPDATE=1` the test writes the
//! outputs instead.

use crate::support::{fabcommons, project};

/// The README with the output of each `$ fabcommons …` line of a console block as it is now.
fn refreshed(readme: &str) -> String {
    let home = tempfile::tempdir().expect("a home");
    let mut text = String::new();
    let mut commands = 0;
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            let Some(command) = line.strip_prefix("$ ") else {
                continue;
            };
            let mut words = command.split_whitespace();
            assert_eq!(words.next(), Some("fabcommons"), "{command}");
            let output = fabcommons(home.path())
                .args(words)
                .current_dir(project(""))
                .output()
                .expect("the binary runs");
            assert!(
                output.status.success(),
                "{command}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            text.push_str(line);
            text.push('\n');
            text.push_str(&String::from_utf8(output.stdout).expect("UTF-8"));
            commands += 1;
        }
    }
    assert!(commands > 2, "the README shows {commands} commands");
    text
}

#[test]
fn the_readme_shows_what_the_commands_print() {
    let path = project("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README");
    let fresh = refreshed(&readme);
    if std::env::var_os("FABCOMMONS_UPDATE").is_some() {
        std::fs::write(&path, &fresh).expect("the README is written");
        return;
    }
    for (line, (now, shown)) in fresh.lines().zip(readme.lines()).enumerate() {
        assert_eq!(
            now,
            shown,
            "README.md:{}: FABCOMMONS_UPDATE=1 cargo test readme",
            line + 1
        );
    }
    assert_eq!(
        fresh.lines().count(),
        readme.lines().count(),
        "README.md is stale"
    );
}

#[test]
fn the_readme_tells_how_many_machines_there_are() {
    let readme = std::fs::read_to_string(project("README.md")).expect("the README");
    let machines = fabcommons::machine::Library::embedded().machines().count();
    assert!(
        readme.contains(&format!("The library holds {machines} machines")),
        "{machines} machines"
    );
}
