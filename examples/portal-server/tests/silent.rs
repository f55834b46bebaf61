//! The host's log contains no secret and no personal data, whatever the requests are and however much it is
//! asked to log (SECURITY TOK-10, D-31).
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

/// Texts of a client that do not occur by chance.
const CANARIES: [&str; 4] = ["Quirina Canary", "481516234", "27,182,818", "ZXQ7734990812"];

/// A host that writes all its output to one file.
struct Host {
    child: Child,
    folder: PathBuf,
    address: String,
    staff: String,
}

impl Host {
    fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("portal-server-silent-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let log = File::create(folder.join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_portal-server"))
            .arg("--data")
            .arg(folder.join("data"))
            .args(["--listen", "127.0.0.1:0"])
            .envs([("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full")])
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut host = Self { child, folder, address: String::new(), staff: String::new() };
        // The line for staff is complete once another line follows.
        let log = host.wait_for("\nclient ");
        let staff = log.lines().find_map(|line| line.strip_prefix("staff http://")).unwrap();
        host.address = staff.split('/').next().unwrap().to_owned();
        host.staff = staff.split_once('#').unwrap().1.to_owned();
        host.send("GET /healthz", &[], "");
        host
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.join("log")).unwrap()).into_owned()
    }

    fn wait_for(&self, text: &str) -> String {
        for _ in 0..600 {
            let log = self.log();
            if log.contains(text) {
                return log;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        unreachable!("{text} is never logged: {}", self.log())
    }

    /// Sends a request and returns the whole response, head and body.
    fn send(&self, head: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut request = format!("{head} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn desk(&self, operation: &str, body: &str) -> String {
        let bearer = format!("Bearer {}", self.staff);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.send(&format!("POST /api/desk/{operation}"), &headers, body)
    }

    fn visit(&self, operation: &str, session: Option<&Session>, body: &str) -> String {
        let origin = format!("http://{}", self.address);
        let mut headers = vec![("origin", origin.as_str()), ("content-type", "application/json")];
        if let Some(session) = session {
            headers.extend([("cookie", session.cookie.as_str()), ("x-casegate-csrf", session.csrf.as_str())]);
        }
        self.send(&format!("POST /api/visit/{operation}"), &headers, body)
    }

    fn open(&self, link: &str) -> Session {
        let answer = self.visit("open_link", None, &format!(r#"{{"link":"{link}"}}"#));
        let cookie = between(&answer, "set-cookie: ", ";");
        Session { cookie, csrf: between(&answer, "\"csrf\":\"", "\"") }
    }

    /// Removes the database while the host runs, so that everything fails from then on.
    fn break_the_store(&self) {
        for entry in fs::read_dir(self.folder.join("data")).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().ends_with("-wal") {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

struct Session {
    cookie: String,
    csrf: String,
}

fn between(text: &str, before: &str, after: &str) -> String {
    text.split(before).nth(1).unwrap_or_default().split(after).next().unwrap_or_default().to_owned()
}

/// Returns the secret part of a credential at the end of a text.
fn verifier(text: &str) -> String {
    text[text.len() - 49..text.len() - 6].to_owned()
}

/// Sends all requests of this test, and returns every secret in requests and responses.
fn ask_everything(host: &Host) -> Vec<String> {
    let case = format!(
        r#"{{"clientName":"{}","title":"2024","stage":"New inquiry","clientTin":"{}"}}"#,
        CANARIES[0], CANARIES[1]
    );
    let case = between(&host.desk("create_case", &case), "\"caseId\":\"", "\"");
    let minted = host.desk("mint_invite", &format!(r#"{{"caseId":"{case}","label":"{}"}}"#, CANARIES[0]));
    let link = between(&minted, "\"link\":\"", "\"");
    let session = host.open(&link);
    assert!(!session.csrf.is_empty(), "{minted}");
    let entry = |field: &str, text: &str| {
        format!(r#"{{"field":"bank.{field}","row":"r1","value":{{"kind":"text","text":"{text}"}}}}"#)
    };
    let entries = [entry("account_number", CANARIES[3]), entry("current_balance", CANARIES[2])].join(",");
    let saved = host.visit(
        "save_section",
        Some(&session),
        &format!(r#"{{"section":"accounts","entries":[{entries}]}}"#),
    );
    assert!(saved.starts_with("HTTP/1.1 200"), "{saved}");
    host.visit("home", Some(&session), "{}");
    host.send("GET /portal", &[("cookie", &session.cookie)], "");
    // A secret in the wrong place, a wrong secret, and refused inputs that contain the client's words.
    let path = link.split_once("/i/").unwrap().1.replace('#', "%23");
    host.send(&format!("GET /i/{path}?name={}", CANARIES[1]), &[], "");
    host.visit("open_link", None, &format!(r#"{{"link":"{}0"}}"#, &link[..link.len() - 1]));
    host.visit("open_link", None, &format!(r#"{{"link":"{link}","{}":1}}"#, CANARIES[1]));
    host.visit("open_link", None, &format!(r#"{{"link":7,"x":"{link}"#));
    host.visit("save_section", Some(&session), &format!(r#"{{"section":"{}"}}"#, CANARIES[3]));
    host.desk("create_case", &format!(r#"{{"clientName":["{}"]}}"#, CANARIES[0]));
    let second = between(
        &host.desk("mint_invite", &format!(r#"{{"caseId":"{case}","label":"x"}}"#)),
        "\"link\":\"",
        "\"",
    );
    host.visit("report_leak", None, &format!(r#"{{"text":"found {second} here"}}"#));
    host.break_the_store();
    host.open(&link);
    host.visit("save_section", Some(&session), &format!(r#"{{"section":"accounts","entries":[{entries}]}}"#));
    host.desk("list_cases", &format!(r#"{{"tin":"{}"}}"#, CANARIES[1]));
    vec![verifier(&link), verifier(&second), verifier(&session.cookie), session.csrf, host.staff.clone()]
}

#[test]
fn tok_10_nothing_asked_of_a_host_is_in_its_log() {
    let host = Host::start();
    let announced = host.log().len();
    let secrets = ask_everything(&host);
    let log = host.wait_for("store_");
    let (first, rest) = log.split_at(announced);
    assert!(secrets.iter().all(|secret| secret.len() >= 40), "a secret is missing");
    for word in secrets.iter().map(String::as_str).chain(CANARIES) {
        assert!(!rest.contains(word), "{word} is in the log: {rest}");
        let bare = word.replace(',', "");
        assert!(!rest.contains(&bare), "{bare} is in the log: {rest}");
    }
    assert!(!rest.contains("cgi1_") && !rest.contains("cgs1_"), "{rest}");
    // Checks the search itself: it finds what is printed on purpose at the start.
    assert!(first.contains(host.staff.as_str()) && first.contains("cgi1_"));
}
