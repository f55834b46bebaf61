//! An import is complete or has no effect, whenever the host is killed, and it is never done twice.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Enough cases that loading them takes a while.
const CASES: usize = 150;

/// A data folder that is removed after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("portal-server-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn host(&self, import: Option<&Path>) -> Host {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal-server"));
        command.arg("--data").arg(self.0.join("data")).args(["--listen", "127.0.0.1:0"]);
        if let Some(file) = import {
            command.arg("--import").arg(file);
        }
        Host(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Starts the host, and returns the number of clients' links that it prints.
    fn links(&self, import: Option<&Path>) -> usize {
        let mut host = self.host(import);
        let lines = BufReader::new(host.0.stdout.take().unwrap()).lines().map(Result::unwrap);
        // They are all printed at the start, and the host then keeps running.
        let (tx, rx) = std::sync::mpsc::channel();
        std::thread::spawn(move || lines.for_each(|line| drop(tx.send(line))));
        let mut count = 0;
        let mut patience = Duration::from_secs(60);
        while let Ok(line) = rx.recv_timeout(patience) {
            count += usize::from(line.starts_with("client "));
            patience = Duration::from_millis(500);
        }
        count
    }

    /// Returns what a host prints that refuses to start.
    fn refusal(&self, import: &Path) -> String {
        use std::io::Read as _;
        let mut host = self.host(Some(import));
        let mut said = String::new();
        host.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(!host.0.wait().unwrap().success(), "{said}");
        said
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A host that is killed when it is dropped.
struct Host(Child);

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn row(name: &str) -> String {
    format!(r#"{{"clientName":"{name}","title":"2024","stage":"New inquiry"}}"#)
}

fn rows(names: impl Iterator<Item = String>) -> String {
    format!("[{}]", names.map(|name| row(&name)).collect::<Vec<_>>().join(","))
}

#[test]
fn a_host_that_is_killed_has_imported_all_or_nothing() {
    let folder = Folder::new("killed");
    let many = folder.file("many.json", &rows((0..CASES).map(|number| format!("Client {number}"))));
    folder.links(None);
    // The first start also prints an expired link, which later starts do not renew.
    let before = folder.links(None);
    let data = folder.0.join("data");
    let (copy, host_file) = (data.join("casegate.db.import"), data.join("host.json"));
    for pause in [0, 20, 100, 300, 600, 900, 1200, 2000, 4000] {
        let host = folder.host(Some(&many));
        // Waits until the copy exists, so that there is something to leave incomplete.
        for _ in 0..60_000 {
            if copy.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(pause));
        drop(host);
        let found = folder.links(None);
        assert!(!copy.exists(), "nothing is left of the copy");
        let file = fs::read_to_string(&host_file).unwrap();
        assert!(file.contains("\"is_exchanging\": false"), "{file}");
        if found != before {
            assert_eq!(found, before + CASES, "killed after {pause} ms");
            break;
        }
    }
    if folder.links(None) == before {
        assert_eq!(folder.links(Some(&many)), before + CASES);
    }
    let said = folder.refusal(&many);
    assert!(said.contains("nothing was imported") && said.contains("row 150: clientName: "), "{said}");
    assert_eq!(folder.links(None), before + CASES, "and nothing was");
}

#[test]
fn what_is_there_already_is_named_and_nothing_is_added() {
    let folder = Folder::new("twice");
    let first = folder.file("first.json", &rows(["Ada Moor", "Ben Ode"].map(str::to_owned).into_iter()));
    assert_eq!(folder.links(Some(&first)), 2);
    let second = folder.file("second.json", &rows(["Cy Pell", "ben  ODE"].map(str::to_owned).into_iter()));
    let said = folder.refusal(&second);
    assert!(said.contains("row 2: clientName: ") && !said.contains("row 1:"), "{said}");
    assert_eq!(folder.links(None), 2);

    let within = folder.file("within.json", &rows(["Di Rue", "Di Rue"].map(str::to_owned).into_iter()));
    assert!(folder.refusal(&within).contains("row 2: clientName: "));
    let numbered = |tin: &str| row("Al Smith").replace('}', &format!(r#","clientTin":"{tin}"}}"#));
    let namesakes = format!("[{},{}]", numbered("987-65-4321"), numbered("987-65-4322"));
    let namesakes = folder.file("namesakes.json", &namesakes);
    assert_eq!(folder.links(Some(&namesakes)), 4, "two clients of one name");
    assert!(folder.refusal(&namesakes).contains("row 1: clientName: "));
}
