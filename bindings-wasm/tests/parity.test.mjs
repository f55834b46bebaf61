import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { CODES, CasegateError, Desk, OPERATIONS, Visit } from "casegate";
import { tables } from "../js/node.js";

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const methods = (door) =>
  [Object.getPrototypeOf(door.prototype)].flatMap((prototype) => Object.getOwnPropertyNames(prototype)).filter((name) => name !== "constructor");

test("the generated methods are the operations of the module, in its order", () => {
  assert.deepEqual(tables().operations, OPERATIONS);
  const named = (door) => OPERATIONS.filter(([, of]) => of === door).map(([name]) => camel(name));
  assert.deepEqual(methods(Desk), named("desk"));
  assert.deepEqual(methods(Visit), named("visit"));
});

test("the generated codes are those of the module", () => {
  assert.deepEqual(tables().codes, CODES);
});

test("every kind has a class of its own", async () => {
  const { refusal } = await import("../js/errors.js");
  const classes = new Set();
  for (const [code, kind] of CODES) {
    const error = refusal(code, kind, "x");
    assert.ok(error instanceof CasegateError && error instanceof Error);
    assert.equal(error.code, code);
    classes.add(error.constructor.name);
  }
  assert.equal(classes.size, 6);
});

test("every language of the library is in the package", async () => {
  const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const languages = readdirSync(new URL("../../core/locales", import.meta.url));
  assert.ok(languages.length > 1);
  for (const language of languages) {
    const { texts } = await import(new URL(`../${exports[`./texts/${language}`].default}`, import.meta.url));
    assert.ok(texts["review-submit"], language);
  }
});
