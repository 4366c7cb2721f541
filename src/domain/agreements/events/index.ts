export {
  accountOpened,
  agreementEvents,
  breakGlassOverdue,
  breakGlassReviewed,
  breakGlassUsed,
  roleAgreed,
  rotationAgreed,
  settingAgreed,
} from './agreement-events.js';
