// The baseline: the same section checked without the library, with zod for the shape and hand-written rules and sums.

import { z } from "zod";

const value = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("blank") }),
  z.strictObject({ kind: z.literal("notApplicable") }),
  z.strictObject({ kind: z.literal("text"), text: z.string() }),
]);
const input = z.strictObject({
  section: z.enum(["accounts"]),
  entries: z.array(z.strictObject({ field: z.string(), row: z.string().regex(/^[a-z0-9-]{1,32}$/).nullish(), value })).max(2_000),
});

/** Returns the cents of a typed amount, or nothing for an invalid one. */
export function cents(text) {
  const match = /^(-?)\$?(\d{1,3}(?:,\d{3})+|\d{1,11})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole, fraction = ""] = match;
  return (sign ? -1 : 1) * (Number(whole.replaceAll(",", "")) * 100 + Number(fraction.padEnd(2, "0")));
}

const MONEY = { "bank.current_balance": true, "investment.current_value": true, "investment.loan_balance": true, cash_on_hand: true };

/** Returns the errors, what is missing, and the totals of the accounts. */
export function check(raw) {
  const { entries } = input.parse(raw);
  const [answers, refused] = [new Map(), []];
  for (const { field, row, value } of entries) {
    const path = row ? field.replace(".", `[${row}].`) : field;
    if (value.kind !== "text") continue;
    const answer = MONEY[field] ? cents(value.text) : value.text.normalize("NFC").trim();
    if (answer === undefined) refused.push({ path, code: "amount_invalid" });
    else answers.set(path, answer);
  }
  const rows = new Set([...answers.keys()].map((path) => /^bank\[(.*)\]/.exec(path)?.[1]).filter(Boolean));
  const problems = [];
  for (const row of rows) {
    for (const name of ["institution", "current_balance"]) {
      const path = `bank[${row}].${name}`;
      if (!answers.has(path)) problems.push({ path, code: "answer_required" });
    }
  }
  const banks = [...rows].map((row) => answers.get(`bank[${row}].current_balance`)).filter((amount) => amount !== undefined);
  const bank = banks.reduce((sum, amount) => sum + amount, 0);
  const all = bank + (answers.get("cash_on_hand") ?? 0);
  return { refused, problems, totals: [{ id: "bank_total", amount: bank }, { id: "accounts_total", amount: all }] };
}

const held = z.object({ name: z.string(), clientName: z.string(), stage: z.string() });

/** Returns a client's first page, put together from plain objects as a page without the library would. */
export function home(state) {
  const shown = held.parse(state);
  return structuredClone({ firm: { name: shown.name }, case: { clientName: shown.clientName }, documents: [], progress: { current: shown.stage } });
}
