// Sizes and speed of the package: `cargo xtask bench browser`.

import { gzipSync } from "node:zlib";
import * as casegate from "../js/node.js";
import * as intake from "../js/intake-node.js";
import { harness, launch, serve } from "../tests/browser/support.mjs";
import { NOON, options, staff } from "../tests/support/scenarios.mjs";
import * as plain from "./plain.mjs";
import { BUDGETS, brotli, read } from "./sizes.mjs";

function sizes() {
  console.log("sizes in bytes            raw      gzip    brotli    budget");
  for (const file of ["intake_bg.wasm", "intake.js", "casegate_bg.wasm", "casegate.js"]) {
    const bytes = read(file);
    const row = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli(bytes)];
    const budget = BUDGETS[file];
    const verdict = budget === undefined ? "" : `${String(budget).padStart(9)} ${row[2] <= budget ? "kept" : "MISSED"}`;
    console.log(file.padEnd(20), ...row.map((size) => String(size).padStart(9)), verdict);
  }
}

/** Returns the median of several rounds, in microseconds per call. */
async function time(name, rounds, times, call) {
  for (let i = 0; i < times / 4; i++) await call();
  const took = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    for (let i = 0; i < times; i++) await call();
    took.push(((performance.now() - from) * 1_000) / times);
  }
  took.sort((a, b) => a - b);
  const middle = took[Math.floor(rounds / 2)];
  console.log(name.padEnd(44), middle.toFixed(middle < 10 ? 2 : 0).padStart(9), "us");
}

const entries = Array.from({ length: 10 }, (_, i) => [
  { field: "bank.institution", row: `r${i}`, value: { kind: "text", text: "First Community" } },
  { field: "bank.current_balance", row: `r${i}`, value: { kind: "text", text: "$1,200.50" } },
]).flat();
const input = { section: "accounts", entries: [...entries, { field: "cash_on_hand", value: { kind: "text", text: "80" } }] };

async function visiting() {
  const portal = await casegate.Portal.inMemory(options(() => NOON));
  const desk = portal.desk(staff());
  await desk.registerFirm({ name: "Hartwell Tax Advisory" });
  const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await desk.setLogo({ image: Buffer.from(dot, "base64") });
  const { caseId } = await desk.createCase({ clientName: "Dana Whitfield", title: "2021", stage: "intake" });
  const { link } = await desk.mintInvite({ caseId, label: "taxpayer" });
  const { session } = await portal.visitor().openLink({ link: link.reveal() });
  return { desk, visit: portal.visit(session.reveal()) };
}

async function speed() {
  await intake.load();
  const { desk, visit } = await visiting();
  const state = { name: "Hartwell Tax Advisory", clientName: "Dana Whitfield", stage: "discovery" };
  console.log("\nspeed in Node.js, middle of 7 rounds");
  await time("a call: parse an amount", 7, 20_000, () => intake.parseAmount("$1,234.50"));
  await time("  the same in plain JavaScript", 7, 20_000, () => plain.cents("$1,234.50"));
  await time("a call that is refused at its first field", 7, 2_000, () => desk.getCase({ caseId: 7 }).catch(() => {}));
  await time("check a section of 21 entries (module)", 7, 500, () => intake.checkSection(input));
  await time("  the same with zod and by hand", 7, 500, () => plain.check(input));
  await time("check a section (portal, session verified)", 7, 200, () => visit.checkSection(input));
  await time("home (portal, session verified, SQLite)", 7, 200, () => visit.home());
  await time("  the same over plain objects, without rules", 7, 200, () => plain.home(state));
}

async function loading() {
  const [server, browser] = [await serve(), await launch()];
  try {
    const page = await harness(await browser.newContext(), server.origin);
    const told = await page.evaluate(async () => {
      const timed = async (call) => {
        const from = performance.now();
        const value = await call();
        return [performance.now() - from, value];
      };
      const [small] = await timed(async () => (await import("/bindings-wasm/js/intake.js")).load());
      const [first, portal] = await timed(() => casegate.Portal.inMemory());
      const [second] = await timed(() => casegate.Portal.inMemory());
      const [files, kept] = await timed(() => casegate.Portal.open("bench", scenarios.options()));
      const desk = kept.desk(scenarios.staff());
      await desk.registerFirm({ name: "Hartwell" });
      const reads = await timed(async () => {
        for (let i = 0; i < 200; i++) await desk.getFirm();
      });
      const writes = await timed(async () => {
        for (let i = 0; i < 50; i++) await desk.updateFirm({ name: `Hartwell ${i}` });
      });
      await kept.close();
      const [again] = await timed(() => casegate.Portal.open("bench", scenarios.options()));
      await portal.close();
      return { "load the intake": small, "load and open in memory": first, "open another in memory": second, "load and open on files, new": files, "load and open on files, again": again, "read through the worker": reads[0] / 200, "write through the worker": writes[0] / 50 };
    });
    console.log("\nin Chromium, once");
    for (const [name, took] of Object.entries(told)) console.log(name.padEnd(44), took.toFixed(2).padStart(9), "ms");
  } finally {
    await browser.close();
    await server.close();
  }
}

sizes();
await speed();
await loading();
