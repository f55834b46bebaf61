import init, * as native from "../dist/casegate.js";
import { handle } from "./errors.js";
import { made, plug } from "./local.js";
import { tell } from "./remote.js";

/** The portal that this worker is for. */
let engine;

/** Lets go of the lock that says who owns the files. */
let release;

/** Takes the lock for as long as this worker lives; it waits at most so many milliseconds. */
function own(folder, wait) {
  // Engines count so many milliseconds and no more; who waits longer than 24 days waits for ever.
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

/** Takes a lock that nothing but this worker's end lets go of; its name is nobody else's. */
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

/** A worker that was killed may hold its files for a moment longer than its lock. */
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
  // An answer is made where it is wanted: the page is sent what left the module.
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
