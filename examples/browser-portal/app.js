// Shows the page that belongs to the address.

import { casePage, deskPage } from "./desk.js";
import { h, say, show, tell } from "./page.js";
import { portal, session } from "./portal.js";
import { openPage, sectionPage, visitPage } from "./visit.js";

const PAGES = { desk: deskPage, case: casePage, visit: visitPage, section: sectionPage, open: openPage };

const SIDES = { visit: "visit", section: "visit", open: "visit" };

async function route(event) {
  // A link as the firm made it has only the code after the `#`.
  const address = location.hash.slice(1).replace(/^(cgi1_.*)$/, "open/$1");
  const [name, argument] = address.split("/");
  const page = PAGES[name] ? name : "desk";
  for (const link of document.querySelectorAll("[data-side]")) {
    if (link.dataset.side === (SIDES[page] ?? "desk")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  try {
    await PAGES[page](argument);
  } catch (error) {
    refuse(error);
  }
  if (event) document.querySelector("h1")?.focus();
}

function refuse(error) {
  if (error.code === "handle_in_use") {
    const again = h("button", { type: "button", onclick: () => location.reload() }, "Try again");
    show("Open in another tab", h("p", {}, "This portal is open in another tab. Close it there, or use it there."), again);
    return;
  }
  if (error.code === "link_invalid") session.end();
  show("That did not work", h("p", { role: "alert" }, say(`error-${error.code}`)), h("p", {}, h("a", { href: "#visit" }, "Begin again")));
}

document.getElementById("export").addEventListener("click", async () => {
  const bytes = await (await portal()).exportDatabase();
  const link = h("a", { href: URL.createObjectURL(new Blob([bytes])), download: "portal.db" });
  link.click();
  URL.revokeObjectURL(link.href);
  tell(`The database is ${Math.round(bytes.length / 1024)} KiB.`);
});

addEventListener("hashchange", route);
await route();
document.documentElement.dataset.ready = "true";
