export { Acts } from './acts.js';
export { type Act, defineAct, defineTwoPersonAct, type Tx } from './define-act.js';
export { proposalActs, TwoPersonActs } from './two-persons.js';
