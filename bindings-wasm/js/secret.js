/** Not in the secrets themselves: consoles show private fields. */
const texts = new WeakMap();

/**
 * A link or a session's credential. It can be revealed once; whatever else is done with it shows nothing: it does not print,
 * serialize, clone or compare by its text.
 */
export class Secret {
  constructor(text) {
    texts.set(this, text);
    Object.freeze(this);
  }

  /** Gives the text up, once. */
  reveal() {
    const text = texts.get(this);
    if (text === undefined) throw new TypeError("this secret was revealed already");
    texts.delete(this);
    return text;
  }

  toString() {
    return "Secret(redacted)";
  }

  toJSON() {
    return "Secret(redacted)";
  }

  [Symbol.toPrimitive]() {
    return "Secret(redacted)";
  }

  [Symbol.for("nodejs.util.inspect.custom")]() {
    return "Secret(redacted)";
  }

  get [Symbol.toStringTag]() {
    return "Secret";
  }
}
