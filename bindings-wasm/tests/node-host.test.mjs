import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the example of a host in Node.js runs, and prints no secret", () => {
  const told = execFileSync(process.execPath, [fileURLToPath(new URL("../../examples/node-host/main.mjs", import.meta.url))], { encoding: "utf8" });
  assert.match(told, /the record of \d+ acts is intact/);
  assert.doesNotMatch(told, /cg[is]1_/);
});
