import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as casegate from "../js/node.js";
import { options } from "./support/scenarios.mjs";

const AsyncFunction = (async () => {}).constructor;

/** Runs the first example that imports from the package, with the variables that it takes for granted. */
async function run(file, given, change = (text) => text) {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  const [, imported, body] = /```js\nimport \{ ([^}]*) \} from "casegate";\n(.*?)```/s.exec(text);
  const all = { ...Object.fromEntries(imported.split(", ").map((name) => [name, casegate[name]])), ...given };
  return new AsyncFunction(...Object.keys(all), `${change(body)}\nreturn { portal, caseId };`)(...Object.values(all));
}

test("the project's first example in JavaScript does what it says", async () => {
  const { portal, caseId } = await run("../../README.md", {});
  assert.match(caseId, /^case_[0-9a-f]{32}$/);
  await portal.close();
});

test("the package's first example does what it says", async () => {
  const { keys } = options();
  const sent = [];
  const given = { keys, firm: "firm_00000000000070008000000000000001", send: (link) => sent.push(link) };
  // Node.js has no private files.
  const { portal } = await run("../README.md", given, (body) => body.replace('Portal.open("practice", ', "Portal.inMemory("));
  assert.match(sent[0], /^https:\/\/portal\.example\/i\/.*#cgi1_/);
  await portal.close();
});
