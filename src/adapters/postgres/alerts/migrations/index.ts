import { migration as alerts } from './0001-alerts.js';
import { migration as silenceChanges } from './0002-silence-changes.js';

export const alertMigrations = [alerts, silenceChanges];
