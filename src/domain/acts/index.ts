export { Acts } from './acts.js';
export { type Act, type AnyTwoPersonAct, defineAct, defineTwoPersonAct, type Tx } from './define-act.js';
export { type Person, proposalActs, TwoPersonActs } from './two-persons.js';
