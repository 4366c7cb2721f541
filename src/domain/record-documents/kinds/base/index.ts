/** What every kind of document is made with. */
export { attributeSets } from './attribute-sets.js';
export type { DocumentKind, DocumentOptions, MachineForm } from './kind.js';
export { noAudit } from './no-audit.js';
export { whichAudit } from './which-audit.js';
