// `<casegate-intake>` for pages whose server has the rules: no WebAssembly, and no texts but those that the host gives it.

import { CasegateIntake } from "./element/component.js";

CasegateIntake.define();

export { CasegateIntake };
