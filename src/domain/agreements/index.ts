/** What takes two persons beside gates and stops, and what one does alone in need: its review by another. */
export type { Proposal as WaitingProposal } from '../acts/ports.js';
export {
  agreedActs,
  agreeOpening,
  agreeRoles,
  agreeSettings,
  demandSettings,
  movedSince,
  type OpenRequest,
  openRequest,
  type RolesRequest,
  revisionsOf,
  rolesRequest,
  type SettingsRequest,
  settingsRequest,
} from './agreed-acts.js';
export { type AgreementDeps, Agreements } from './agreements.js';
export {
  BreakGlass,
  type BreakGlassDeps,
  defineBreakGlass,
  FINDINGS,
  overdueBreakGlass,
  REVIEW_WITHIN_MS,
  reviewBreakGlass,
  type UsedGlass,
} from './break-glass.js';
