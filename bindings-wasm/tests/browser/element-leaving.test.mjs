import assert from "node:assert/strict";
import { test } from "node:test";
import { CASH, draft, pages, saving, turnTo, view } from "./element-page.mjs";

const { fresh, again } = pages();

test("the form around has the last key that was typed", async () => {
  const page = await fresh();
  await page.locator(CASH).fill("9");
  const value = await page.evaluate(() => new FormData(document.getElementById("around")).get("answers"));
  assert.match(value, /"text":"9"/);
  await page.context().close();
});

test("a page that is left at once leaves on the device what was typed", async () => {
  const page = await fresh();
  await page.locator(CASH).fill("12345");
  await page.reload();
  await page.waitForFunction(() => globalThis.ready);
  assert.equal(await page.locator(CASH).inputValue(), "12345");
  await page.context().close();
});

test("nothing is sent of a section that was left while it was saved", async () => {
  const page = await fresh();
  const sent = await page.evaluate(async () => {
    const sent = [];
    element.save = () => new Promise((saved) => setTimeout(saved, 300));
    element.submit = async (input) => void sent.push(input);
    await element.drawn;
    element.fill([{ field: "cash_on_hand", value: { kind: "text", text: "1" } }]);
    await element.drawn;
    element.shadowRoot.querySelector("[part=submit]").click();
    element.setAttribute("draft", "case-2");
    await element.drawn;
    await new Promise((later) => setTimeout(later, 800));
    return sent;
  });
  assert.deepEqual(sent, []);
  await page.context().close();
});

test("a review of a section that is left shows nothing in the next; one before anything is drawn is no failure", async () => {
  const page = await fresh();
  const told = await page.evaluate(async () => {
    const { check } = element;
    element.check = async (input) => {
      await new Promise((later) => setTimeout(later, 200));
      return check(input);
    };
    element.setAttribute("section", "consultation");
    await element.drawn;
    const over = element.review();
    element.setAttribute("section", "livingExpenses");
    await element.drawn;
    const undrawn = document.createElement("casegate-intake");
    return [await over, element.shadowRoot.querySelector(".summary").hidden, await undrawn.review()];
  });
  assert.deepEqual(told, [false, true, false]);
  await page.context().close();
});

test("an element that is gone leaves what lies on the device to the next", async () => {
  const page = await fresh();
  const calls = await page.evaluate(async () => {
    const calls = [];
    let isOffline = true;
    const save = async ({ entries }) => {
      if (isOffline) throw new TypeError("no network");
      calls.push(entries[0].value.text);
    };
    const typed = (one, text) => one.fill([{ field: "cash_on_hand", value: { kind: "text", text } }]);
    element.save = save;
    typed(element, "1");
    await element.flush();
    element.remove();
    const next = document.createElement("casegate-intake");
    next.setAttribute("section", "accounts");
    next.setAttribute("draft", "case-1");
    next.save = save;
    document.body.append(next);
    await next.drawn;
    typed(next, "2");
    isOffline = false;
    await next.flush();
    await new Promise((later) => setTimeout(later, 7_000));
    return calls;
  });
  assert.deepEqual(calls, ["2"]);
  await page.context().close();
});

test("an element that comes back to the page has what could not be saved", async () => {
  const page = await fresh();
  await page.evaluate(() => (element.save = () => Promise.reject(new TypeError("no network"))));
  await page.locator(CASH).fill("1");
  await page.evaluate(async () => {
    const place = element.parentNode;
    element.remove();
    await new Promise((later) => setTimeout(later, 500));
    place.append(element);
    await element.drawn;
  });
  assert.equal(await page.locator(CASH).inputValue(), "1");
  await page.context().close();
});

test("a page neither overwrites nor drops what another one typed since", async () => {
  const one = await fresh();
  const type = async (page, field, row, text) => {
    await page.evaluate((entry) => element.fill([entry]), { field, ...(row && { row }), value: { kind: "text", text } });
    await page.evaluate(() => element.flush());
  };
  const kept = () => one.evaluate(draft).then((entries) => entries?.map(({ field, value }) => `${field}=${value.text}`).sort());
  await type(one, "cash_on_hand", undefined, "1");
  const two = await again(one);
  await type(one, "cash_on_hand", undefined, "2");
  await type(two, "bank.current_balance", "r1", "7");
  assert.deepEqual(await kept(), ["bank.current_balance=7", "cash_on_hand=2"]);
  await two.evaluate(saving);
  await two.evaluate(() => element.flush());
  assert.deepEqual(await two.evaluate(() => saved.flatMap(({ entries }) => entries.map(({ field }) => field))), ["bank.current_balance"]);
  assert.deepEqual(await kept(), ["cash_on_hand=2"]);
  await one.context().close();
});

test("what belongs to one case stays with it", async () => {
  const page = await fresh();
  const told = await page.evaluate(async (view) => {
    const saved = [];
    element.view = view;
    element.save = async ({ entries }, { draft }) => void saved.push([draft, ...entries.map(({ value }) => value.text)]);
    await element.drawn;
    element.fill([{ field: "cash_on_hand", value: { kind: "text", text: "80" } }]);
    element.setAttribute("draft", "case-2");
    await element.drawn;
    const shown = element.shadowRoot.querySelector("[data-path=cash_on_hand]").value;
    const entries = [{ field: "cash_on_hand", value: { kind: "text", text: "5" } }];
    element.formStateRestoreCallback(JSON.stringify({ section: "accounts", draft: "case-1", entries }), "restore");
    await element.drawn;
    await element.flush();
    return { saved, shown, view: element.view };
  }, view("$1.00"));
  assert.deepEqual(told, { saved: [["case-1", "80"]], shown: "", view: null });
  const both = await page.evaluate(async (view) => {
    element.view = view;
    element.setAttribute("draft", "case-3");
    await element.drawn;
    return element.shadowRoot.querySelector("[data-path=cash_on_hand]").value;
  }, view("$1.00"));
  assert.equal(both, "1.00", "a view that was set just before the attribute is the new case's");
  const named = await page.evaluate(async () => {
    element.removeAttribute("draft");
    element.view = { section: "accounts", answers: [{ path: "cash_on_hand", state: "value", text: "$2.00" }], notices: [] };
    await element.drawn;
    element.setAttribute("draft", "case-4");
    await element.drawn;
    return element.shadowRoot.querySelector("[data-path=cash_on_hand]").value;
  });
  assert.equal(named, "2.00", "and that of a case which is named later is still its own");
  await page.context().close();
});

test("what a browser brings back is not safe before it is saved", async () => {
  const page = await fresh();
  const told = await page.evaluate(async () => {
    element.removeAttribute("draft");
    element.save = () => Promise.reject(new TypeError("no network"));
    const entries = [{ field: "cash_on_hand", value: { kind: "text", text: "5" } }];
    element.formStateRestoreCallback(JSON.stringify({ section: "accounts", draft: null, entries }), "restore");
    await element.drawn;
    return [await element.flush(), element.unsaved];
  });
  assert.deepEqual(told, [false, true]);
  await page.context().close();
});

test("what was emptied is checked, submitted and in the form as emptied", async () => {
  const page = await fresh();
  const told = await page.evaluate(async (view) => {
    const [checked, sent] = [[], []];
    Object.assign(element, { view, submit: async ({ entries }) => void sent.push(...entries) });
    element.check = async ({ entries }) => (checked.push(...entries), { refused: [], problems: [], totals: [] });
    await element.drawn;
    const control = element.shadowRoot.querySelector("[data-path=cash_on_hand]");
    control.value = "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
    const value = new FormData(document.getElementById("around")).get("answers");
    element.shadowRoot.querySelector("[part=submit]").click();
    await new Promise((later) => setTimeout(later, 300));
    return [JSON.parse(value), checked.slice(-1), sent];
  }, view("$1.00"));
  const blank = [{ field: "cash_on_hand", value: { kind: "blank" } }];
  assert.deepEqual(told, [blank, blank, blank]);
  await page.context().close();
});

test("half a date that nobody told of is marked when its field is left, and gone once it is emptied", async () => {
  const page = await fresh();
  await page.evaluate(() => element.removeAttribute("draft"));
  await page.evaluate(turnTo, "otherAssets");
  await page.locator("[data-add=transferred_asset]").click();
  const date = page.locator("input[type=date]");
  await date.focus();
  await page.keyboard.type("05");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => element.flush()), false);
  const error = page.locator(`[data-error="${await date.getAttribute("data-path")}"]`);
  assert.notEqual(await error.textContent(), "");
  await date.focus();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.evaluate(() => element.flush());
  assert.equal(await error.textContent(), "");
  await page.context().close();
});

test("the focus does not go with the box that took a stored number away", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    element.view = { section: "household", answers: [{ path: "taxpayer_tin", state: "value", lastFour: "4321" }], notices: [] };
    element.setAttribute("section", "household");
    element.save = async () => ({ section: "household", answers: [], notices: [] });
    await element.drawn;
  });
  await page.locator("[data-clear=taxpayer_tin]").focus();
  await page.keyboard.press("Space");
  await page.evaluate(() => element.flush());
  assert.equal(await page.evaluate(() => element.shadowRoot.activeElement?.dataset.path), "taxpayer_tin");
  await page.context().close();
});

test("what a review showed stays until it is mended, and what the host refused is part of it", async () => {
  const page = await fresh();
  await page.evaluate(() => element.removeAttribute("draft"));
  await page.evaluate(turnTo, "consultation");
  await page.evaluate(saving);
  assert.equal(await page.evaluate(() => element.review()), false);
  const wrong = page.locator("[aria-invalid=true]");
  const listed = page.locator(".summary li");
  const before = await wrong.count();
  assert.ok(before > 1);
  assert.equal(await listed.count(), before);
  await wrong.first().fill("A letter came");
  await page.evaluate(() => element.flush());
  assert.equal(await wrong.count(), before - 1);
  assert.equal(await listed.count(), before - 1);
  await page.locator(".summary").focus();
  await page.evaluate(async () => {
    element.view = { section: "consultation", answers: [], notices: [] };
    await element.drawn;
  });
  assert.equal(await page.evaluate(() => element.shadowRoot.activeElement?.className), "summary");

  await page.evaluate(turnTo, "accounts");
  assert.equal(await page.locator(".summary").isHidden(), true);
  await page.evaluate(() => {
    element.save = () => Promise.reject(Object.assign(new Error("no"), { kind: "invalid", code: "amount_invalid", field: "cash_on_hand" }));
  });
  await page.locator(CASH).fill("5");
  assert.equal(await page.evaluate(() => element.flush()), false);
  assert.equal(await page.evaluate(() => element.review()), false);
  assert.equal(await listed.count(), 1);
  await page.context().close();
});
