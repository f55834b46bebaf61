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
    return take(this);
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

function take(secret) {
  const text = texts.get(secret);
  if (text === undefined) throw new TypeError("this secret was revealed already");
  texts.delete(secret);
  return text;
}

/** Takes every secret out of an answer, so that it can go from a worker to its page: their places and texts. */
export function takeSecrets(value, path = [], found = []) {
  if (value instanceof Secret) {
    found.push([path, take(value)]);
  } else if (value !== null && typeof value === "object" && !ArrayBuffer.isView(value)) {
    for (const [key, inner] of Object.entries(value)) takeSecrets(inner, [...path, key], found);
  }
  return found;
}

/** Puts them back. */
export function putSecrets(value, secrets) {
  for (const [path, text] of secrets) {
    const last = path.at(-1);
    const owner = path.slice(0, -1).reduce((inner, key) => inner[key], value);
    owner[last] = new Secret(text);
  }
  return value;
}
