import { migration as controls } from './0001-controls.js';

export const controlMigrations = [controls];
