import { readFileSync } from "node:fs";
import { initSync, NativePortal, plug as nativePlug, operations, codes } from "../dist/casegate.js";
import { handle } from "./errors.js";
import { made, plug } from "./local.js";
import { provide } from "./portal.js";

let native;

function loaded() {
  if (!native) {
    initSync({ module: readFileSync(new URL("../dist/casegate_bg.wasm", import.meta.url)) });
    native = plug({ plug: nativePlug, NativePortal, operations, codes });
  }
  return native;
}

provide({
  async inMemory(setup, contents) {
    const { NativePortal } = loaded();
    return made(() => NativePortal.inMemory(setup, contents));
  },
  async open() {
    throw handle.unsupported();
  },
});

/** Returns the native half's own tables, for the tests of parity. */
export const tables = () => ({ operations: loaded().operations(), codes: loaded().codes() });

export * from "./public.js";
