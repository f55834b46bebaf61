import { Portal, Secret, CasegateError } from "casegate";
import "casegate/element";
import { load, parseAmount } from "casegate/intake";
Object.assign(globalThis, { casegate: { Portal, Secret, CasegateError }, intake: { load, parseAmount } });
