import { CasegateError, defect, handle, refusal } from "./errors.js";
import { decode, encode } from "./values.js";

/** Tells the native half what values and refusals are here. To be called once it is loaded. */
export function plug(native, answer = decode) {
  native.plug(encode, answer, refusal);
  return native;
}

/** A portal in this very thread. */
export class LocalEngine {
  #portal;
  #failed;

  constructor(portal) {
    this.#portal = portal;
  }

  /** Calls a method of the native portal. */
  call(method, args) {
    if (this.#failed) throw handle.failed(this.#failed);
    try {
      return this.#portal[method](...args);
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** What is thrown is a refusal; anything else, a full stack too, came from the engine itself, after which nothing is certain. */
  #told(error) {
    if (error instanceof CasegateError) return error;
    this.#failed = error;
    return defect(error);
  }

  close() {
    if (!this.#failed) this.#portal.close();
  }
}

/** Makes a native portal; what is thrown on the way is a refusal. */
export function made(make) {
  try {
    return new LocalEngine(make());
  } catch (error) {
    throw error instanceof CasegateError ? error : defect(error);
  }
}
