//! Runs other programs. Their output stays visible, the tools of [`crate::tools`] come first on their PATH, and an
//! error names the program that failed.

use crate::tally::Tally;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The PATH of child processes: our own tools, the user's PATH, then cargo's folder for programs, which may not be on
/// it.
pub(crate) fn search_path() -> OsString {
    let mut folders =
        vec![crate::workspace::tools_directory().join("bin"), crate::workspace::nginx_directory().join("sbin")];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.extend(cargo_programs());
    // join_paths fails only where a folder's name contains the separator.
    std::env::join_paths(folders).unwrap_or_else(|_| std::env::var_os("PATH").unwrap_or_default())
}

/// Where `cargo install` puts programs.
fn cargo_programs() -> Option<PathBuf> {
    Some(crate::workspace::cargo_home()?.join("bin"))
}

/// The first program of this name on the children's PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&search_path()).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// A command in the workspace's folder.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let program = program.as_ref();
    // Resolved here: the system would search our PATH, not the child's.
    let path = program.to_str().and_then(find).unwrap_or_else(|| program.to_path_buf());
    let mut command = Command::new(path);
    command.current_dir(crate::workspace::root()).env("PATH", search_path());
    command
}

/// The cargo that runs this program, with `words` as its arguments.
pub(crate) fn cargo(words: &str) -> Command {
    let mut cargo = command(std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from));
    cargo.args(words.split_whitespace());
    cargo
}

/// Runs to the end and shows the output.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    println!("    $ {}", command_line(command));
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", command_line(command))) }
}

/// A program that runs beside others. It ends with this value.
pub(crate) struct Background {
    child: Child,
    line: String,
    log: PathBuf,
}

/// Starts a program whose output goes to the file `log`, to be shown by [`Background::wait`].
pub(crate) fn start(command: &mut Command, log: PathBuf) -> Result<Background, String> {
    let unwritable = |error: std::io::Error| format!("cannot write {}: {error}", log.display());
    let output = File::create(&log).map_err(unwritable)?;
    let errors = output.try_clone().map_err(unwritable)?;
    let child = command.stdin(Stdio::null()).stdout(output).stderr(errors).spawn();
    let child = child.map_err(|error| cannot_start(command, &error))?;
    Ok(Background { child, line: command_line(command), log })
}

impl Background {
    /// Waits for the program's end and shows its output.
    pub(crate) fn wait(mut self) -> Result<(), String> {
        println!("    $ {}", self.line);
        let status = self.child.wait().map_err(|error| format!("`{}` was lost: {error}", self.line))?;
        print!("{}", String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()));
        if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", self.line)) }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
    }
}

/// Runs to the end, shows the output and counts the tests it reports.
pub(crate) fn run_counting(command: &mut Command, tally: &mut Tally) -> Result<(), String> {
    println!("    $ {}", command_line(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    if let Some(output) = child.stdout.take() {
        let mut reader = BufReader::new(output);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            // Keep counting even if our standard output is closed.
            let _ = std::io::stdout().write_all(&line);
            tally.read_line(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", command_line(command))) }
}

/// A program's standard output; `None` when it cannot be started or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program's standard output; what it says besides stays visible.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{}` failed ({})", command_line(command), output.status))
    }
}

fn command_line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot be started: {error}", command_line(command))
}
