// The firm's side: set-up, cases, links, and figures to decide on.

import { desk } from "./portal.js";
import { form, h, say, show } from "./page.js";

/** A logo for a firm that has none yet. */
const DOT = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (c) => c.charCodeAt(0),
);

const STAGES = [
  { stage: "intake", phase: "discovery", waitingFor: "client" },
  { stage: "review", phase: "discovery", waitingFor: "firm" },
];

export async function deskPage() {
  const at = await desk();
  const firm = await at.getFirm().catch((error) => (error.code === "not_found" ? null : Promise.reject(error)));
  if (!firm) return setUp(at);
  const cases = await all((cursor) => at.listCases({ cursor }), "cases");
  show(
    firm.name,
    h("h2", {}, "Cases"),
    cases.map(({ caseId, clientName, title }) => h("p", { class: "card" }, h("a", { href: `#case/${caseId}` }, clientName), ` · ${title}`)),
    h("h2", {}, "Open a case"),
    form([["clientName", "The client's name"], ["title", "What it is about"]], "Open", async (fields) => {
      const { caseId } = await at.createCase({ ...fields, stage: "intake" });
      location.hash = `#case/${caseId}`;
    }),
  );
}

function setUp(at) {
  const begin = async ({ name }) => {
    await at.registerFirm({ name });
    await at.setLogo({ image: DOT });
    await at.setPhaseMap({ stages: STAGES });
    await deskPage();
  };
  show("Set up your firm", form([["name", "Your firm's name"]], "Set up", begin));
}

/** Returns the rows of all pages of a list. */
async function all(read, name) {
  const rows = [];
  let cursor;
  do {
    const page = await read(cursor);
    rows.push(...page[name]);
    cursor = page.next;
  } while (cursor);
  return rows;
}

export async function casePage(caseId) {
  const at = await desk();
  const [details, invites, review] = await Promise.all([at.getCase({ caseId }), all((cursor) => at.listInvites({ caseId, cursor }), "invites"), at.getReview({ caseId })]);
  const links = h("div", { role: "status" });
  const mint = async ({ label }, made) => {
    const { link } = await at.mintInvite({ caseId, label });
    const text = link.reveal();
    made.reset();
    links.replaceChildren(h("p", { class: "card" }, "Shown once: ", h("code", { "data-link": true }, text), " ", h("a", { href: `#open/${text.split("#")[1]}` }, "Open it here")));
  };
  show(
    details.clientName,
    h("p", { class: "small" }, details.title),
    h("h2", {}, "Waiting for a decision"),
    figures(at, caseId, review),
    h("h2", {}, "Links"),
    invites.map(({ label, state }) => h("p", { class: "card" }, `${label}: ${state}`)),
    form([["label", "Who is it for?"]], "Make a link", mint),
    links,
  );
}

function figures(at, caseId, { figures, profileRevision }) {
  const open = figures.filter(({ state }) => state === "pending");
  if (open.length === 0) return h("p", {}, "Nothing at the moment.");
  const decide = (figureId, decision) => async () => {
    await at.decideFigures({ caseId, profileRevision, decisions: [{ figureId, decision }] });
    await casePage(caseId);
  };
  const row = ({ figureId, path, proposed, current }) =>
    h("tr", {}, h("th", { scope: "row" }, path), h("td", {}, current?.text ?? "–"), h("td", {}, proposed?.text ?? say("field-not-applicable")), h("td", {}, h("button", { type: "button", onclick: decide(figureId, { kind: "accept" }), "aria-label": `Accept ${path}` }, "Accept")));
  const head = h("tr", {}, ["Figure", "Now", "Proposed", "Decide"].map((name) => h("th", { scope: "col" }, name)));
  return h("div", { class: "scroll" }, h("table", {}, h("thead", {}, head), h("tbody", {}, open.map(row))));
}
