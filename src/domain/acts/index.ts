export { Acts } from './acts.js';
export { type Act, type AnyTwoPersonAct, defineAct, defineTwoPersonAct, type Tx } from './define-act.js';
export { type Person, proposalActs, readRequest, TwoPersonActs } from './two-persons.js';
