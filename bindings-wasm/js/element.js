// `<casegate-intake>` with the rules in the page: it checks and adds up without a network.

import { CasegateIntake } from "./element/component.js";
import * as rules from "./intake.js";
import texts from "./texts-en.js";

CasegateIntake.rules = rules;
CasegateIntake.texts = texts;
CasegateIntake.define();

export { CasegateIntake };
