export { Acts } from './acts.js';
export { type Act, defineAct, defineTwoPersonAct, type Tx } from './define-act.js';
export { type Person, proposalActs, TwoPersonActs } from './two-persons.js';
