import assert from "node:assert/strict";
import { test } from "node:test";
import { CASH, draft, pages, saving, turnTo, view } from "./element-page.mjs";

const { fresh, again } = pages();

test("what was saved without an answer is still there when the section is drawn anew", async () => {
  const page = await fresh();
  await page.evaluate((view) => Object.assign(element, { view, save: async () => {} }), view("$1.00"));
  await page.evaluate(() => element.drawn);
  await page.locator(CASH).fill("2");
  await page.evaluate(() => element.flush());
  await page.evaluate(() => void (element.schema = element.schema));
  await page.evaluate(() => element.drawn);
  assert.equal(await page.locator(CASH).inputValue(), "2");
  await page.context().close();
});

test("what is typed while a save hangs is on the device all the same", async () => {
  const page = await fresh();
  await page.evaluate(() => (element.save = () => new Promise(() => {})));
  await page.locator(CASH).fill("1");
  await page.waitForFunction(() => document.querySelector("casegate-intake").shadowRoot.querySelector("[role=status]").textContent.startsWith("Saving"));
  await page.locator(CASH).fill("2");
  await page.waitForFunction(() => JSON.parse(localStorage.getItem("casegate-intake/case-1/accounts"))?.[0].value.text === "2");
  assert.equal(await page.evaluate(() => element.unsaved), false);
  await page.context().close();
});

test("a browser that restores a form brings back what was not saved, and no answer", async () => {
  const page = await fresh();
  const state = await page.evaluate(async (view) => {
    const { attachInternals } = HTMLElement.prototype;
    let told;
    HTMLElement.prototype.attachInternals = function () {
      const internals = attachInternals.call(this);
      const { setFormValue } = internals;
      internals.setFormValue = (value, state) => setFormValue.call(internals, value, (told = state));
      return internals;
    };
    const one = document.createElement("casegate-intake");
    HTMLElement.prototype.attachInternals = attachInternals;
    one.setAttribute("section", "accounts");
    one.save = () => Promise.reject(new TypeError("no network"));
    one.view = view;
    document.body.append(one);
    await one.drawn;
    one.fill([{ field: "bank.current_balance", row: "r1", value: { kind: "text", text: "7" } }]);
    await one.flush();
    one.remove();
    return JSON.parse(told);
  }, view("$1.00"));
  assert.deepEqual(state.entries.map(({ field }) => field), ["bank.current_balance"]);
  await page.context().close();
});

test("the focus stays where it is when a new view comes: on a radio button, on a button", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    element.section = undefined;
    element.setAttribute("section", "household");
    await element.drawn;
  });
  const redraw = () =>
    page.evaluate(async () => {
      element.view = { section: element.section, answers: [], notices: [] };
      await element.drawn;
      const { activeElement: one } = element.shadowRoot;
      return one && [one.type, one.value];
    });
  const radio = page.locator("input[type=radio]").nth(1);
  await radio.focus();
  const value = await radio.inputValue();
  assert.deepEqual(await redraw(), ["radio", value]);
  await page.evaluate(async () => {
    element.setAttribute("section", "accounts");
    await element.drawn;
  });
  await page.locator("[data-add=bank]").focus();
  assert.deepEqual((await redraw())?.[0], "button");
  await page.context().close();
});

test("a click beside the fields moves no focus", async () => {
  const page = await fresh();
  await page.locator("legend").first().click();
  assert.equal(await page.evaluate(() => element.shadowRoot.activeElement), null);
  await page.evaluate(() => element.focus());
  assert.notEqual(await page.evaluate(() => element.shadowRoot.activeElement?.dataset.path), undefined);
  await page.context().close();
});

test("two pages with one draft keep what was typed in each", async () => {
  const one = await fresh();
  const two = await again(one);
  await one.locator(CASH).fill("1");
  await one.evaluate(() => element.flush());
  await two.evaluate(() => element.fill([{ field: "bank.current_balance", row: "r1", value: { kind: "text", text: "7" } }]));
  await two.evaluate(() => element.flush());
  const kept = await two.evaluate(draft);
  assert.deepEqual(kept.map(({ field }) => field).sort(), ["bank.current_balance", "cash_on_hand"]);
  await two.evaluate(saving);
  await two.evaluate(() => element.flush());
  assert.deepEqual((await two.evaluate(draft)).map(({ field }) => field), ["cash_on_hand"], "the other page's is still to be saved");
  await one.context().close();
});

test("texts and a function to submit show at once, and what is typed stays", async () => {
  const page = await fresh();
  await page.locator(CASH).fill("12");
  await page.evaluate(async () => {
    element.submit = async () => {};
    element.texts = { "review-submit": "Abschicken" };
    await element.drawn;
  });
  assert.equal(await page.locator("[part=submit]").textContent(), "Abschicken");
  assert.equal(await page.locator(CASH).inputValue(), "12");
  await page.evaluate(async () => {
    element.submit = null;
    await element.drawn;
  });
  assert.equal(await page.locator("[part=submit]").count(), 0);
  await page.context().close();
});

test("what the firm asks about one section does not stand over the next", async () => {
  const page = await fresh();
  await page.evaluate(async (view) => {
    element.view = { ...view, notices: [{ text: "Which bank is it?" }] };
    await element.drawn;
    element.setAttribute("section", "household");
    await element.drawn;
  }, view("$1.00"));
  assert.equal(await page.locator(".notice").count(), 0);
  await page.context().close();
});

test("half a date is told of, and takes back no answer", async () => {
  const page = await fresh();
  await page.evaluate(turnTo, "otherAssets");
  await page.evaluate(saving);
  await page.locator("[data-add=transferred_asset]").click();
  const date = page.locator("input[type=date]");
  await date.fill("2000-05-06");
  await page.evaluate(() => element.flush());
  await date.focus();
  await page.keyboard.press("Backspace");
  await page.evaluate(() => element.flush());
  assert.deepEqual(await page.evaluate(() => saved.flatMap(({ entries }) => entries.map(({ value }) => value.text))), ["2000-05-06"]);
  const path = await date.getAttribute("data-path");
  assert.notEqual(await page.locator(`[data-error="${path}"]`).textContent(), "");
  await page.context().close();
});

test("a save opens nothing in a fieldset that is disabled", async () => {
  const page = await fresh();
  await page.evaluate(saving);
  await page.locator(CASH).fill("1");
  await page.evaluate(async () => {
    const around = document.createElement("fieldset");
    element.before(around);
    around.append(element);
    await element.drawn;
    around.disabled = true;
    await element.flush();
  });
  assert.equal(await page.locator("input:enabled, select:enabled, button:enabled").count(), 0);
  await page.context().close();
});

test("a sensitive number leaves the page when the section is submitted", async () => {
  const page = await fresh();
  await page.evaluate(() => (element.submit = async () => {}));
  await page.evaluate(turnTo, "household");
  const tin = page.locator("[data-path=taxpayer_tin]");
  await tin.fill("123-45-6789");
  await page.evaluate(() => (element.check = async () => ({ refused: [], problems: [], totals: [] })));
  await page.locator("[part=submit]").click();
  await page.waitForFunction(() => element.shadowRoot.querySelector("[role=status]").textContent !== "");
  assert.equal(await tin.inputValue(), "");
  await page.context().close();
});
