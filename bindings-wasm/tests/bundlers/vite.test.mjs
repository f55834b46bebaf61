import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import { launch, open, serve } from "../browser/support.mjs";
import { POLICY, consumer } from "./consumer.mjs";

let app;
let server;
let browser;
const complaints = [];

before(async () => {
  app = consumer();
  await build({ root: app.folder, configFile: false, logLevel: "warn" });
  server = await serve(join(app.folder, "dist"), POLICY);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
  app?.remove();
  assert.deepEqual(complaints, [], "a page complained");
});

async function fresh(context) {
  const page = await open(context ?? (await browser.newContext()), `${server.origin}/`, complaints);
  await page.waitForFunction(() => globalThis.casegate);
  return page;
}

/** Opens the portal on private files, or returns why that is not possible. */
const onFiles = async (name) => {
  try {
    const portal = await casegate.Portal.open("practice");
    const desk = portal.desk({ firm: "firm_00000000000000000000000000000001", id: "u-1", name: "Rosa", roles: ["administrator"] });
    return (await (name ? desk.registerFirm({ name }) : desk.getFirm())).name;
  } catch (error) {
    if (!(error instanceof casegate.CasegateError)) throw error;
    return error.code;
  }
};

test("every file of the package has a hash in its name, and nothing is evaluated or inlined", () => {
  const assets = readdirSync(join(app.folder, "dist", "assets"));
  for (const file of assets) assert.match(file, /-[\w-]{8}\.(js|wasm)$/);
  const kinds = assets.map((file) => file.replace(/-[\w-]{8}\./, ".")).sort();
  assert.deepEqual(kinds, ["casegate_bg.wasm", "index.js", "intake_bg.wasm", "worker.js"]);
  for (const file of assets.filter((name) => name.endsWith(".js"))) {
    assert.doesNotMatch(readFileSync(join(app.folder, "dist", "assets", file), "utf8"), /\beval\(|new Function\(|data:(application|text)\//, file);
  }
});

test("the built app has its portal in memory, its intake and its element", async () => {
  const page = await fresh();
  const seen = await page.evaluate(async () => {
    const { Portal, CasegateError } = casegate;
    const portal = await Portal.inMemory();
    const desk = portal.desk({ firm: "firm_00000000000000000000000000000001", id: "u-1", name: "Rosa", roles: ["administrator"] });
    const { name } = await desk.registerFirm({ name: "Hartwell" });
    const refused = await desk.registerFirm({ name: "Hartwell" }).catch((error) => error);
    await intake.load();
    const element = document.querySelector("casegate-intake");
    await element.drawn;
    return { name, code: refused instanceof CasegateError && refused.code, amount: intake.parseAmount("$12"), fields: element.shadowRoot.querySelectorAll("[data-path]").length };
  });
  assert.deepEqual({ ...seen, fields: seen.fields > 0 }, { name: "Hartwell", code: "firm_exists", amount: 1_200, fields: true });
  await page.context().close();
});

test("the built app has its portal on private files, in a worker that a second tab respects", async () => {
  const page = await fresh();
  assert.equal(await page.evaluate(onFiles, "Hartwell"), "Hartwell");
  assert.match(page.workers()[0].url(), /\/assets\/worker-[\w-]{8}\.js$/);
  const second = await fresh(page.context());
  assert.equal(await second.evaluate(onFiles), "handle_in_use");
  await page.close();
  await second.reload();
  await second.waitForFunction(() => globalThis.casegate);
  assert.equal(await second.evaluate(onFiles), "Hartwell");
  await second.context().close();
});
