import { migration as pendingActs } from './0001-pending-acts.js';

export const actsMigrations = [pendingActs];
