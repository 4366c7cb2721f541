import { migration as notices } from './0001-notices.js';

export const noticeMigrations = [notices];
