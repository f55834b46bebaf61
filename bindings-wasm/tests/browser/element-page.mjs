// Pages with one element, for its tests.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch, open, serve } from "./support.mjs";

/** The field that most tests type into. */
export const CASH = "[data-path=cash_on_hand]";

/** What the browser keeps of the page's section; to be called in the page. */
export const draft = () => JSON.parse(localStorage.getItem("casegate-intake/case-1/accounts"));

/** The section as a host answers it, with this much cash; to be called in the page or out of it. */
export const view = (text) => ({ section: "accounts", answers: [{ path: "cash_on_hand", state: "value", text }], notices: [] });

/** In the page: what is saved is remembered. */
export const saving = () => {
  globalThis.saved = [];
  element.save = async (input) => void saved.push(input);
};

/** In the page: shows another section. */
export const turnTo = async (section) => {
  element.setAttribute("section", section);
  await element.drawn;
};

/** Opens a browser for the tests of a file. What it answers makes pages of their own, in which nobody else's drafts are. */
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
