import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { Portal } from "casegate";
import * as intake from "casegate/intake";
import texts from "casegate/texts/en";
import spanish from "casegate/texts/es";
import { formatAmount } from "../js/element/shown.js";
import { options, staff } from "./support/scenarios.mjs";

before(() => intake.load());

const text = (field, text, row) => ({ field, ...(row && { row }), value: { kind: "text", text } });

test("a pasted link is mended, and a credential known for what it is", async () => {
  const code = "cgi1_" + "0".repeat(71);
  assert.equal(intake.parseToken(code), null);
  assert.equal(intake.repairLink(code), undefined);
  const portal = await Portal.inMemory(options());
  const desk = portal.desk(staff());
  await desk.registerFirm({ name: "Hartwell" });
  await desk.setLogo({ image: Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0)) });
  const { caseId } = await desk.createCase({ clientName: "Dana", title: "2021", stage: "intake" });
  const { link } = await desk.mintInvite({ caseId, label: "taxpayer" });
  const whole = link.reveal();
  const own = whole.split("#")[1];
  assert.equal(intake.repairLink(`Open <${whole.replace("#", "%2523")}>, please`), own);
  const { kind, selector } = intake.parseToken(own);
  assert.deepEqual([kind, own.includes(selector)], ["invite", true]);
  const [leak] = intake.scan(`\u{1f600} ${own}`);
  assert.deepEqual(leak, { kind: "invite", start: 3, end: 3 + own.length });
});

test("entries are checked and added up as the portal does it", () => {
  const entries = [text("cash_on_hand", "80"), text("bank.current_balance", "$1,200.50", "a"), text("bank.current_balance", "1e9", "b")];
  const check = intake.checkSection({ section: "accounts", entries });
  assert.deepEqual(check.refused, [{ path: "bank[b].current_balance", code: "amount_invalid" }]);
  assert.ok(check.problems.some(({ path }) => path === "bank[a].institution"));
  assert.equal(intake.summarize([{ section: "accounts", entries }]).totalEquity, 128_050);
});

test("amounts are read, shown and worked with in cents", () => {
  assert.equal(intake.parseAmount("$1,234.50"), 123_450);
  assert.equal(intake.formatAmount(123_450), "$1,234.50");
  assert.equal(intake.toMonthly(10_000, "weekly"), 43_000);
  assert.equal(intake.equity(5, 7), -2);
  assert.equal(intake.netDisposableIncome(7, 5), 2);
  assert.throws(() => intake.parseAmount("1e9"), { code: "amount_invalid" });
  assert.throws(() => intake.formatAmount(0.5), { code: "input_malformed", field: "amount" });
  assert.throws(() => intake.toMonthly(1, "daily"), { code: "choice_invalid", field: "frequency" });
});

test("every field of every section has its texts", () => {
  const sections = intake.sections();
  assert.equal(sections.length, 10);
  for (const { title, fields, lists } of sections) {
    for (const id of [title, ...fields.map(({ label }) => label), ...fields.flatMap(({ hint }) => hint ?? []), ...lists.map(({ label }) => label)]) assert.ok(texts[id], id);
    for (const option of fields.flatMap(({ options }) => options)) assert.ok(texts[`intake-choice-${option.replaceAll(/[_.]/g, "-")}`], option);
  }
});

test("a copy of an audit chain is verified without its store", () => {
  assert.deepEqual(intake.verifyAudit({ of: "firm_00000000000000000000000000000001", links: [] }), { chain: { intact: true, events: 0, brokenAt: null }, head: "" });
  assert.equal(intake.verifyAudit({ of: "firm_00000000000000000000000000000001", links: ["{}"] }).chain.brokenAt, 1);
  assert.throws(() => intake.verifyAudit({ of: "x", links: [] }), { code: "id_invalid", field: "of" });
});

test("the small module has no store and nothing that a key is needed for", () => {
  const bytes = readFileSync(new URL("../dist/intake_bg.wasm", import.meta.url)).toString("latin1");
  for (const mark of ["SQLite", "casegate/invite/v1", "casegate/session/v1", "casegate/audit-head/v1", "expand 32-byte k", "audit_heads"]) {
    assert.ok(!bytes.includes(mark), mark);
  }
});

test("the element writes amounts as the library does, and speaks of the same things in each language", () => {
  for (const cents of [0, 1, -1, 99, 100, -100, 123_450, 100_000_000, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) {
    assert.equal(formatAmount(cents), intake.formatAmount(cents));
  }
  assert.deepEqual(Object.keys(spanish), Object.keys(texts));
});
