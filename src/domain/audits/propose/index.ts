export type { ColumnProfile } from './guess-roles.js';
