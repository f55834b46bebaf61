//! The WebAssembly modules for browsers, their JavaScript, and the toolchain that builds them.
//!
//! A toolchain that has the target is used as it is, with its own linker. Otherwise the system's Rust is used
//! with its sources: a compiler, a linker and a C compiler of the same distribution.

use crate::install::{self, Need};
use crate::shell::{Failure, Shell};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

const TARGET: &str = "wasm32-unknown-unknown";

/// A module: its crate, the name of its output, and how it is built.
struct Module {
    package: &'static str,
    out: &'static str,
    /// The profile in Cargo.toml.
    profile: &'static str,
    /// LLVM's optimisations that are turned off, in Rust and in C.
    undone: &'static [&'static str],
    optimiser: &'static [&'static str],
}

/// Built as small as possible, because it is close to the limit of what a page may load.
const PORTAL: Module = Module {
    package: "casegate-wasm",
    out: "casegate",
    profile: "wasm",
    undone: &LENGTHENING,
    optimiser: &SHORTENING,
};

/// Built for speed, because it is far smaller than what a page may load.
const INTAKE: Module = Module {
    package: "casegate-wasm-intake",
    out: "intake",
    profile: "wasm-quick",
    undone: &[],
    optimiser: &["-O3", "--low-memory-unused"],
};

/// The parts that SQLite is built without. Nothing of them is used, and all of them would have to be loaded. Parts whose statements the
/// parser would still call are built (ADR 0015).
const SQLITE: &str = "-USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE -USQLITE_ENABLE_SESSION -USQLITE_ENABLE_PREUPDATE_HOOK \
    -USQLITE_ENABLE_BYTECODE_VTAB -USQLITE_ENABLE_DBPAGE_VTAB -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_STMTVTAB \
    -USQLITE_ENABLE_MATH_FUNCTIONS -USQLITE_ENABLE_OFFSET_SQL_FUNC -USQLITE_ENABLE_UNKNOWN_SQL_FUNCTION \
    -USQLITE_ENABLE_UNLOCK_NOTIFY -USQLITE_ENABLE_COLUMN_METADATA -USQLITE_ENABLE_API_ARMOR -DSQLITE_OMIT_JSON \
    -DSQLITE_OMIT_COMPLETE -DSQLITE_OMIT_WAL -DSQLITE_OMIT_UTF16 \
    -DSQLITE_OMIT_AUTOMATIC_INDEX -DSQLITE_OMIT_LIKE_OPTIMIZATION -DSQLITE_OMIT_XFER_OPT -DSQLITE_OMIT_DECLTYPE \
    -DSQLITE_OMIT_TRACE -DSQLITE_OMIT_TCL_VARIABLE -DSQLITE_OMIT_GET_TABLE -DSQLITE_OMIT_COMPILEOPTION_DIAGS \
    -DSQLITE_OMIT_SCHEMA_PRAGMAS -DSQLITE_OMIT_INTROSPECTION_PRAGMAS \
    -DSQLITE_OMIT_EXPLAIN \
    -DSQLITE_OMIT_GENERATED_COLUMNS -DSQLITE_OMIT_RETURNING -DSQLITE_OMIT_UPSERT \
    -DSQLITE_OMIT_INCRBLOB -DSQLITE_OMIT_AUTHORIZATION -DSQLITE_OMIT_PROGRESS_CALLBACK -DSQLITE_OMIT_AUTOINCREMENT \
    -DSQLITE_OMIT_COMPOUND_SELECT -DSQLITE_OMIT_AUTOVACUUM -DSQLITE_OMIT_OR_OPTIMIZATION \
    -DSQLITE_OMIT_BETWEEN_OPTIMIZATION -DSQLITE_OMIT_TRUNCATE_OPTIMIZATION -DSQLITE_OMIT_QUICKBALANCE \
    -DSQLITE_OMIT_LOOKASIDE -DSQLITE_OMIT_LOCALTIME -DSQLITE_OMIT_HEX_INTEGER -DSQLITE_OMIT_PARSER_TRACE \
    -DSQLITE_OMIT_CASE_SENSITIVE_LIKE_PRAGMA \
    -DSQLITE_UNTESTABLE -DSQLITE_DQS=0 -DSQLITE_DEFAULT_MEMSTATUS=0";

/// The optimisations that make code faster by making it longer. Turning them off and using
/// [`SHORTENING`] saves a tenth.
const LENGTHENING: [&str; 3] = ["-disable-lsr", "-enable-pre=false", "-enable-load-pre=false"];

/// The options that make a module small. Only tiny functions are inlined into their only caller: one long
/// function is shorter than its parts, but compresses worse. Nothing is stored in the first kilobyte of
/// memory, where the stack ends.
const SHORTENING: [&str; 4] =
    ["-Os", "--converge", "--one-caller-inline-max-function-size=10", "--low-memory-unused"];

/// Exported functions that a page does not use. The linker exports to JavaScript
/// every function that C can call.
const INSIDE: [&str; 4] = ["sqlite3*", "rust_sqlite_wasm_*", "gmtime", "strftime"];

/// The features that engines must support. They are named one by one, because allowing all of them
/// makes the optimiser use drafts.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-exception-handling",
];

const CLANG: Need = Need { program: "clang-19", packages: &["clang-19"] };
const ARCHIVER: Need = Need { program: "llvm-ar-19", packages: &["llvm-19"] };
const LINKER: Need = Need { program: "wasm-ld", packages: &["lld"] };
/// The system's Rust with its sources. It is run by its path, because another cargo may
/// come first on the search path.
const RUST: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const SYSTEM_CARGO: &str = "/usr/bin/cargo";
const SYSTEM_RUSTC: &str = "/usr/bin/rustc";

/// Returns the package's folder.
pub(crate) fn package(shell: &Shell) -> PathBuf {
    shell.root().join("bindings-wasm")
}

/// Builds the package's modules into `bindings-wasm/dist`, unless nothing changed.
pub(crate) fn build(shell: &Shell) -> Result<(), Failure> {
    for module in [&PORTAL, &INTAKE] {
        compile(shell, module)?;
        finish(shell, module, &package(shell).join("dist"))?;
    }
    Ok(())
}

/// Builds an additional module for a test.
pub(crate) fn build_for_test(
    shell: &Shell,
    package: &'static str,
    out: &'static str,
    folder: &Path,
) -> Result<(), Failure> {
    let module = Module { package, out, ..PORTAL };
    compile(shell, &module)?;
    glue(shell, &module, folder)
}

fn compile(shell: &Shell, module: &Module) -> Result<(), Failure> {
    let mut command =
        if has_target(shell) { with_target(shell, module)? } else { with_sources(shell, module)? };
    command.args(["--profile", module.profile, "--target", TARGET, "--package", module.package]);
    command.arg("--target-dir").arg(folder(shell));
    command.env("SQLITE_WASM_RS_FLAGS", SQLITE);
    c_compiler(&mut command, module);
    shell.run(command)
}

/// Returns a separate target folder, so that builds for the browser and for this
/// machine do not wait for each other.
fn folder(shell: &Shell) -> PathBuf {
    shell.root().join("target").join("wasm")
}

/// Whether the toolchain that runs this program can build for the browser.
fn has_target(shell: &Shell) -> bool {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let libraries = shell.output(&rustc, &["--print", "target-libdir", "--target", TARGET]);
    libraries.is_some_and(|folder| {
        std::fs::read_dir(folder).is_ok_and(|files| {
            files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
        })
    })
}

fn with_target(shell: &Shell, module: &Module) -> Result<Command, Failure> {
    install::ensure(shell, &[&CLANG, &ARCHIVER])?;
    let mut command = shell.cargo_command(["build"]);
    // The standard library of an installed target cannot unwind, so a panic ends the
    // portal, which then reports it.
    let profile = module.profile.to_uppercase().replace('-', "_");
    command.env(format!("CARGO_PROFILE_{profile}_PANIC"), "abort").env("RUSTFLAGS", for_rust(module));
    Ok(command)
}

fn with_sources(shell: &Shell, module: &Module) -> Result<Command, Failure> {
    install::ensure(shell, &[&CLANG, &ARCHIVER, &LINKER])?;
    if !(Path::new(SYSTEM_RUSTC).is_file() && has_sources(shell)) {
        install::packages(shell, &RUST)?;
    }
    let mut command = shell.command(SYSTEM_CARGO);
    command.args(["build", "-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=optimize_for_size"]);
    // The system's compiler is stable and matches its sources. A panic unwinds: it becomes an error of
    // one call, and the portal continues. The locations of panics and debug output are not used in a
    // browser, so neither is built in.
    let flags = "-Cpanic=unwind -Zlocation-detail=none -Zfmt-debug=none";
    command.env("RUSTFLAGS", format!("{flags} {}", for_rust(module)));
    command.env("RUSTC", SYSTEM_RUSTC).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTUP_TOOLCHAIN");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER.program);
    Ok(command)
}

fn has_sources(shell: &Shell) -> bool {
    let root = shell.output(SYSTEM_RUSTC, &["--print", "sysroot"]).unwrap_or_default();
    Path::new(&root).join("lib/rustlib/src/rust/library/std").is_dir()
}

fn for_rust(module: &Module) -> String {
    let options: Vec<_> = module.undone.iter().map(|option| format!("-Cllvm-args={option}")).collect();
    options.join(" ")
}

fn c_compiler(command: &mut Command, module: &Module) {
    let options = module.undone.iter().chain(&["--inline-threshold=0"]);
    let options: Vec<_> = options.map(|option| format!("-mllvm {option}")).collect();
    command.env("CFLAGS_wasm32_unknown_unknown", options.join(" "));
    command.env("CC_wasm32_unknown_unknown", CLANG.program);
    command.env("AR_wasm32_unknown_unknown", ARCHIVER.program);
}

fn compiled(shell: &Shell, module: &Module) -> PathBuf {
    folder(shell).join(TARGET).join(module.profile).join(format!("{}.wasm", module.package.replace('-', "_")))
}

/// Makes the JavaScript of a module and optimises the module. If it is interrupted, `dist` is unchanged.
fn finish(shell: &Shell, module: &Module, dist: &Path) -> Result<(), Failure> {
    let (script, binary) = (format!("{}.js", module.out), format!("{}_bg.wasm", module.out));
    let workshop = folder(shell).join("glue").join(module.out);
    let (made_with, options) = (workshop.join("options"), options(module));
    let is_done = modified(&dist.join(&binary)) > modified(&compiled(shell, module));
    if is_done && std::fs::read_to_string(&made_with).is_ok_and(|before| before == options.join(" ")) {
        return Ok(());
    }
    glue(shell, module, &workshop)?;
    let optimised = workshop.join("optimised.wasm");
    let mut optimiser = shell.command(package(shell).join("node_modules/.bin/wasm-opt"));
    optimiser.args(&options).arg(workshop.join(&binary)).arg("-o").arg(&optimised);
    shell.run(optimiser)?;
    let moved = std::fs::create_dir_all(dist)
        .and_then(|()| std::fs::copy(workshop.join(&script), dist.join(&script)))
        .and_then(|_| std::fs::copy(&optimised, dist.join(&binary)))
        .and_then(|_| std::fs::write(&made_with, options.join(" ")));
    moved.map_err(|error| Failure::new(format!("{}: {error}", dist.display())))
}

/// Returns the optimiser's options.
fn options(module: &Module) -> Vec<String> {
    let outside = INSIDE.map(|names| format!("--remove-exports={names}"));
    let rest = ["--remove-unused-module-elements"].iter().chain(module.optimiser).chain(&FEATURES);
    outside.into_iter().chain(rest.map(|option| (*option).to_owned())).collect()
}

fn glue(shell: &Shell, module: &Module, folder: &Path) -> Result<(), Failure> {
    let mut command = shell.cargo_command(["run", "--quiet", "--package", "casegate-wasm-glue", "--"]);
    command.arg(compiled(shell, module)).arg(folder).arg(module.out);
    shell.run(command)
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|data| data.modified()).ok()
}
