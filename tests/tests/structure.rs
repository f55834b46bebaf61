//! The house keeps its shape: which module may use which, and how long a function or a file may get.
//!
//! What a file uses is read from its tokens: every path from `crate`, `self` or `super`, and every `use` of a child module, followed
//! through re-exports to the file that declares the name. Tests inside a file are left out.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::Visit;

/// A file may have this many lines, its tests apart.
const LONGEST_FILE: usize = 450;

/// The floor of every room that no other floor lists.
const ROOMS: &[&str] = &[];

/// A function may have this many lines.
const LONGEST_FUNCTION: usize = 45;

/// The floors of the house, from the ground up. A module uses its own floor and those below it. What is not listed is a room.
const FLOORS: [&[&str]; 16] = [
    &["foundation"],
    &["wire"],
    &["store"],
    &["access"],
    &["audit"],
    &["act"],
    &["sessions"],
    &["portal"],
    &["binding"],
    // Base rooms.
    &["firm"],
    &["clients", "contacts", "cases"],
    &["audience"],
    // Rooms: invites, documents, signatures and all others.
    ROOMS,
    // Rooms that compose others.
    &["settings", "readiness", "history", "home", "jobs", "doctor"],
    // What lists every room.
    &["schema", "operations"],
    &["mobile", "lib"],
];

/// A module of the crate: its path, as in `["cases", "record"]`.
type Module = Vec<String>;

/// The crate's modules with what each of them names.
struct House {
    files: BTreeMap<Module, PathBuf>,
    paths: BTreeMap<Module, Vec<Module>>,
    reexports: BTreeMap<Module, Vec<Reexport>>,
}

/// A `pub use` of a name that another module declares.
struct Reexport {
    /// The name, or `*`.
    name: String,
    target: Module,
}

impl House {
    fn read() -> Self {
        let files: BTreeMap<Module, PathBuf> =
            sources(&core()).into_iter().map(|file| (module_of(&file), file)).collect();
        let (mut paths, mut reexports) = (BTreeMap::new(), BTreeMap::new());
        for (module, file) in &files {
            let mut reader =
                Reader { module: module.clone(), files: &files, paths: Vec::new(), reexports: Vec::new() };
            reader.read(tokens_of(file), false);
            paths.insert(module.clone(), reader.paths);
            reexports.insert(module.clone(), reader.reexports);
        }
        Self { files, paths, reexports }
    }

    /// Every module with the other modules that it uses.
    fn uses(&self) -> BTreeMap<&Module, BTreeSet<&Module>> {
        let used = |module: &Module, paths: &[Module]| {
            paths.iter().filter_map(|path| self.declaring(path, 0)).filter(|used| *used != module).collect()
        };
        self.paths.iter().map(|(module, paths)| (module, used(module, paths))).collect()
    }

    /// The module that declares what `path` names.
    fn declaring(&self, path: &[String], depth: usize) -> Option<&Module> {
        assert!(depth < 16, "a circle of re-exports at {path:?}");
        let length = (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let through = rest.first().and_then(|name| {
            let named = self.reexports[module].iter().find(|reexport| reexport.name == *name)?;
            self.declaring(&[named.target.clone(), rest[1..].to_vec()].concat(), depth + 1)
        });
        through.or_else(|| self.files.get_key_value(module).map(|(module, _)| module))
    }
}

/// Reads the paths of one file.
struct Reader<'a> {
    module: Module,
    files: &'a BTreeMap<Module, PathBuf>,
    paths: Vec<Module>,
    reexports: Vec<Reexport>,
}

impl Reader<'_> {
    fn read(&mut self, tokens: TokenStream, mut is_public: bool) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Group(group) => self.read(group.stream(), false),
                TokenTree::Ident(word) if word == "pub" => {
                    is_public = true;
                    // As in `pub(crate)`: how far a name is seen is no use of a module.
                    at += usize::from(matches!(tokens.get(at), Some(TokenTree::Group(_))));
                }
                TokenTree::Ident(word) if word == "use" => {
                    self.read_tree(&tokens[at..], &[], is_public);
                    while tokens.get(at).is_some_and(|token| !is_punct(token, ';')) {
                        at += 1;
                    }
                    is_public = false;
                }
                TokenTree::Ident(word) if word == "mod" => {
                    if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                        (tokens.get(at), tokens.get(at + 1))
                    {
                        self.module.push(name.to_string());
                        self.read(body.stream(), false);
                        self.module.pop();
                        at += 2;
                    }
                }
                TokenTree::Ident(word) if word == "crate" || word == "super" || word == "self" => {
                    at += self.read_tree(&tokens[at - 1..], &[], false) - 1;
                }
                TokenTree::Ident(_) => is_public = false,
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Reads a path, or a tree of paths as in a `use`, that begins after `prefix`. Returns how many tokens it took.
    fn read_tree(&mut self, tokens: &[TokenTree], prefix: &[String], is_public: bool) -> usize {
        let (mut path, mut at) = (prefix.to_vec(), 0);
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(word)) => path.push(word.to_string()),
                Some(TokenTree::Punct(star)) if star.as_char() == '*' => path.push("*".to_owned()),
                Some(TokenTree::Group(group)) => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    for part in inner.split(|token| is_punct(token, ',')).filter(|part| !part.is_empty()) {
                        self.read_tree(part, &path, is_public);
                    }
                    return at + 1;
                }
                _ => {
                    self.add(&path, is_public);
                    return at.max(1);
                }
            }
            at += 1;
            let goes_on = tokens.get(at).is_some_and(|token| is_punct(token, ':'))
                && tokens.get(at + 1).is_some_and(|token| is_punct(token, ':'));
            if !goes_on {
                self.add(&path, is_public);
                return at;
            }
            at += 2;
        }
    }

    fn add(&mut self, path: &[String], is_public: bool) {
        let Some(absolute) = self.absolute(path) else { return };
        if is_public && let Some(name) = absolute.last() {
            self.reexports.push(Reexport { name: name.clone(), target: absolute.clone() });
        }
        self.paths.push(absolute);
    }

    /// The path from the crate's root; `None` for a path of another crate, or of something that is no module.
    fn absolute(&self, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([self.module.clone(), rest.to_vec()].concat()),
            "super" => {
                let parent = self.module.split_last().map(|(_, parent)| parent.to_vec())?;
                match rest.first().map(String::as_str) {
                    Some("super") => Reader { module: parent, ..self.empty() }.absolute(rest),
                    _ => Some([parent, rest.to_vec()].concat()),
                }
            }
            child => {
                let child = [self.module.clone(), vec![child.to_owned()]].concat();
                self.files.contains_key(&child).then(|| [child, rest.to_vec()].concat())
            }
        }
    }

    fn empty(&self) -> Self {
        Self { module: Vec::new(), files: self.files, paths: Vec::new(), reexports: Vec::new() }
    }
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Whether the file holds tests alone.
fn is_test(file: &Path) -> bool {
    ["tests.rs", "timing.rs", "uniformity.rs", "sample.rs", "texts.rs"]
        .iter()
        .any(|name| file.ends_with(name))
}

fn module_of(file: &Path) -> Module {
    let path = file.strip_prefix(core()).unwrap().with_extension("");
    let mut module: Module = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

fn shown(module: &[String]) -> String {
    module.join("/")
}

/// The file's own part, without its tests.
fn own_part(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
}

fn tokens_of(file: &Path) -> TokenStream {
    own_part(file).parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn floor_of(module: &[String]) -> usize {
    let top = module.first().map_or("lib", String::as_str);
    let listed = FLOORS.iter().position(|floor| floor.contains(&top));
    let rooms = FLOORS.iter().position(|floor| floor.is_empty());
    listed.or(rooms).unwrap()
}

#[test]
fn nothing_uses_a_floor_above_its_own() {
    let house = House::read();
    let mut upward = Vec::new();
    for (module, used) in house.uses() {
        let above = used.iter().filter(|used| floor_of(used) > floor_of(module));
        upward.extend(above.map(|used| format!("{} uses {}", shown(module), shown(used))));
    }
    assert_eq!(upward, Vec::<String>::new());
}

#[test]
fn nothing_uses_itself_in_a_circle() {
    let house = House::read();
    let circles: Vec<_> = circles(&house.uses()).into_iter().map(|circle| circle.join(", ")).collect();
    assert_eq!(circles, Vec::<String>::new());
}

/// The strongly connected components of more than one module.
fn circles(uses: &BTreeMap<&Module, BTreeSet<&Module>>) -> Vec<Vec<String>> {
    let mut search = Search {
        uses,
        number: BTreeMap::new(),
        lowest: BTreeMap::new(),
        open: Vec::new(),
        circles: Vec::new(),
    };
    for module in uses.keys() {
        if !search.number.contains_key(module) {
            search.visit(module);
        }
    }
    search.circles
}

/// Tarjan's search for strongly connected components.
struct Search<'a> {
    uses: &'a BTreeMap<&'a Module, BTreeSet<&'a Module>>,
    number: BTreeMap<&'a Module, usize>,
    lowest: BTreeMap<&'a Module, usize>,
    open: Vec<&'a Module>,
    circles: Vec<Vec<String>>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, module: &'a Module) {
        let number = self.number.len();
        self.number.insert(module, number);
        self.lowest.insert(module, number);
        self.open.push(module);
        for used in self.uses.get(module).into_iter().flatten() {
            if !self.number.contains_key(used) {
                self.visit(used);
            }
            if self.open.contains(used) {
                let lowest = self.lowest[module].min(self.lowest[used]);
                self.lowest.insert(module, lowest);
            }
        }
        if self.lowest[module] == number {
            let at = self.open.iter().position(|open| *open == module).unwrap();
            let circle = self.open.split_off(at);
            if circle.len() > 1 {
                self.circles.push(circle.iter().map(|module| shown(module)).collect());
            }
        }
    }
}

#[test]
fn rooms_meet_by_their_records_and_rules_alone() {
    let house = House::read();
    let first_composing = FLOORS.iter().position(|floor| floor.contains(&"home")).unwrap();
    let mut meetings = Vec::new();
    for (module, used) in house.uses().into_iter().filter(|(module, _)| floor_of(module) < first_composing) {
        let doors = used.iter().filter(|used| {
            used.first() != module.first()
                && used.last().is_some_and(|last| last == "desk" || last == "visit")
        });
        meetings.extend(doors.map(|door| format!("{} uses {}", shown(module), shown(door))));
    }
    assert_eq!(meetings, Vec::<String>::new());
}

#[test]
fn a_visit_uses_no_desk() {
    let house = House::read();
    let ends_in = |module: &Module, name: &str| module.last().is_some_and(|last| last == name);
    for (module, used) in house.uses().into_iter().filter(|(module, _)| ends_in(module, "visit")) {
        let desk = used.iter().find(|used| ends_in(used, "desk"));
        assert_eq!(desk, None, "{}", shown(module));
    }
}

#[test]
fn rules_are_pure() {
    let house = House::read();
    for (module, used) in
        house.uses().into_iter().filter(|(module, _)| module.ends_with(&["rules".to_owned()]))
    {
        let impure = used.iter().find(|used| {
            used.first().is_some_and(|room| ["store", "act", "sessions", "portal"].contains(&room.as_str()))
        });
        assert_eq!(impure, None, "{}", shown(module));
    }
}

#[test]
fn files_are_short() {
    let long: Vec<_> = sources(&core())
        .into_iter()
        .map(|file| (own_part(&file).lines().count(), file))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, file)| format!("{} has {lines} lines", file.strip_prefix(core()).unwrap().display()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

/// The functions of one file that are too long.
#[derive(Default)]
struct Lengths {
    long: Vec<String>,
}

impl Lengths {
    fn measure(&mut self, name: &syn::Ident, body: &syn::Block) {
        let lines = body.brace_token.span.close().end().line - name.span().start().line + 1;
        if lines > LONGEST_FUNCTION {
            self.long.push(format!("{name} has {lines} lines"));
        }
    }
}

impl<'ast> Visit<'ast> for Lengths {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig.ident, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig.ident, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }
}

#[test]
fn functions_are_short() {
    for folder in ["../core/src", "../storage-sqlite/src"] {
        for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let mut lengths = Lengths::default();
            lengths.visit_file(&syn::parse_file(&own_part(&file)).unwrap());
            assert_eq!(lengths.long, Vec::<String>::new(), "{}", file.display());
        }
    }
}

/// TOK-10: what says nothing leaks nothing. Neither the library nor its store writes to the terminal, and nothing that they
/// are built with keeps a log; who brings one in has to look at what it says, at every level.
#[test]
fn tok_10_the_library_prints_and_logs_nothing() {
    let speaking = ["print!", "println!", "eprint!", "eprintln!", "dbg!", "stdout()", "stderr()"];
    for folder in ["../core/src", "../storage-sqlite/src"] {
        for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let text = own_part(&file);
            let said: Vec<_> = speaking.iter().filter(|word| text.contains(*word)).collect();
            assert!(said.is_empty(), "{} has {said:?}", file.display());
        }
    }
    let used = packages_behind(&["casegate", "casegate-sqlite"]);
    assert!(
        used.contains("serde_json") && used.contains("rusqlite"),
        "the lock file is read wrongly: {used:?}"
    );
    for logger in ["log", "tracing", "tracing-core", "slog", "defmt"] {
        assert!(!used.contains(logger), "{logger} came in");
    }
}

/// Every package that these are built with, by the lock file.
fn packages_behind(names: &[&str]) -> BTreeSet<String> {
    let lock = fs::read_to_string(core().join("../../Cargo.lock")).unwrap();
    let name_in = |line: &str| line.split('"').nth(1)?.split(' ').next().map(str::to_owned);
    let packages: Vec<(String, Vec<String>)> = lock
        .split("[[package]]")
        .filter_map(|package| {
            let name = package.lines().find(|line| line.starts_with("name = "))?;
            let needs = package.lines().filter(|line| line.starts_with(" \""));
            Some((name_in(name)?, needs.filter_map(name_in).collect()))
        })
        .collect();
    let mut found = BTreeSet::new();
    let mut next: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = next.pop() {
        if found.insert(name.clone()) {
            next.extend(
                packages.iter().filter(|package| package.0 == name).flat_map(|package| package.1.clone()),
            );
        }
    }
    found
}

#[test]
fn every_room_has_a_runnable_example() {
    let mut rooms = 0;
    for path in sources(&core()) {
        let text = fs::read_to_string(&path).unwrap();
        if text.lines().any(|line| line == "room! {") {
            rooms += 1;
            let example =
                "\n//! ```\n//! # include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/doc/example.rs\"));\n";
            assert!(text.contains(example), "{} has no example in its documentation", path.display());
        }
    }
    assert!(rooms >= 14, "only {rooms} rooms were found");
}
