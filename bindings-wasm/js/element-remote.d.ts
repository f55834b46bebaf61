/**
 * `<casegate-intake>` without WebAssembly, for pages whose server has the rules. The host sets `schema`, `view` and
 * `check` from its server's `get_section_form`, `get_section` and `check_section`, and also `texts` and `save`.
 */
export { CasegateIntake, type Drafts, type IntakeEntries } from "./element.js";
