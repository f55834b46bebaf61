// `<casegate-intake>` without WebAssembly, for pages whose server has the rules. The host provides all texts.

import { CasegateIntake } from "./element/component.js";

CasegateIntake.define();

export { CasegateIntake };
