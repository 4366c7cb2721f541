import { endTrial, switchActs } from './acts/index.js';
import { canaryActs } from './canaries/index.js';
import { followAlerts, reactToAlert } from './reactions/index.js';

/** The stop switch: who stops what, how clients learn it, and how it ends. */
export {
  deploymentsOf,
  MOST_AUDITS,
  MOST_WAIVER,
  type Propagation,
} from './acts/index.js';
export { type ArmFollowerStores, followArms } from './arms/index.js';
export { type Fed, follow, StopBoard, type TaggedState, type ToldState, type ToldStop } from './board/index.js';
export { type ArmCounts, auditWanted, Canaries, type Canary, type DecidedInArm, lastStep } from './canaries/index.js';
export type { DecidedUnder, MadeDecision } from './decided/index.js';
export { DECIDED_KINDS, type DecidedStores, followDecided } from './decided/index.js';
export type { Stop, StopScope, WantedStop } from './model/index.js';
export { breakerNotes, promotionPolicies, Reactor } from './reactions/index.js';
export { StopSwitch, type WaitingResumption } from './stop-switch.js';

/** Acts of the stop switch and on canaries: of persons, and of the service where a policy says so. */
export const stopActs = [...switchActs, ...canaryActs, reactToAlert, followAlerts, endTrial] as const;
