// What a page loads of the package, and how much that may be.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

/** The largest sizes, in bytes by brotli, that the tests accept. That of the whole portal is for all that it will have. */
export const BUDGETS = { "intake_bg.wasm": 90 * 1024, "casegate_bg.wasm": 900_000 };

/** The bytes of a file of the package. */
export const read = (file) => readFileSync(new URL(`../dist/${file}`, import.meta.url));

/** How many bytes a page loads for these. */
export function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}
