import { migration as outcomes } from './0001-outcomes.js';
import { migration as explain } from './0002-explain.js';
import { migration as answering } from './0003-answering.js';

export const registryMigrations = [outcomes, explain, answering];
