import { migration as identity } from './0001-identity.js';
import { migration as passkeys } from './0002-passkeys.js';
import { migration as links } from './0003-links.js';
import { migration as makers } from './0004-makers.js';

export const identityMigrations = [identity, passkeys, links, makers];
