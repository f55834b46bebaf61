//! The demonstration host, which shows how a practice tool puts Casegate behind a web server.
//!
//! Every rule is the library's. The host provides pages, cookies, keys, staff login, and a demonstration firm.
#![forbid(unsafe_code)]

mod args;
mod data_dir;
mod demo;
mod http;
mod pages;
mod sender;
mod serve;
mod staff_door;
mod state;
mod texts;
mod when;

use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

/// The reason why the host stopped, in words for the person who started it.
type Trouble = String;

fn run() -> Result<(), Trouble> {
    let Some(args) = args::read(std::env::args_os().skip(1))? else {
        print!("{}", args::HELP);
        return Ok(());
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(serve::serve(args))
}
