import { migration as segments } from './0001-segments.js';
import { migration as holdings } from './0002-holdings.js';
import { migration as erasurePlan } from './0003-erasure-plan.js';
import { migration as vouchedRows } from './0004-vouched-rows.js';
import { migration as retentionProgress } from './0005-retention-progress.js';
import { migration as placesOfFollowers } from './0006-places-of-followers.js';
import { migration as sealedProgress } from './0007-sealed-progress.js';
import { migration as sealedProducers } from './0008-sealed-producers.js';
import { migration as erasedLists } from './0009-erased-lists.js';

export const decisionsMigrations = [
  segments,
  holdings,
  erasurePlan,
  vouchedRows,
  retentionProgress,
  placesOfFollowers,
  sealedProgress,
  sealedProducers,
  erasedLists,
];
