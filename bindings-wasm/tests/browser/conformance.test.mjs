import assert from "node:assert/strict";
import { test } from "node:test";
import { harness, launch, serve } from "./support.mjs";

test("the store keeps the contract on private files", { timeout: 300_000 }, async (t) => {
  const [server, browser] = [await serve(), await launch()];
  try {
    const page = await harness(await browser.newContext(), server.origin);
    const results = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker("/bindings-wasm/tests/browser/pages/conformance-worker.js", { type: "module" });
          worker.addEventListener("message", ({ data }) => resolve(data));
          worker.addEventListener("error", ({ message }) => reject(new Error(message)));
          worker.postMessage("begin");
        }),
    );
    t.diagnostic(`${results.length} cases`);
    assert.ok(results.length > 40);
    assert.deepEqual(results.filter(([, error]) => error !== null), []);
  } finally {
    await browser.close();
    await server.close();
  }
});
