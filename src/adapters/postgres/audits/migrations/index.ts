import { migration as audits } from './0001-audits.js';
import { migration as sealedResults } from './0002-sealed-results.js';
import { migration as begun } from './0003-begun.js';
import { migration as due } from './0004-due.js';
import { migration as readWindow } from './0005-read-window.js';
import { migration as decisions } from './0006-decisions.js';
import { migration as sequences } from './0007-sequences.js';

export const auditsMigrations = [audits, sealedResults, begun, due, readWindow, decisions, sequences];
