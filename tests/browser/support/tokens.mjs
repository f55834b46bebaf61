// Well-formed invite credentials that were never minted: `cgi1_` selector (22) verifier (43) checksum (6), in base62.

import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The pattern of a credential anywhere, escaped or not. */
export const TOKEN = /cg[is]1_[0-9A-Za-z]{71}/;

/** Returns the credential in a link's fragment. */
export function tokenOf(link) {
  return new URL(link).hash.slice(1);
}

/** Returns the selector in a link's path. */
export function selectorOf(link) {
  return new URL(link).pathname.split('/').at(-1);
}

/** Returns an intact credential that was never minted, or one with a known selector and a wrong secret. */
export function unknownToken(selector = number(22)) {
  const body = `cgi1_${selector}${number(43)}`;
  return body + base62(crc32(body), 6);
}

/** Returns the same credential with one character mistyped. */
export function mistyped(token) {
  const last = token.at(-1);
  return token.slice(0, -1) + (last === '0' ? '1' : '0');
}

/** Returns the link of a credential, in the host's form. */
export function linkOf(origin, token) {
  return `${origin}/i/${token.slice(5, 27)}#${token}`;
}

function number(width) {
  // A leading zero limits the number to its bits, so that it is canonical.
  return '0' + Array.from({ length: width - 1 }, () => ALPHABET[randomInt(62)]).join('');
}

function base62(value, width) {
  let digits = '';
  for (let rest = value; digits.length < width; rest = Math.floor(rest / 62)) digits = ALPHABET[rest % 62] + digits;
  return digits;
}

function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
