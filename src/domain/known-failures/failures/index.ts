import { costForNeed } from './cost-for-need.js';
import { fallTogether } from './fall-together.js';
import { insultingName } from './insulting-name.js';
import { keptOfTwo } from './kept-of-two.js';
import type { KnownFailure } from './known-failure.js';
import { markedPapers } from './marked-papers.js';
import { priceBesideCost } from './price-beside-cost.js';
import { roundTrip } from './round-trip.js';
import { sameMeans } from './same-means.js';
import { taughtByUsers } from './taught-by-users.js';
import { treatedRisk } from './treated-risk.js';
import { unequalErrors } from './unequal-errors.js';
import { unseenKind } from './unseen-kind.js';
import { worstCombination } from './worst-combination.js';

export type { KnownFailure, Looked } from './known-failure.js';

/** The thirteen known failures, in the order of the report. */
export const KNOWN_FAILURES: readonly KnownFailure[] = [
  markedPapers,
  unequalErrors,
  worstCombination,
  taughtByUsers,
  sameMeans,
  costForNeed,
  treatedRisk,
  unseenKind,
  priceBesideCost,
  fallTogether,
  keptOfTwo,
  roundTrip,
  insultingName,
];
