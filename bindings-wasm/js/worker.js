import init, * as native from "../dist/casegate.js";
import { handle } from "./errors.js";
import { made, plug } from "./local.js";
import { tell } from "./remote.js";

/** The portal in this worker. */
let engine;

/** Releases the lock that marks the owner of the files. */
let release;

/**
 * Takes the lock that marks the owner of the files, and holds it while this worker lives. Waits
 * at most `wait` milliseconds.
 */
function own(folder, wait) {
  // Timers are limited to 2^31 - 1 milliseconds, some 24 days; a longer wait has no limit.
  const options = wait > 0 ? (wait > 0x7fff_ffff ? {} : { signal: AbortSignal.timeout(wait) }) : { ifAvailable: true };
  return new Promise((resolve, reject) => {
    const hold = (lock) => {
      if (!lock) {
        reject(handle.inUse());
        return undefined;
      }
      resolve();
      return new Promise((done) => {
        release = done;
      });
    };
    navigator.locks.request(`casegate:${folder}`, options, hold).catch(() => reject(handle.inUse()));
  });
}

/** Takes a lock under a unique name, which is released only when this worker ends. */
function live() {
  const name = `casegate:life:${crypto.randomUUID()}`;
  return new Promise((resolve, reject) => {
    const held = () => {
      resolve(name);
      return new Promise(() => {});
    };
    navigator.locks.request(name, held).catch(() => reject(handle.unsupported()));
  });
}

/**
 * Opens the files, and repeats that for a while: a worker that was killed may hold its files a
 * moment longer than its lock.
 */
async function openFiles(folder) {
  for (let pause = 10; ; pause *= 2) {
    try {
      return await native.openPrivateFiles(folder);
    } catch (error) {
      if (error.code !== "store_busy" || pause > 1_000) throw error;
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}

async function open({ folder, setup, wait, contents }) {
  if (!navigator.storage?.getDirectory || !navigator.locks) throw handle.unsupported();
  postMessage({ life: await live() });
  await own(folder, wait);
  await init();
  // The page decodes results, so this worker sends them as they left the module.
  plug(native, (json, beside) => ({ json, beside }));
  await openFiles(folder);
  engine = made(() => native.NativePortal.onPrivateFiles(setup, contents));
}

function answer(data) {
  if (data.open) return open(data.open);
  if (data.close) {
    try {
      engine?.close();
    } finally {
      release?.();
    }
    return undefined;
  }
  return engine.call(data.method, data.args);
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ id: data.id, value: await answer(data) });
  } catch (error) {
    postMessage({ id: data.id, refused: tell(error) });
  }
});
