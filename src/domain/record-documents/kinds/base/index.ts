/** What every kind of document is made with. */
export { tabledSets, untabledSets } from './attribute-sets.js';
export type { DocumentKind, DocumentOptions, MachineForm } from './kind.js';
export { noAudit } from './no-audit.js';
export { staleOf } from './stale.js';
export { whichAudit } from './which-audit.js';
