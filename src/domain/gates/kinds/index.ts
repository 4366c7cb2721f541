import { answering } from './answering.js';
import { artifact } from './artifact.js';
import { attestation } from './attestation.js';
import { audit } from './audit.js';
import { control } from './control.js';
import type { AnyKind } from './define-kind.js';
import { documents } from './documents.js';
import { drill } from './drill.js';
import { explanation } from './explanation.js';
import { humanReview } from './human-review.js';
import { incidentPlan } from './incident-plan.js';
import { trainingRecord } from './training-record.js';

export type { SeenAnswering, SeenPerson } from './answering.js';
export type { SeenArtifact } from './artifact.js';
export { attestedAs } from './attestation.js';
export type { SeenAudits } from './audit.js';
export type { SeenControls } from './control.js';
export type { AnyKind, GateMoment } from './define-kind.js';
export { digestOf } from './digest-of.js';
export type { SeenDocument, SeenDocuments } from './documents.js';
export type { SeenDrills } from './drill.js';
export type { SeenExplanation } from './explanation.js';
export type { SeenReaders } from './human-review.js';
export type { SeenPlan } from './incident-plan.js';

/**
 * Every kind of evidence, by its name. A kind is a file of this folder and a line here; where the service looks it up stands in the list of
 * its sources, in which the compiler misses one that is not there.
 */
export const KINDS = {
  audit,
  'incident-plan': incidentPlan,
  drill,
  artifact,
  'training-record': trainingRecord,
  explanation,
  'human-review': humanReview,
  answering,
  documents,
  control,
  attestation,
} as const;

export type KindName = keyof typeof KINDS;

export const KIND_NAMES: readonly KindName[] = Object.keys(KINDS) as KindName[];

export const kindOf = (name: string): AnyKind | null => (Object.hasOwn(KINDS, name) ? KINDS[name as KindName] : null);
