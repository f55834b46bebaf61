import { Secret } from "./secret.js";

// Values cross as JSON, which engines write and read themselves. Values that JSON cannot hold are passed beside it,
// each with the path to it: `[value, ...names and indexes]`.

const VIEW = Object.getPrototypeOf(Uint8Array.prototype);
/** The original getters of typed arrays, because a caller's object may hide them behind its own properties. */
const [bufferOf, startOf, lengthOf, kindOf] = ["buffer", "byteOffset", "byteLength", Symbol.toStringTag].map(
  (name) => Object.getOwnPropertyDescriptor(VIEW, name).get,
);
const bytesIn = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;
const { getTime: instantOf, toISOString: isoOf } = Date.prototype;

/** The least cost of an item or a field, because a long list of empty items takes memory too. */
const ITEM = 16;

/** Replaces unpaired surrogates by U+FFFD. */
const wellFormed = String.prototype.toWellFormed ?? function () {
  return this.replace(/\p{Surrogate}/gu, "\ufffd");
};

/** The pattern of a field's name in the library. */
const NAME = /^[A-Za-z]{1,40}$/;

/** The pattern of texts that need no escapes. Testing it is faster than `JSON.stringify`. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text) {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(wellFormed.call(text));
}

/** Thrown when an input is too large or too deep. */
const TOO_MUCH = Symbol("too much");

class Encoding {
  json = "";
  beside = [];
  /** The names and indexes that lead to the present value. */
  way = [];
  #left;
  #deepest;

  constructor(most, deepest) {
    this.#left = most;
    this.#deepest = deepest;
  }

  value(value) {
    switch (typeof value) {
      case "string":
        return this.#text(value);
      case "number":
        return Number.isSafeInteger(value) ? this.#add(String(value)) : this.#aside();
      case "boolean":
        return this.#add(String(value));
      case "undefined":
        return this.#add("null");
      case "object":
        return value === null ? this.#add("null") : this.#object(value);
      default:
        return this.#aside();
    }
  }

  #add(json) {
    this.json += json;
  }

  /** Sets aside a value that JSON cannot hold. `undefined` stands for a value that cannot be read. */
  #aside(value) {
    this.beside.push([value, ...this.way]);
    this.json += "null";
  }

  /** Counts the length of a value, before anything is copied. */
  #spend(length) {
    this.#left -= length + 1;
    if (this.#left < 0) throw TOO_MUCH;
  }

  #text(text) {
    this.#spend(text.length);
    this.json += quoted(text);
  }

  #object(object) {
    // Nearly all objects are plain; the others are tested one by one.
    if (Object.getPrototypeOf(object) === Object.prototype) return this.#record(object);
    if (Array.isArray(object)) return this.#list(object);
    if (object instanceof Date) return this.#date(object);
    if (object instanceof ArrayBuffer) return this.#bytes(new Uint8Array(object, 0, bytesIn.call(object)));
    return kindOf.call(object) === "Uint8Array" ? this.#bytes(object) : this.#record(object);
  }

  /** Writes the own enumerable fields. A field that is `undefined` counts as missing. */
  #record(record) {
    let before = "{";
    for (const name of Object.keys(record)) {
      // Read before its name is added to the path: if the getter throws, the name may not be a
      // field's and is not reported.
      const field = record[name];
      if (field === undefined) continue;
      this.#spend(name.length + ITEM);
      this.json += `${before}${quoted(name)}:`;
      this.#inside(name, field);
      before = ",";
    }
    this.json += before === "{" ? "{}" : "}";
  }

  #list(list) {
    const length = list.length >>> 0;
    this.#spend(length * ITEM);
    this.json += "[";
    for (let place = 0; place < length; place++) {
      if (place > 0) this.json += ",";
      this.#inside(place, list[place]);
    }
    this.json += "]";
  }

  #date(date) {
    this.#aside(Number.isNaN(instantOf.call(date)) ? undefined : isoOf.call(date));
  }

  #bytes(bytes) {
    const length = lengthOf.call(bytes);
    this.#spend(length);
    this.#aside(new Uint8Array(bufferOf.call(bytes), startOf.call(bytes), length));
  }

  #inside(step, value) {
    if (this.way.length === this.#deepest) throw TOO_MUCH;
    this.way.push(step);
    this.value(value);
    this.way.pop();
  }

  /** Returns the path to the present value, up to the first name that cannot be a field's. */
  path() {
    const end = this.way.findIndex((step) => typeof step === "string" && !NAME.test(step));
    const known = end < 0 ? this.way : this.way.slice(0, end);
    return known.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  }
}

/**
 * Encodes an input. Returns its JSON and the values that JSON cannot hold. If the input is too large or too deep, or
 * reading it throws, returns nothing, the path where that happened, and what was thrown.
 */
export function encode(value, most, deepest) {
  const encoding = new Encoding(most, deepest);
  try {
    encoding.value(value);
    return [encoding.json, ...encoding.beside];
  } catch (cause) {
    return [undefined, encoding.path(), cause === TOO_MUCH ? undefined : cause];
  }
}

/** Decodes a result. A text beside the JSON is a secret. */
export function decode(json, beside) {
  let answer = JSON.parse(json);
  for (const [value, ...way] of beside) {
    const inner = typeof value === "string" ? new Secret(value) : value;
    const last = way.pop();
    if (last === undefined) answer = inner;
    else way.reduce((owner, step) => owner[step], answer)[last] = inner;
  }
  return answer;
}
