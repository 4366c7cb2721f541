import { migration as notices } from './0001-notices.js';
import { migration as mandates } from './0002-mandates.js';

export const noticeMigrations = [notices, mandates];
