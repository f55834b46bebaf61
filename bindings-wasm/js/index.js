import init, * as native from "../dist/casegate.js";
import { handle } from "./errors.js";
import { made, plug } from "./local.js";
import { provide } from "./portal.js";
import { RemoteEngine } from "./remote.js";

/** The module, which is fetched once for all portals. */
let loading;

async function loaded() {
  loading ??= init().then(() => plug(native));
  try {
    return await loading;
  } catch (error) {
    loading = undefined;
    throw handle.failed(error);
  }
}

provide({
  async inMemory(setup, contents) {
    const { NativePortal } = await loaded();
    return made(() => NativePortal.inMemory(setup, contents));
  },
  async open(name, setup, wait, contents) {
    if (typeof Worker === "undefined") throw handle.unsupported();
    // In this form, bundlers recognize the worker.
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: `casegate ${name}` });
    const engine = new RemoteEngine(worker);
    try {
      await engine.open(`casegate/${name}`, setup, wait, contents);
    } catch (error) {
      engine.abandon();
      throw error;
    }
    return engine;
  },
});

export * from "./public.js";
