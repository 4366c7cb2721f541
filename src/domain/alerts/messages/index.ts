export {
  ALERTS_FOR_PEOPLE,
  ALERTS_PER_PART,
  type FleetBudget,
  fleetText,
  type LedgerProof,
  type Notice,
  noticeHead,
  type ToldAlert,
  toldAlert,
} from './notice.js';
