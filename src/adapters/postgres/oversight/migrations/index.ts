import { migration as cases } from './0001-cases.js';
import { migration as times } from './0002-times.js';
import { migration as draws } from './0003-draws.js';
import { migration as requests } from './0004-requests.js';
import { migration as trainings } from './0005-trainings.js';

export const oversightMigrations = [cases, times, draws, requests, trainings];
