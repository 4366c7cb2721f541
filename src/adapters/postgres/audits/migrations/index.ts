import { migration as audits } from './0001-audits.js';
import { migration as sealedResults } from './0002-sealed-results.js';

export const auditsMigrations = [audits, sealedResults];
