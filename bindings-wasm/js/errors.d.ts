import type { Code, Kind } from "./types.js";

/** The codes of handles, besides the library's. */
export type HandleCode =
  /** The portal was closed. */
  | "handle_closed"
  /** The engine of the portal failed. Open the portal again. */
  | "handle_failed"
  /** Another tab or worker has the portal open. */
  | "handle_in_use"
  /** The environment has no private files, as in Node.js. */
  | "handle_unsupported"
  /**
   * The name of the portal is invalid. A name has 1 to 64 letters, digits, dots, dashes or underscores, not only dots.
   */
  | "handle_name_invalid";

/** A refusal. Its message is a fixed sentence and contains no user's input. */
export declare class CasegateError extends Error {
  /** Only the library makes refusals. */
  protected constructor();
  /** The stable code. */
  readonly code: Code | HandleCode;
  /** The kind of refusal, which tells a caller what to do about it. */
  readonly kind: Kind;
  /** The input field at fault, as in `clientName` or `bank[r1].current_balance`. */
  readonly field: string | undefined;
}

/** The input is wrong; correct it and try again. */
export declare class InvalidError extends CasegateError {
  readonly code: Code;
  readonly kind: "invalid";
}
/** The caller may not do this. */
export declare class DeniedError extends CasegateError {
  readonly code: Code;
  readonly kind: "denied";
}
/** The object does not exist, or the caller may not know of it. */
export declare class NotFoundError extends CasegateError {
  readonly code: Code;
  readonly kind: "notFound";
}
/** The input is valid, but not in the present state; reload and decide again. */
export declare class ConflictError extends CasegateError {
  readonly code: Code;
  readonly kind: "conflict";
}
/** The store, a key or another plug-in is not available now. Nothing was changed unless the code says otherwise. */
export declare class UnavailableError extends CasegateError {
  readonly code: Code;
  readonly kind: "unavailable";
}
/** A defect in the library, in stored data or in a plug-in. */
export declare class InternalError extends CasegateError {
  readonly code: Code;
  readonly kind: "internal";
}
/** The portal cannot be opened here, or can no longer be used. */
export declare class HandleError extends CasegateError {
  readonly code: HandleCode;
}
