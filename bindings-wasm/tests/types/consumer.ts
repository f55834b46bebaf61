// The types that a host's own TypeScript may rely on. `tsc --strict` is the test.

import { Actor, CaseId, CasegateError, Decision, DocumentId, FirmId, InvalidError, Money, Portal, Secret, SectionSchema, Timestamp } from "casegate";
import { checkSection, load, sections } from "casegate/intake";
import { CasegateIntake } from "casegate/element/remote";
import { texts } from "casegate/texts/en";
import { texts as spanish } from "casegate/texts/es";

const never = (value: never): never => value;

function who(actor: Actor): string {
  switch (actor.kind) {
    case "staff":
      return actor.name;
    case "client":
      return actor.label;
    case "unknown":
      return "?";
    case "host":
      return "host";
    default:
      return never(actor);
  }
}

async function flow(firm: FirmId): Promise<void> {
  const keys = [{ purpose: "seal", number: 1, bytes: crypto.getRandomValues(new Uint8Array(32)) }] as const;
  const portal = await Portal.open("practice", { clock: () => new Date(), keys, origin: "https://portal.example", wait: 5_000 });
  const desk = portal.desk({ firm, id: "u-1", name: "Rosa", roles: ["practitioner"] }, { address: "10.0.0.1" });
  const details = await desk.createCase({ clientName: "Dana", title: "2021", stage: "intake" });
  const caseId: CaseId = details.caseId;
  const at: Timestamp = details.openedAt;
  void new Date(at);
  const minted = await desk.mintInvite({ caseId, label: "taxpayer", expiresAt: new Date() });
  const link: Secret = minted.link;
  const { session } = await portal.visitor().openLink({ link: link.reveal() });
  const visit = portal.visit(session.reveal());
  const section = await visit.getSection({ section: "accounts" });
  const first: Money | null | undefined = section.totals[0]?.amount;
  const cents: number = first ?? 0;
  const accept: Decision = { kind: "accept" };
  const { events } = await desk.listAudit({ caseId });
  const bytes: Uint8Array = await portal.exportDatabase();
  void new Blob([await portal.exportDatabase(), (await visit.readMyDocument({ documentId: "doc_1" as DocumentId, chunk: 0 })).content]);
  void [cents, accept, events.map((event) => who(event.actor)), bytes];

  // @ts-expect-error a document's id is no case's
  await desk.getCase({ caseId: "doc_1" as DocumentId });
  // @ts-expect-error a text is no id before somebody says so
  await desk.getCase({ caseId: "case_1" });
  // @ts-expect-error there is no such section
  await visit.getSection({ section: "accountz" });
  // @ts-expect-error there is no such role
  portal.desk({ firm, id: "u", name: "n", roles: ["boss"] });
  // @ts-expect-error a secret is no text
  const text: string = link;
  // @ts-expect-error a refusal is made by the library alone
  void new InvalidError("mine");
  // @ts-expect-error rows are no cents
  const money: Money = 3;
  void [text, money];

  try {
    await visit.home();
  } catch (error) {
    if (error instanceof InvalidError) void (error.field ?? error.code satisfies string);
    else if (error instanceof CasegateError && error.kind === "denied") void error.message;
    else throw error;
  }
}

async function offline(): Promise<void> {
  await load();
  const labels = sections().flatMap(({ fields }) => fields.map((field) => texts[field.label] ?? field.id));
  const check = checkSection({ section: "accounts", entries: [{ field: "cash_on_hand", value: { kind: "text", text: "80" } }] });
  void [labels, check.problems.map(({ path, code }) => `${path}: ${code}`)];
}

void [flow, offline];

async function remote(schema: SectionSchema): Promise<boolean> {
  const element: CasegateIntake = document.createElement("casegate-intake");
  element.schema = schema;
  element.texts = { ...texts, ...spanish };
  element.fill([{ field: "food", value: { kind: "text", text: "950" } }]);
  element.focusField("food");
  return (await element.flush()) && !element.unsaved && (await element.review());
}
void remote;
