import { migration as statements } from './0001-statements.js';

export const recordDocumentMigrations = [statements];
