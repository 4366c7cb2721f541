import { migration as audits } from './0001-audits.js';

export const auditsMigrations = [audits];
