/**
 * `<casegate-intake>` for pages whose server has the rules: no WebAssembly. The host sets `schema`, `view`, `texts` and `check`, as its
 * server answers `get_section_form`, `get_section` and `check_section`, and `save`.
 */
export { CasegateIntake, type Drafts, type IntakeEntries } from "./element.js";
