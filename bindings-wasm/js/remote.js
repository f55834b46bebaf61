import { CasegateError, HandleError, defect, handle, malformed, refusal } from "./errors.js";
import { decode } from "./values.js";

/** A portal in a worker. Calls are sent as messages, and each reply settles a promise. */
export class RemoteEngine {
  #worker;
  #waiting = new Map();
  #last = 0;
  #ended;

  constructor(worker) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }) => this.#settle(data));
    worker.addEventListener("error", (event) => this.#end(handle.failed(event.error ?? event.message)));
    worker.addEventListener("messageerror", () => this.#end(handle.failed()));
  }

  call(method, args) {
    return this.#send({ method, args });
  }

  open(folder, setup, wait, contents) {
    return this.#send({ open: { folder, setup, wait, contents } });
  }

  #send(message) {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      try {
        this.#worker.postMessage({ id, ...message });
      } catch (error) {
        // A function, or a getter that throws, was in the message; nothing was sent.
        this.#waiting.delete(id);
        reject(malformed(error));
      }
    });
  }

  #settle({ id, value, refused, life }) {
    if (life) return this.#watch(life);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (refused) waiting?.reject(told(refused));
    else waiting?.resolve(typeof value?.json === "string" ? decode(value.json, value.beside) : value);
  }

  /**
   * Rejects all calls when the worker ends. A worker that the browser ends reports nothing, but its locks are released.
   */
  #watch(life) {
    navigator.locks.request(life, () => this.#end(handle.failed())).catch(() => {});
  }

  #end(error) {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  /** Closes the portal, even after a failure. Every result that was returned is stored already. */
  async close() {
    await this.#send({ close: true }).catch(() => {});
    this.#worker.terminate();
    this.#end(handle.closed());
  }

  /** Ends a worker in which no portal was opened. */
  abandon() {
    this.#worker.terminate();
  }
}

/** Returns a refusal as plain values, which a worker can send to its page. */
export function tell(error) {
  const known = error instanceof CasegateError ? error : defect();
  const { code, kind, message, field } = known;
  return { handle: known instanceof HandleError, code, kind, message, field };
}

function told({ handle: ours, code, kind, message, field }) {
  return ours ? new HandleError(code, kind, message, field) : refusal(code, kind, message, field);
}
