import init, * as native from "../dist/intake.js";
import { handle } from "./errors.js";
import { plug } from "./local.js";

let loading;

/** Loads the module. A second call does nothing. */
export function load() {
  loading ??= init().then(
    () => void plug(native),
    (error) => {
      loading = undefined;
      throw handle.failed(error);
    },
  );
  return loading;
}

export * from "./intake-public.js";
