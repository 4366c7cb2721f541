import { migration as intake } from './0001-intake.js';

export const intakeMigrations = [intake];
