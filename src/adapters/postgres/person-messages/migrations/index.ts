import { migration as messages } from './0001-messages.js';

export const personMessageMigrations = [messages];
