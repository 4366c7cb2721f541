/** Requests of people about what is held about them: a copy, its erasure, the end of a consent; each with a state and a day. */
export { requestEvents } from './events.js';
export { PersonRequests, type PersonRequestsDeps, requestActs } from './person-requests.js';
export type { PersonRequestStore } from './ports.js';
export {
  type PersonRequest,
  REFUSALS,
  REQUEST_KINDS,
  type RequestKind,
  type RequestRefusal,
  requestReasons,
} from './request.js';
