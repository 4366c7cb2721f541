export { EventCatalogue } from './catalogue.js';
export { defineEvent, type EventType, type PayloadOf } from './define-event.js';
export { keyRetired, keyRotated, ledgerEvents, rollbackAccepted, verificationFailed } from './ledger-events.js';
