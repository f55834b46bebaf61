// The files that a page loads of the package, and their largest sizes.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

/**
 * The largest sizes that the tests accept, in bytes by brotli. That of the whole portal
 * allows for all planned features.
 */
export const BUDGETS = { "intake_bg.wasm": 90 * 1024, "casegate_bg.wasm": 900_000 };

/** Returns the bytes of a file of the package. */
export const read = (file) => readFileSync(new URL(`../dist/${file}`, import.meta.url));

/** Returns the compressed size of a file's bytes. */
export function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}
