//! On some systems a module that is loaded by an interpreter has to be linked as such.

fn main() {
    pyo3_build_config::add_extension_module_link_args();
}
