import assert from "node:assert/strict";
import { test } from "node:test";
import { CASH, draft, pages, saving } from "./element-page.mjs";

const { fresh } = pages();

const plant = (entries) => `localStorage.setItem("casegate-intake/case-1/accounts", ${JSON.stringify(JSON.stringify(entries))})`;

test("a device that keeps nothing does not keep the host from saving", async () => {
  const page = await fresh();
  await page.evaluate(saving);
  await page.evaluate(() => {
    const refuse = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    element.drafts = { get: refuse, set: refuse, remove: refuse };
  });
  for (const text of ["1", "2"]) {
    await page.locator(CASH).fill(text);
    await page.evaluate(() => element.flush());
  }
  assert.deepEqual(await page.evaluate(() => saved.map(({ entries }) => entries[0].value.text)), ["1", "2"]);
  assert.match(await page.locator("[role=status]").textContent(), /Saved/);
  await page.context().close();
});

test("a host that sets the answers while it saves is told of as saved", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    element.save = async () => {
      element.view = { answers: [{ path: "cash_on_hand", state: "value", text: "$1.00" }], notices: [] };
      await element.drawn;
    };
  });
  await page.locator(CASH).fill("1");
  await page.evaluate(() => element.flush());
  assert.match(await page.locator("[role=status]").textContent(), /Saved/);
  assert.equal(await page.evaluate(draft), null);
  await page.context().close();
});

test("a failed check or a save that throws nothing at all stops no later save", async () => {
  const page = await fresh();
  await page.evaluate(saving);
  await page.evaluate(() => {
    const { check, save } = element;
    element.check = () => Promise.reject(new TypeError("Failed to fetch"));
    element.save = () => Promise.reject();
    globalThis.mend = () => Object.assign(element, { check, save });
  });
  await page.locator(CASH).fill("1");
  await page.evaluate(() => element.flush());
  assert.match(await page.locator("[role=status]").textContent(), /will be saved/);
  await page.evaluate(() => mend());
  await page.locator(CASH).fill("2");
  await page.evaluate(() => element.flush());
  assert.deepEqual(await page.evaluate(() => saved.at(-1).entries[0].value.text), "2");
  await page.context().close();
});

test("a slow check does not overwrite what a later one showed", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    const { check } = element;
    const slow = { 1: 200, 2: 0 };
    element.check = async (input) => {
      await new Promise((done) => setTimeout(done, slow[input.entries[0]?.value.text] ?? 0));
      return check(input);
    };
  });
  await page.locator(CASH).fill("1");
  await page.evaluate(() => void (globalThis.first = element.flush()));
  await page.locator(CASH).fill("2");
  await page.evaluate(() => element.flush().then(() => first));
  assert.match(await page.locator(".totals").textContent(), /\$2\.00/);
  await page.context().close();
});

test("what was typed into one section is saved as that section's, and is not in the next", async () => {
  const page = await fresh();
  await page.evaluate(saving);
  await page.locator(CASH).fill("80");
  await page.evaluate(async () => {
    element.setAttribute("section", "livingExpenses");
    await element.drawn;
    await element.flush();
  });
  assert.deepEqual(await page.evaluate(() => saved), [{ section: "accounts", entries: [{ field: "cash_on_hand", value: { kind: "text", text: "80" } }] }]);
  assert.deepEqual(await page.evaluate(() => element.entries), []);
  await page.locator("[data-path]").first().fill("5");
  await page.evaluate(() => element.flush());
  assert.deepEqual(await page.evaluate(() => saved.map(({ section }) => section)), ["accounts", "livingExpenses"]);
  await page.context().close();
});

test("a draft that was never saved goes with the next save, and is not dropped by it", async () => {
  const page = await fresh(plant([{ field: "cash_on_hand", value: { kind: "text", text: "80" } }]));
  await page.evaluate(saving);
  assert.equal(await page.locator(CASH).inputValue(), "80");
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.locator("[data-path^='bank['][data-path$='.institution']").fill("First");
  await page.evaluate(() => element.flush());
  assert.deepEqual(await page.evaluate(() => saved.flatMap(({ entries }) => entries.map(({ field }) => field)).sort()), ["bank.institution", "cash_on_hand"]);
  assert.equal(await page.evaluate(draft), null);
  await page.context().close();
});

test("drafts of any shape neither break the section nor run anything", async () => {
  const hostile = `"><img src=x onerror="globalThis.ran = true">`;
  const good = { field: "cash_on_hand", value: { kind: "text", text: hostile } };
  for (const kept of [7, "text", {}, [null, 7, {}, { field: 7 }, { field: "cash_on_hand" }], [good, { field: "bank.institution", row: hostile, value: { kind: "text", text: "x" } }, { field: "__proto__", value: { kind: "text", text: "x" } }]]) {
    const page = await fresh(plant(kept));
    assert.equal(await page.locator(CASH).inputValue(), Array.isArray(kept) && kept.includes(good) ? hostile : "");
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    await page.context().close();
  }
});

test("answers, texts and a schema of markup are shown as text", async () => {
  const page = await fresh();
  const shown = await page.evaluate(async () => {
    const markup = `<img src=x onerror="globalThis.ran = true">`;
    element.texts = new Proxy({}, { get: () => markup });
    element.view = { answers: [{ path: "cash_on_hand", state: "value", text: markup }, { path: `bank[${markup}"]].institution`, state: "value", text: markup }], notices: [{ text: markup, path: `"]${markup}` }] };
    await element.drawn;
    await element.flush();
    return { images: element.shadowRoot.querySelectorAll("img").length, ran: globalThis.ran, cash: element.shadowRoot.querySelector("[data-path=cash_on_hand]").value };
  });
  assert.deepEqual({ ...shown, cash: shown.cash.includes("<img") }, { images: 0, ran: undefined, cash: true });
  await page.context().close();
});

test("a section is sent once, however often the button is pressed", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    globalThis.sent = 0;
    element.submit = async () => {
      sent += 1;
      await new Promise((done) => setTimeout(done, 100));
    };
    element.view = null;
    await element.drawn;
    const button = element.shadowRoot.querySelector(".primary");
    for (let i = 0; i < 3; i++) button.click();
  });
  await page.getByText("Sent.").waitFor();
  assert.equal(await page.evaluate(() => sent), 1);
  assert.equal(await page.locator(".primary").isEnabled(), true);
  await page.context().close();
});

test("what was sent is kept on the device no longer", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    element.submit = async () => {};
    element.view = null;
    await element.drawn;
  });
  await page.locator(CASH).fill("80");
  await page.evaluate(() => element.flush());
  assert.equal((await page.evaluate(draft)).length, 1);
  await page.getByRole("button", { name: "Send to my firm" }).click();
  await page.getByText("Sent.").waitFor();
  assert.equal(await page.evaluate(draft), null);
  await page.context().close();
});

test("a reset form goes back to the answers, without drafts and added rows", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    element.view = { answers: [{ path: "cash_on_hand", state: "value", text: "$5.00" }], notices: [], totals: [] };
    await element.drawn;
  });
  await page.locator(CASH).fill("80");
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.locator("[data-path^='bank['][data-path$='.institution']").fill("First");
  await page.evaluate(() => element.flush());
  await page.evaluate(async () => {
    document.getElementById("around").reset();
    await element.drawn;
  });
  assert.equal(await page.locator(CASH).inputValue(), "5.00");
  assert.equal(await page.locator("[data-path^=bank]").count(), 0);
  assert.equal(await page.evaluate(draft), null);
  await page.context().close();
});

test("a disabled fieldset disables what is in it and lets it be used again", async () => {
  const page = await fresh();
  const state = async (disabled) =>
    page.evaluate((disabled) => {
      let box = element.closest("fieldset");
      if (!box) {
        box = document.createElement("fieldset");
        element.replaceWith(box);
        box.append(element);
      }
      box.disabled = disabled;
      return element.drawn.then(() => [...element.shadowRoot.querySelectorAll("input, button")].map((control) => control.disabled).every((is) => is === disabled));
    }, disabled);
  assert.ok(await state(true));
  assert.equal(await page.evaluate(() => new FormData(document.getElementById("around")).get("answers")), null);
  assert.ok(await state(false));
  await page.context().close();
});

test("what a browser keeps to restore a form holds no sensitive entry, and is restored", async () => {
  const page = await fresh(() => {
    globalThis.kept = [];
    const plain = ElementInternals.prototype.setFormValue;
    ElementInternals.prototype.setFormValue = function (value, state = value) {
      kept.push(state);
      return plain.call(this, value, state);
    };
  });
  await page.evaluate(() => element.removeAttribute("draft"));
  await page.locator(CASH).fill("80");
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.locator("[data-path^='bank['][data-path$='.account_number']").fill("987654321");
  await page.evaluate(() => element.flush());
  const state = await page.evaluate(() => kept.at(-1));
  assert.doesNotMatch(state, /987654321/);
  assert.match(state, /80/);
  const other = await fresh();
  await other.evaluate(async (state) => {
    element.removeAttribute("draft");
    element.formStateRestoreCallback("{", "restore");
    element.formStateRestoreCallback(state, "restore");
    await element.drawn;
  }, state);
  assert.equal(await other.locator(CASH).inputValue(), "80");
  await page.context().close();
  await other.context().close();
});

test("rows are numbered as they stand, whatever was removed", async () => {
  const page = await fresh();
  const add = page.getByRole("button", { name: "Add an account" });
  await add.click();
  await add.click();
  await page.getByRole("button", { name: "Remove: Account 1" }).click();
  await add.click();
  assert.deepEqual(await page.locator(".row > legend").allTextContents(), ["Account 1", "Account 2"]);
  assert.equal(await page.getByRole("button", { name: "Remove: Account 2" }).count(), 1);
  await page.context().close();
});

test("new answers do not take the focus from who is typing", async () => {
  const page = await fresh();
  await page.locator(CASH).focus();
  await page.keyboard.type("12");
  await page.evaluate(async () => {
    element.view = { answers: [], notices: [] };
    await element.drawn;
  });
  await page.keyboard.type("3");
  assert.equal(await page.locator(CASH).inputValue(), "123");
  await page.context().close();
});

test("an element that is not drawn, of no section or gone, has nothing to save and does not fail", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    const { CasegateIntake } = await import("../../../js/element.js");
    const lone = new CasegateIntake();
    await lone.flush();
    lone.setAttribute("section", "nonsense");
    document.body.append(lone);
    await lone.drawn;
    await lone.flush();
    lone.remove();
    await lone.flush();
  });
  await page.context().close();
});

test("what was set before the module was there counts", async () => {
  const page = await fresh();
  const seen = await page.evaluate(async () => {
    const early = document.createElement("casegate-later");
    const save = async () => {};
    Object.assign(early, { save, view: { answers: [], notices: [] } });
    document.body.append(early);
    const { CasegateIntake } = await import("../../../js/element.js");
    customElements.define("casegate-later", class extends CasegateIntake {});
    return { save: early.save === save, view: early.view !== null, own: Object.hasOwn(early, "view") };
  });
  assert.deepEqual(seen, { save: true, view: true, own: false });
  await page.context().close();
});

test("what the host refuses stays marked in its field, and holds up nothing else", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    globalThis.saved = [];
    element.check = () => undefined;
    element.save = async ({ entries }) => {
      if (entries.some(({ field }) => field === "cash_on_hand")) throw Object.assign(new Error("no"), { kind: "invalid", code: "amount_invalid", field: "cash_on_hand" });
      saved.push(...entries);
    };
  });
  await page.locator(CASH).fill("lots");
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.locator("[data-path^='bank['][data-path$='.institution']").fill("First");
  await page.waitForFunction(() => saved.length > 0);
  assert.match(await page.locator("[data-error=cash_on_hand]").textContent(), /dollars and cents/);
  assert.match(await page.locator("[role=status]").textContent(), /except/);
  assert.equal(await page.evaluate(() => element.unsaved), false, "the device has it");
  await page.locator(CASH).fill("");
  await page.context().close();
});

test("what is forgotten while it is being saved does not come back", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    element.save = () => new Promise((done) => (globalThis.finish = done));
  });
  await page.locator(CASH).fill("80");
  await page.waitForFunction(() => globalThis.finish);
  await page.evaluate(async () => {
    const over = element.reset();
    element.view = { answers: [], notices: [] };
    finish();
    await over;
    await element.drawn;
  });
  assert.equal(await page.locator(CASH).inputValue(), "");
  assert.equal(await page.evaluate(draft), null);
  assert.equal(await page.evaluate(() => element.unsaved), false);
  await page.context().close();
});

test("what was typed into a section that was left is tried again too", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    globalThis.saved = [];
    globalThis.isOffline = true;
    element.removeAttribute("draft");
    element.save = async (input) => {
      if (isOffline) throw new TypeError("Failed to fetch");
      saved.push(input.section);
    };
  });
  await page.locator(CASH).fill("80");
  const isAll = await page.evaluate(async () => {
    element.setAttribute("section", "livingExpenses");
    await element.drawn;
    return [await element.flush(), element.unsaved];
  });
  assert.deepEqual(isAll, [false, true]);
  assert.equal(await page.evaluate(async () => ((isOffline = false), element.flush())), true);
  assert.deepEqual(await page.evaluate(() => saved), ["accounts"]);
  await page.context().close();
});

test("a list that is full takes no more rows, and says so", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    const { lists } = element.schema;
    element.schema = { ...element.schema, lists: lists.map((list) => ({ ...list, limit: 2 })) };
    await element.drawn;
    const add = element.shadowRoot.querySelector("[data-add=bank]");
    for (let i = 0; i < 3; i++) add.click();
  });
  assert.equal(await page.locator("[data-list=bank] .row").count(), 2);
  assert.ok(await page.locator("[data-list=bank] [data-full]").isVisible());
  assert.ok(await page.locator("[data-add=bank]").isHidden());
  await page.context().close();
});

test("entries are filled in as if they were typed, and taken back by typing", async () => {
  const page = await fresh();
  await page.evaluate(saving);
  await page.evaluate(async () => {
    element.fill([
      { field: "bank.institution", row: "r1", value: { kind: "text", text: "First" } },
      { field: "bank.account_number", row: "r1", value: { kind: "text", text: "987654321" } },
    ]);
    await element.drawn;
    element.focusField("bank[r1].institution");
  });
  assert.equal(await page.locator("[data-path='bank[r1].institution']").inputValue(), "First");
  await page.locator("[data-path='bank[r1].account_number']").fill("");
  await page.evaluate(() => element.flush());
  assert.deepEqual(await page.evaluate(() => saved.flatMap(({ entries }) => entries.map(({ field }) => field))), ["bank.institution"]);
  await page.context().close();
});

test("an answer of a server that refused is no save, and no submission", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    element.save = element.submit = async () => new Response("{}", { status: 500 });
    element.view = null;
    await element.drawn;
  });
  await page.locator(CASH).fill("80");
  await page.evaluate(() => element.flush());
  assert.match(await page.locator("[role=status]").textContent(), /will be saved/);
  await page.getByRole("button", { name: "Send to my firm" }).click();
  await page.getByText("That did not work").waitFor();
  assert.equal((await page.evaluate(draft)).length, 1, "the device still has it");
  await page.context().close();
});

test("a sensitive number leaves the page with its save, whatever the host answers; a check that hangs holds up nothing", async () => {
  const page = await fresh();
  await page.evaluate(async () => {
    globalThis.saved = 0;
    document.documentElement.lang = "en_US";
    element.check = () => new Promise(() => {});
    element.save = async () => void (saved += 1);
    element.fill([{ field: "bank.account_number", row: "r1", value: { kind: "text", text: "987654321" } }]);
  });
  await page.locator("[data-path='bank[r1].account_number']").fill("987654320");
  await page.waitForFunction(() => saved > 0, null, { timeout: 10_000 });
  await page.waitForFunction(() => !element.shadowRoot.querySelector("[data-path='bank[r1].account_number']").value);
  assert.match(await page.locator("[role=status]").textContent(), /^Saved/);
  assert.doesNotMatch(await page.evaluate(() => element.shadowRoot.innerHTML + new FormData(document.getElementById("around")).get("answers")), /98765432/);
  await page.context().close();
});
