//! Tests of the host as a process: its output, its responses, and what it keeps from one start to the next.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

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
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn command(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal-server"));
    command.arg("--data").arg(folder.0.join("data")).args(["--listen", "127.0.0.1:0"]);
    command
}

/// A running host and what it printed.
struct Server {
    child: Child,
    address: String,
    staff: String,
    clients: BTreeMap<String, String>,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let staff = lines.next().expect("the staff line").strip_prefix("staff ").unwrap().to_owned();
        let address = staff.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        let mut server = Self { child, address, staff, clients: BTreeMap::new() };
        // Everything is printed before the first response, but it may not have been read here yet.
        let (tx, rx) = std::sync::mpsc::channel();
        std::thread::spawn(move || lines.for_each(|line| drop(tx.send(line))));
        assert_eq!(server.get("/healthz").status, 200);
        while let Ok(line) = rx.recv_timeout(Duration::from_millis(500)) {
            let (name, link) = line.strip_prefix("client ").unwrap().rsplit_once(' ').unwrap();
            server.clients.insert(name.to_owned(), link.to_owned());
        }
        server
    }

    fn send(&self, head: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut request = format!("{head} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), &[], "")
    }

    /// Calls the desk with the staff code.
    fn desk(&self, operation: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.staff.split_once('#').unwrap().1);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.send(&format!("POST /api/desk/{operation}"), &headers, body)
    }

    /// Exchanges a link as the landing page does.
    fn open(&self, link: &str) -> Answer {
        let origin = format!("http://{}", self.address);
        let headers = [("origin", origin.as_str()), ("content-type", "application/json")];
        self.send("POST /api/visit/open_link", &headers, &format!("{{\"link\":\"{link}\"}}"))
    }

    /// Opens a link and returns the session's cookie and anti-forgery value.
    fn session(&self, link: &str) -> (String, String) {
        let opened = self.open(link);
        assert_eq!(opened.status, 200, "{}", opened.body);
        let cookie = opened.head.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap().to_owned();
        let csrf = opened.body.split("\"csrf\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        (cookie, csrf)
    }

    fn stop(mut self) {
        #[cfg(unix)]
        {
            let id = self.child.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
            assert!(self.child.wait().unwrap().success(), "an order to stop is not a failure");
        }
        let _ = self.child.kill();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

#[test]
fn what_was_done_is_there_after_a_restart_and_old_links_are_not() {
    let folder = Folder::new("restart");
    let first = Server::start(command(&folder));
    let old = first.clients["taxpayer"].clone();
    assert!(first.clients.contains_key("spouse") && first.clients.contains_key("expired"));
    assert_eq!(first.open(&first.clients["expired"]).status, 401);
    let made = first.desk("create_case", r#"{"clientName":"Ida Moor","title":"2024","stage":"New inquiry"}"#);
    assert_eq!(made.status, 200, "{}", made.body);
    first.stop();

    let second = Server::start(command(&folder));
    let found = second.desk("list_cases", r#"{"nameStarts":"ida"}"#);
    assert!(found.body.contains("Ida Moor"), "{}", found.body);
    assert_eq!(second.open(&old).status, 401, "the printed link was replaced");
    assert_eq!(second.open(&second.clients["taxpayer"]).status, 200);
    assert!(!second.clients.contains_key("expired"), "what expired is not renewed");
    assert_eq!(second.get("/firm/logo").status, 200, "the landing page has the logo from the database");
    assert_eq!(second.desk("set_logo", "{}").status, 200);
    assert_eq!(second.get("/firm/logo").status, 404);
    assert_eq!(second.desk("get_firm_logo", "").status, 404);
}

#[test]
fn an_import_is_all_or_nothing_and_names_every_bad_row() {
    let folder = Folder::new("import");
    let bad = folder.file(
        "bad.json",
        r#"[{"clientName":"Good","title":"2024","stage":"New inquiry"},
            {"clientName":"","title":"2024","stage":"New inquiry"},
            {"clientName":"Ada","title":"2024","stage":"New inquiry","clientTin":"12"},
            {"clientName":"Ben","title":"2024","stage":"New inquiry","forms":[{"title":"433-A","url":"http://plain.example"}]}]"#,
    );
    let refused = output(command(&folder).arg("--import").arg(&bad));
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    for line in [
        "row 2: clientName: text_required",
        "row 3: clientTin: tin_invalid",
        "row 4: forms.url: link_address_invalid",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    assert!(!said.contains("row 1:") && refused.stdout.is_empty(), "{said}");
    assert!(!folder.0.join("data").exists(), "a bad file leaves nothing behind");

    let misshapen = folder.file(
        "misshapen.json",
        r#"[{"clientName":7,"title":"t","stage":"s"},{"title":"t","stage":"s","extra":1}]"#,
    );
    let said = output(command(&folder).arg("--import").arg(&misshapen)).stderr;
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(said.contains("row 1: clientName: input_malformed") && said.contains("row 2:"), "{said}");

    let good = folder.file("good.json", r#"[{"clientName":"Good","title":"2024","stage":"New inquiry"}]"#);
    let mut with_import = command(&folder);
    with_import.arg("--import").arg(&good);
    let server = Server::start(with_import);
    let cases = server.desk("list_cases", "{}").body;
    assert_eq!(cases.matches("\"clientName\"").count(), 1, "the firm's own cases and no others: {cases}");
    assert_eq!(server.open(&server.clients["taxpayer"]).status, 200);
}

fn output(command: &mut Command) -> Output {
    command.output().unwrap()
}

#[test]
fn the_host_says_plainly_why_it_does_not_start() {
    let folder = Folder::new("refusals");
    let running = Server::start(command(&folder));
    let taken =
        output(Command::new(env!("CARGO_BIN_EXE_portal-server")).args(["--listen", &running.address]));
    assert!(String::from_utf8_lossy(&taken.stderr).contains("another program listens there"));
    assert!(!Path::new("casegate-demo").exists(), "nothing was made");
    let public = Folder::new("public");
    let plain = output(command(&public).args(["--origin", "http://portal.example"]));
    assert!(String::from_utf8_lossy(&plain.stderr).contains("https"));
    assert!(output(Command::new(env!("CARGO_BIN_EXE_portal-server")).arg("--help")).status.success());
}

#[test]
fn every_operation_answers_as_json_and_refuses_without_proof() {
    let folder = Folder::new("json");
    let server = Server::start(command(&folder));
    let (cookie, csrf) = server.session(&server.clients["taxpayer"]);
    let json = ("content-type", "application/json");
    let call = |operation: &str, headers: &[(&str, &str)], body: &str| {
        server.send(&format!("POST /api/visit/{operation}"), headers, body)
    };
    let proven = [("cookie", cookie.as_str()), ("x-casegate-csrf", csrf.as_str()), json];
    let home = call("home", &proven, "{}");
    assert_eq!(home.status, 200, "{}", home.body);
    assert!(home.body.contains("\"progress\"") && !home.body.contains("cgs1_"), "{}", home.body);
    assert_eq!(call("home", &[("cookie", &cookie), json], "{}").status, 403);
    assert_eq!(call("home", &[proven[0], proven[1]], "{}").status, 415);
    assert_eq!(call("home", &[json], "{}").status, 401);
    assert_eq!(call("create_case", &proven, "{}").status, 404, "the doors are never mixed");
    let malformed = call("get_section", &proven, r#"{"section":"nowhere"}"#);
    assert_eq!(
        (malformed.status, malformed.body.contains("\"field\":\"section\"")),
        (422, true),
        "{}",
        malformed.body
    );

    assert_eq!(server.send("POST /api/desk/get_firm", &[("cookie", &cookie), json], "{}").status, 401);
    let wrong = [("authorization", "Bearer x"), json];
    assert_eq!(server.send("POST /api/desk/get_firm", &wrong, "{}").status, 401);
    assert_eq!(server.desk("get_firm", "").status, 200);
    assert_eq!(server.desk("home", "{}").status, 404);
    let document = server.get("/api/openapi.json");
    assert!(
        document.body.contains("\"openapi\":\"3.1.0\"") && document.body.contains("/api/visit/open_link")
    );
}

#[test]
fn a_revoked_link_ends_what_it_opened_on_the_next_request() {
    let folder = Folder::new("revoke");
    let server = Server::start(command(&folder));
    let cases = server.desk("list_cases", r#"{"nameStarts":"walter"}"#).body;
    let case = cases.split("\"caseId\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (cookie, _) = server.session(&server.clients["taxpayer (Walter Lindqvist)"]);
    let home = || server.send("GET /portal", &[("cookie", &cookie)], "");
    assert_eq!(home().status, 200);
    let revoked = server.desk("revoke_all_invites", &format!("{{\"caseId\":\"{case}\"}}"));
    assert_eq!(revoked.status, 200, "{}", revoked.body);
    assert_eq!(home().status, 401);
}

#[test]
fn a_long_list_has_pages() {
    let folder = Folder::new("pages");
    let server = Server::start(command(&folder));
    let link = &server.clients["taxpayer (Walter Lindqvist)"];
    let (cookie, _) = server.session(link);
    let cases = server.desk("list_cases", "{\"search\":\"lindqvist\"}").body;
    let case = cases.split("\"caseId\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for n in 0..60 {
        let form = format!(
            "{{\"caseId\":\"{case}\",\"title\":\"Organizer {n:02}\",\"url\":\"https://forms.example/{n}\"}}"
        );
        assert_eq!(server.desk("add_form", &form).status, 200);
    }
    let page = |address: &str| server.send(&format!("GET {address}"), &[("cookie", &cookie)], "").body;
    let first = page("/portal/forms");
    let next = first.split("/portal/forms?after=").nth(1).expect("a link to the next page");
    let next = next.split('"').next().unwrap();
    let second = page(&format!("/portal/forms?after={next}"));
    assert!(!second.contains("?after="), "a third page");
    for n in 0..60 {
        let title = format!("Organizer {n:02}");
        assert!(first.contains(&title) != second.contains(&title), "{title} is on both pages or on none");
    }
    assert_eq!(server.send("GET /portal/forms?after=nonsense", &[("cookie", &cookie)], "").status, 422);
    server.stop();
}

#[test]
fn a_revoked_link_stops_a_download_under_way() {
    let folder = Folder::new("stream");
    let server = Server::start(command(&folder));
    let cases = server.desk("list_cases", r#"{"nameStarts":"walter"}"#).body;
    let id = |text: &str, name: &str| {
        text.split(&format!("\"{name}\":\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let case = id(&cases, "caseId");
    // More than the buffers between host and client can hold; "QUFB" is "AAA".
    let size = 24 * 1024 * 1024;
    let content = "QUFB".repeat(size / 3);
    let added = server.desk(
        "add_document",
        &format!(r#"{{"caseId":"{case}","kind":"invoice","title":"Long","fileName":"long.txt","mediaType":"text/plain","content":"{content}"}}"#),
    );
    assert_eq!(added.status, 200, "{:.200}", added.body);
    let document = id(&added.body, "documentId");
    server.desk("deliver_document", &format!(r#"{{"caseId":"{case}","documentId":"{document}"}}"#));
    let (cookie, _) = server.session(&server.clients["taxpayer (Walter Lindqvist)"]);

    let mut stream = TcpStream::connect(&server.address).unwrap();
    let request = format!(
        "GET /portal/documents/{document}/download HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: {cookie}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut first = [0; 4096];
    assert!(stream.read(&mut first).unwrap() > 0);
    let head = String::from_utf8_lossy(&first).into_owned();
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains("attachment; filename=\"long.txt\""),
        "{head:.600}"
    );
    server.desk("revoke_all_invites", &format!(r#"{{"caseId":"{case}"}}"#));
    let mut rest = Vec::new();
    // Whether the connection ends or is cut, the file is incomplete.
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.len() < size / 2, "{} of {size} bytes came after the revocation", rest.len());
}

#[test]
fn bodies_are_bounded() {
    let folder = Folder::new("bounds");
    let server = Server::start(command(&folder));
    let origin = format!("http://{}", server.address);
    let headers = [("origin", origin.as_str()), ("content-type", "application/json")];
    let body = format!("{{\"link\":\"{}\"}}", "x".repeat(20_000));
    assert_eq!(server.send("POST /api/visit/open_link", &headers, &body).status, 413);
}

#[cfg(unix)]
#[test]
fn the_keys_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("keys");
    Server::start(command(&folder)).stop();
    let data = folder.0.join("data");
    let mode = |name: &str| fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("keys.json"), mode("host.json")), (0o600, 0o600));
    fs::remove_file(data.join("keys.json")).unwrap();
    let said = output(&mut command(&folder)).stderr;
    assert!(
        String::from_utf8_lossy(&said).contains("cannot read the keys"),
        "no new keys for an old database"
    );
}
