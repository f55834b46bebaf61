import { readFileSync } from "node:fs";
import * as native from "../dist/intake.js";
import { plug } from "./local.js";

let isLoaded = false;

/** Loads the module. A second call does nothing. */
export async function load() {
  if (isLoaded) return;
  native.initSync({ module: readFileSync(new URL("../dist/intake_bg.wasm", import.meta.url)) });
  plug(native);
  isLoaded = true;
}

export * from "./intake-public.js";
