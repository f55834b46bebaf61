//! The browser's half: the WebAssembly modules, their JavaScript, and what it takes to make them.
//!
//! A toolchain that has the target is used as it is, with its own linker. Otherwise it is the system's Rust with its sources:
//! a compiler, a linker and a C compiler of the same distribution.

use crate::install::{self, Need};
use crate::shell::{Failure, Shell};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

const TARGET: &str = "wasm32-unknown-unknown";

/// A module: its crate, the name of what is made of it, and how.
struct Module {
    package: &'static str,
    out: &'static str,
    /// The profile in Cargo.toml.
    profile: &'static str,
    /// What LLVM leaves undone, in Rust and in C.
    undone: &'static [&'static str],
    optimiser: &'static [&'static str],
}

/// As small as it gets: a page may load hardly more than there is.
const PORTAL: Module = Module {
    package: "casegate-wasm",
    out: "casegate",
    profile: "wasm",
    undone: &LENGTHENING,
    optimiser: &SHORTENING,
};

/// Quick: it is far smaller than what a page may load.
const INTAKE: Module = Module {
    package: "casegate-wasm-intake",
    out: "intake",
    profile: "wasm-quick",
    undone: &[],
    optimiser: &["-O3", "--low-memory-unused"],
};

/// What SQLite is built without: nothing of it is used, and all of it would have to be loaded. What its parser knows all the
/// same is refused by `bindings-wasm/absent`, which [`SMALL_SQLITE`] switches on.
const SQLITE: &str = "-USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE -USQLITE_ENABLE_SESSION -USQLITE_ENABLE_PREUPDATE_HOOK \
    -USQLITE_ENABLE_BYTECODE_VTAB -USQLITE_ENABLE_DBPAGE_VTAB -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_STMTVTAB \
    -USQLITE_ENABLE_MATH_FUNCTIONS -USQLITE_ENABLE_OFFSET_SQL_FUNC -USQLITE_ENABLE_UNKNOWN_SQL_FUNCTION \
    -USQLITE_ENABLE_UNLOCK_NOTIFY -USQLITE_ENABLE_COLUMN_METADATA -USQLITE_ENABLE_API_ARMOR -DSQLITE_OMIT_JSON \
    -DSQLITE_OMIT_COMPLETE -DSQLITE_OMIT_WAL -DSQLITE_OMIT_DATETIME_FUNCS -DSQLITE_OMIT_UTF16 \
    -DSQLITE_OMIT_AUTOMATIC_INDEX -DSQLITE_OMIT_LIKE_OPTIMIZATION -DSQLITE_OMIT_XFER_OPT -DSQLITE_OMIT_DECLTYPE \
    -DSQLITE_OMIT_TRACE -DSQLITE_OMIT_TCL_VARIABLE -DSQLITE_OMIT_GET_TABLE -DSQLITE_OMIT_COMPILEOPTION_DIAGS \
    -DSQLITE_OMIT_SCHEMA_PRAGMAS -DSQLITE_OMIT_INTROSPECTION_PRAGMAS -DSQLITE_OMIT_ALTERTABLE \
    -DSQLITE_OMIT_VIRTUALTABLE -DSQLITE_OMIT_ANALYZE -DSQLITE_OMIT_EXPLAIN -DSQLITE_OMIT_REINDEX \
    -DSQLITE_OMIT_GENERATED_COLUMNS -DSQLITE_OMIT_RETURNING -DSQLITE_OMIT_UPSERT -DSQLITE_OMIT_VIEW \
    -DSQLITE_OMIT_INCRBLOB -DSQLITE_OMIT_AUTHORIZATION -DSQLITE_OMIT_PROGRESS_CALLBACK -DSQLITE_OMIT_AUTOINCREMENT \
    -DSQLITE_OMIT_COMPOUND_SELECT -DSQLITE_OMIT_AUTOVACUUM -DSQLITE_OMIT_VACUUM -DSQLITE_OMIT_OR_OPTIMIZATION \
    -DSQLITE_OMIT_BETWEEN_OPTIMIZATION -DSQLITE_OMIT_TRUNCATE_OPTIMIZATION -DSQLITE_OMIT_QUICKBALANCE \
    -DSQLITE_OMIT_LOOKASIDE -DSQLITE_OMIT_LOCALTIME -DSQLITE_OMIT_HEX_INTEGER -DSQLITE_OMIT_PARSER_TRACE \
    -DSQLITE_OMIT_CASE_SENSITIVE_LIKE_PRAGMA \
    -DSQLITE_UNTESTABLE -DSQLITE_DQS=0 -DSQLITE_DEFAULT_MEMSTATUS=0";

const SMALL_SQLITE: &str = "--cfg small_sqlite";

/// What makes code faster by making it longer. Without it, and with [`SHORTENING`], a tenth less is loaded.
const LENGTHENING: [&str; 3] = ["-disable-lsr", "-enable-pre=false", "-enable-load-pre=false"];

/// How a module is made small. A function goes into its only caller if it is tiny: a long function of many parts is shorter, and
/// compresses worse than the parts. Nothing lies in the first kilobyte of memory, where the stack ends.
const SHORTENING: [&str; 4] =
    ["-Os", "--converge", "--one-caller-inline-max-function-size=10", "--low-memory-unused"];

/// Functions that a page has no use for. The linker takes each that C can call for one that JavaScript can call.
const INSIDE: [&str; 4] = ["sqlite3*", "rust_sqlite_wasm_*", "gmtime", "strftime"];

/// What engines have to know, named one by one: with all of them the optimiser uses some that are drafts.
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
/// The system's Rust with its sources; where it lies is asked for by path, for another cargo may come first.
const RUST: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const SYSTEM_CARGO: &str = "/usr/bin/cargo";
const SYSTEM_RUSTC: &str = "/usr/bin/rustc";

/// The package's folder.
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

/// Builds one more module, for a test.
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

/// A folder of its own, so that building for the browser and for this machine do not wait for each other.
fn folder(shell: &Shell) -> PathBuf {
    shell.root().join("target").join("wasm")
}

/// Whether this errand's own toolchain can build for the browser.
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
    // The standard library of an installed target cannot unwind: a panic ends the portal, which says so.
    let profile = module.profile.to_uppercase().replace('-', "_");
    command
        .env(format!("CARGO_PROFILE_{profile}_PANIC"), "abort")
        .env("RUSTFLAGS", format!("{SMALL_SQLITE} {}", for_rust(module)));
    Ok(command)
}

fn with_sources(shell: &Shell, module: &Module) -> Result<Command, Failure> {
    install::ensure(shell, &[&CLANG, &ARCHIVER, &LINKER])?;
    if !(Path::new(SYSTEM_RUSTC).is_file() && has_sources(shell)) {
        install::packages(shell, &RUST)?;
    }
    let mut command = shell.command(SYSTEM_CARGO);
    command.args(["build", "-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=optimize_for_size"]);
    // The system's compiler is a stable one, whose sources are those that it was built from.
    // A panic unwinds: it becomes an error of one call, and the portal goes on. Nobody reads where it was, or how a value
    // prints for a programmer, so neither is loaded.
    let flags = "-Cpanic=unwind -Zlocation-detail=none -Zfmt-debug=none";
    command.env("RUSTFLAGS", format!("{flags} {SMALL_SQLITE} {}", for_rust(module)));
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

/// Makes the JavaScript beside a module, and optimises the module. Where it is interrupted, `dist` keeps what it had.
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

/// What the optimiser is told.
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
