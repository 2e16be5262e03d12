//! The `fabcommons` binary: parse, run, exit code.

fn main() -> std::process::ExitCode {
    fabcommons::cli::main(std::env::args_os())
}
