/** A refusal. Its message is a fixed sentence and contains no user's input. */
export class CasegateError extends Error {
  /** The stable code. */
  code;
  /** The kind of refusal, which tells a caller what to do about it. */
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

/** The input is wrong; correct it and try again. */
export class InvalidError extends CasegateError {}
/** The caller may not do this. */
export class DeniedError extends CasegateError {}
/** The object does not exist, or the caller may not know of it. */
export class NotFoundError extends CasegateError {}
/** The input is valid, but not in the present state; reload and decide again. */
export class ConflictError extends CasegateError {}
/** The store, a key or another plug-in is not available now. Nothing was changed unless the code says otherwise. */
export class UnavailableError extends CasegateError {}
/** A defect in the library, in stored data or in a plug-in. */
export class InternalError extends CasegateError {}
/** The portal cannot be opened here, or can no longer be used. */
export class HandleError extends CasegateError {}

const CLASSES = {
  invalid: InvalidError,
  denied: DeniedError,
  notFound: NotFoundError,
  conflict: ConflictError,
  unavailable: UnavailableError,
  internal: InternalError,
};

// Set on the prototypes, so that a printed error does not list its name as a field.
for (const named of [...Object.values(CLASSES), CasegateError, HandleError]) {
  Object.defineProperty(named.prototype, "name", { value: named.name, configurable: true, writable: true });
}

/** Makes the error for a refusal. */
export function refusal(code, kind, message, field, cause) {
  return new (CLASSES[kind] ?? InternalError)(code, kind, message, field, cause);
}

/** Makes the errors of handles. Their codes are not the library's. */
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

/** Makes the error for a defect without another explanation. */
export function defect(cause) {
  return new InternalError("defect", "internal", "an internal error happened", undefined, cause);
}

/** Makes the refusal of an input that could not be read at all. */
export function malformed(cause, field) {
  return refusal("input_malformed", "invalid", "the input does not have the shape this operation takes", field, cause);
}
