import { migration as decisions } from './0001-decisions.js';
import { migration as ledger } from './0002-ledger.js';
import { migration as sealedEvents } from './0003-sealed-events.js';
import { migration as followers } from './0004-followers.js';
import { migration as sealedNotes } from './0005-sealed-notes.js';

export const logMigrations = [decisions, ledger, sealedEvents, followers, sealedNotes];
