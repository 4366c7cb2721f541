export { type Changed, changeOne, currentCase, enterMissed } from './change-case.js';
export { claimNext, keepOne } from './claim-case.js';
export { caseActs, type OversightDeps } from './deps.js';
export { followErasures } from './erased-cases.js';
export { openByHand, submitAppeal, type WantedAppeal, type WantedCase } from './open-case.js';
export { type KnownShare, openDraws } from './open-draws.js';
export { type OpenDecision, openDecision, unknownCase, wholeOf } from './opened.js';
export { ReaderlessCases } from './readerless.js';
export { SetAside } from './set-aside.js';
