import { migration as stops } from './0001-stops.js';
import { migration as reactions } from './0002-reactions.js';
import { migration as canaries } from './0003-canaries.js';
import { migration as rounds } from './0004-rounds.js';
import { migration as calendar } from './0005-calendar.js';
import { migration as decided } from './0006-decided.js';
import { migration as canaryArms } from './0007-canary-arms.js';
import { migration as decidedListed } from './0008-decided-listed.js';

export const stopMigrations = [stops, reactions, canaries, rounds, calendar, decided, canaryArms, decidedListed];
