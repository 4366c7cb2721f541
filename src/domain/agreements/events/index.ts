export {
  accountOpened,
  agreementEvents,
  breakGlassOverdue,
  breakGlassReviewed,
  breakGlassUsed,
  roleAgreed,
  settingAgreed,
} from './agreement-events.js';
