import * as native from "../dist/intake.js";
import { CasegateError, defect } from "./errors.js";

/** Wraps a function so that whatever it throws is a refusal. */
function calmly(call) {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      throw error instanceof CasegateError ? error : defect(error);
    }
  };
}

export const parseToken = calmly((text) => native.parseToken(String(text)));
export const repairLink = calmly((pasted) => native.repairLink(String(pasted)));
export const scan = calmly((text) => native.scan(String(text)));
export const sections = calmly(() => native.sections());
export const checkSection = calmly((input) => native.checkSection(input));
export const summarize = calmly((sections) => native.summarize(sections));
export const verifyAudit = calmly((receipt) => native.verifyAudit(receipt));
export const parseAmount = calmly((text) => native.parseAmount(String(text)));
export const formatAmount = calmly((amount) => native.formatAmount(amount));
export const toMonthly = calmly((amount, frequency) => native.toMonthly(amount, String(frequency)));
export const equity = calmly((value, owed) => native.equity(value, owed));
export const netDisposableIncome = calmly((income, expenses) => native.netDisposableIncome(income, expenses));

export {
  CasegateError,
  ConflictError,
  DeniedError,
  HandleError,
  InternalError,
  InvalidError,
  NotFoundError,
  UnavailableError,
} from "./errors.js";
