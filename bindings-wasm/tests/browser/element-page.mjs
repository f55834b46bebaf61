// Pages with one element, for its tests.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch, open, serve } from "./support.mjs";

/** The field that most tests type into. */
export const CASH = "[data-path=cash_on_hand]";

/** Returns the draft that the browser keeps of the page's section. Runs in the page. */
export const draft = () => JSON.parse(localStorage.getItem("casegate-intake/case-1/accounts"));

/** Returns the section as a host does, with this much cash. Runs in the page or outside. */
export const view = (text) => ({ section: "accounts", answers: [{ path: "cash_on_hand", state: "value", text }], notices: [] });

/** Records what is saved. Runs in the page. */
export const saving = () => {
  globalThis.saved = [];
  element.save = async (input) => void saved.push(input);
};

/** Shows another section. Runs in the page. */
export const turnTo = async (section) => {
  element.setAttribute("section", section);
  await element.drawn;
};

/** Opens a browser for the tests of a file. Returns a function that makes pages, each with its own storage. */
export function pages() {
  let server;
  let browser;
  const complaints = [];
  before(async () => {
    [server, browser] = [await serve(), await launch()];
  });
  after(async () => {
    await browser.close();
    await server.close();
    assert.deepEqual(complaints, [], "a page complained");
  });
  const opened = async (context) => {
    const page = await open(context, `${server.origin}/bindings-wasm/tests/browser/pages/element.html`, complaints);
    await page.waitForFunction(() => globalThis.ready);
    return page;
  };
  const fresh = async (script) => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    if (script) await context.addInitScript(script);
    return opened(context);
  };
  return { fresh, again: (page) => opened(page.context()) };
}
