import assert from "node:assert/strict";
import { test } from "node:test";
import { BUDGETS, brotli, read } from "../bench/sizes.mjs";

for (const [file, limit] of Object.entries(BUDGETS)) {
  test(`${file} is no more than a page may have to load`, () => {
    const size = brotli(read(file));
    assert.ok(size <= limit, `${size} bytes by brotli, of ${limit}`);
  });
}
