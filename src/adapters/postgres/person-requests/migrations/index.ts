import { migration as requests } from './0001-requests.js';

export const personRequestMigrations = [requests];
