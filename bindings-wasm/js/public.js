export { Desk, HostDoor, Portal, Visit } from "./portal.js";
export { Secret } from "./secret.js";
export { CODES, OPERATIONS, ROLES } from "./operations.js";
export {
  CasegateError,
  ConflictError,
  DeniedError,
  HandleError,
  InternalError,
  InvalidError,
  NotFoundError,
  UnavailableError,
} from "./errors.js";
