// A portal in memory inside a Node.js process: a firm invites a client, who looks around.
// Run it with `node examples/node-host/main.mjs`.

import { CasegateError, Portal } from "../../bindings-wasm/js/node.js";

const key = (purpose) => ({ purpose, number: 1, bytes: crypto.getRandomValues(new Uint8Array(32)) });
const portal = await Portal.inMemory({ keys: ["seal", "token", "index", "outbox"].map(key), origin: "https://portal.example" });

const staff = { firm: "firm_00000000000000000000000000000001", id: "u-1", name: "Rosa Reviewer", roles: ["administrator"] };
const desk = portal.desk(staff, { address: "10.0.0.1" });

await desk.registerFirm({ name: "Hartwell Tax Advisory" });
await desk.setPhaseMap({ stages: [{ stage: "intake", phase: "discovery", waitingFor: "client" }] });
const { caseId } = await desk.createCase({ clientName: "Dana Whitfield", title: "Tax years 2021 to 2023", stage: "intake" });

// A refusal is an error with a stable code. Its message contains no user's input.
try {
  await desk.mintInvite({ caseId, label: "taxpayer" });
} catch (error) {
  if (!(error instanceof CasegateError)) throw error;
  console.log(`refused: ${error.code} (${error.kind}): ${error.message}`);
}

const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
await desk.setLogo({ image: Buffer.from(dot, "base64") });
const { link } = await desk.mintInvite({ caseId, label: "taxpayer" });
console.log(`a link is made; printed, it is ${link}`);

const { session } = await portal.visitor({ address: "203.0.113.7" }).openLink({ link: link.reveal() });
const visit = portal.visit(session.reveal(), { address: "203.0.113.7" });
const home = await visit.home();
console.log(`${home.case.clientName} sees ${home.firm.name}; the case is in ${home.progress?.current ?? "not shown to this person"}`);

const { intact, events } = await desk.verifyAudit({ caseId });
console.log(`the record of ${events} acts is ${intact ? "intact" : "broken"}`);
await portal.close();
