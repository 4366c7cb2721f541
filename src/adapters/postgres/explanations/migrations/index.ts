import { migration as explanations } from './0001-explanations.js';
import { migration as due } from './0002-due.js';
import { migration as offers } from './0003-offers.js';
import { migration as answers } from './0004-answers.js';

export const explanationsMigrations = [explanations, due, offers, answers];
