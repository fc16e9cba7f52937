//! Web servers that people host the bundle with: nginx with the configuration in `deploy/`, and Python's `http.server`.
//!
//! Both listen on 127.0.0.1 only, on a port that the system chose, and end when they are dropped. Methods panic on
//! failure, as tests do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The module that serves compressed files, and where the configuration says that it lies: as in Debian's package.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// Lines of `deploy/nginx.conf` that say where the container listens and keeps the bundle.
const LISTEN: &str = "listen 8080;";
const ROOT: &str = "root /srv/matmill;";

/// A running server.
pub struct Host {
    process: Child,
    address: String,
    folder: Option<PathBuf>,
}

impl Host {
    /// The address of `path`, which begins with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // A server that is killed leaves its own children behind: this asks it to end.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// nginx and its module, as installed by `cargo xtask test` or by the user.
pub struct Nginx {
    program: PathBuf,
    module: PathBuf,
}

impl Nginx {
    /// `None`, after a line that says so, where there is no nginx and no apt-get that could have installed it.
    ///
    /// # Panics
    /// When it is missing where it could be installed.
    pub fn find() -> Option<Self> {
        // target/tools/nginx, beside target/debug/deps/ with this program in it: where `cargo xtask test` unpacks it.
        let built = std::env::current_exe().unwrap();
        let unpacked = built.ancestors().nth(3).unwrap().join("tools/nginx/usr/sbin/nginx");
        let programs = [Path::new("nginx"), Path::new("/usr/sbin/nginx"), &unpacked].into_iter().filter_map(on_path);
        let found = programs.map(|program| program.canonicalize().unwrap()).find_map(|program| {
            // usr/sbin/nginx and usr/lib/nginx/modules have one parent, wherever that lies.
            let module = program.parent()?.parent()?.join(BROTLI.strip_prefix("/usr/")?);
            module.is_file().then_some(Self { program, module })
        });
        assert!(
            found.is_some() || on_path("apt-get".as_ref()).is_none(),
            "nginx or its brotli module is missing: run `cargo xtask test --only end-to-end`, which installs both"
        );
        if found.is_none() {
            println!("skipped: nginx with its brotli module is not on this machine");
        }
        found
    }

    /// Starts nginx with the configuration of the container, which differs in two lines only: where it listens, and that
    /// it serves `root`.
    pub fn start(&self, root: &Path) -> Host {
        // Another program may take the port between the system's choice and its use.
        (0..10).find_map(|_| self.try_start(root)).expect("nginx starts on a free port")
    }

    fn try_start(&self, root: &Path) -> Option<Host> {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let folder = std::env::temp_dir().join(format!("matmill-nginx-{}-{port}", std::process::id()));
        self.configure(
            &folder,
            &[(LISTEN, &format!("listen {address};")), (ROOT, &format!("root {};", root.display()))],
        );
        let mut process = self.command(&folder).spawn().unwrap();
        let start = Instant::now();
        loop {
            let has_ended = process.try_wait().unwrap().is_some();
            if has_ended || start.elapsed() > Duration::from_secs(60) {
                drop(Host { process, address, folder: Some(folder) });
                return None;
            }
            if TcpStream::connect(&address).is_ok() {
                return Some(Host { process, address, folder: Some(folder) });
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Copies the configuration to `folder`, with some lines replaced.
    fn configure(&self, folder: &Path, replacements: &[(&str, &str)]) {
        std::fs::create_dir_all(folder).unwrap();
        for file in ["nginx.conf", "matmill.conf", "security-headers.conf"] {
            let mut text = read_deployed(file);
            if file == "nginx.conf" {
                let module = (BROTLI, self.module.to_str().unwrap());
                for (old, new) in replacements.iter().chain(&[module]) {
                    assert_eq!(text.matches(old).count(), 1, "nginx.conf has `{old}` once");
                    text = text.replace(old, new);
                }
            }
            std::fs::write(folder.join(file), text).unwrap();
        }
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
        // Run by root, as in many containers, the processes that read the files would be another user's, who may not
        // read this folder. Anybody else's nginx ignores the line.
        command.args(["-g", "user root;"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// The text of a file in `deploy/`.
///
/// # Panics
/// When it is not there; the build writes one of them.
pub fn read_deployed(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(file);
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask build` writes security-headers.conf", path.display()))
}

/// Starts `python3 -m http.server` for `folder`; `None`, after a line that says so, where there is no python3.
pub fn start_python(folder: &Path) -> Option<Host> {
    let Some(python) = on_path("python3".as_ref()) else {
        println!("skipped: python3 is not on this machine");
        return None;
    };
    let mut command = Command::new(python);
    // Port 0: the system chooses. -u: the line that says which one comes at once.
    command.args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory"]).arg(folder);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.split_whitespace().skip_while(|&word| word != "port").nth(1).expect("http.server names its port");
    Some(Host { address: format!("127.0.0.1:{port}"), process, folder: None })
}

/// The path of a program; a name with a folder is taken as it is.
fn on_path(program: &Path) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}
