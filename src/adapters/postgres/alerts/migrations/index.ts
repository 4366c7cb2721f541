import { migration as alerts } from './0001-alerts.js';

export const alertMigrations = [alerts];
