//! What goes to standard output and standard error, and how.

use super::Colour;
use crate::machine::SelectError;
use crate::report::Style;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Instant;

/// The two streams of a run.
#[derive(Debug)]
pub(super) struct Output {
    colour: Colour,
    stdout: io::Stdout,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    started: Instant,
}

impl Output {
    pub(super) fn new(colour: Colour, quiet: bool, verbose: bool) -> Self {
        Self {
            colour,
            stdout: io::stdout(),
            quiet,
            verbose,
            started: Instant::now(),
        }
    }

    /// How to style a text that goes to standard output, or to a file.
    pub(super) fn style(&self, to_file: bool) -> Style {
        let auto = || {
            !to_file
                && self.stdout.is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        };
        Style {
            colour: match self.colour {
                Colour::Always => true,
                Colour::Never => false,
                Colour::Auto => auto(),
            },
            quiet: self.quiet,
            ..Style::default()
        }
    }

    /// Writes `text` to standard output as it is.
    pub(super) fn print(&self, text: &str) -> anyhow::Result<()> {
        let mut stdout = self.stdout.lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()?;
        Ok(())
    }

    /// Tells people something beside the output proper, on standard error.
    pub(super) fn tell(text: &str) {
        // Where nothing can be written, nobody can be told.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Tells somebody at a terminal, or whoever asked with `-v`, how long it took.
    pub(super) fn time(&self, what: &str) {
        if self.verbose || (!self.quiet && io::stderr().is_terminal()) {
            let _ = writeln!(
                io::stderr(),
                "{what} in {:.2} s",
                self.started.elapsed().as_secs_f64()
            );
        }
    }

    /// Something that the reader of the report should know and that is no part of it, on standard error.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "note: {text}");
        }
    }

    /// An error: what went wrong, then why, on standard error.
    pub(super) fn error(&self, error: &anyhow::Error) {
        let mut stderr = io::stderr().lock();
        let styled = match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        let word = if styled {
            "\u{1b}[1;31merror\u{1b}[0m"
        } else {
            "error"
        };
        // Where nothing can be written, nobody can be told.
        let _ = writeln!(stderr, "{word}: {error}");
        for cause in error.chain().skip(1) {
            let _ = writeln!(stderr, "  because: {cause}");
        }
        if let Some(SelectError::BadProfile {
            source_text,
            problems,
        }) = error.downcast_ref()
        {
            for problem in problems {
                let at = problem.span.as_ref().map_or_else(String::new, |span| {
                    let (line, column) = source_text.line_column(span.start);
                    format!(":{line}:{column}")
                });
                let _ = writeln!(stderr, "  --> {}{at}: {problem}", source_text.path);
            }
        }
        if let Some(help) = error
            .downcast_ref::<SelectError>()
            .and_then(SelectError::help)
        {
            let _ = writeln!(stderr, "help: {help}");
        }
    }
}

/// Whether the reader of our output went away, which is no failure.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes a file whole or not at all.
pub(super) fn write_file(path: &std::path::Path, text: &str) -> anyhow::Result<()> {
    let shown = path.display();
    // A pipe or `/dev/null` is written to; a new file in its place would take it away from everybody.
    if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| anyhow::anyhow!("cannot write `{shown}`: {error}"));
    }
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(std::path::Path::new("."));
    let write = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // A temporary file is private; a report is as readable as any other file.
            file.as_file()
                .set_permissions(std::fs::Permissions::from_mode(0o644))?;
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| anyhow::anyhow!("cannot write `{shown}`: {error}"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::FileTypeExt as _;

    #[test]
    fn a_pipe_is_written_to_and_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        let reader = {
            let pipe = pipe.clone();
            std::thread::spawn(move || std::fs::read_to_string(pipe))
        };
        write_file(&pipe, "report").expect("somebody reads");
        assert_eq!(reader.join().expect("no panic").expect("text"), "report");
        assert!(pipe.metadata().expect("it is there").file_type().is_fifo());
    }
}
