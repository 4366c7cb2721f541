import { migration as files } from './0001-files.js';

export const evidenceMigrations = [files];
