import { Secret } from "./secret.js";

// Values cross as JSON, which engines write and read themselves. What JSON does not carry stands beside it, each with the way to
// it: `[value, ...names and places]`.

const VIEW = Object.getPrototypeOf(Uint8Array.prototype);
/** What a view says of itself; what the caller put in front of it says something else. */
const [bufferOf, startOf, lengthOf, kindOf] = ["buffer", "byteOffset", "byteLength", Symbol.toStringTag].map(
  (name) => Object.getOwnPropertyDescriptor(VIEW, name).get,
);
const bytesIn = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;
const { getTime: instantOf, toISOString: isoOf } = Date.prototype;

/** What an item or a field costs at least: a long list of nothing takes memory too. */
const ITEM = 16;

/** Half a character is none: it is written as what stands for one. */
const wellFormed = String.prototype.toWellFormed ?? function () {
  return this.replace(/\p{Surrogate}/gu, "\ufffd");
};

/** A name that the library could have. */
const NAME = /^[A-Za-z]{1,40}$/;

/** That a text needs no escape is quicker to see than to write. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text) {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(wellFormed.call(text));
}

/** Thrown where an input is too much. */
const TOO_MUCH = Symbol("too much");

class Encoding {
  json = "";
  beside = [];
  /** The names and places that lead to where it is. */
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

  /** A value that JSON does not carry; `undefined` is one that nothing is read from. */
  #aside(value) {
    this.beside.push([value, ...this.way]);
    this.json += "null";
  }

  /** Asked before anything is copied. */
  #spend(length) {
    this.#left -= length + 1;
    if (this.#left < 0) throw TOO_MUCH;
  }

  #text(text) {
    this.#spend(text.length);
    this.json += quoted(text);
  }

  #object(object) {
    // Nearly all there is; what else there may be is asked one by one.
    if (Object.getPrototypeOf(object) === Object.prototype) return this.#record(object);
    if (Array.isArray(object)) return this.#list(object);
    if (object instanceof Date) return this.#date(object);
    if (object instanceof ArrayBuffer) return this.#bytes(new Uint8Array(object, 0, bytesIn.call(object)));
    return kindOf.call(object) === "Uint8Array" ? this.#bytes(object) : this.#record(object);
  }

  /** Only own enumerable fields count. A field that is `undefined` is one that is not there. */
  #record(record) {
    let before = "{";
    for (const name of Object.keys(record)) {
      // What a getter throws is thrown before its name is known to be one of ours, so it is not told.
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

  /** Where it is, as far as that can be said in names that the library could have. */
  path() {
    const end = this.way.findIndex((step) => typeof step === "string" && !NAME.test(step));
    const known = end < 0 ? this.way : this.way.slice(0, end);
    return known.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  }
}

/**
 * Writes an input: its JSON and what stands beside it. Where it is too much, or something is thrown: nothing, where that is, and
 * what was thrown.
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

/** Reads an answer. A text beside the JSON is a secret. */
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
