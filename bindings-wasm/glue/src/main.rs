//! `casegate-wasm-glue <module.wasm> <folder> <name>`: writes the module and its JavaScript into the folder.

use std::path::Path;
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else {
        eprintln!("usage: casegate-wasm-glue <module.wasm> <folder> <name>");
        return ExitCode::FAILURE;
    };
    match glue(module, Path::new(folder), name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{module}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the same form for every target. Where a module cannot load its bytes itself, the
/// package's JavaScript passes them.
fn glue(module: &str, folder: &Path, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(false);
    bindgen.web(true)?;
    bindgen.generate(folder)?;
    Ok(())
}
