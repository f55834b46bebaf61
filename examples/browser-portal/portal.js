// The one portal of this page, on the browser's private files.

import { Portal } from "../../bindings-wasm/js/index.js";

export const FIRM = "firm_00000000000000000000000000000001";

const STAFF = { firm: FIRM, id: "u-1", name: "Rosa Reviewer", roles: ["administrator"] };

/**
 * Returns the keys. In this demo they are stored beside the database, where they protect nothing. A real host keeps
 * them elsewhere and gives them to the page after a login.
 */
function keys() {
  const kept = JSON.parse(localStorage.getItem("casegate-demo-keys") ?? "null");
  const made = kept ?? ["seal", "token", "index", "outbox"].map((purpose) => [purpose, [...crypto.getRandomValues(new Uint8Array(32))]]);
  if (!kept) localStorage.setItem("casegate-demo-keys", JSON.stringify(made));
  return made.map(([purpose, bytes]) => ({ purpose, number: 1, bytes: Uint8Array.from(bytes) }));
}

let opened;

/** Returns the portal, which is opened once. */
export function portal() {
  opened ??= Portal.open("demo", { keys: keys(), origin: location.origin.replace("//localhost", "//127.0.0.1"), wait: 1_000 });
  return opened;
}

export const desk = async () => (await portal()).desk(STAFF, { address: "this browser" });

export const visitor = async () => (await portal()).visitor({ address: "this browser" });

/** The session, which is kept until the tab is closed. */
export const session = {
  get: () => sessionStorage.getItem("casegate-demo-session"),
  set: (text) => sessionStorage.setItem("casegate-demo-session", text),
  end: () => sessionStorage.removeItem("casegate-demo-session"),
};

export const visit = async () => (await portal()).visit(session.get() ?? "", { address: "this browser" });
