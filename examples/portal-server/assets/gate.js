// Handles the secret in a link, for clients and for staff. It is a plain script so that it runs before anything else is
// loaded or drawn, and the secret leaves the address bar and the history first. Only this closure holds the secret.
(() => {
  "use strict";
  const kind = document.currentScript.dataset.kind;
  let token = take();

  /** Removes the secret from the address and returns it, or "" if there is none. */
  function take() {
    const { hash, search, pathname } = window.location;
    const found = hash.length > 1 || search.length > 1 || /(%23|%25|cg[a-z]1_)/i.test(pathname);
    // Mail programs turn `#` into %23, which puts the secret into the path. Only the path before it is kept.
    if (found) window.history.replaceState(null, "", pathname.split(/%|cg[a-z]1_/i)[0]);
    return found ? repair(hash) || repair(search, true) || repair(pathname, true) : "";
  }

  /** Returns the secret in a link or code, however it was escaped, wrapped or quoted, or "" if there is none. A staff secret
      has no pattern here, so outside the fragment it is only found after a `#`. */
  function repair(text, marked = false) {
    let plain = text;
    for (let round = 0; round < 4 && plain.includes("%"); round += 1) {
      try { plain = decodeURIComponent(plain); } catch { plain = plain.replace(/%25/g, "%").replace(/%23/gi, "#"); }
    }
    if (kind === "staff" && marked && !plain.includes("#")) return "";
    if (kind === "staff") return (plain.split("#").pop() || "").replace(/[^0-9A-Za-z_.-]/g, "").slice(0, 400);
    const match = /cgi1_[0-9A-Za-z]{71}/.exec(plain.replace(/=(?:\r?\n)/g, "").replace(/[^0-9A-Za-z_]/g, ""));
    return match ? match[0] : "";
  }

  function ready() {
    const gate = document.getElementById("gate");
    const part = (name) => document.getElementById(`gate-${name}`);
    const open = part("open");
    const paste = part("paste");
    const field = paste.elements.namedItem("code");
    const words = open.textContent;
    let busy = false;

    function show() {
      part("ready").hidden = token === "";
      paste.hidden = token !== "";
    }

    async function enter(secret) {
      if (busy) return;
      busy = true;
      open.setAttribute("aria-busy", "true");
      open.textContent = open.dataset.busy;
      part("failed").hidden = true;
      part("offline").hidden = true;
      let outcome = "offline";
      try {
        const response = await fetch(gate.dataset.endpoint, {
          method: "POST",
          credentials: "same-origin",
          cache: "no-store",
          redirect: "error",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ link: secret }),
        });
        if (response.ok) {
          token = "";
          field.value = "";
          window.location.replace(gate.dataset.next);
          return;
        }
        if (response.status < 500) outcome = "failed";
      } catch { /* no network: the link is kept for another try */ }
      busy = false;
      open.removeAttribute("aria-busy");
      open.textContent = words;
      if (outcome === "failed") token = "";
      show();
      part(outcome).hidden = false;
      part(outcome).focus();
    }

    open.addEventListener("click", () => enter(token));
    paste.addEventListener("submit", (event) => {
      event.preventDefault();
      // A text that cannot be a code is sent too, so that it gets the server's response for a code that is not valid.
      enter(repair(field.value) || field.value.trim().slice(0, 128));
    });
    // Opening a second link in the same tab changes only the fragment and loads nothing.
    window.addEventListener("hashchange", () => {
      const next = take();
      if (next) { token = next; part("failed").hidden = true; show(); open.focus(); }
    });
    show();
  }

  document.addEventListener("DOMContentLoaded", ready);
})();
