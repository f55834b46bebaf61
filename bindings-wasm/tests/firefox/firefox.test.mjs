import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { HARNESS, serve } from "../browser/support.mjs";
import { launchFirefox } from "./bidi.mjs";

const PROGRAM = process.env.CASEGATE_FIREFOX ?? ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => existsSync(path));
const ELEMENT = "/bindings-wasm/tests/browser/pages/element.html";
const [TAB, ENTER] = ["\ue004", "\ue007"];

describe("Firefox", { skip: PROGRAM ? false : "there is no Firefox here; CASEGATE_FIREFOX names one" }, () => {
  let server;
  let browser;
  const complaints = [];

  before(async () => {
    server = await serve();
    browser = await launchFirefox(PROGRAM, complaints);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    assert.deepEqual(complaints, [], "a page complained");
  });

  const fresh = async (path = HARNESS) => {
    const tab = await browser.newTab();
    await tab.open(server.origin + path);
    return tab;
  };
  const nameOf = async (name, wait) => {
    globalThis.portal = await casegate.Portal.open("kept", { ...scenarios.options(), wait });
    const desk = portal.desk(scenarios.staff());
    return (await (name ? desk.registerFirm({ name }) : desk.getFirm())).name;
  };

  test("a portal in memory works", async () => {
    const tab = await fresh();
    const name = await tab.evaluate(async () => {
      const portal = await casegate.Portal.inMemory(scenarios.options());
      return (await portal.desk(scenarios.staff()).registerFirm({ name: "Hartwell" })).name;
    });
    assert.equal(name, "Hartwell");
    await tab.close();
  });

  test("what was written is there after a reload, and a second tab is refused or waits", async () => {
    const first = await fresh();
    assert.equal(await first.evaluate(nameOf, "Hartwell"), "Hartwell");
    await first.reload();
    assert.equal(await first.evaluate(nameOf, null, 5_000), "Hartwell");
    const second = await fresh();
    assert.equal((await second.evaluate(() => refusalOf(casegate.Portal.open("kept")))).code, "handle_in_use");
    const waiting = second.evaluate(nameOf, null, 20_000);
    await first.close();
    assert.equal(await waiting, "Hartwell");
    assert.equal(await second.evaluate(() => portal.check().then(() => portal.close()).then(() => "intact")), "intact");
    await second.close();
  });

  test("a section is filled in by keyboard alone", async () => {
    const tab = await fresh(ELEMENT);
    const focused = () => tab.evaluate(() => element.shadowRoot.activeElement?.dataset.path?.replace(/\[.*\]/, "[]") ?? null);
    await tab.press([]);
    await tab.evaluate(() => element.shadowRoot.querySelector("[data-add=bank]").focus());
    await tab.press([ENTER]);
    assert.equal(await focused(), "bank[].institution");
    await tab.press("First Community");
    while ((await focused()) !== "bank[].current_balance") await tab.press([TAB]);
    await tab.press("$1,200.50");
    const seen = await tab.evaluate(async () => {
      await element.flush();
      return { entries: element.entries.map(({ value }) => value.text), totals: element.shadowRoot.querySelector(".totals").textContent };
    });
    assert.deepEqual(seen.entries, ["First Community", "$1,200.50"]);
    assert.match(seen.totals, /\$1,200\.50/);
    await tab.close();
  });
});
