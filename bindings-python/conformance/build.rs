//! Sets the linker flags that some systems need for a module loaded by an interpreter.

fn main() {
    pyo3_build_config::add_extension_module_link_args();
}
