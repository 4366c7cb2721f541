import { migration as ends } from './0001-ends.js';

export const systemEndMigrations = [ends];
