import { migration as audits } from './0001-audits.js';
import { migration as sealedResults } from './0002-sealed-results.js';
import { migration as begun } from './0003-begun.js';

export const auditsMigrations = [audits, sealedResults, begun];
