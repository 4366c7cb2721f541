export {
  gateAttested,
  gateChanged,
  gateClosed,
  gateEvents,
  gateOpened,
  gateRenewed,
  gateReopened,
  gateSet,
  gateWaived,
  signOffGiven,
  signOffWithdrawn,
  waiverEnded,
} from './gate-events.js';
