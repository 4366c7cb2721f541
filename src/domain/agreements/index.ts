/** What takes two persons beside gates and stops, and what one does alone in need: its review by another. */
export {
  type AgreementStores,
  agreedActs,
  agreeRoles,
  agreeSettings,
  type RolesRequest,
  rolesRequest,
  type SettingsRequest,
  settingsRequest,
} from './agreed-acts.js';
export { type AgreementDeps, Agreements } from './agreements.js';
export {
  BreakGlass,
  type BreakGlassDeps,
  type BreakGlassStores,
  defineBreakGlass,
  FINDINGS,
  overdueBreakGlass,
  REVIEW_WITHIN_MS,
  reviewBreakGlass,
  type UsedGlass,
} from './break-glass.js';
