import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, open, screenshot, serve } from "./support.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let server;
let browser;
const complaints = [];

before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser.close();
  await server.close();
  assert.deepEqual(complaints, [], "a page complained");
});

async function fresh(context) {
  const page = await open(context ?? (await browser.newContext({ reducedMotion: "reduce" })), `${server.origin}/bindings-wasm/tests/browser/pages/element.html`, complaints);
  await page.waitForFunction(() => globalThis.ready);
  return page;
}

async function assertAccessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
}

test("a section is filled in by keyboard alone, with errors, totals and drafts", async () => {
  const page = await fresh();
  await page.getByRole("button", { name: "Add an account" }).focus();
  await page.keyboard.press("Enter");
  const focused = () => page.evaluate(() => element.shadowRoot.activeElement?.dataset.path?.replace(/\[.*\]/, "[]"));
  assert.equal(await focused(), "bank[].institution");
  await page.keyboard.type("First Community");
  while ((await focused()) !== "bank[].current_balance") await page.keyboard.press("Tab");
  await page.keyboard.type("1e9");
  await page.evaluate(() => element.flush());
  const error = page.locator("[data-error^='bank['][data-error$='.current_balance']");
  assert.match(await error.textContent(), /dollars and cents/);
  assert.equal(await page.evaluate(() => element.shadowRoot.activeElement.getAttribute("aria-invalid")), "true");
  await assertAccessible(page);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("$1,200.50");
  await page.evaluate(() => element.flush());
  assert.equal(await error.textContent(), "");
  assert.match(await page.locator(".totals").textContent(), /\$1,200\.50/);
  assert.match(await page.locator("[role=status]").textContent(), /Kept on this device/);
  await screenshot(page, "element-accounts");

  const again = await (async () => (await page.close(), fresh(page.context())))();
  assert.equal(await again.locator("[data-path^='bank['][data-path$='.current_balance']").inputValue(), "1,200.50");
  assert.match(await again.locator(".totals").textContent(), /\$1,200\.50/);
  await again.context().close();
});

test("it is a control of its form: value, validity, reset", async () => {
  const page = await fresh();
  const state = () =>
    page.evaluate(() => ({ value: JSON.parse(new FormData(document.getElementById("around")).get("answers")), valid: document.getElementById("around").checkValidity(), form: element.form.id }));
  assert.equal((await state()).form, "around");
  await page.locator("[data-path=cash_on_hand]").fill("80");
  await page.evaluate(() => element.flush());
  assert.deepEqual((await state()).value, [{ field: "cash_on_hand", value: { kind: "text", text: "80" } }]);
  await page.locator("[data-path=cash_on_hand]").fill("eighty");
  await page.evaluate(() => element.flush());
  assert.equal((await state()).valid, false);
  await page.context().close();
});

test("what keeps a section from being sent is listed with links, and nothing is sent", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    globalThis.sent = [];
    element.submit = async (input) => void sent.push(input);
    element.view = null;
    await element.drawn;
  });
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.locator("[data-path^='bank['][data-path$='.current_balance']").fill("12");
  await page.getByRole("button", { name: "Send to my firm" }).click();
  await page.locator(".summary:not([hidden])").waitFor();
  assert.equal(await page.evaluate(() => element.shadowRoot.activeElement.className), "summary");
  assert.deepEqual(await page.evaluate(() => sent), []);
  await assertAccessible(page);
  await screenshot(page, "element-problems");
  await page.locator(".summary a").first().click();
  assert.equal(await page.evaluate(() => element.shadowRoot.activeElement.dataset.path.replace(/\[.*\]/, "[]")), "bank[].institution");
  await page.keyboard.type("First Community");
  await page.getByRole("button", { name: "Send to my firm" }).click();
  await page.waitForFunction(() => globalThis.sent.length === 1);
  assert.equal(await page.evaluate(() => sent[0].entries.length), 2);
  await page.context().close();
});

test("without a network, what is typed is kept, and saved when there is one again; sensitive entries are never kept", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    globalThis.isOffline = true;
    globalThis.saved = [];
    element.save = async ({ entries }) => {
      if (isOffline) throw new TypeError("Failed to fetch");
      saved.push(...entries);
    };
  });
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.locator("[data-path^='bank['][data-path$='.institution']").fill("First Community");
  await page.locator("[data-path^='bank['][data-path$='.account_number']").fill("987654321");
  await page.evaluate(() => element.flush());
  assert.match(await page.locator("[role=status]").textContent(), /will be saved/);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.match(kept, /First Community/);
  assert.doesNotMatch(kept, /987654321/);
  await page.evaluate(() => {
    isOffline = false;
    dispatchEvent(new Event("online"));
  });
  await page.waitForFunction(() => globalThis.saved.length === 2);
  assert.match(await page.locator("[role=status]").textContent(), /Saved/);
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...localStorage })), /First Community/);
  await page.context().close();
});

test("every section is drawn, accessible and narrow enough for a phone", async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, reducedMotion: "reduce" });
  const page = await fresh(context);
  for (const section of ["consultation", "household", "realEstate", "otherAssets", "creditCards", "business", "employment", "nonWageIncome", "livingExpenses"]) {
    await page.evaluate(async (section) => {
      element.setAttribute("section", section);
      await element.drawn;
      for (const add of element.shadowRoot.querySelectorAll("[data-add]")) add.click();
    }, section);
    await assertAccessible(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360), section);
    const raw = await page.evaluate(() => [...element.shadowRoot.querySelectorAll("label, legend, .hint, h2, .label")].map(({ textContent }) => textContent).filter((text) => /(intake|element)-/.test(text)));
    assert.deepEqual(raw, [], section);
  }
  await screenshot(page, "element-living-expenses-phone");
  await context.close();
});

for (const order of [["save", "draft"], ["draft", "save"]]) {
  test(`what was typed for one case is saved for it, whichever of ${order.join(" and ")} comes first for the next`, async () => {
    const page = await fresh();
    await page.evaluate(() => {
      globalThis.saved = [];
      globalThis.saver = (name) => async ({ entries }) => void saved.push([name, entries[0].value.text]);
      element.save = saver("case-1");
    });
    await page.locator("[data-path=cash_on_hand]").fill("80");
    await page.evaluate(async (order) => {
      const steps = { save: () => (element.save = saver("case-2")), draft: () => element.setAttribute("draft", "case-2") };
      for (const step of order) steps[step]();
      await element.drawn;
      await element.flush();
    }, order);
    assert.deepEqual(await page.evaluate(() => saved), [["case-1", "80"]]);
    await page.context().close();
  });
}

test("a section that was left without a network is found as it was left", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    element.removeAttribute("draft");
    element.save = async () => {
      throw new TypeError("Failed to fetch");
    };
  });
  await page.locator("[data-path=cash_on_hand]").fill("80");
  await page.evaluate(async () => {
    for (const section of ["livingExpenses", "accounts"]) {
      element.setAttribute("section", section);
      await element.drawn;
    }
  });
  assert.equal(await page.locator("[data-path=cash_on_hand]").inputValue(), "80");
  await page.evaluate(() => {
    globalThis.saved = [];
    element.save = async ({ entries }) => void saved.push(...entries.map(({ value }) => value.text));
  });
  await page.locator("[data-path=cash_on_hand]").fill("90");
  assert.equal(await page.evaluate(() => element.flush()), true);
  assert.deepEqual(await page.evaluate(() => saved), ["90"]);
  await page.context().close();
});
