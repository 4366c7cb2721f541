import { z } from 'zod';
import { defineReason } from '../../core/base/reasons.js';
import { defineSetting } from './define-setting.js';

/** What an institution may have two persons do that one does elsewhere. */
export const TAKES_TWO = ['settings', 'roles'] as const;
export type TakesTwo = (typeof TAKES_TWO)[number];

/**
 * What takes two persons here. `settings`: how long decisions are kept, packs of law, who is one person with whom, this list itself, and every other
 * setting. `roles`: what accounts may do. Whoever is alone at first turns it on; from then on nobody turns it off alone.
 */
export const twoPersons = defineSetting('two-persons', z.array(z.enum(TAKES_TWO)).max(TAKES_TWO.length), [], {
  guide: 'docs/guides/accounts.md',
});

export const takesTwo = defineReason(
  'agreement.needed',
  'CONFLICT',
  'One person asked for what takes two here: it is proposed by one, and done when another confirms it.',
);
