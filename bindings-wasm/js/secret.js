/** The texts, kept outside the secrets because consoles show private fields. */
const texts = new WeakMap();

/**
 * A link or a session's credential. It can be revealed once. It cannot be printed, serialized,
 * cloned or compared by its text.
 */
export class Secret {
  constructor(text) {
    texts.set(this, text);
    Object.freeze(this);
  }

  /** Returns the text. A second call throws. */
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
