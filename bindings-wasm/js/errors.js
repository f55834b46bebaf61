/** A refusal. Its message is a fixed sentence and never holds what anyone typed. */
export class CasegateError extends Error {
  /** The stable code. */
  code;
  /** What a caller can do about it. */
  kind;
  /** The input field at fault, as in `clientName` or `bank[r1].current_balance`. */
  field;

  constructor(code, kind, message, field, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.kind = kind;
    this.field = field ?? undefined;
  }

  toJSON() {
    return { name: this.name, code: this.code, kind: this.kind, message: this.message, field: this.field };
  }
}

/** The input is wrong; mend it and try again. */
export class InvalidError extends CasegateError {}
/** This caller may not do this. */
export class DeniedError extends CasegateError {}
/** There is no such thing, or none that this caller may know of. */
export class NotFoundError extends CasegateError {}
/** The input is fine, but not in this state; load again and decide anew. */
export class ConflictError extends CasegateError {}
/** The store, a key or another plug-in is not available now; nothing was changed unless the code says so. */
export class UnavailableError extends CasegateError {}
/** A defect in the library, in stored data or in a plug-in. */
export class InternalError extends CasegateError {}
/** The portal cannot be opened here, or not be used any more. */
export class HandleError extends CasegateError {}

const CLASSES = {
  invalid: InvalidError,
  denied: DeniedError,
  notFound: NotFoundError,
  conflict: ConflictError,
  unavailable: UnavailableError,
  internal: InternalError,
};

// On the prototypes, so that a printed error shows no field of its own for it.
for (const named of [...Object.values(CLASSES), CasegateError, HandleError]) {
  Object.defineProperty(named.prototype, "name", { value: named.name, configurable: true, writable: true });
}

/** Makes the error for a refusal. */
export function refusal(code, kind, message, field, cause) {
  return new (CLASSES[kind] ?? InternalError)(code, kind, message, field, cause);
}

/** What a handle says for itself; these codes are not the library's. */
export const handle = {
  closed: () => new HandleError("handle_closed", "unavailable", "the portal is closed"),
  failed: (cause) =>
    new HandleError("handle_failed", "internal", "the portal has failed and must be opened again", undefined, cause),
  inUse: () =>
    new HandleError("handle_in_use", "unavailable", "the portal is open in another tab or worker", "name"),
  unsupported: () =>
    new HandleError("handle_unsupported", "unavailable", "there are no private files here; open a portal in memory", "name"),
  badName: () =>
    new HandleError("handle_name_invalid", "invalid", "a portal's name is 1 to 64 letters, digits, dots, dashes or underscores, and not dots alone", "name"),
};

/** The defect that nothing else explains. */
export function defect(cause) {
  return new InternalError("defect", "internal", "an internal error happened", undefined, cause);
}

/** The refusal of an input that could not even be looked at. */
export function malformed(cause, field) {
  return refusal("input_malformed", "invalid", "the input does not have the shape this operation takes", field, cause);
}
