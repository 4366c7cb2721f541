/** Documents as the service makes them: records read at one place of the log, and statements. */
export {
  type Asking,
  Documents,
  type PrintedDocument,
  type WantedDocument,
} from './documents.js';
export type { DocumentState } from './states.js';
