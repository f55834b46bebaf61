import type { Code, Kind } from "./types.js";

/** What a handle says for itself, besides the library's codes. */
export type HandleCode =
  /** The portal was closed. */
  | "handle_closed"
  /** The engine under the portal failed; open it again. */
  | "handle_failed"
  /** Another tab or worker has the portal open. */
  | "handle_in_use"
  /** There are no private files here, as in Node.js. */
  | "handle_unsupported"
  /** Not a name for a portal: 1 to 64 letters, digits, dots, dashes or underscores, and not dots alone. */
  | "handle_name_invalid";

/** A refusal. Its message is a fixed sentence and never holds what anyone typed. */
export declare class CasegateError extends Error {
  /** Refusals are made by the library alone. */
  protected constructor();
  /** The stable code. */
  readonly code: Code | HandleCode;
  /** What a caller can do about it. */
  readonly kind: Kind;
  /** The input field at fault, as in `clientName` or `bank[r1].current_balance`. */
  readonly field: string | undefined;
}

/** The input is wrong; mend it and try again. */
export declare class InvalidError extends CasegateError {
  readonly code: Code;
  readonly kind: "invalid";
}
/** This caller may not do this. */
export declare class DeniedError extends CasegateError {
  readonly code: Code;
  readonly kind: "denied";
}
/** There is no such thing, or none that this caller may know of. */
export declare class NotFoundError extends CasegateError {
  readonly code: Code;
  readonly kind: "notFound";
}
/** The input is fine, but not in this state; load again and decide anew. */
export declare class ConflictError extends CasegateError {
  readonly code: Code;
  readonly kind: "conflict";
}
/** The store, a key or another plug-in is not available now; nothing was changed unless the code says so. */
export declare class UnavailableError extends CasegateError {
  readonly code: Code;
  readonly kind: "unavailable";
}
/** A defect in the library, in stored data or in a plug-in. */
export declare class InternalError extends CasegateError {
  readonly code: Code;
  readonly kind: "internal";
}
/** The portal cannot be opened here, or not be used any more. */
export declare class HandleError extends CasegateError {
  readonly code: HandleCode;
}
