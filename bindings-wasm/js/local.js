import { CasegateError, defect, handle, refusal } from "./errors.js";
import { decode, encode } from "./values.js";

/** Gives the native half the functions that make values and refusals. Call it once after loading. */
export function plug(native, answer = decode) {
  native.plug(encode, answer, refusal);
  return native;
}

/** A portal in the calling thread. */
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

  /**
   * Returns the error to throw. Anything but a refusal, even a stack overflow, came from the engine itself, whose
   * state is uncertain from then on.
   */
  #told(error) {
    if (error instanceof CasegateError) return error;
    this.#failed = error;
    return defect(error);
  }

  close() {
    if (!this.#failed) this.#portal.close();
  }
}

/** Makes a native portal. Whatever is thrown meanwhile becomes a refusal. */
export function made(make) {
  try {
    return new LocalEngine(make());
  } catch (error) {
    throw error instanceof CasegateError ? error : defect(error);
  }
}
