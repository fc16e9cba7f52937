//! A small web server for the built bundle: under any path, with or without the headers that isolate a page, and with
//! faults on request.
//!
//! It listens on 127.0.0.1 only and serves nothing outside its folder.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What goes wrong with the answer for one file.
#[derive(Clone, Debug)]
pub enum ServerFault {
    /// 404, with a page of words.
    NotFound,
    /// Only the first bytes of the file, and a length that says they are all.
    Truncated(usize),
    /// The right bytes under this content type.
    WrongType(&'static str),
    /// Other bytes under the right type.
    Replaced(Vec<u8>),
    /// The right answer, once the fault is gone.
    Held,
    /// The connection ends without an answer.
    HangUp,
}

/// A running server; it stops when dropped.
pub struct WebServer {
    address: SocketAddr,
    state: Arc<ServerState>,
}

struct ServerState {
    folder: PathBuf,
    mount: String,
    isolated: bool,
    offline: AtomicBool,
    stopped: AtomicBool,
    faults: Mutex<HashMap<String, ServerFault>>,
    /// Files that are served beside those of the folder, or instead of them.
    added: Mutex<HashMap<String, Vec<u8>>>,
    /// Lines that every answer's header has.
    headers: Mutex<String>,
    requests: Mutex<Vec<String>>,
}

impl WebServer {
    /// Serves the files of `folder` under `mount` (which begins and ends with `/`), with the headers
    /// of cross-origin isolation if `isolated`.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(folder: &Path, mount: &str, isolated: bool) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(ServerState {
            folder: folder.canonicalize()?,
            mount: mount.to_owned(),
            isolated,
            offline: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            faults: Mutex::default(),
            added: Mutex::default(),
            headers: Mutex::default(),
            requests: Mutex::default(),
        });
        let serving = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let state = Arc::clone(&serving);
                // A browser that hangs up early is no failure of the server's.
                std::thread::spawn(move || state.answer(stream).ok());
            }
        });
        Ok(Self { address, state })
    }

    /// The address of `path` below the mount; `""` is the page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{}{path}", self.address, self.state.mount)
    }

    /// From now on every answer for the file `name` has this fault.
    pub fn plant(&self, name: &str, fault: ServerFault) {
        lock(&self.state.faults).insert(name.to_owned(), fault);
    }

    /// From now on the file `name` is answered rightly.
    pub fn heal(&self, name: &str) {
        lock(&self.state.faults).remove(name);
    }

    /// From now on there is a file `name` with these bytes, whatever the folder holds.
    pub fn add(&self, name: &str, bytes: impl Into<Vec<u8>>) {
        lock(&self.state.added).insert(name.to_owned(), bytes.into());
    }

    /// From now on every answer has this header.
    pub fn add_header(&self, name: &str, value: &str) {
        lock(&self.state.headers).push_str(&format!("{name}: {value}\r\n"));
    }

    /// While offline, every connection ends without an answer.
    pub fn set_offline(&self, offline: bool) {
        self.state.offline.store(offline, Ordering::SeqCst);
    }

    /// The paths asked for so far, in order.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.state.requests).clone()
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

impl ServerState {
    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut reader = BufReader::new(stream.try_clone()?.take(64 * 1024));
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        let mut words = request.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let path = target.split(['?', '#']).next().unwrap_or_default();
        lock(&self.requests).push(path.to_owned());
        if self.offline.load(Ordering::SeqCst) {
            return Ok(());
        }
        let name = match path.strip_prefix(self.mount.as_str()) {
            Some("") => "index.html",
            Some(name) => name,
            None => return self.respond(&mut stream, method, "404 Not Found", "text/html", b"<p>outside the mount"),
        };
        let fault = lock(&self.faults).get(name).cloned();
        let file = self.folder.join(name).canonicalize().ok().filter(|file| file.starts_with(&self.folder));
        let added = lock(&self.added).get(name).cloned();
        let body = added.or_else(|| file.and_then(|file| std::fs::read(file).ok()));
        let kind = content_type(name);
        match (fault, body) {
            (Some(ServerFault::HangUp), _) => Ok(()),
            (Some(ServerFault::NotFound), _) | (_, None) => {
                self.respond(&mut stream, method, "404 Not Found", "text/html", b"<p>not found")
            }
            (Some(ServerFault::Truncated(length)), Some(body)) => {
                self.respond(&mut stream, method, "200 OK", kind, &body[..length.min(body.len())])
            }
            (Some(ServerFault::WrongType(kind)), Some(body)) => {
                self.respond(&mut stream, method, "200 OK", kind, &body)
            }
            (Some(ServerFault::Replaced(body)), Some(_)) => self.respond(&mut stream, method, "200 OK", kind, &body),
            (Some(ServerFault::Held), Some(body)) => {
                while lock(&self.faults).contains_key(name) && !self.stopped.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                self.respond(&mut stream, method, "200 OK", kind, &body)
            }
            (None, Some(body)) => self.respond(&mut stream, method, "200 OK", kind, &body),
        }
    }

    fn respond(
        &self,
        stream: &mut TcpStream,
        method: &str,
        status: &str,
        kind: &str,
        body: &[u8],
    ) -> std::io::Result<()> {
        let isolation = if self.isolated {
            "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n"
        } else {
            ""
        };
        let (length, headers) = (body.len(), lock(&self.headers).clone());
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{isolation}{headers}Cache-Control: no-cache\r\nConnection: close\r\n\r\n"
        )?;
        if method != "HEAD" {
            stream.write_all(body)?;
        }
        stream.flush()
    }
}

fn content_type(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

/// A test that panicked while it held the lock has failed already: the data is fine to use.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
