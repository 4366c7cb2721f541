export { Acts } from './acts.js';
export { type Act, type AnyTwoPersonAct, defineAct, defineTwoPersonAct, type Tx } from './define-act.js';
export { type Person, proposalActs, readRequest, TwoPersonActs, takeAway } from './two-persons.js';
