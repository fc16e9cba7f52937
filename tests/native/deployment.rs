//! The container and the public workflows: what they copy exists, what they run is what the README says, and nothing is
//! taken from a name that others can move.
//!
//! No container engine runs here. Whether nginx takes the configuration is tested in `tests/bundle/`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use yaml_rust2::{Yaml, YamlLoader};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The Dockerfile's instructions: name and the rest, continued lines joined, comments left out.
fn instructions() -> Vec<(String, String)> {
    let text = read("deploy/Dockerfile").replace("\\\n", " ");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap()).map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect()
}

/// What all instructions of this name say, in order.
fn all(name: &str) -> Vec<String> {
    instructions().into_iter().filter(|(found, _)| found == name).map(|(_, rest)| rest).collect()
}

/// The words of each COPY: where from (a stage, or the context), the files, where to.
fn copies() -> Vec<(Option<String>, Vec<String>, String)> {
    let split = |copy: String| {
        let mut words: Vec<String> = copy.split_whitespace().map(str::to_owned).collect();
        let from = words[0].strip_prefix("--from=").map(str::to_owned);
        words.drain(..usize::from(from.is_some()));
        let to = words.pop().unwrap();
        (from, words, to)
    };
    all("COPY").into_iter().map(split).collect()
}

/// The paths that `deploy/Dockerfile.dockerignore` lets into the image's build.
fn context() -> Vec<String> {
    let text = read("deploy/Dockerfile.dockerignore");
    assert!(text.lines().any(|line| line == "*"), "nothing is sent that is not named");
    text.lines().filter_map(|line| line.strip_prefix('!')).map(str::to_owned).collect()
}

/// The arguments of a directive of nginx that stands in the text once.
fn directive(text: &str, name: &str) -> String {
    let lines = text.lines().map(str::trim).filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let found: Vec<&str> = lines.collect();
    assert_eq!(found.len(), 1, "{name} stands once: {found:?}");
    found[0].trim_end_matches(';').to_owned()
}

#[test]
fn images_are_named_by_full_versions() {
    for image in all("FROM") {
        let tag = image.split_whitespace().next().unwrap().split_once(':').map_or("", |(_, tag)| tag);
        let version = tag.split('-').next().unwrap();
        assert!(version.split('.').count() >= 2, "{image}: a tag such as 1.95.0 stays what it is, 1 and latest do not");
    }
    let compiler = read("Cargo.toml");
    let needed = compiler.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(all("FROM")[0].contains(&format!("rust:{needed}.")), "the image has the compiler that Cargo.toml names");
}

#[test]
fn the_server_does_not_run_as_root() {
    let users = all("USER");
    let user = users.last().expect("a user is named");
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}: a number, and not root's");
}

#[test]
fn what_the_image_copies_is_there_and_lies_where_nginx_looks() {
    for path in context() {
        assert!(root().join(&path).exists(), "Dockerfile.dockerignore lets {path} in, which does not exist");
    }
    for (from, files, _) in copies().into_iter().filter(|(from, ..)| from.is_none()) {
        for file in files.iter().filter(|file| *file != ".") {
            assert!(root().join(file).exists(), "COPY {file}: it does not exist {from:?}");
            let is_sent = context().iter().any(|path| file == path || file.starts_with(&format!("{path}/")));
            assert!(is_sent, "COPY {file}: Dockerfile.dockerignore leaves it out");
        }
    }
    let place_of = |file: &str| {
        let ends = |copied: &String| copied.rsplit('/').next() == Some(file);
        let copy = copies().into_iter().find(|(_, files, _)| files.iter().any(ends));
        copy.unwrap_or_else(|| panic!("{file} is copied")).2
    };
    let [whole, rules] = ["deploy/nginx.conf", "deploy/matmill.conf"].map(read);
    assert_eq!(directive(&whole, "root"), place_of("dist"), "nginx serves what the build made");
    let folder = place_of("nginx.conf");
    assert!(
        all("CMD")[0].contains(&format!("\"{folder}nginx.conf\"")),
        "the image starts nginx with {folder}nginx.conf"
    );
    assert_eq!(directive(&whole, "include"), "matmill.conf");
    assert!(rules.contains("include security-headers.conf;"));
    for file in ["matmill.conf", "security-headers.conf"] {
        assert_eq!(place_of(file), folder, "nginx looks for {file} beside nginx.conf");
    }
    assert_eq!(all("EXPOSE"), [directive(&whole, "listen")]);
}

/// Cargo reads the manifests of the whole workspace and looks for every target, also those that the bundle does not need.
#[test]
#[cfg(unix)]
fn the_image_is_built_from_all_that_the_build_reads() {
    let folder = std::env::temp_dir().join(format!("matmill-context-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for path in context() {
        std::os::unix::fs::symlink(root().canonicalize().unwrap().join(&path), folder.join(&path)).unwrap();
    }
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1"]).current_dir(&folder);
    let output = cargo.output().unwrap();
    let linked: Vec<String> = read("index.html")
        .split("<link data-trunk")
        .skip(1)
        .map(|link| link.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
        .collect();
    let missing: Vec<&String> = linked.iter().filter(|file| !folder.join(file).exists()).collect();
    let settings = [".cargo/config.toml", "Trunk.toml", "index.html"];
    let has_settings = settings.iter().all(|file| folder.join(file).is_file());
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!linked.is_empty() && missing.is_empty(), "index.html links {missing:?}, which are left out");
    assert!(has_settings, "`cargo xtask` and trunk find their settings: {settings:?}");
}

/// A YAML file's one document.
fn yaml(file: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(documents.len(), 1, "{file} is one document");
    documents.remove(0)
}

#[test]
fn compose_starts_that_image_locked_down_and_for_this_machine_only() {
    let compose = yaml("deploy/docker-compose.yml");
    let service = &compose["services"]["matmill"];
    let folder = root().join("deploy").join(service["build"]["context"].as_str().unwrap());
    assert!(folder.join(service["build"]["dockerfile"].as_str().unwrap()).is_file(), "the Dockerfile is there");
    let port = directive(&read("deploy/nginx.conf"), "listen");
    assert_eq!(service["ports"][0].as_str().unwrap(), format!("127.0.0.1:8080:{port}"));
    assert_eq!(service["read_only"].as_bool(), Some(true));
    assert_eq!(service["cap_drop"][0].as_str(), Some("ALL"));
    // The image's nginx writes its files there.
    assert!(all("CMD")[0].contains(&format!("\"-p\", \"{}\"", service["tmpfs"][0].as_str().unwrap())));
}

#[test]
fn workflows_run_the_commands_of_the_readme_with_pinned_actions_and_few_rights() {
    let readme = read("README.md");
    let folder = std::fs::read_dir(root().join(".github/workflows")).unwrap();
    let files: Vec<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let mut ran = Vec::new();
    for file in &files {
        let workflow = yaml(&format!(".github/workflows/{file}"));
        assert!(
            workflow["permissions"].as_hash().is_some_and(|rights| rights.is_empty()),
            "{file}: no rights for all jobs"
        );
        for (name, job) in workflow["jobs"].as_hash().unwrap() {
            assert!(job["timeout-minutes"].as_i64().is_some(), "{file}: {name:?} ends some time");
            for step in job["steps"].as_vec().unwrap() {
                if let Some(action) = step["uses"].as_str() {
                    let pinned = action.split_once('@').unwrap().1;
                    let is_commit = pinned.len() == 40 && pinned.chars().all(|c| c.is_ascii_hexdigit());
                    assert!(is_commit, "{file}: {action} names a commit, because tags can be moved");
                }
                if let Some(command) = step["run"].as_str() {
                    assert!(readme.contains(command), "{file}: the README does not say `{command}`");
                    ran.push(command.to_owned());
                }
            }
        }
    }
    assert!(ran.iter().any(|command| command == "cargo xtask test"), "the tests run: {ran:?}");
    assert!(ran.iter().any(|command| command == "cargo xtask build"), "the bundle is built: {ran:?}");
}
