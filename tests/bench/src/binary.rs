//! Measures the size of the example server's program.

use crate::folder::Folder;
use std::path::Path;
use std::process::Command;

/// Prints the size of the server that was built beside this program, without its symbols where `strip` is installed.
pub(crate) fn report(folder: &Folder) {
    let Ok(program) = std::env::current_exe() else { return };
    let server = program.with_file_name(format!("portal-server{}", std::env::consts::EXE_SUFFIX));
    let Some(whole) = size(&server) else {
        println!("portal-server was not built in release mode, so its size is not known");
        return;
    };
    let copy = folder.at("stripped");
    let stripped = Command::new("strip").arg("-o").arg(&copy).arg(&server).status();
    match stripped.ok().filter(|status| status.success()).and_then(|_| size(&copy)) {
        Some(stripped) => {
            println!("portal-server: {} stripped, {} as it was built", mib(stripped), mib(whole))
        }
        None => println!("portal-server: {} as it was built", mib(whole)),
    }
}

fn size(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|meta| meta.len())
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1_048_576.0)
}
